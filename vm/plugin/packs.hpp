// Brings the packs that a unit names into its machine, before the unit's first statement (D14).
//
// What exists is known from the host's catalog without mapping anything. A name that a unit uses
// has its plugins activated; their definitions are listed, and only those that are used become
// objects of the machine: natives one by one, preludes when one of their functions is needed. So a
// program that only prints pays for print.
#pragma once

#include "vm/bytecode/unit.hpp"
#include "vm/language/name_source.hpp"
#include "vm/plugin/apart_natives.hpp"
#include "vm/plugin/definition_table.hpp"
#include "vm/plugin/host_tables.hpp"
#include "vm/runtime/mutator.hpp"

#include <achronyme/abi/native.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace ach::vm {

class Machine;
class NearestName;
class ResourceTypes;

class Packs final : public language::NameSource {
public:
    Packs(const HostTables& host, Machine& machine, ResourceTypes& resources)
        : host_(host), machine_(machine), resources_(resources) {}

    // --- for the compiler
    language::NameMeaning lookup(std::string_view name) const override;
    std::string nearest(std::string_view name) const override;

    // Defines every builtin and method that the unit names. False: an error is pending
    // (ImportError, with the host's reason). What a call started runs on this stack.
    [[nodiscard]] bool provide(Mutator& mutator, const Unit& unit);
    [[nodiscard]] bool provide_function(Mutator& mutator, const std::string& name);

    // --- for hints
    // Starts the plugins that have the methods of the language's own values, if they can be had. A
    // value of another plugin's type comes from a plugin that runs.
    void know_methods(Mutator& mutator);
    bool has_method(Value receiver, std::string_view name) const;
    // Whether the builtin function may be called with such a first argument, as far as is known.
    bool may_take(std::string_view function, Value first) const;
    // The names of the methods that values like this one have, as far as is known.
    void offer_methods(NearestName& near, Value receiver) const;
    // What somebody may have meant who wanted that name from a builtin module.
    std::string hint_for(const std::string& module, const std::string& name) const;
    // [any] The methods of the value's type in all plugins that have started, used or not.
    void each_method(Value receiver, const std::function<void(std::string_view name)>& each) const;

    // Has the builtin module that member? GONE: there is no such module.
    ach_status module_export(std::string_view module, std::string_view name) const;

private:
    struct Prelude {
        const ach_prelude_def* def;
        std::shared_ptr<const Unit> unit;  // read when first looked into
        bool is_loaded = false;
    };
    struct DefinedNative {
        const ach_native_def* def;
        void* user;
        const ach_host_t* owner;
    };

    static bool serves(const ach_method_def& def, Value receiver);
    void each_name(ach_str kind, const std::function<void(std::string_view)>& each) const;
    bool provide_method(Mutator& mutator, const std::string& name);
    // False, with the host's reason in `problem`, when one that contributes it cannot be had.
    bool activate(Mutator& mutator, std::string_view kind, const std::string& name,
                  std::string& problem);
    bool activate(Mutator& mutator, std::string_view kind, const std::string& name);
    void list_definitions();
    bool define_natives(Mutator& mutator, const std::string& name,
                        const std::vector<DefinedNative>& found);
    bool define_from_prelude(Mutator& mutator, const std::string& name);
    bool read(Mutator& mutator, Prelude& prelude);
    bool import_error(Mutator& mutator, const std::string& text);

    const HostTables& host_;
    Machine& machine_;
    ResourceTypes& resources_;
    ApartNatives apart_;
    std::uint32_t listed_ = 0;  // of the catalog's definitions
    DefinitionTable<DefinedNative> natives_;
    DefinitionTable<const ach_method_def*> methods_;
    std::vector<Prelude> preludes_;
    std::unordered_set<std::string> provided_functions_;
    std::unordered_set<std::string> provided_methods_;
};

}  // namespace ach::vm
