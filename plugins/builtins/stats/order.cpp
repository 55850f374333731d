// Order statistics: quantiles, the most frequent value, and where the extremes are.
#include "plugins/builtins/stats/stats.hpp"
#include "plugins/builtins/support/lift.hpp"

#include <algorithm>
#include <limits>

namespace ach::builtins::stats {
namespace {

// The elements in ascending order; a NaN among them makes every statistic NaN.
struct Ordered {
    std::vector<double> items;
    bool has_nan = false;
};

Ordered ordered(const Call& call) {
    Numeric x;
    load_flat(call, call[0], kReducedReal, x);
    if (x.count == 0) call.fail(kind::kValue, "needs a non-empty array");
    Ordered out;
    const std::span<const double> items = x.real_items();
    out.has_nan = std::ranges::any_of(items, [](double v) { return std::isnan(v); });
    if (out.has_nan) {
        out.items = {std::numeric_limits<double>::quiet_NaN()};
    } else {
        out.items.assign(items.begin(), items.end());
        std::ranges::sort(out.items);
    }
    return out;
}

// Linear between the order statistics around position (n-1)*q.
double quantile_of(std::span<const double> sorted, double q) {
    const double position = static_cast<double>(sorted.size() - 1) * q;
    const auto below = static_cast<std::size_t>(position);
    const double fraction = position - static_cast<double>(below);
    if (fraction == 0) return sorted[below];
    return sorted[below] + (sorted[below + 1] - sorted[below]) * fraction;
}

Value quantiles(const Call& call, double whole) {
    const Ordered x = ordered(call);
    return elementwise(call, call[1], [&](double asked) {
        const double q = asked / whole;
        if (!(q >= 0 && q <= 1)) {
            call.fail(kind::kValue,
                      "needs numbers from 0 to " + std::string(whole == 1 ? "1" : "100"));
        }
        return quantile_of(x.items, q);
    });
}

Value quantile(Call& call) { return quantiles(call, 1); }
Value percentile(Call& call) { return quantiles(call, 100); }
Value median(Call& call) { return call.make(quantile_of(ordered(call).items, 0.5)); }

Value quartiles(Call& call) {
    const Ordered x = ordered(call);
    const double parts[] = {quantile_of(x.items, 0.25), quantile_of(x.items, 0.5),
                            quantile_of(x.items, 0.75)};
    return call.make(std::span<const double>(parts));
}

// The smallest of the most frequent values.
Value mode(Call& call) {
    const Ordered x = ordered(call);
    double best = x.items[0];
    std::size_t best_count = 0;
    for (auto at = x.items.begin(); at != x.items.end();) {
        const auto end = std::upper_bound(at, x.items.end(), *at);
        const auto count = static_cast<std::size_t>(end - at);
        if (count > best_count) {
            best = *at;
            best_count = count;
        }
        if (end == at) break;  // NaN is above nothing
        at = end;
    }
    return call.make(best);
}

template <class Better>
Value position_of_best(const Call& call, Better better) {
    Numeric x;
    load_flat(call, call[0], kReducedReal, x);
    if (x.count == 0) call.fail(kind::kValue, "needs a non-empty array");
    std::size_t best = 0;
    for (std::size_t i = 0; i < x.count; ++i) {
        if (std::isnan(x.reals[i])) return call.number_value(i);
        if (better(x.reals[i], x.reals[best])) best = i;
    }
    return call.number_value(best);
}

Value argmin(Call& call) { return position_of_best(call, std::less<double>()); }
Value argmax(Call& call) { return position_of_best(call, std::greater<double>()); }

constexpr ach_native_def kNatives[] = {
    native<median>("median", 1, 1, "median(a): the middle value"),
    native<mode>("mode", 1, 1, "mode(a): the most frequent value"),
    native<quantile>("quantile", 2, 2, "quantile(a, q): the value below which a share q lies"),
    native<percentile>("percentile", 2, 2, "percentile(a, p): quantile(a, p / 100)"),
    native<quartiles>("quartiles", 1, 1, "quartiles(a): [lower quartile, median, upper quartile]"),
    native<argmin>("argmin", 1, 1, "argmin(a): where the smallest element is"),
    native<argmax>("argmax", 1, 1, "argmax(a): where the largest element is"),
};

}  // namespace

std::span<const ach_native_def> order() { return kNatives; }

}  // namespace ach::builtins::stats
