#include "host/shell/log.hpp"

#include <achronyme/abi/log.h>

#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cstdio>
#include <iterator>

namespace ach::host {
namespace {

constexpr std::string_view kLevels[] = {"trace", "debug", "info", "warn", "error", "off"};

spdlog::level::level_enum level_of(std::int32_t level) {
    return static_cast<spdlog::level::level_enum>(std::clamp(level, 0, ACH_LOG_ERROR + 0));
}

std::shared_ptr<spdlog::sinks::sink> make_target(const std::string& file) {
    if (!file.empty()) {
        try {
            return std::make_shared<spdlog::sinks::basic_file_sink_mt>(file);
        } catch (const spdlog::spdlog_ex& e) {
            std::fprintf(stderr, "achronyme: the log goes to standard error instead: %s\n",
                         e.what());
        }
    }
    return std::make_shared<spdlog::sinks::stderr_sink_mt>();
}

}  // namespace

struct Log::Sink {
    explicit Sink(const std::string& file) : logger("achronyme", make_target(file)) {
        logger.set_level(spdlog::level::trace);
        logger.set_pattern("%Y-%m-%d %H:%M:%S.%e %l %v");
        logger.flush_on(spdlog::level::warn);
    }

    spdlog::logger logger;
};

Log::Log(std::string_view level, std::string file)
    : least_(static_cast<std::int32_t>(std::find(std::begin(kLevels), std::end(kLevels), level) -
                                       std::begin(kLevels))),
      file_(std::move(file)) {}

Log::~Log() = default;

Log::Sink& Log::sink() {
    std::call_once(made_, [this] { sink_ = std::make_unique<Sink>(file_); });
    return *sink_;
}

void Log::write(std::int32_t level, std::string_view who, std::string_view text) {
    if (enabled(level)) sink().logger.log(level_of(level), "{}: {}", who, text);
}

}  // namespace ach::host
