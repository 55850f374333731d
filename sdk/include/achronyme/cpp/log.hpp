// The host's log, and where exceptions end that nobody is there to catch.
#pragma once

#include "achronyme/abi/log.h"
#include "achronyme/cpp/guard.hpp"
#include "achronyme/cpp/host.hpp"

#include <string>
#include <string_view>

namespace ach {
inline namespace sdk1 {

class Log {
public:
    Log() = default;
    // [loader] Writes nothing where the host has no log.
    explicit Log(const Host& host) noexcept : host_(host.raw()), table_(host.find<ach_log_t>()) {}

    bool is_enabled(std::int32_t level) const noexcept {
        return table_ != nullptr && table_->enabled(host_, level);
    }
    void write(std::int32_t level, std::string_view text) const noexcept {
        if (table_ != nullptr) table_->write(host_, level, str(text));
    }
    void debug(std::string_view text) const noexcept { write(ACH_LOG_DEBUG, text); }
    void info(std::string_view text) const noexcept { write(ACH_LOG_INFO, text); }
    void warn(std::string_view text) const noexcept { write(ACH_LOG_WARN, text); }
    void error(std::string_view text) const noexcept { write(ACH_LOG_ERROR, text); }

    // Runs a callback that answers nothing; what it throws is logged as "PLACE: what".
    template <class Body>
    void contain(std::string_view place, Body&& body) const noexcept {
        contained(std::forward<Body>(body), [&](const ErrorRecord& thrown) {
            error(std::string(place).append(": ").append(thrown.message()));
        });
    }

private:
    const ach_host_t* host_ = nullptr;
    const ach_log_t* table_ = nullptr;
};

}  // namespace sdk1
}  // namespace ach
