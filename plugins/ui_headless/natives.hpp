// The natives behind ui_test.
#pragma once

#include <achronyme/cpp/native.hpp>

#include <span>

namespace ach::ui {

class Display;

std::span<const ach_native_def> test_natives();

// Of the plugin that `call` belongs to.
Display& display_of(const Call& call);

}  // namespace ach::ui
