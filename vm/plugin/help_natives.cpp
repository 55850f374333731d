// Texts come from the definitions themselves: `doc` of a native, `docs` of a prelude. Looking one
// up starts the plugin that has the function, and nothing else.
#include "vm/plugin/help_natives.hpp"

#include "vm/plugin/native_defs.hpp"
#include "vm/plugin/program.hpp"
#include "vm/plugin/report.hpp"
#include "vm/plugin/session_text.hpp"
#include "vm/plugin/tables.hpp"
#include "vm/runtime/cells.hpp"
#include "vm/runtime/closure.hpp"
#include "vm/runtime/error.hpp"

#include <fmt/format.h>

#include <array>
#include <cstring>

namespace ach::vm {

namespace {

constexpr std::string_view kNatives = ACH_CONTRIBUTES_NATIVES;

std::string_view text_in_prelude(const ach_prelude_def& def, std::string_view name) {
    if (!ACH_HAS(&def, ach_prelude_def, docs) || def.docs == nullptr) return {};
    for (const char* at = def.docs; *at != '\0';) {
        const std::string_view found = at;
        const std::string_view text = at + found.size() + 1;
        if (found == name) return text;
        at = text.data() + text.size() + 1;
    }
    return {};
}

std::string_view text_in(const ach_definition& definition, std::string_view name) {
    if (definition.kind == ACH_DEF_PRELUDE) {
        return text_in_prelude(*static_cast<const ach_prelude_def*>(definition.def), name);
    }
    if (definition.kind != ACH_DEF_NATIVE) return {};
    const auto& def = *static_cast<const ach_native_def*>(definition.def);
    const bool has_doc = ACH_HAS(&def, ach_native_def, doc) && def.doc != nullptr;
    return has_doc && name == def.name ? def.doc : std::string_view();
}

// One text for each overload.
std::string texts_on(const HostTables& host, std::string_view name) {
    constexpr std::uint32_t kPage = 64;
    std::string texts;
    std::array<ach_definition, kPage> page;
    for (std::uint32_t first = 0;; first += kPage) {
        const std::uint32_t beyond =
            host.catalog->definitions(host.host, first, page.data(), page.size());
        const auto count = std::min<std::size_t>(beyond, page.size());
        for (const ach_definition& definition : std::span(page).first(count)) {
            const std::string_view text = text_in(definition, name);
            if (!text.empty()) texts.append(text).append("\n");
        }
        if (beyond <= page.size()) return texts;
    }
}

// False: no plugin contributes the name, or one that does cannot be had.
bool start_plugins_with(ach_call& call, const HostTables& host, std::string_view name,
                        std::string& problem) {
    for (std::uint32_t index = 0;; ++index) {
        const ach_str plugin =
            host.catalog->provider(host.host, to_str(kNatives), to_str(name), index);
        if (plugin.ptr == nullptr) return index > 0;
        ach_error error{};
        error.struct_size = sizeof error;
        const Outside outside(call.mutator);
        if (host.catalog->activate(host.host, plugin, &error) < ACH_OK) {
            problem = error.message;
            return false;
        }
    }
}

std::string name_meant_by(Value value) {
    if (const auto* text = try_as<String>(value)) return std::string(text->view());
    if (const auto* closure = try_as<Closure>(value)) return closure->code().function->name;
    if (const auto* native = try_as<NativeFunction>(value)) {
        return std::string(native->name().view());
    }
    return {};
}

ach_status no_help(ach_call& call, const HostTables& host, const std::string& name,
                   const std::string& problem) {
    const std::string_view owner =
        view(host.catalog->provider(host.host, to_str(kNatives), to_str(name), 0));
    if (!owner.empty() && problem.empty()) {
        return call.raise(error_kind::kValue,
                          fmt::format("help(): plugin {} says nothing about '{}'", owner, name));
    }
    std::string text = "help(): there is nothing to say about '" + name + "'";
    const std::string_view near =
        view(host.catalog->nearest(host.host, to_str(kNatives), to_str(name)));
    if (!problem.empty()) {
        text += ": " + problem;
    } else if (!near.empty() && near != name && near.find("__") == near.npos) {
        text.append("; did you mean '").append(near).append("'?");
    }
    return call.raise(error_kind::kValue, text);
}

ach_status help(ach_call& call, Arguments args, ach_value*) {
    if (args.empty() || args[0].is_null()) {
        print_out(session_help());
        return ACH_OK;
    }
    const HostTables& host = Program::of(call.machine).host();
    const std::string name = name_meant_by(args[0]);
    if (name.empty()) return call.raise_type("String or Function", args[0]);
    std::string problem;
    std::string texts;
    if (start_plugins_with(call, host, name, problem)) texts = texts_on(host, name);
    if (texts.empty()) return no_help(call, host, name, problem);
    print_out(texts);
    return ACH_OK;
}

constexpr std::array kDefinitions = {
    define_native<help>("help", 0, 1,
                        "help(name)\nPrints what a function does: help(map), help(\"map\")."),
};

}  // namespace

std::span<const ach_native_def> help_natives() { return kDefinitions; }

}  // namespace ach::vm
