#include "plugins/builtins/support/number_text.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace {

using ach::builtins::number_in;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(NumberText, reads_what_the_grammar_allows) {
    EXPECT_EQ(number_in("2.50"), 2.5);
    EXPECT_EQ(number_in("+.5"), 0.5);
    EXPECT_EQ(number_in("5."), 5.0);
    EXPECT_EQ(number_in("-1e3"), -1000.0);
    EXPECT_EQ(number_in("1E+2"), 100.0);
    EXPECT_EQ(number_in("-Infinity"), -kInfinity);
    EXPECT_TRUE(std::isnan(number_in("NaN").value()));
}

TEST(NumberText, refuses_everything_else) {
    for (const char* text : {"", "+", "-", ".", "e5", "1e", "1x", "0x10", "inf", "nan", "nan(1)",
                             "--1", "+-1", "1 2", "1,5", "infinity", "INFINITY", ".e1"}) {
        EXPECT_FALSE(number_in(text).has_value()) << text;
    }
}

TEST(NumberText, knows_too_large_from_too_small) {
    EXPECT_EQ(number_in("1e999"), kInfinity);
    EXPECT_EQ(number_in("-1e999"), -kInfinity);
    EXPECT_EQ(number_in("1e-999"), 0.0);
    EXPECT_TRUE(std::signbit(number_in("-1e-999").value()));
    EXPECT_EQ(number_in("0." + std::string(400, '0') + "1"), 0.0);
    EXPECT_EQ(number_in(std::string(400, '9')), kInfinity);
    EXPECT_EQ(number_in(std::string(400, '9') + ".5"), kInfinity);
    EXPECT_EQ(number_in("0." + std::string(400, '0') + "1e500"), 1e99);
}

}  // namespace
