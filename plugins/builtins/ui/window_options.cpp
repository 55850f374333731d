#include "plugins/builtins/ui/window_options.hpp"

#include "plugins/builtins/ui/option_reader.hpp"

namespace ach::ui {

namespace {

bool read(WindowSettings& settings, const OptionReader& given) {
    const std::string_view name = given.name();
    WindowOptions& options = settings.options;
    if (name == "title") {
        options.title = given.text();
    } else if (name == "width") {
        options.width = given.size();
    } else if (name == "height") {
        options.height = given.size();
    } else if (name == "min_width") {
        options.min_width = given.size();
    } else if (name == "min_height") {
        options.min_height = given.size();
    } else if (name == "max_width") {
        options.max_width = given.size();
    } else if (name == "max_height") {
        options.max_height = given.size();
    } else if (name == "x") {
        options.x = given.number();
    } else if (name == "y") {
        options.y = given.number();
    } else if (name == "resizable") {
        options.resizable = given.flag();
    } else if (name == "maximized") {
        options.maximized = given.flag();
    } else if (name == "fullscreen") {
        options.fullscreen = given.flag();
    } else if (name == "background") {
        options.background = given.color();
    } else if (name == "max_fps") {
        settings.max_fps = given.number();
        if (settings.max_fps < 1 || settings.max_fps > 240) given.invalid("must be from 1 to 240");
    } else if (name == "on_close") {
        settings.on_close = given.callback(0, 0, settings.close_count);
        options.ask_before_closing = true;
    } else if (name == "on_error") {
        settings.on_error = given.callback(1, 1, settings.error_count);
    } else {
        return false;
    }
    return true;
}

}  // namespace

WindowSettings window_settings(const Call& call, std::string_view function, ScriptValue options) {
    WindowSettings settings;
    settings.options.title = "Achronyme App";
    settings.options.width = 800;
    settings.options.height = 600;
    settings.options.background = 0xFF1A1A1A;
    read_options(call, function, options,
                 [&](const OptionReader& given) { return read(settings, given); });
    return settings;
}

}  // namespace ach::ui
