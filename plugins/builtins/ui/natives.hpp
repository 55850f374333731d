// The natives of the plugin, by the file that defines them.
#pragma once

#include <achronyme/abi/native.h>
#include <achronyme/cpp/resource.hpp>

#include <memory>
#include <span>
#include <string>

namespace ach::ui {

class Window;

// What a script has of a window.
struct WindowHandle {
    static constexpr const char* type_name = "Window";
    static constexpr std::uint32_t layout = 1;

    std::shared_ptr<Window> window;
    std::uint32_t number = 0;

    std::string text() const { return "<window " + std::to_string(number) + ">"; }
};

std::span<const ach_native_def> display_natives();
std::span<const ach_native_def> plot_natives();
std::span<const ach_native_def> control_natives();
std::span<const ach_native_def> container_natives();
std::span<const ach_native_def> window_natives();
std::span<const ach_native_def> turn_natives();
std::span<const ach_native_def> dialog_natives();
std::span<const ach_method_def> window_methods();

}  // namespace ach::ui
