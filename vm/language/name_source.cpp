#include "vm/language/name_source.hpp"

#include <numbers>

namespace ach::vm::language {

namespace {

struct Predefined {
    std::string_view upper, lower;
    double value;
};

constexpr double kSqrt2 = std::numbers::sqrt2;
constexpr Predefined kConstants[] = {
    {"PI", "pi", std::numbers::pi},          {"E", "e", std::numbers::e},
    {"PHI", "phi", std::numbers::phi},       {"SQRT2", "sqrt2", kSqrt2},
    {"SQRT3", "sqrt3", std::numbers::sqrt3}, {"LN2", "ln2", std::numbers::ln2},
    {"LN10", "ln10", std::numbers::ln10},
};

}  // namespace

std::optional<Constant> predefined_constant(std::string_view name) {
    if (name == "i") return std::complex<double>(0, 1);
    for (const Predefined& constant : kConstants) {
        if (name == constant.upper || name == constant.lower) return constant.value;
    }
    return std::nullopt;
}

}  // namespace ach::vm::language
