#include "plugins/builtins/core/output.hpp"

#include <achronyme/cpp/host.hpp>

#include <cstdio>

#include <unistd.h>

namespace ach::builtins {
namespace {

constexpr std::uint64_t kGatherNs = 100'000'000;

}  // namespace

Output::Output(const ach_host_t* host)
    : host_(host),
      timer_(&Host(host).get<ach_timer_t>()),
      executor_(&Host(host).get<ach_executor_t>()),
      is_terminal_(isatty(STDOUT_FILENO) == 1) {
    gathering_.fire = &gathered_long_enough;
    gathering_.user = this;
}

Output::~Output() {
    if (timer_->cancel_wait(host_, &gathering_) == ACH_OK) finish_gathering();
    is_gathering_.wait(true);
    flush();
}

bool Output::write(std::string_view piece) {
    if (std::fwrite(piece.data(), 1, piece.size(), stdout) != piece.size()) return false;
    if (is_terminal_) return true;
    const std::uint64_t now = timer_->now_ns(host_);
    const std::uint64_t due = flushed_at_ns_.load(std::memory_order_relaxed) + kGatherNs;
    if (now >= due) return flush();
    if (!is_gathering_.exchange(true) && timer_->start(host_, &gathering_, due) != ACH_OK) {
        finish_gathering();
        return flush();
    }
    return true;
}

bool Output::flush() {
    flushed_at_ns_.store(timer_->now_ns(host_), std::memory_order_relaxed);
    return std::fflush(stdout) == 0;
}

// Writing may block, so it is done where blocking is allowed. When that is no more, the program
// ends and flushes anyway.
void Output::gathered_long_enough(ach_timer_entry* entry) noexcept {
    auto* self = static_cast<Output*>(entry->user);
    if (self->executor_->post_blocking(self->host_, false, &flush_gathered, self) != ACH_OK) {
        self->finish_gathering();
    }
}

void Output::flush_gathered(void* user) noexcept {
    auto* self = static_cast<Output*>(user);
    self->flush();
    self->finish_gathering();
}

void Output::finish_gathering() {
    is_gathering_.store(false);
    is_gathering_.notify_all();
}

}  // namespace ach::builtins
