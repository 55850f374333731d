#include "plugins/builtins/ui/error_log.hpp"

#include "plugins/builtins/ui/warnings.hpp"

namespace ach::ui {

void ErrorLog::print(const std::string& text, std::uint64_t now_ns) {
    constexpr std::uint64_t kSecond = 1'000'000'000;
    std::uint64_t repeats = 0;
    {
        const std::lock_guard lock(mutex_);
        if (past_.size() >= kMost) past_.clear();
        const auto [place, is_new] = past_.try_emplace(text);
        Past& past = place->second;
        if (!is_new && now_ns < past.printed_ns + kSecond) {
            ++past.held_back;
            return;
        }
        repeats = past.held_back;
        past = {now_ns, 0};
    }
    print_line(repeats == 0 ? text
                            : text + " (and " + std::to_string(repeats) + " times since the last)");
}

}  // namespace ach::ui
