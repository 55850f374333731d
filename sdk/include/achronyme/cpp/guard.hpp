// The border between C++ and the C ABI: no exception gets through, no message gets lost.
#pragma once

#include "achronyme/abi/base.h"
#include "achronyme/cpp/result.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <new>
#include <string>
#include <string_view>
#include <type_traits>

namespace ach {
inline namespace sdk1 {

// An error record to lend to the host, and what came back in it.
class ErrorRecord {
public:
    ErrorRecord() noexcept { record_.struct_size = sizeof record_; }

    ach_error* out() noexcept { return &record_; }
    ach_status status() const noexcept { return record_.status; }
    std::string_view message() const noexcept { return record_.message; }

    Error error(ach_status status) const {
        if (record_.message[0] != '\0') return {status, record_.message};
        return {status, std::string(describe(status))};
    }

private:
    ach_error record_{};
};

// How many bytes of `text` fit into `room` without cutting a character of UTF-8 in two.
constexpr std::size_t cut_utf8(std::string_view text, std::size_t room) noexcept {
    if (text.size() <= room) return text.size();
    std::size_t end = room;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0u) == 0x80u) --end;
    return end;
}

// Fills the caller's record, as far as it reaches; a long message is cut, never allocated for.
inline ach_status fail(ach_error* out, ach_status status, std::string_view message) noexcept {
    if (out == nullptr || out->struct_size < offsetof(ach_error, message) + 1) return status;
    const std::size_t room =
        std::min(out->struct_size - offsetof(ach_error, message), sizeof out->message) - 1;
    const std::size_t length = cut_utf8(message, room);
    out->status = status;
    std::memcpy(out->message, message.data(), length);
    out->message[length] = '\0';
    return status;
}

// Names the exception that is being handled. Only inside a catch block.
[[gnu::cold, gnu::noinline]] inline ach_status report_current_exception(ach_error* out) noexcept {
    try {
        throw;
    } catch (const Failure& failure) {
        return fail(out, failure.status(), failure.what());
    } catch (const std::bad_alloc&) {
        return fail(out, ACH_E_NOMEM, describe(ACH_E_NOMEM));
    } catch (const std::exception& exception) {
        return fail(out, ACH_E_INTERNAL, exception.what());
    } catch (...) {
        return fail(out, ACH_E_INTERNAL, "something that is no std::exception was thrown");
    }
}

// Runs `body`, which returns nothing, an ach_status or a Result<void>, and turns whatever it throws
// into a status.
template <class Body>
ach_status guarded(ach_error* out, Body&& body) noexcept {
    try {
        using Returned = decltype(body());
        if constexpr (std::is_void_v<Returned>) {
            body();
            return ACH_OK;
        } else if constexpr (std::is_same_v<Returned, ach_status>) {
            return body();
        } else {
            const Result<void> result = body();
            return result ? ACH_OK : fail(out, result.error().status, result.error().message);
        }
    } catch (...) {
        return report_current_exception(out);
    }
}

// For callbacks that answer nothing: `otherwise` gets the error record of what was thrown.
template <class Body, class Otherwise>
void contained(Body&& body, Otherwise&& otherwise) noexcept {
    try {
        body();
    } catch (...) {
        ErrorRecord record;
        report_current_exception(record.out());
        try {
            otherwise(record);
        } catch (...) {  // NOLINT(bugprone-empty-catch): there is nobody left to tell
        }
    }
}

}  // namespace sdk1
}  // namespace ach
