// One value for the configuration from the command line, and the flag that it was written with.
#pragma once

#include <string>
#include <utility>

namespace ach::host {

struct Assignment {
    Assignment(const char* path_and_value) : Assignment(std::string(path_and_value)) {}
    Assignment(std::string path_and_value)
        : text(std::move(path_and_value)), written("--set " + text), names_path(true) {}
    // Of a flag for this one value: messages need no path.
    Assignment(std::string path_and_value, std::string flag_and_value)
        : text(std::move(path_and_value)), written(std::move(flag_and_value)), names_path(false) {}

    std::string text;     // PATH=VALUE
    std::string written;  // as messages call it
    bool names_path;
};

}  // namespace ach::host
