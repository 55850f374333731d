// What the operating system refused, in the words of the language: kind IOError with a code that
// scripts can compare. PermissionError is what the host's configuration refused.
#pragma once

#include <exception>
#include <string>
#include <string_view>

namespace ach::async_io {

struct IoError : std::exception {
    std::string kind = "IOError";
    std::string code;     // "not_found", "is_directory", …; empty for PermissionError
    std::string message;  // whole: "Failed to read file 'x': no such file or directory"
    std::string path;

    const char* what() const noexcept override { return message.c_str(); }
};

// What is being done to which path: where failures get their words from.
struct Deed {
    std::string_view action;  // "read file", "write file", …
    std::string path;
    std::string to = {};  // of those that have two paths

    // Throws the IoError for an errno value.
    [[noreturn]] void fail(int errno_value) const;
    // Throws one with a code and a reason of our own.
    [[noreturn]] void fail(std::string_view code, std::string_view reason) const;
};

}  // namespace ach::async_io
