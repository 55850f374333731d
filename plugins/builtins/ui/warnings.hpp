// What authors are told once: unknown style classes, unknown props, values that do not fit.
#pragma once

#include <mutex>
#include <string>
#include <string_view>
#include <unordered_set>

namespace ach::ui {

// [any]
class Warnings {
public:
    // "warning: TEXT" on standard error, unless something of the same `what` was said before.
    void say(const std::string& what, std::string_view text);

private:
    std::mutex mutex_;
    std::unordered_set<std::string> said_;
};

// Writes a line to standard error.
void print_line(std::string_view text);

}  // namespace ach::ui
