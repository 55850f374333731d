#include "plugins/builtins/ui/binding.hpp"

namespace ach::ui {

std::uint64_t Bindings::next_key() {
    const std::lock_guard lock(mutex_);
    return ++last_key_;
}

void Bindings::add(std::uint64_t key, ach_binding binding) {
    const std::lock_guard lock(mutex_);
    alive_.emplace(key, binding);
}

void Bindings::remove(std::uint64_t key) {
    ach_binding binding{};
    {
        const std::lock_guard lock(mutex_);
        const auto found = alive_.find(key);
        if (found == alive_.end()) return;
        binding = found->second;
        alive_.erase(found);
        removed_.push_back(key);
    }
    reactive_.unbind(host_, &reactive_, binding);
}

void Bindings::credit(std::uint64_t key) {
    ach_binding binding{};
    {
        const std::lock_guard lock(mutex_);
        const auto found = alive_.find(key);
        if (found == alive_.end()) return;
        binding = found->second;
    }
    reactive_.credit(host_, &reactive_, binding);
}

std::vector<std::uint64_t> Bindings::take_removed() {
    const std::lock_guard lock(mutex_);
    return std::exchange(removed_, {});
}

}  // namespace ach::ui
