// How a native ends, and the script errors it may throw in C++.
#pragma once

#include "achronyme/abi/native.h"
#include "achronyme/cpp/result.hpp"

#include <exception>
#include <string>
#include <utility>

namespace ach {
inline namespace sdk1 {

// 64 opaque bits, valid until the native returns. All work on values goes through a Call.
using Value = ::ach_value;

// The end of a native, a resume function or a `then` function that is not simply its result: what
// Call::suspend(), Call::call_then() and Call::raise() return, to be returned in turn.
struct [[nodiscard]] Outcome {
    ach_status status = ACH_OK;
    Value value{};  // the result when status is ACH_OK

    Outcome(Value result) noexcept : value(result) {}
    explicit Outcome(ach_status how) noexcept : status(how) {}
};

// Becomes an Error of that kind in the script, its message opened with "NAME(): ".
class ScriptError : public std::exception {
public:
    ScriptError(std::string kind, std::string message)
        : kind_(std::move(kind)), message_(std::move(message)) {}

    const std::string& kind() const noexcept { return kind_; }
    const char* what() const noexcept override { return message_.c_str(); }

private:
    std::string kind_;
    std::string message_;
};

struct ValueError : ScriptError {
    explicit ValueError(std::string message) : ScriptError("ValueError", std::move(message)) {}
};

// Thrown when a script error is pending on the call already: it only unwinds.
struct Raised {};

// The kind of script error that stands for a status.
constexpr std::string_view kind_of(ach_status status) noexcept {
    switch (status) {
        case ACH_E_ARG: return "ValueError";
        case ACH_E_TYPE: return "TypeError";
        case ACH_E_DENIED: return "PermissionError";
        case ACH_E_CANCELLED: return "CancelledError";
        case ACH_E_TIMEOUT: return "TimeoutError";
        case ACH_E_NOMEM: return "OutOfMemory";
        default: return "RuntimeError";
    }
}

}  // namespace sdk1
}  // namespace ach
