// Errors of scripts on standard error: the same text at most once a second, with how often it came.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <unordered_map>

namespace ach::ui {

// [any]
class ErrorLog {
public:
    void print(const std::string& text, std::uint64_t now_ns);

private:
    struct Past {
        std::uint64_t printed_ns = 0;
        std::uint64_t held_back = 0;
    };
    static constexpr std::size_t kMost = 256;

    std::mutex mutex_;
    std::unordered_map<std::string, Past> past_;
};

}  // namespace ach::ui
