// What names that no script declared stand for, and what `receiver.name(…)` means for a type.
//
// Natives are C functions of the shape of ach_native_fn, given by plugins or by the machine itself;
// functions of preludes are closures. Several natives may share a name and serve different types of
// the first argument (overloads); scripts see one function then. Everything in here stays valid as
// long as the Machine, so inline caches point into it.
#pragma once

#include "achronyme/abi/native.h"
#include "vm/runtime/cells.hpp"
#include "vm/runtime/mutator.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace ach::vm {

// One of ACH_T_…: what methods and overloads are chosen by.
std::int32_t type_index(Value v);
std::int32_t type_index(Kind kind);

// A native as the machine calls it. Objects of kind NativeFunction point here.
struct NativeBinding {
    std::string name;
    ach_native_fn fn = nullptr;
    void* user = nullptr;
    std::uint32_t min_arguments = 0;
    std::uint32_t max_arguments = ACH_ANY_COUNT;
    std::uint32_t first_types = ACH_ANY_TYPE;  // set of 1u << ACH_T_…
    std::uint32_t flags = 0;                   // ACH_FN_…
    const void* owner = nullptr;               // the plugin that made it; the machine's own: null

    bool serves(std::int32_t first_type) const {
        return first_types == ACH_ANY_TYPE || (first_types >> first_type & 1u) != 0;
    }
    bool accepts(std::uint32_t count) const {
        return count >= min_arguments && count <= max_arguments;
    }
};

// The name that messages use: of a method's function, Type__method, the method.
inline std::string_view shown_name(std::string_view name) {
    const std::size_t at = name.rfind("__");
    return at == name.npos || at == 0 ? name : name.substr(at + 2);
}

inline const NativeBinding& binding_of(const NativeFunction& function) {
    return *static_cast<const NativeBinding*>(function.signature().context);
}

struct MethodEntry {
    std::int32_t type;          // ACH_T_…
    std::string resource_type;  // typeof name when ACH_T_RESOURCE
    bool receiver_last;
    String* name;  // symbol
    Value function;
    // A bit for each kind of object whose values are all served, and for Numbers that of
    // Kind::Free.
    std::uint64_t kinds = 0;

    bool serves_at_once(Value receiver) const {
        if (receiver.is_object()) {
            return (kinds >> static_cast<unsigned>(receiver.as_object()->kind()) & 1) != 0;
        }
        return receiver.is_number() && (kinds & 1) != 0;
    }
};
static_assert(kKindCount <= 64);

class BuiltinRegistry final : public RootProvider {
public:
    explicit BuiltinRegistry(Heap& heap);
    ~BuiltinRegistry();
    BuiltinRegistry(const BuiltinRegistry&) = delete;
    BuiltinRegistry& operator=(const BuiltinRegistry&) = delete;

    // Adds a native, or one more overload of it. False: an error is pending (the name is taken for
    // one of these types, or memory ran out).
    [[nodiscard]] bool define_native(Mutator& mutator, NativeBinding binding);

    // Adds a function of a prelude, or any other value. Replaces what the name meant before.
    void define_value(std::string_view name, Value value);

    // Lets `receiver.name(args)` mean `function`, which must be defined. `resource_type` is empty
    // unless `type` is ACH_T_RESOURCE. False: an error is pending.
    [[nodiscard]] bool define_method(Mutator& mutator, std::int32_t type,
                                     std::string_view resource_type, std::string_view name,
                                     std::string_view function, bool receiver_last);

    // Absent when nothing of that name is defined.
    Value find(std::string_view name) const;

    // The method of the receiver's type; null when there is none. `name` is a symbol.
    const MethodEntry* find_method(Value receiver, const String& name) const;
    static bool serves(const MethodEntry& entry, Value receiver);

    void trace_roots(Tracer& tracer) override;

private:
    struct Overloads {
        std::string name;
        std::deque<NativeBinding> natives;
        NativeBinding dispatcher;  // what the function object points to when there are several
    };
    static ach_status dispatch(ach_call_t* call, void* user, const ach_value* args,
                               std::uint32_t argc, ach_value* result) noexcept;
    Value function_for(Mutator& mutator, Overloads& overloads);

    Heap& heap_;
    mutable std::mutex mutex_;  // everything below
    std::unordered_map<std::string, Value> values_;
    std::unordered_map<std::string, std::unique_ptr<Overloads>> natives_;
    std::deque<MethodEntry> methods_;
    std::unordered_map<const String*, std::vector<const MethodEntry*>> methods_by_name_;
};

// "1 argument", "2 arguments", "1 to 3 arguments", "at least 1 argument".
std::string argument_count_text(std::uint32_t min, std::uint32_t max);

}  // namespace ach::vm
