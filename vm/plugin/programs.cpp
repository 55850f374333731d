#include "vm/plugin/programs.hpp"

#include "vm/plugin/program.hpp"

#include <limits>
#include <utility>

namespace ach::vm {

namespace {

std::uint16_t number_of(std::uint64_t token) { return static_cast<std::uint16_t>(token); }

}  // namespace

std::uint64_t Programs::enter() {
    const std::lock_guard lock(mutex_);
    if (programs_.size() == std::numeric_limits<std::uint16_t>::max()) return 0;
    do {
        ++last_;
    } while (number_of(last_) == 0 || programs_.contains(number_of(last_)));
    programs_.emplace(number_of(last_), std::weak_ptr<Program>());
    return last_;
}

void Programs::announce(std::uint16_t number, std::weak_ptr<Program> program) {
    const std::lock_guard lock(mutex_);
    if (const auto found = programs_.find(number); found != programs_.end()) {
        found->second = std::move(program);
    }
}

void Programs::leave(std::uint16_t number) {
    std::function<void()> over;
    {
        const std::lock_guard lock(mutex_);
        programs_.erase(number);
        if (programs_.empty()) over = std::exchange(over_, nullptr);
    }
    if (over) over();
}

std::shared_ptr<Program> Programs::find(std::uint16_t number) const {
    const std::lock_guard lock(mutex_);
    const auto found = programs_.find(number);
    return found == programs_.end() ? nullptr : found->second.lock();
}

std::vector<std::shared_ptr<Program>> Programs::all() const {
    std::vector<std::shared_ptr<Program>> running;
    const std::lock_guard lock(mutex_);
    for (const auto& [number, program] : programs_) {
        if (auto alive = program.lock()) running.push_back(std::move(alive));
    }
    return running;
}

void Programs::when_none_is_left(std::function<void()> over) {
    {
        const std::lock_guard lock(mutex_);
        if (!programs_.empty()) {
            over_ = std::move(over);
            return;
        }
    }
    over();
}

}  // namespace ach::vm
