// The natives of the stats pack, by file, and the sums that they share.
#pragma once

#include "plugins/builtins/support/numeric.hpp"
#include "plugins/builtins/support/pack.hpp"

#include <cmath>
#include <span>

namespace ach::builtins::stats {

std::span<const ach_native_def> totals();
std::span<const ach_native_def> spread();
std::span<const ach_native_def> order();
std::span<const ach_native_def> normal();

// Adds with compensation (Neumaier): the error does not grow with the number of terms.
class Total {
public:
    void add(double x) {
        const double next = sum_ + x;
        lost_ += std::fabs(sum_) >= std::fabs(x) ? (sum_ - next) + x : (x - next) + sum_;
        sum_ = next;
    }
    // Infinities and NaN make the compensation meaningless.
    double value() const { return std::isfinite(sum_) ? sum_ + lost_ : sum_; }

private:
    double sum_ = 0;
    double lost_ = 0;
};

double sum_of(std::span<const double> items);
Complex sum_of(const Numeric& items);
// Of one item at least; where the sum overflows, the mean does not.
double mean_of(std::span<const double> items);

}  // namespace ach::builtins::stats
