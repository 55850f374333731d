// Calls into plugins, as long as nobody can rely on their promise not to throw.
//
// The function has to be called through a pointer type without noexcept; otherwise the compiler
// drops the handlers below and an exception ends the process.
#pragma once

#include <achronyme/abi/base.h>

#include <cstdio>
#include <exception>
#include <string>

namespace ach::host {

inline ach_error fresh_error() {
    ach_error error{};
    error.struct_size = sizeof error;
    return error;
}

// Runs foreign code. What it throws becomes its error.
template <class Call>
ach_status guarded(ach_error& error, const char* function, Call call) {
    const auto threw = [&](const char* what) {
        std::snprintf(error.message, sizeof error.message,
                      "its %s threw an exception across the ABI: %s", function, what);
        return ACH_E_INTERNAL;
    };
    try {
        const ach_status status = call();
        error.message[sizeof error.message - 1] = '\0';
        return status;
    } catch (const std::exception& e) {
        return threw(e.what());
    } catch (...) {
        return threw("something that is not a std::exception");
    }
}

inline std::string words(const ach_error& error, ach_status status) {
    if (error.message[0] != '\0') return error.message;
    return "it gave status " + std::to_string(status) + " and no reason";
}

}  // namespace ach::host
