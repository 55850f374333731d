// The tables that the shell serves to plugins; each has its file beside this one.
//
// Every function finds the calling plugin through plugin_of() and answers ACH_E_ARG, or nothing, to
// a null host, a null output or a name that is not there. No exception leaves them.
#pragma once

#include "host/shell/result.hpp"

#include <achronyme/abi/base.h>

#include <string_view>

namespace ach::host {

const void* catalog_table();
const void* config_table();
const void* log_table();
const void* native_table();
const void* permission_table();
const void* resource_table();
const void* service_table();

// The shell's table under `id`, or null.
const void* shell_table(std::string_view id);

// What ach_host_t::get_interface answers.
const void* find_interface(const ach_host_t* h, std::string_view id, ach_error* err) noexcept;

// Writes a problem into the caller's record, as far as it reaches, and gives its status.
ach_status report(ach_error* err, const Problem& problem) noexcept;

inline std::string_view view(ach_str text) {
    return text.ptr == nullptr ? std::string_view() : std::string_view(text.ptr, text.len);
}

// Runs the body of a table function; running out of memory is the only thing that can go wrong in
// it.
template <class Body>
ach_status fenced(ach_error* err, Body&& body) noexcept {
    try {
        const Outcome outcome = body();
        return outcome ? ACH_OK : report(err, outcome.problem());
    } catch (...) {
        return report(err, {"the host ran out of memory", ACH_E_NOMEM});
    }
}

}  // namespace ach::host
