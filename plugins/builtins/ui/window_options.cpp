#include "plugins/builtins/ui/window_options.hpp"

#include "plugins/builtins/ui/component.hpp"
#include "plugins/builtins/ui/core.hpp"
#include "plugins/ui_common/palette.hpp"

#include <cmath>

namespace ach::ui {

namespace {

constexpr double kLargest = 16384;

class OptionReader {
public:
    OptionReader(const Call& call, std::string_view function, std::string_view name, ScriptValue v)
        : call_(call), function_(function), name_(name), value_(v) {}

    std::string text() const {
        if (const auto text = call_.maybe_string(value_)) return std::string(*text);
        refuse("String");
    }
    double number() const {
        const auto number = call_.maybe_number(value_);
        if (!number) refuse("Number");
        if (!std::isfinite(*number)) invalid("must be finite");
        return *number;
    }
    double size() const {
        const double size = std::round(number());
        if (size < 1 || size > kLargest) invalid("must be from 1 to 16384");
        return size;
    }
    bool flag() const {
        if (call_.type(value_) != ACH_T_BOOLEAN) refuse("Boolean");
        return call_.boolean(value_);
    }
    Color color() const {
        const auto color = color_argument(call_, value_);
        if (!color) invalid("is no colour");
        return *color;
    }
    Kept callback(std::uint32_t listed, std::uint32_t extras, std::uint32_t& count) const {
        if (!is_function(call_, value_)) refuse("Function");
        count = callback_count(call_, function_, value_, listed, listed + extras);
        return keep(call_, value_);
    }
    [[noreturn]] void invalid(std::string_view what) const {
        raise_value(call_, function_, std::string("'").append(name_).append("' ").append(what));
    }

private:
    [[noreturn]] void refuse(std::string_view expected) const {
        raise_type(call_, function_, std::string(expected).append(" for '").append(name_) + "'",
                   value_);
    }

    const Call& call_;
    std::string_view function_, name_;
    ScriptValue value_;
};

bool read(WindowSettings& settings, std::string_view name, const OptionReader& given) {
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

std::optional<Color> color_argument(const Call& call, ScriptValue v) {
    if (const auto number = call.maybe_number(v)) {
        if (!(*number >= 0) || *number > 0xFFFFFFFF || *number != std::floor(*number))
            return std::nullopt;
        const auto color = static_cast<Color>(*number);
        return color <= 0xFFFFFF ? color | 0xFF000000 : color;
    }
    auto text = call.maybe_string(v);
    if (!text) return std::nullopt;
    if (text->size() > 2 && text->front() == '[' && text->back() == ']')
        text = text->substr(1, text->size() - 2);
    return text->starts_with('#') ? hex_color(*text) : named_color(*text);
}

WindowSettings window_settings(const Call& call, std::string_view function, ScriptValue options) {
    WindowSettings settings;
    settings.options.title = "Achronyme App";
    settings.options.width = 800;
    settings.options.height = 600;
    settings.options.background = 0xFF1A1A1A;
    if (call.is_null(options)) return settings;
    if (call.type(options) != ACH_T_RECORD) raise_type(call, function, "Record", options);
    for (std::size_t i = 0; i < call.record_len(options); ++i) {
        const auto [name, value] = call.record_at(options, i);
        if (call.is_null(value)) continue;
        if (read(settings, name, OptionReader(call, function, name, value))) continue;
        const std::string what =
            std::string(function).append("(): there is no option '").append(name).append("'");
        core_of(call).warnings().say(what, what);
    }
    return settings;
}

}  // namespace ach::ui
