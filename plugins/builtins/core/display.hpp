// How print shows values when a precision or a display zero is set. Without them the machine's own
// display form is used as it is.
#pragma once

#include "plugins/builtins/support/call.hpp"

#include <atomic>
#include <string>

namespace ach::builtins {

// What set_precision and set_epsilon set; every thread that prints reads it.
class DisplaySettings {
public:
    static constexpr int kAllDigits = -1;

    int precision() const { return precision_.load(std::memory_order_relaxed); }
    double epsilon() const { return epsilon_.load(std::memory_order_relaxed); }
    void set_precision(int decimals) { precision_.store(decimals, std::memory_order_relaxed); }
    void set_epsilon(double epsilon) { epsilon_.store(epsilon, std::memory_order_relaxed); }
    bool are_default() const { return precision() == kAllDigits && epsilon() == 0; }

private:
    std::atomic<int> precision_ = kAllDigits;
    std::atomic<double> epsilon_ = 0.0;
};

// Appends the form in which print shows `value`.
void show(const Call& call, Value value, const DisplaySettings& settings, std::string& out);

}  // namespace ach::builtins
