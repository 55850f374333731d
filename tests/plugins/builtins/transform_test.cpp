#include "plugins/builtins/dsp/transform.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>

namespace {

using namespace ach::builtins::dsp;
using Complex = std::complex<double>;

Signal noise(std::size_t n) {
    std::mt19937_64 random(n);
    std::normal_distribution<double> normal;
    Signal signal(n);
    for (Complex& z : signal) z = {normal(random), normal(random)};
    return signal;
}

// The definition, in extended precision, with angles reduced to one turn in integers.
Signal direct(const Signal& signal) {
    using Precise = std::complex<long double>;
    const std::size_t n = signal.size();
    std::vector<Precise> turn(n);
    for (std::size_t k = 0; k < n; ++k) {
        turn[k] = std::polar(1.0L, -2 * std::numbers::pi_v<long double> *
                                       static_cast<long double>(k) / static_cast<long double>(n));
    }
    Signal out(n);
    for (std::size_t k = 0; k < n; ++k) {
        Precise sum = 0;
        for (std::size_t i = 0; i < n; ++i) sum += Precise(signal[i]) * turn[k * i % n];
        out[k] = Complex(sum);
    }
    return out;
}

double largest(const Signal& signal) {
    double most = 0;
    for (Complex z : signal) most = std::max(most, std::abs(z));
    return most;
}

double distance(const Signal& a, const Signal& b) {
    double most = 0;
    for (std::size_t i = 0; i < a.size(); ++i) most = std::max(most, std::abs(a[i] - b[i]));
    return most;
}

// Smooth lengths take Eigen's path, those with a prime factor above 64 Bluestein's.
class AnyLength : public ::testing::TestWithParam<std::size_t> {};

TEST_P(AnyLength, agrees_with_the_definition) {
    const Signal signal = noise(GetParam());
    const Signal expected = direct(signal);
    const double allowed = 1e-14 * std::max(1.0, std::log2(static_cast<double>(signal.size())));
    EXPECT_LE(distance(transformed(signal), expected), allowed * largest(expected));
}

TEST_P(AnyLength, comes_back) {
    const Signal signal = noise(GetParam());
    EXPECT_LE(distance(inverse_transformed(transformed(signal)), signal), 1e-13 * largest(signal));
}

TEST_P(AnyLength, gives_real_signals_an_exactly_symmetric_spectrum) {
    std::vector<double> real;
    for (Complex z : noise(GetParam())) real.push_back(z.real());
    const Signal spectrum = transformed(real);
    for (std::size_t k = 0; k < spectrum.size(); ++k) {
        EXPECT_EQ(spectrum[k], std::conj(spectrum[(spectrum.size() - k) % spectrum.size()]));
    }
}

INSTANTIATE_TEST_SUITE_P(Transform, AnyLength,
                         ::testing::Values(1, 2, 3, 4, 5, 8, 30, 61, 64, 67, 97, 128, 134, 360, 365,
                                           997, 1000, 1024));

TEST(Transform, of_nothing_is_nothing) {
    EXPECT_TRUE(transformed(Signal()).empty());
    EXPECT_TRUE(transformed(std::vector<double>()).empty());
    EXPECT_TRUE(inverse_transformed(Signal()).empty());
}

TEST(Transform, of_a_large_prime_length_takes_no_quadratic_time) {
    const Signal signal = noise(65537);
    EXPECT_LE(distance(inverse_transformed(transformed(signal)), signal), 1e-12 * largest(signal));
}

}  // namespace
