// How the machine's own module writes down its natives and methods.
//
// A method's function is called Type__method; messages name the method alone.
#pragma once

#include "vm/plugin/table_support.hpp"

#include <achronyme/abi/native.h>

#include <cstdint>
#include <span>

namespace ach::vm {

using Arguments = std::span<const Value>;

// A C function of (call, arguments, result).
template <auto function>
ach_status native_entry(ach_call_t* c, void*, const ach_value* args, std::uint32_t argc,
                        ach_value* result) noexcept {
    return function(*c, Arguments(from_abi(args), argc), result);
}

template <auto function>
constexpr ach_native_def define_native(const char* name, std::uint32_t least, std::uint32_t most,
                                       const char* doc = nullptr) {
    ach_native_def def{};
    def.struct_size = sizeof def;
    def.name = name;
    def.min_arguments = least;
    def.max_arguments = most;
    def.fn = &native_entry<function>;
    def.doc = doc;
    return def;
}

// `receiver.name(…)` for a host type.
constexpr ach_method_def define_method(const char* type, const char* name, const char* function) {
    ach_method_def def{};
    def.struct_size = sizeof def;
    def.receiver_type = ACH_T_RESOURCE;
    def.resource_type = type;
    def.name = name;
    def.function = function;
    def.position = ACH_RECEIVER_FIRST;
    return def;
}

}  // namespace ach::vm
