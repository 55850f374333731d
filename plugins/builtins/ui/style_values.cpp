// Lengths and colours inside of class names.
#include "plugins/builtins/ui/style_classes.hpp"
#include "plugins/ui_common/palette.hpp"

#include <charconv>
#include <cmath>
#include <numeric>

namespace ach::ui {

namespace {

std::optional<double> parse_number(std::string_view text) {
    if (text.empty() || (text.front() != '.' && (text.front() < '0' || text.front() > '9')))
        return std::nullopt;
    double number = 0;
    const auto [stop, error] =
        std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
    if (error != std::errc() || stop != text.data() + text.size()) return std::nullopt;
    return number;
}

// What stands between brackets; empty when there are none.
std::string_view bracketed(std::string_view text) {
    if (text.size() < 3 || text.front() != '[' || text.back() != ']') return {};
    return text.substr(1, text.size() - 2);
}

// "1/2", "2/3", …, "5/6", in lowest terms, as percent.
std::optional<double> parse_fraction(std::string_view text) {
    if (text.size() != 3 || text[1] != '/') return std::nullopt;
    const int over = text[0] - '0', under = text[2] - '0';
    if (over < 1 || under < 2 || under > 6 || over >= under || std::gcd(over, under) != 1)
        return std::nullopt;
    return 100.0 * over / under;
}

std::optional<Color> parse_plain_color(std::string_view text) {
    if (text == "current") return kCurrentColor;
    if (const std::string_view hex = bracketed(text); !hex.empty()) return hex_color(hex);
    return named_color(text);
}

}  // namespace

std::optional<double> parse_pixels(std::string_view text) {
    if (text == "px") return 1;
    if (std::string_view inner = bracketed(text); !inner.empty()) {
        if (inner.ends_with("px")) inner.remove_suffix(2);
        return parse_number(inner);
    }
    const auto steps = parse_number(text);
    if (!steps) return std::nullopt;
    return *steps * 4;
}

std::optional<Length> parse_size(std::string_view text) {
    if (const auto pixels = parse_pixels(text)) return Length{Unit::Pixels, *pixels};
    if (const auto percent = parse_fraction(text)) return Length{Unit::Percent, *percent};
    if (text == "full") return Length{Unit::Percent, 100};
    if (text == "screen") return Length{Unit::Screen, 0};
    if (text == "auto") return Length{};
    if (text == "min") return Length{Unit::MinContent, 0};
    if (text == "max") return Length{Unit::MaxContent, 0};
    if (text == "fit") return Length{Unit::FitContent, 0};
    const std::string_view inner = bracketed(text);
    if (!inner.ends_with('%')) return std::nullopt;
    const auto percent = parse_number(inner.substr(0, inner.size() - 1));
    if (!percent) return std::nullopt;
    return Length{Unit::Percent, *percent};
}

Color with_alpha(Color color, double percent) {
    if (color == kCurrentColor) return color;
    const double alpha = std::round(percent * (color >> 24) / 100);
    return (color & 0x00FFFFFF) | static_cast<Color>(alpha) << 24;
}

std::optional<Color> parse_color(std::string_view text) {
    const std::size_t slash = text.rfind('/');
    const auto color = parse_plain_color(text.substr(0, slash));
    if (!color || slash == std::string_view::npos) return color;
    const auto percent = parse_number(text.substr(slash + 1));
    if (!percent || *percent > 100) return std::nullopt;
    return with_alpha(*color, *percent);
}

}  // namespace ach::ui
