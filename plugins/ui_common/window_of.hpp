// Which window a command or an event is about.
#pragma once

#include "plugins/ui_common/protocol.hpp"

#include <variant>

namespace ach::ui {

// 0: none in particular.
template <class Message>
WindowId window_of(const Message& message) {
    return std::visit(
        [](const auto& one) -> WindowId {
            if constexpr (requires { one.window; }) {
                return one.window;
            } else {
                return 0;
            }
        },
        message);
}

}  // namespace ach::ui
