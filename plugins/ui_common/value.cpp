#include "plugins/ui_common/value.hpp"

#include <algorithm>
#include <type_traits>

namespace ach::ui {

namespace {

bool are_same(double a, double b) { return a == b || (a != a && b != b); }

bool are_equal(const Array& a, const Array& b) {
    return a.shape == b.shape &&
           std::equal(a.items.begin(), a.items.end(), b.items.begin(), b.items.end(), are_same);
}

bool are_equal(const Bound& a, const Bound& b) { return a.key == b.key; }

template <class T>
bool are_equal(const T& a, const T& b) {
    return a == b;
}

template <class T>
bool are_equal(const std::shared_ptr<const T>& a, const std::shared_ptr<const T>& b) {
    return a == b || are_equal(*a, *b);
}

}  // namespace

bool operator==(const Value& a, const Value& b) {
    if (a.data_.index() != b.data_.index()) return false;
    return std::visit(
        [&b](const auto& x) {
            const auto& y = std::get<std::decay_t<decltype(x)>>(b.data_);
            if constexpr (std::is_same_v<std::decay_t<decltype(x)>, double>) {
                return are_same(x, y);
            } else {
                return are_equal(x, y);
            }
        },
        a.data_);
}

}  // namespace ach::ui
