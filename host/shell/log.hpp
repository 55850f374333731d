// The host's log. Asking for the level costs one load; the library behind it is set up with the
// first line that is really written, so a quiet run never pays for it.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace ach::host {

class Log {
public:
    // `level` is one of the names of the configuration; `file` empty means standard error.
    Log(std::string_view level, std::string file);
    ~Log();
    Log(const Log&) = delete;
    Log& operator=(const Log&) = delete;

    // [any, wait-free] `level` is ACH_LOG_….
    bool enabled(std::int32_t level) const { return level >= least_; }

    // [any] One line, said by `who`.
    void write(std::int32_t level, std::string_view who, std::string_view text);

private:
    struct Sink;

    Sink& sink();

    const std::int32_t least_;
    const std::string file_;
    std::once_flag made_;
    std::unique_ptr<Sink> sink_;
};

}  // namespace ach::host
