#include "plugins/builtins/support/number_text.hpp"

#include <algorithm>
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

// from_chars does not tell what is too small from what is too large: the decimal exponent of the
// first digit that counts does.
bool is_tiny(std::string_view text) {
    const std::size_t mark = std::min(text.find_first_of("eE"), text.size());
    const std::string_view mantissa = text.substr(0, mark);
    std::string_view written = text.substr(std::min(mark + 1, text.size()));
    if (written.starts_with('+')) written.remove_prefix(1);
    long exponent = 0;
    const auto read = std::from_chars(written.data(), written.data() + written.size(), exponent);
    if (read.ec == std::errc::result_out_of_range) return written.starts_with('-');
    const auto point = static_cast<long>(std::min(mantissa.find('.'), mantissa.size()));
    const auto first = static_cast<long>(mantissa.find_first_not_of("0."));
    return point - first + exponent <= 0;
}

}  // namespace

std::optional<double> number_in(std::string_view text) {
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    if (text == "NaN") return std::numeric_limits<double>::quiet_NaN();
    if (text == "Infinity") return kInfinity;
    if (text == "-Infinity") return -kInfinity;
    const double sign = text.starts_with('-') ? -1.0 : 1.0;
    if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
    if (!starts_like_a_number(text)) return std::nullopt;
    double value = 0;
    const char* const last = text.data() + text.size();
    const auto [end, error] = std::from_chars(text.data(), last, value);
    if (end != last) return std::nullopt;
    if (error == std::errc::result_out_of_range) value = is_tiny(text) ? 0.0 : kInfinity;
    return sign * value;
}

}  // namespace ach::builtins
