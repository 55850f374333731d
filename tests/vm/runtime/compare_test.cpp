#include "vm/runtime/compare.hpp"

#include "fixture.hpp"

#include <cmath>

namespace ach::vm {
namespace {

class CompareTest : public RuntimeTest {
protected:
    bool same(Value a, Value b) {
        const Outcome there = equal(m, a, b), back = equal(m, b, a);
        EXPECT_EQ(there, back);
        EXPECT_NE(there, Outcome::Failed);
        return there == Outcome::True;
    }
};
INSTANTIATE_TEST_SUITE_P(, CompareTest, testing::Bool(), stress_name);

TEST_P(CompareTest, ScalarsOfDifferentTypesDiffer) {
    EXPECT_TRUE(same(n(2), n(2)));
    EXPECT_TRUE(same(n(0), n(-0.0)));
    EXPECT_FALSE(same(n(std::nan("")), n(std::nan(""))));
    EXPECT_FALSE(same(n(1), Value::boolean(true)));
    EXPECT_FALSE(same(n(2), c(2, 0)));
    EXPECT_TRUE(same(c(2, 1), c(2, 1)));
    EXPECT_FALSE(same(n(0), Value()));
    EXPECT_TRUE(same(Value(), Value()));
    EXPECT_TRUE(same(s("abc"), s("abc")));
    EXPECT_FALSE(same(s("abc"), s("abd")));
    const Value nan = c(std::nan(""), 0);
    EXPECT_FALSE(same(nan, nan));
}

TEST_P(CompareTest, ContainersCompareByContent) {
    EXPECT_TRUE(same(v({n(1), v({n(2)})}), v({n(1), v({n(2)})})));
    EXPECT_FALSE(same(v({n(1)}), v({n(1), n(2)})));
    EXPECT_TRUE(same(r({{"a", n(1)}, {"b", n(2)}}), r({{"b", n(2)}, {"a", n(1)}})));
    EXPECT_FALSE(same(r({{"a", n(1)}}), r({{"b", n(1)}})));
    EXPECT_FALSE(same(v({n(1)}), t({1}, {1})));
    EXPECT_TRUE(same(t({2}, {1, 2}), t({2}, {1, 2})));
    EXPECT_FALSE(same(t({2}, {1, 2}), t({1, 2}, {1, 2})));
    EXPECT_FALSE(same(t({1}, {std::nan("")}), t({1}, {std::nan("")})));
    const Value with_nan = v({n(std::nan(""))});
    EXPECT_TRUE(same(with_nan, with_nan));
}

TEST_P(CompareTest, FunctionsCompareByIdentityAndMethodsByReceiver) {
    const Value f = keep(Value::object(make_native(m, "f", {})));
    const Value g = keep(Value::object(make_native(m, "f", {})));
    EXPECT_TRUE(same(f, f));
    EXPECT_FALSE(same(f, g));
    const auto bound = [&](Value receiver) {
        return keep(Value::object(make_bound_method(m, receiver, f, symbol("len"))));
    };
    const Value list = v({n(1)});
    EXPECT_TRUE(same(bound(list), bound(list)));
    EXPECT_FALSE(same(bound(list), bound(v({n(1)}))));
    EXPECT_TRUE(same(bound(s("a")), bound(s("a"))));
}

TEST_P(CompareTest, ErrorsCompareByTheirParts) {
    const auto error = [&](std::string_view message, Value source) {
        return keep(Value::object(make_error(m, *as<String>(s(message)), Value(), source)));
    };
    EXPECT_TRUE(same(error("a", v({n(1)})), error("a", v({n(1)}))));
    EXPECT_FALSE(same(error("a", n(1)), error("a", n(2))));
    EXPECT_FALSE(same(error("a", Value()), error("b", Value())));
}

TEST_P(CompareTest, CyclesThatUnfoldAlikeAreEqual) {
    const auto ring = [&](int length, double last) {
        Vector* first = as<Vector>(v({n(0)}));
        Vector* at = first;
        for (int i = 1; i < length; ++i) {
            Vector* next = as<Vector>(v({n(i == length - 1 ? last : 0)}));
            EXPECT_TRUE(push(m, *at, Value::object(next)));
            at = next;
        }
        EXPECT_TRUE(push(m, *at, Value::object(first)));
        return Value::object(first);
    };
    EXPECT_TRUE(same(ring(1, 0), ring(1, 0)));
    EXPECT_TRUE(same(ring(2, 0), ring(3, 0)));
    EXPECT_FALSE(same(ring(3, 0), ring(3, 1)));
}

TEST_P(CompareTest, DeepNestingNeedsNoStack) {
    const int depth = GetParam() ? 300 : 50'000;
    const auto nest = [&] {
        Value inner = keep(Value::object(make_vector(m)));
        for (int i = 0; i < depth; ++i) inner = r({{"in", inner}});
        return inner;
    };
    EXPECT_TRUE(same(nest(), nest()));
}

TEST_P(CompareTest, OrdersNumbersAndStringsOnly) {
    EXPECT_EQ(order(m, Order::Less, n(1), n(2)), Outcome::True);
    EXPECT_EQ(order(m, Order::GreaterEqual, n(1), n(std::nan(""))), Outcome::False);
    EXPECT_EQ(order(m, Order::LessEqual, s("a"), s("a")), Outcome::True);
    EXPECT_EQ(order(m, Order::Greater, s("b"), s("a")), Outcome::True);
    EXPECT_EQ(order(m, Order::Less, s("b"), n(1)), Outcome::Failed);
    EXPECT_EQ(failure(),
              "TypeError: Type error in comparison: expected two Numbers or two Strings, got "
              "String + Number");
}

}  // namespace
}  // namespace ach::vm
