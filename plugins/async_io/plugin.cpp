// async_io: files and folders, without a script's thread ever waiting for one.
#include "plugins/async_io/plugin.hpp"

#include "plugins/async_io/natives.hpp"

#include <achronyme/cpp/plugin.hpp>

#include <filesystem>
#include <system_error>

namespace ach::async_io {

namespace {

struct AsyncIo : plugin<AsyncIo>, Files {
    static constexpr const char* id = "achronyme.async_io";
    static constexpr const char* version = "0.1.0";
    static constexpr bool uses_values = true;

    void start() {
        jobs = std::make_unique<Jobs>(host());
        reactive = host().find<ach_reactive_t>();
        define(content_natives());
        define(entry_natives());
    }
    void quiesce(Op done) {
        jobs->close([done] { done.complete(ACH_OK); });
    }
    void stop() { temporary.remove_all(); }
};

}  // namespace

Files& files_of(const Call& call) { return call.plugin<AsyncIo>(); }

std::string TemporaryDirs::make() {
    std::string path = make_temporary_dir();
    const std::lock_guard lock(mutex_);
    return paths_.emplace_back(std::move(path));
}

void TemporaryDirs::remove_all() {
    const std::lock_guard lock(mutex_);
    for (const std::string& path : paths_) {
        std::error_code ignored;
        std::filesystem::remove_all(path, ignored);
    }
    paths_.clear();
}

}  // namespace ach::async_io

ACH_PLUGIN(ach::async_io::AsyncIo)
