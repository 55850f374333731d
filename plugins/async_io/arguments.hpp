// Arguments that the file functions share. Whatever is wrong with one is raised by the call itself.
#pragma once

#include <achronyme/cpp/native.hpp>

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace ach::async_io {

// A path: not empty, and without NUL.
std::string path_argument(const Call& call, std::string_view path);

// A switch among the options of a call, and where its state goes.
struct Switch {
    std::string_view name;
    bool* is_on;
};

// Reads an options Record of Booleans. Null stands for the default; other names are a ValueError.
void read_switches(const Call& call, std::optional<Value> options,
                   std::initializer_list<Switch> switches);

}  // namespace ach::async_io
