#include "plugins/builtins/ui/style_cache.hpp"

namespace ach::ui {

std::shared_ptr<const StyleClasses> StyleCache::get(std::string_view text) {
    if (text.empty()) return nullptr;
    std::string key(text);
    {
        const std::lock_guard lock(mutex_);
        if (const auto found = known_.find(key); found != known_.end()) return found->second;
    }
    auto parsed = std::make_shared<const StyleClasses>(parse_classes(text));
    const std::lock_guard lock(mutex_);
    if (known_.size() >= kMost) known_.clear();
    return known_.emplace(std::move(key), std::move(parsed)).first->second;
}

}  // namespace ach::ui
