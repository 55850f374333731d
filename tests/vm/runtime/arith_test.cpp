#include "vm/runtime/arith.hpp"

#include "fixture.hpp"

#include <cmath>

namespace ach::vm {
namespace {

RUNTIME_SUITE(ArithTest);

TEST_P(ArithTest, Numbers) {
    EXPECT_EQ(outcome(add(m, n(0.1), n(0.2))), "0.30000000000000004");
    EXPECT_EQ(outcome(divide(m, n(1), n(0))), "Infinity");
    EXPECT_EQ(outcome(divide(m, n(0), n(0))), "NaN");
    EXPECT_EQ(outcome(modulo(m, n(-5), n(3))), "-2");
    EXPECT_EQ(outcome(modulo(m, n(5), n(-3))), "2");
    EXPECT_EQ(outcome(modulo(m, n(5.5), n(2))), "1.5");
    EXPECT_EQ(outcome(modulo(m, n(5), n(0))), "NaN");
    EXPECT_TRUE(std::signbit(modulo(m, n(-6), n(3)).as_number()));
    EXPECT_EQ(outcome(power(m, n(0), n(0))), "1");
    EXPECT_EQ(outcome(power(m, n(-8), n(1.0 / 3))), "NaN");
    EXPECT_EQ(outcome(power(m, n(2), n(-1))), "0.5");
}

TEST_P(ArithTest, ComplexNumbers) {
    const Value i = c(0, 1);
    EXPECT_EQ(outcome(multiply(m, i, i)), "-1+0i");
    EXPECT_EQ(outcome(power(m, i, n(2))), "-1+0i");
    EXPECT_EQ(outcome(add(m, n(2), c(0, 3))), "2+3i");
    EXPECT_EQ(outcome(subtract(m, c(1, 1), n(1))), "1i");
    EXPECT_EQ(outcome(divide(m, c(1, 1), n(0))), "NaN+NaNi");
    EXPECT_EQ(outcome(divide(m, c(1e308, 1e308), c(1e308, 1e308))), "1+0i");
    EXPECT_EQ(outcome(power(m, c(1, 1), n(2))), "2i");
    EXPECT_EQ(outcome(power(m, c(0, 2), n(-2))), "-0.25+0i");
    EXPECT_EQ(outcome(power(m, c(0, 0), n(0))), "1+0i");
    EXPECT_EQ(outcome(power(m, c(0, 0), n(-1))), "NaN+NaNi");
    const auto* root = as<Complex>(keep(power(m, n(2), i)));
    EXPECT_NEAR(root->value().real(), 0.7692389013639721, 1e-15);
    EXPECT_NEAR(root->value().imag(), 0.6389612763136348, 1e-15);
    EXPECT_EQ(
        outcome(modulo(m, i, n(2))),
        "TypeError: Type error in modulo: expected real numbers or arrays of them, got Complex "
        "+ Number");
    EXPECT_EQ(outcome(negate(m, c(1, -2))), "-1+2i");
}

TEST_P(ArithTest, Strings) {
    EXPECT_EQ(outcome(add(m, n(1), s("a"))), "\"1a\"");
    EXPECT_EQ(outcome(add(m, s("v="), c(0, 3))), "\"v=3i\"");
    EXPECT_EQ(outcome(add(m, s("x"), v({n(1), s("b")}))), "\"x[1, b]\"");
    EXPECT_EQ(outcome(add(m, Value(), s("!"))), "\"null!\"");
    EXPECT_EQ(outcome(multiply(m, s("ab"), n(2.9))), "\"abab\"");
    EXPECT_EQ(outcome(multiply(m, n(2), s("ab"))), "\"abab\"");
    EXPECT_EQ(outcome(multiply(m, s("ab"), n(-1))),
              "TypeError: Type error in multiplication: expected non-negative number, got Number");
    EXPECT_EQ(outcome(subtract(m, s("a"), n(1))),
              "TypeError: Type error in subtraction: expected numbers or arrays of numbers, got "
              "String + Number");
}

TEST_P(ArithTest, NothingElseTakesPart) {
    EXPECT_EQ(outcome(add(m, Value::boolean(true), n(1))),
              "TypeError: Type error in addition: expected numbers, arrays of numbers or a String, "
              "got Boolean + Number");
    EXPECT_EQ(outcome(divide(m, r({}), n(1))),
              "TypeError: Type error in division: expected numbers or arrays of numbers, got "
              "Record + Number");
    EXPECT_EQ(outcome(power(m, v({}), Value())),
              "TypeError: Type error in exponentiation: expected numbers or arrays of numbers, got "
              "Vector + Null");
    EXPECT_EQ(
        outcome(negate(m, s("x"))),
        "TypeError: Type error in negation: expected a number or an array of numbers, got String");
}

TEST_P(ArithTest, FlatVectors) {
    EXPECT_EQ(outcome(add(m, v({n(1), n(2)}), v({n(3), n(4)}))), "[4, 6]");
    EXPECT_EQ(outcome(power(m, n(2), v({n(1), n(2), n(3)}))), "[2, 4, 8]");
    EXPECT_EQ(outcome(modulo(m, v({n(5), n(-5)}), n(3))), "[2, -2]");
    EXPECT_EQ(outcome(multiply(m, v({n(2), c(0, 1)}), n(3))), "[6, 3i]");
    EXPECT_EQ(outcome(add(m, v({}), n(1))), "[]");
    EXPECT_EQ(
        outcome(add(m, v({n(1), n(2)}), v({n(1)}))),
        "TypeError: Type error in addition: expected vectors of same length, got Vector + Vector");
    EXPECT_EQ(outcome(add(m, v({n(1), Value()}), n(1))),
              "TypeError: Type error in addition: expected numbers, arrays of numbers or a String, "
              "got Vector + Number");
    EXPECT_EQ(
        outcome(modulo(m, v({c(0, 1)}), n(3))),
        "TypeError: Type error in modulo: expected real numbers or arrays of them, got Complex "
        "+ Number");
    EXPECT_EQ(outcome(negate(m, v({n(1), c(1, -1)}))), "[-1, -1+1i]");
    const Value sum = keep(add(m, v({n(1)}), n(1)));
    EXPECT_TRUE(as<Vector>(sum)->backing().holds_numbers());
}

TEST_P(ArithTest, NestedVectorsBecomeTensors) {
    const Value nested = v({v({n(1), n(2)}), v({n(3), n(4)})});
    const Value result = keep(multiply(m, nested, n(10)));
    EXPECT_EQ(text(result), "[[10, 20], [30, 40]]");
    EXPECT_EQ(type_name(result), "Tensor");
    EXPECT_EQ(outcome(add(m, nested, nested)), "[[2, 4], [6, 8]]");
    EXPECT_EQ(outcome(add(m, nested, v({n(10), n(20)}))), "[[11, 22], [13, 24]]");
    EXPECT_EQ(outcome(negate(m, nested)), "[[-1, -2], [-3, -4]]");
    EXPECT_EQ(outcome(add(m, v({v({n(1)}), v({n(1), n(2)})}), n(1))),
              "TypeError: Type error in addition: expected numbers, arrays of numbers or a String, "
              "got Vector + Number");
}

TEST_P(ArithTest, TensorsBroadcast) {
    const Value a = t({2, 3}, {1, 2, 3, 4, 5, 6});
    EXPECT_EQ(outcome(add(m, a, n(1))), "[[2, 3, 4], [5, 6, 7]]");
    EXPECT_EQ(outcome(subtract(m, n(10), a)), "[[9, 8, 7], [6, 5, 4]]");
    EXPECT_EQ(outcome(add(m, a, t({3}, {10, 20, 30}))), "[[11, 22, 33], [14, 25, 36]]");
    EXPECT_EQ(outcome(add(m, a, v({n(10), n(20), n(30)}))), "[[11, 22, 33], [14, 25, 36]]");
    EXPECT_EQ(outcome(multiply(m, t({2, 1}, {1, 2}), t({1, 3}, {1, 10, 100}))),
              "[[1, 10, 100], [2, 20, 200]]");
    EXPECT_EQ(outcome(multiply(m, t({2, 1, 2}, {1, 2, 3, 4}), t({3, 1}, {1, 10, 100}))),
              "[[[1, 2], [10, 20], [100, 200]], [[3, 4], [30, 40], [300, 400]]]");
    EXPECT_EQ(outcome(add(m, a, t({2}, {1, 2}))),
              "TypeError: Cannot broadcast shapes [2, 3] and [2]");
    EXPECT_EQ(outcome(add(m, t({}, {1}), t({}, {2}))), "3");
    EXPECT_EQ(outcome(add(m, t({0}, {}), n(1))), "[]");
    EXPECT_EQ(outcome(add(m, t({2}, {1, 2}), c(0, 1))), "[1+1i, 2+1i]");
    EXPECT_EQ(type_name(keep(add(m, t({2}, {1, 2}), c(0, 1)))), "ComplexTensor");
    EXPECT_EQ(
        outcome(modulo(m, t({1}, {1}), c(0, 1))),
        "TypeError: Type error in modulo: expected real numbers or arrays of them, got Tensor "
        "+ Complex");
    EXPECT_EQ(outcome(negate(m, a)), "[[-1, -2, -3], [-4, -5, -6]]");
}

TEST_P(ArithTest, Ranges) {
    EXPECT_EQ(outcome(make_range(m, n(1), n(4), false)), "[1, 2, 3]");
    EXPECT_EQ(outcome(make_range(m, n(-1), n(1), true)), "[-1, 0, 1]");
    EXPECT_EQ(outcome(make_range(m, n(3), n(1), false)), "[]");
    EXPECT_EQ(outcome(make_range(m, n(0.9), n(2.9), false)), "[0, 1]");
    EXPECT_EQ(outcome(make_range(m, n(0), n(3e9), false)),
              "ValueError: Range has more than 2147483648 items");
    EXPECT_EQ(outcome(make_range(m, n(0), s("x"), false)),
              "TypeError: Type error in range: expected Number, got String");
}

}  // namespace
}  // namespace ach::vm
