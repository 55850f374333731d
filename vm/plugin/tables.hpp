// The tables that the VM serves. Each is constant: their functions find the machine through the
// call, or through the plugin behind the table.
#pragma once

#include <achronyme/abi/native.h>
#include <achronyme/abi/value.h>

#include <string_view>

namespace ach::vm {

inline std::string_view view(ach_str text) {
    return text.len == 0 ? std::string_view() : std::string_view(text.ptr, text.len);
}
inline ach_str to_str(std::string_view text) { return {text.data(), text.size()}; }

// Each fills in the part of the table that its file implements.
void fill_value_scalars(ach_value_table_t& table);     // value_scalars.cpp
void fill_value_containers(ach_value_table_t& table);  // value_containers.cpp
void fill_value_tensors(ach_value_table_t& table);     // value_tensors.cpp
void fill_value_exchange(ach_value_table_t& table);    // value_exchange.cpp
void fill_calls(ach_call_table_t& table);              // call_table.cpp

}  // namespace ach::vm
