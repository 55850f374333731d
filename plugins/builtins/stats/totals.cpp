// Sums, products and means, whole and running.
#include "plugins/builtins/stats/stats.hpp"

namespace ach::builtins::stats {

double sum_of(std::span<const double> items) {
    Total total;
    for (double x : items) total.add(x);
    return total.value();
}

Complex sum_of(const Numeric& items) {
    Total re;
    Total im;
    for (std::size_t i = 0; i < items.count; ++i) {
        const Complex z = items.at(i).value;
        re.add(z.real());
        im.add(z.imag());
    }
    return {re.value(), im.value()};
}

double mean_of(std::span<const double> items) {
    const auto n = static_cast<double>(items.size());
    const double mean = sum_of(items) / n;
    if (!std::isinf(mean)) return mean;
    Total shares;
    for (double x : items) shares.add(x / n);
    return shares.value();
}

namespace {

Value sum(Call& call) {
    Numeric x;
    load_flat(call, call[0], kReduced, x);
    if (x.has_complex()) return call.complex_value(sum_of(x));
    return call.make(sum_of(x.real_items()));
}

Value product(Call& call) {
    Numeric x;
    load_flat(call, call[0], kReduced, x);
    if (x.has_complex()) {
        Complex product = 1.0;
        for (std::size_t i = 0; i < x.count; ++i) product *= x.at(i).value;
        return call.complex_value(product);
    }
    double product = 1;
    for (double item : x.real_items()) product *= item;
    return call.make(product);
}

Value mean(Call& call) {
    Numeric x;
    load_flat(call, call[0], kReduced, x);
    if (x.count == 0) call.fail(kind::kValue, "needs a non-empty array");
    if (x.has_complex()) return call.complex_value(sum_of(x) / static_cast<double>(x.count));
    return call.make(mean_of(x.real_items()));
}

// Running totals; from the first Complex on they are Complex.
template <class Combine>
Value cumulative(const Call& call, double start, Combine combine) {
    Numeric x;
    load_vector(call, call[0], kReduced, x);
    const std::uint64_t shape[] = {x.count};
    if (!x.has_complex()) {
        std::vector<double> running(x.count);
        double total = start;
        for (std::size_t i = 0; i < x.count; ++i) running[i] = total = combine(total, x.reals[i]);
        return like(call, x.form, shape, running);
    }
    std::vector<Scalar> running(x.count);
    Scalar total{start, false};
    for (std::size_t i = 0; i < x.count; ++i) {
        const Scalar item = x.at(i);
        total = {combine(total.value, item.value), total.is_complex || item.is_complex};
        running[i] = total;
    }
    if (x.is_complex_tensor && x.count == 0) return call.new_complex_tensor(shape).value;
    return like(call, x.form, shape, running);
}

Value cumsum(Call& call) {
    return cumulative(call, 0, [](auto a, auto b) { return a + b; });
}

Value cumprod(Call& call) {
    return cumulative(call, 1, [](auto a, auto b) { return a * b; });
}

constexpr ach_native_def kNatives[] = {
    native<sum>("sum", 1, 1, "sum(a): the sum of all elements"),
    native<product>("product", 1, 1, "product(a): the product of all elements"),
    native<product>("prod", 1, 1, "prod(a): the same as product(a)"),
    native<mean>("mean", 1, 1, "mean(a): arithmetic mean"),
    native<cumsum>("cumsum", 1, 1, "cumsum(a): running sums"),
    native<cumprod>("cumprod", 1, 1, "cumprod(a): running products"),
};

}  // namespace

std::span<const ach_native_def> totals() { return kNatives; }

}  // namespace ach::builtins::stats
