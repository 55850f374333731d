// Vectors from nothing: ranges and repetition.
#include "plugins/builtins/array/array.hpp"
#include "plugins/builtins/support/text.hpp"

#include <algorithm>
#include <cmath>

namespace ach::builtins::arrays {
namespace {

constexpr double kMostElements = 2147483648.0;  // 2^31

double finite(const Call& call, std::size_t i) {
    const double x = call.number(i);
    if (!std::isfinite(x)) call.fail_type("finite Number", call.display(call[i]));
    return x;
}

// How many steps fit, where a quotient that misses an integer by rounding alone is that integer.
double step_count(double start, double end, double step) {
    const double distance = end - start;  // beyond all Numbers when both are large
    const double quotient = std::isfinite(distance) ? distance / step : end / step - start / step;
    const double nearest = std::round(quotient);
    constexpr double kTolerance = 1e-9;
    const bool is_whole = std::fabs(quotient - nearest) <= kTolerance * std::fabs(nearest);
    return std::max(0.0, is_whole ? nearest : std::ceil(quotient));
}

Value range(Call& call) {
    const double start = finite(call, 0);
    const double end = finite(call, 1);
    const double step = call.has(2) ? finite(call, 2) : 1;
    if (step == 0) call.fail(kind::kValue, "the step must not be 0");
    const double count = step_count(start, end, step);
    if (!(count <= kMostElements)) call.fail(kind::kValue, "more than 2^31 elements");
    std::vector<double> items(static_cast<std::size_t>(count));
    for (std::size_t k = 0; k < items.size(); ++k) items[k] = start + static_cast<double>(k) * step;
    return call.make(std::span<const double>(items));
}

Value repeat(Call& call) {
    const std::size_t times = call.size(1, "the number of copies");
    if (call.type(call[0]) == ACH_T_STRING) return repeated(call, call[0], times);
    if (static_cast<double>(times) > kMostElements) {
        call.fail(kind::kValue, "more than 2^31 elements");
    }
    const Value out = call.vector(times);  // as large as the heap allows
    const std::vector<Value> some(std::min<std::size_t>(times, 65536), call[0]);
    for (std::size_t done = 0; done < times; done += some.size()) {
        const std::size_t count = std::min(some.size(), times - done);
        call.vector_splice(out, done, 0, std::span(some).first(count));
        call.poll();
    }
    return out;
}

// __count_of(name, n): n as a count of elements.
Value count_of(Call& call) {
    call.rename(call.text(0));
    return call.number_value(call.size(1, "the number of elements"));
}

constexpr ach_native_def kNatives[] = {
    native<range>("range", 2, 3, "range(start, end, step?): start, start+step, ... below end"),
    native<repeat>("repeat", 2, 2, "repeat(x, n): a Vector of n times x, or a text n times"),
    native<count_of>("__count_of", 2, 2, nullptr),
};

}  // namespace

std::span<const ach_native_def> making() { return kNatives; }

}  // namespace ach::builtins::arrays
