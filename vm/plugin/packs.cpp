#include "vm/plugin/packs.hpp"

#include "vm/bytecode/serialize.hpp"
#include "vm/bytecode/verify.hpp"
#include "vm/language/compile.hpp"
#include "vm/plugin/resources.hpp"
#include "vm/plugin/tables.hpp"
#include "vm/runtime/builtin_registry.hpp"
#include "vm/runtime/error.hpp"
#include "vm/runtime/machine.hpp"
#include "vm/runtime/types.hpp"
#include "vm/support/nearest_name.hpp"

#include <algorithm>
#include <array>

namespace ach::vm {

namespace {

constexpr ach_str kNatives = {ACH_CONTRIBUTES_NATIVES, sizeof ACH_CONTRIBUTES_NATIVES - 1};
constexpr ach_str kMethods = {ACH_CONTRIBUTES_METHODS, sizeof ACH_CONTRIBUTES_METHODS - 1};

}  // namespace

// --- for the compiler

language::NameMeaning Packs::lookup(std::string_view name) const {
    const bool is_known =
        host_.catalog->provider(host_.host, kNatives, to_str(name), 0).ptr != nullptr ||
        !machine_.builtins().find(name).is_absent();
    return {is_known ? language::NameKind::Builtin : language::NameKind::Unknown, 0.0};
}

std::string Packs::nearest(std::string_view name) const {
    return std::string(view(host_.catalog->nearest(host_.host, kNatives, to_str(name))));
}

// --- for hints

void Packs::each_name(ach_str kind, const std::function<void(std::string_view)>& each) const {
    std::array<ach_str, 64> page;
    for (std::uint32_t first = 0;; first += static_cast<std::uint32_t>(page.size())) {
        const std::uint32_t beyond =
            host_.catalog->names(host_.host, kind, first, page.data(), page.size());
        for (const ach_str name : std::span(page).first(std::min<std::size_t>(beyond, page.size())))
            each(view(name));
        if (beyond <= page.size()) return;
    }
}

bool Packs::serves(const ach_method_def& def, Value receiver) {
    if (def.receiver_type != type_index(receiver)) return false;
    return def.resource_type == nullptr || def.resource_type == type_name(receiver);
}

void Packs::know_methods(Mutator& mutator) {
    constexpr std::string_view kEverySequenceHasIt = "len";
    std::string problem;
    activate(mutator, ACH_CONTRIBUTES_METHODS, std::string(kEverySequenceHasIt), problem);
}

bool Packs::has_method(Value receiver, std::string_view name) const {
    return std::ranges::any_of(methods_.find(name),
                               [&](const auto* d) { return serves(*d, receiver); });
}

// A function that is a method of some types, and of those only, serves no others.
bool Packs::may_take(std::string_view function, Value first) const {
    const std::vector<DefinedNative> natives = natives_.find(function);
    const auto is_typed = [](const DefinedNative& n) { return n.def->first_types != ACH_ANY_TYPE; };
    if (!natives.empty() && std::ranges::all_of(natives, is_typed)) {
        const std::uint32_t type = 1u << type_index(first);
        return std::ranges::any_of(
            natives, [&](const DefinedNative& n) { return (n.def->first_types & type) != 0; });
    }
    return methods_.find(function).empty();
}

void Packs::offer_methods(NearestName& near, Value receiver) const {
    each_name(kMethods, [&](std::string_view name) {
        if (has_method(receiver, name)) near.offer(name);
    });
}

std::string Packs::hint_for(const std::string& module, const std::string& name) const {
    if (lookup(name).kind == language::NameKind::Builtin && !name.starts_with("__")) {
        return "'" + name + "' is known everywhere and needs no import";
    }
    NearestName near(name);
    each_name(kNatives, [&](std::string_view known) {
        if (known.find("__") == known.npos && module_export(module, known) == ACH_OK) {
            near.offer(known);
        }
    });
    return near.suggestion();
}

ach_status Packs::module_export(std::string_view module, std::string_view name) const {
    return host_.catalog->module_export(host_.host, to_str(module), to_str(name));
}

// --- before the first statement

bool Packs::provide(Mutator& mutator, const Unit& unit) {
    for (const Import& import : unit.imports) {
        for (const Import::Name& name : import.names) {
            if (module_export(import.path, name.exported) != ACH_OK) continue;
            if (!provide_function(mutator, name.exported)) return false;
        }
    }
    return std::ranges::all_of(unit.builtins,
                               [&](const auto& name) { return provide_function(mutator, name); }) &&
           std::ranges::all_of(unit.methods,
                               [&](const auto& name) { return provide_method(mutator, name); });
}

bool Packs::provide_function(Mutator& mutator, const std::string& name) {
    if (!provided_functions_.insert(name).second) return true;
    if (!machine_.builtins().find(name).is_absent()) return true;
    if (!activate(mutator, ACH_CONTRIBUTES_NATIVES, name)) return false;
    const std::vector<DefinedNative> natives = natives_.find(name);
    if (!natives.empty()) return define_natives(mutator, name, natives);
    if (!define_from_prelude(mutator, name)) return false;
    if (!machine_.builtins().find(name).is_absent()) return true;
    return import_error(mutator, "'" + name +
                                     "' stands in a plugin's manifest, but the plugin has not "
                                     "defined it; reinstall or update the plugin");
}

// A name that no plugin has as a method may still be a field of a record.
bool Packs::provide_method(Mutator& mutator, const std::string& name) {
    if (!provided_methods_.insert(name).second) return true;
    if (!activate(mutator, ACH_CONTRIBUTES_METHODS, name)) return false;
    for (const ach_method_def* def : methods_.find(name)) {
        if (!provide_function(mutator, def->function)) return false;
        const std::string_view type = def->resource_type == nullptr ? "" : def->resource_type;
        if (!machine_.builtins().define_method(mutator, def->receiver_type, type, def->name,
                                               def->function, def->position == ACH_RECEIVER_LAST)) {
            return false;
        }
    }
    return true;
}

bool Packs::activate(Mutator& mutator, std::string_view kind, const std::string& name) {
    std::string problem;
    return activate(mutator, kind, name, problem) || import_error(mutator, problem);
}

bool Packs::activate(Mutator& mutator, std::string_view kind, const std::string& name,
                     std::string& problem) {
    for (std::uint32_t index = 0;; ++index) {
        const ach_str plugin =
            host_.catalog->provider(host_.host, to_str(kind), to_str(name), index);
        if (plugin.ptr == nullptr) break;
        ach_error error{};
        error.struct_size = sizeof error;
        ach_status status = ACH_OK;
        {
            const Outside outside(mutator);
            status = host_.catalog->activate(host_.host, plugin, &error);
        }
        if (status < ACH_OK) {
            problem =
                "'" + name + "' needs plugin " + std::string(view(plugin)) + ": " + error.message;
            return false;
        }
    }
    list_definitions();
    return true;
}

void Packs::each_method(Value receiver, const std::function<void(std::string_view)>& each) const {
    const std::int32_t type = type_index(receiver);
    constexpr std::uint32_t kPage = 64;
    std::array<ach_definition, kPage> page;
    for (std::uint32_t first = 0;; first += kPage) {
        const std::uint32_t beyond =
            host_.catalog->definitions(host_.host, first, page.data(), page.size());
        for (const ach_definition& d :
             std::span(page).first(std::min<std::size_t>(beyond, page.size()))) {
            if (d.kind != ACH_DEF_METHOD) continue;
            const auto* def = static_cast<const ach_method_def*>(d.def);
            const bool serves =
                def->receiver_type == type &&
                (type != ACH_T_RESOURCE || type_name(receiver) == def->resource_type);
            if (serves) each(def->name);
        }
        if (beyond <= page.size()) return;
    }
}

void Packs::list_definitions() {
    std::array<ach_definition, 64> page;
    for (;;) {
        const std::uint32_t beyond =
            host_.catalog->definitions(host_.host, listed_, page.data(), page.size());
        const auto count = std::min<std::uint32_t>(beyond, page.size());
        for (const ach_definition& d : std::span(page).first(count)) {
            switch (d.kind) {
                case ACH_DEF_NATIVE: {
                    const auto* def = static_cast<const ach_native_def*>(d.def);
                    natives_.add(def->name, {def, d.user, d.owner});
                    break;
                }
                case ACH_DEF_METHOD: {
                    const auto* def = static_cast<const ach_method_def*>(d.def);
                    methods_.add(def->name, def);
                    break;
                }
                case ACH_DEF_PRELUDE:
                    preludes_.push_back({static_cast<const ach_prelude_def*>(d.def), nullptr});
                    break;
                case ACH_DEF_RESOURCE:
                    resources_.add(*static_cast<const ach_resource_def*>(d.def));
                    break;
                default: break;  // a kind of a newer host, which nothing here can use
            }
        }
        listed_ += count;
        if (beyond <= page.size()) return;
    }
}

bool Packs::define_natives(Mutator& mutator, const std::string& name,
                           const std::vector<DefinedNative>& found) {
    for (const auto& [def, user, owner] : found) {
        NativeBinding binding;
        binding.name = name;
        binding.fn = def->fn;
        binding.user = user;
        binding.min_arguments = def->min_arguments;
        binding.max_arguments = def->max_arguments;
        binding.first_types = def->first_types;
        binding.flags = def->flags;
        binding.owner = owner;
        apart_.set_apart(host_, *def, binding);
        if (!machine_.builtins().define_native(mutator, std::move(binding))) return false;
    }
    return true;
}

bool Packs::define_from_prelude(Mutator& mutator, const std::string& name) {
    for (std::size_t i = 0; i < preludes_.size(); ++i) {  // may grow meanwhile
        if (preludes_[i].is_loaded) continue;
        if (preludes_[i].unit == nullptr && !read(mutator, preludes_[i])) return false;
        const std::shared_ptr<const Unit> unit = preludes_[i].unit;
        if (std::ranges::find(unit->definitions, name) == unit->definitions.end()) continue;
        preludes_[i].is_loaded = true;
        return provide(mutator, *unit) && machine_.load_prelude(mutator, unit);
    }
    return true;
}

bool Packs::read(Mutator& mutator, Prelude& prelude) {
    const ach_prelude_def& def = *prelude.def;
    const std::span bytes(static_cast<const std::uint8_t*>(def.bytes), def.len);
    if (def.form == ACH_PRELUDE_BYTECODE) {
        std::string problem;
        std::shared_ptr<Unit> unit = read_unit(bytes, problem);
        if (unit == nullptr) {
            return import_error(mutator, std::string("prelude ") + def.name + ": " + problem);
        }
        if (const auto wrong = verify(*unit)) {
            return import_error(mutator, std::string("prelude ") + def.name + ": " + *wrong);
        }
        prelude.unit = std::move(unit);
        return true;
    }
    const auto source = std::make_shared<const SourceFile>(
        def.name, std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
    const auto compiled = language::compile(source, {.kind = UnitKind::Prelude, .names = this});
    if (compiled.unit == nullptr) {
        return import_error(mutator, "prelude " + render(*source, compiled.diagnostics.front()));
    }
    prelude.unit = compiled.unit;
    return true;
}

bool Packs::import_error(Mutator& mutator, const std::string& text) {
    mutator.raise(error_kind::kImport, text);
    return false;
}

}  // namespace ach::vm
