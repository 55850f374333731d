// What the plugin keeps between calls.
#pragma once

#include "plugins/async_io/jobs.hpp"

#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace ach::async_io {

// Folders that scripts were lent; they go with everything in them when the program ends.
class TemporaryDirs {
public:
    std::string make();  // throws IoError
    void remove_all();

private:
    std::mutex mutex_;
    std::vector<std::string> paths_;  // guarded by mutex_
};

struct Files {
    std::unique_ptr<Jobs> jobs;
    TemporaryDirs temporary;
    const ach_reactive_t* reactive = nullptr;  // null where there are no Signals
};

// The state of the plugin that `call` belongs to.
Files& files_of(const Call& call);

}  // namespace ach::async_io
