#include "plugins/json_common/number_text.hpp"

#include <charconv>
#include <cmath>
#include <iterator>
#include <string_view>

namespace ach::json {

namespace {

void append_integer(std::string& out, long long number) {
    char digits[24];
    const auto end = std::to_chars(std::begin(digits), std::end(digits), number);
    out.append(digits, end.ptr);
}

// Digits d1d2d3… that stand for d1.d2d3… × 10^exponent.
void append_positional(std::string& out, std::string_view digits, int exponent) {
    if (exponent < 0) {
        out.append("0.").append(static_cast<std::size_t>(-exponent - 1), '0').append(digits);
        return;
    }
    const auto whole = static_cast<std::size_t>(exponent) + 1;
    out.append(digits.substr(0, whole));
    if (digits.size() > whole) {
        out.append(".").append(digits.substr(whole));
    } else {
        out.append(whole - digits.size(), '0');
    }
}

void append_scientific(std::string& out, std::string_view digits, int exponent) {
    out.append(digits.substr(0, 1));
    if (digits.size() > 1) out.append(".").append(digits.substr(1));
    out.append(exponent < 0 ? "e-" : "e+");
    append_integer(out, std::abs(exponent));
}

}  // namespace

void append_number(std::string& out, double number) {
    if (!std::isfinite(number)) {
        out += "null";
        return;
    }
    if (std::trunc(number) == number && std::fabs(number) < 1e15) {
        append_integer(out, static_cast<long long>(number));
        return;
    }
    char text[32];  // d.ddde±xx
    const auto end = std::to_chars(std::begin(text), std::end(text), std::fabs(number),
                                   std::chars_format::scientific);
    const std::string_view whole(text, static_cast<std::size_t>(end.ptr - text));
    const std::size_t e = whole.find('e');
    std::string digits(whole.substr(0, 1));
    if (e > 1) digits.append(whole.substr(2, e - 2));
    const bool is_negative = whole[e + 1] == '-';
    int exponent = 0;
    std::from_chars(whole.data() + e + 2, end.ptr, exponent);
    if (is_negative) exponent = -exponent;

    if (number < 0) out += '-';
    if (exponent < -6 || exponent >= 21) {
        append_scientific(out, digits, exponent);
    } else {
        append_positional(out, digits, exponent);
    }
}

}  // namespace ach::json
