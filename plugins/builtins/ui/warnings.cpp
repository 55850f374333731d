#include "plugins/builtins/ui/warnings.hpp"

#include <cstdio>

namespace ach::ui {

void Warnings::say(const std::string& what, std::string_view text) {
    {
        const std::lock_guard lock(mutex_);
        if (!said_.insert(what).second) return;
    }
    print_line(std::string("warning: ").append(text));
}

void print_line(std::string_view text) {
    const std::string line = std::string(text) + '\n';
    std::fwrite(line.data(), 1, line.size(), stderr);
}

}  // namespace ach::ui
