// What the operating system refused, in the words of the language: kind IOError with a code that
// scripts can compare. PermissionError is what the host's configuration refused.
#pragma once

#include <string>
#include <string_view>

namespace ach::async_io {

struct IoError {
    std::string kind = "IOError";
    std::string code;     // "not_found", "is_directory", …; empty for PermissionError
    std::string message;  // whole: "Failed to read file 'x': no such file"
    std::string path;
};

// The error for `errno_value` while doing `action` ("read file", "write file", …) to `path`.
IoError io_error(std::string_view action, std::string_view path, int errno_value);

// An error with a code and reason of our own.
IoError io_error(std::string_view action, std::string_view path, std::string_view code,
                 std::string_view reason);

}  // namespace ach::async_io
