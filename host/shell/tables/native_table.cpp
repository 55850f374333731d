// ach.native/1 and ach.resource/1: what plugins define goes to the list that every VM reads.
#include "host/shell/shell.hpp"
#include "host/shell/tables/tables.hpp"

#include <achronyme/abi/native.h>
#include <achronyme/abi/resource.h>

#include <algorithm>
#include <cstddef>

namespace ach::host {
namespace {

bool contributes(const Plugin& plugin, index::Kind kind, const char* name) {
    const auto found = plugin.shell->index.find(kind, name);
    return std::any_of(found.begin(), found.end(),
                       [&](const index::Name& entry) { return entry.plugin == plugin.number; });
}

Problem not_contributed(const Plugin& plugin, const char* what, const char* key, const char* name) {
    return {std::string(what) + " '" + name + "' is not listed under contributes." + key +
                " in the manifest of '" + std::string(plugin.id) + "'",
            ACH_E_ARG};
}

Problem malformed(const char* what, std::uint32_t number) {
    return {std::string(what) + " definition number " + std::to_string(number) +
                " has no name or no function, or its struct_size is wrong",
            ACH_E_ARG};
}

// A native definition of an older plugin may end before `doc`.
constexpr std::size_t kNativeEnd = offsetof(ach_native_def, fn) + sizeof(ach_native_fn);

bool reaches(std::uint32_t struct_size, std::size_t end) { return struct_size >= end; }

Outcome check_native(const Plugin& plugin, const ach_native_def& def, std::uint32_t number) {
    if (!reaches(def.struct_size, kNativeEnd) || def.name == nullptr || def.fn == nullptr ||
        def.min_arguments > def.max_arguments) {
        return malformed("native", number);
    }
    if (!contributes(plugin, index::Kind::Native, def.name)) {
        return not_contributed(plugin, "function", "natives", def.name);
    }
    return {};
}

Outcome check_method(const Plugin& plugin, const ach_method_def& def, std::uint32_t number) {
    if (def.struct_size < sizeof(ach_method_def) || def.name == nullptr ||
        def.function == nullptr) {
        return malformed("method", number);
    }
    if (!contributes(plugin, index::Kind::Method, def.name)) {
        return not_contributed(plugin, "method", "methods", def.name);
    }
    return {};
}

ach_status refuse(ach_error* err) {
    return report(err,
                  {"define() needs the plugin's own host and at least one definition", ACH_E_ARG});
}

ach_status ACH_CALL define(const ach_host_t* h, const ach_native_def* defs, std::uint32_t count,
                           void* user, ach_error* err) noexcept {
    const Plugin* caller = plugin_of(h);
    if (caller == nullptr || (defs == nullptr && count != 0)) return refuse(err);
    return fenced(err, [&]() -> Outcome {
        for (std::uint32_t i = 0; i < count; ++i) {
            const ach_native_def& def = *ACH_AT(ach_native_def, defs, i);
            if (Outcome good = check_native(*caller, def, i); !good) return good;
            if (Outcome added = caller->shell->definitions.add_native(h, def, user); !added) {
                return added;
            }
        }
        return {};
    });
}

ach_status ACH_CALL define_methods(const ach_host_t* h, const ach_method_def* defs,
                                   std::uint32_t count, ach_error* err) noexcept {
    const Plugin* caller = plugin_of(h);
    if (caller == nullptr || (defs == nullptr && count != 0)) return refuse(err);
    return fenced(err, [&]() -> Outcome {
        for (std::uint32_t i = 0; i < count; ++i) {
            const ach_method_def& def = *ACH_AT(ach_method_def, defs, i);
            if (Outcome good = check_method(*caller, def, i); !good) return good;
            if (Outcome added = caller->shell->definitions.add_method(h, def); !added) return added;
        }
        return {};
    });
}

ach_status ACH_CALL define_prelude(const ach_host_t* h, const ach_prelude_def* def,
                                   ach_error* err) noexcept {
    const Plugin* caller = plugin_of(h);
    if (caller == nullptr || def == nullptr) return refuse(err);
    return fenced(err, [&]() -> Outcome {
        if (def->struct_size < offsetof(ach_prelude_def, docs) || def->bytes == nullptr ||
            def->len == 0) {
            return Problem{"a prelude without bytes", ACH_E_ARG};
        }
        caller->shell->definitions.add_prelude(h, *def);
        return {};
    });
}

ach_status ACH_CALL define_resource(const ach_host_t* h, const ach_resource_def* def,
                                    ach_error* err) noexcept {
    const Plugin* caller = plugin_of(h);
    if (caller == nullptr || def == nullptr) return refuse(err);
    return fenced(err, [&]() -> Outcome {
        if (def->struct_size < sizeof(ach_resource_def) || def->type_name == nullptr ||
            def->finalize == nullptr) {
            return Problem{"a resource type needs a name and a finalizer", ACH_E_ARG};
        }
        return caller->shell->definitions.add_resource(h, *def);
    });
}

constexpr ach_native_t kNative = {sizeof(ach_native_t), 0, define, define_methods, define_prelude};
constexpr ach_resource_t kResource = {sizeof(ach_resource_t), 0, define_resource};

}  // namespace

const void* native_table() { return &kNative; }
const void* resource_table() { return &kResource; }

}  // namespace ach::host
