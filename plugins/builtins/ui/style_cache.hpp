// Each style string is parsed once.
#pragma once

#include "plugins/builtins/ui/style_classes.hpp"

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace ach::ui {

// [any]
class StyleCache {
public:
    // Null for a style without any class.
    std::shared_ptr<const StyleClasses> get(std::string_view text);

private:
    // Scripts that compute their styles must not fill the memory.
    static constexpr std::size_t kMost = 4096;

    std::mutex mutex_;
    std::unordered_map<std::string, std::shared_ptr<const StyleClasses>> known_;
};

}  // namespace ach::ui
