#include "plugins/builtins/support/number_text.hpp"

#include <charconv>
#include <cmath>
#include <limits>

namespace ach::builtins {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// from_chars takes words such as "inf" and "nan(x)" that are no numbers here.
bool starts_like_a_number(std::string_view text) {
    if (text.empty()) return false;
    return is_digit(text[0]) || (text[0] == '.' && text.size() > 1 && is_digit(text[1]));
}

}  // namespace

std::optional<double> number_in(std::string_view text) {
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    const bool negative = text.starts_with('-');
    if (text == "NaN") return std::numeric_limits<double>::quiet_NaN();
    if (negative || text.starts_with('+')) text.remove_prefix(1);
    const double sign = negative ? -1.0 : 1.0;
    if (text == "Infinity") return sign * kInfinity;
    if (!starts_like_a_number(text)) return std::nullopt;
    double value = 0;
    const char* const last = text.data() + text.size();
    const auto [end, error] = std::from_chars(text.data(), last, value);
    if (end != last) return std::nullopt;
    if (error == std::errc::result_out_of_range) {
        // Too large or too small, which from_chars does not tell apart: too small is written with
        // a negative exponent or with zeros behind the point.
        const std::size_t exponent = text.find_first_of("eE");
        const bool tiny = exponent != std::string_view::npos
                              ? text.substr(exponent + 1).starts_with('-')
                              : text.find_first_of("123456789.") == text.find('.');
        return sign * (tiny ? 0.0 : kInfinity);
    }
    return sign * value;
}

}  // namespace ach::builtins
