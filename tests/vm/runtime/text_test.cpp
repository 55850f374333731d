#include "vm/runtime/text.hpp"

#include "fixture.hpp"

#include <cmath>
#include <limits>

namespace ach::vm {
namespace {

std::string number(double d) {
    std::string out;
    append_number(out, d);
    return out;
}

TEST(NumberText, IsShortestAndPositional) {
    EXPECT_EQ(number(5.0), "5");
    EXPECT_EQ(number(-17), "-17");
    EXPECT_EQ(number(0.1 + 0.2), "0.30000000000000004");
    EXPECT_EQ(number(1e21), "1000000000000000000000");
    EXPECT_EQ(number(1e23), "100000000000000000000000");
    EXPECT_EQ(number(1e-7), "0.0000001");
    EXPECT_EQ(number(1.0 / 3), "0.3333333333333333");
    EXPECT_EQ(number(-2.5e-3), "-0.0025");
    EXPECT_EQ(number(123456.789), "123456.789");
    EXPECT_EQ(number(9007199254740993.0), "9007199254740992");
    EXPECT_EQ(number(1e15), "1000000000000000");
    EXPECT_EQ(number(999999999999999.5), "999999999999999.5");
    EXPECT_EQ(number(5e-324), "0." + std::string(323, '0') + "5");
    EXPECT_EQ(number(std::numeric_limits<double>::max()).size(), 309u);
    EXPECT_EQ(number(-0.0), "0");
    EXPECT_EQ(number(std::nan("")), "NaN");
    EXPECT_EQ(number(-std::numeric_limits<double>::infinity()), "-Infinity");
}

TEST(NumberText, ReadsBackToTheSameDouble) {
    std::uint64_t seed = 12345;
    for (int i = 0; i < 2000; ++i) {
        seed = seed * 6364136223846793005 + 1442695040888963407;
        const double d = std::bit_cast<double>(seed);
        if (!std::isfinite(d)) continue;
        EXPECT_EQ(std::strtod(number(d).c_str(), nullptr), d);
    }
}

TEST(ComplexText, FollowsTheTable) {
    const auto complex = [](double re, double im) {
        std::string out;
        append_complex(out, {re, im});
        return out;
    };
    const double nan = std::nan("");
    EXPECT_EQ(complex(0, 3), "3i");
    EXPECT_EQ(complex(0, -1), "-1i");
    EXPECT_EQ(complex(0, 0), "0i");
    EXPECT_EQ(complex(-0.0, -0.0), "0i");
    EXPECT_EQ(complex(2, 3), "2+3i");
    EXPECT_EQ(complex(1.5, -2), "1.5-2i");
    EXPECT_EQ(complex(2, -0.0), "2+0i");
    EXPECT_EQ(complex(nan, nan), "NaN+NaNi");
}

RUNTIME_SUITE(TextTest);

TEST_P(TextTest, DisplayAndQuotedDifferInStrings) {
    const Value list =
        v({s("a"), r({{"n", s("b\n\"")}, {"two words", n(2)}}), Value(), Value::boolean(true)});
    EXPECT_EQ(text(list), R"(["a", {n: "b\n\"", "two words": 2}, null, true])");
    EXPECT_EQ(display(m, list)->view(), "[a, {n: b\n\", \"two words\": 2}, null, true]");
    EXPECT_EQ(display(m, s("as it is"))->view(), "as it is");
    EXPECT_EQ(quoted(m, s("tab\t\\\r"))->view(), R"("tab\t\\\r")");
}

TEST_P(TextTest, EveryKindHasAForm) {
    EXPECT_EQ(text(t({2, 2}, {1, 2, 3, 4})), "[[1, 2], [3, 4]]");
    EXPECT_EQ(text(t({}, {7})), "7");
    EXPECT_EQ(text(t({0}, {})), "[]");
    EXPECT_EQ(text(t({2, 0}, {})), "[[], []]");
    EXPECT_EQ(text(v({})), "[]");
    EXPECT_EQ(text(r({})), "{}");
    const Value native = keep(Value::object(make_native(m, "sqrt", {})));
    EXPECT_EQ(text(native), "<function>");
    EXPECT_EQ(text(keep(Value::object(make_bound_method(m, v({}), native, symbol("push"))))),
              "<method push>");
    static const ResourceType timer{.name = "Timer", .text = ""};
    EXPECT_EQ(text(keep(Value::object(make_resource(m, timer, nullptr)))), "<timer>");
    const Value bare = keep(Value::object(make_error(m, *as<String>(s("low")), Value(), Value())));
    EXPECT_EQ(text(bare), "Error: low");
    const Value kinded =
        keep(Value::object(make_error(m, *as<String>(s("low")), s("Fuel"), Value())));
    EXPECT_EQ(text(v({kinded})), "[Error(Fuel): low]");
}

TEST_P(TextTest, ContainersInsideThemselvesAreCut) {
    Root<Vector> list(m, as<Vector>(v({n(1)})));
    Root<Record> record(m, as<Record>(r({{"list", Value::object(list.get())}})));
    ASSERT_TRUE(push(m, *list, Value::object(list.get())));
    ASSERT_TRUE(push(m, *list, Value::object(record.get())));
    EXPECT_EQ(text(Value::object(list.get())), "[1, [...], {list: [...]}]");
    EXPECT_EQ(text(Value::object(record.get())), "{list: [1, [...], {...}]}");
    const Value twice = v({n(1)});
    EXPECT_EQ(text(v({twice, twice})), "[[1], [1]]");
}

TEST_P(TextTest, DeepNestingNeedsNoStack) {
    const int depth = GetParam() ? 300 : 100'000;
    Root<Vector> deep(m, make_vector(m));
    for (int i = 0; i < depth; ++i) {
        const Value inner = Value::object(deep.get());
        deep = make_vector(m, std::span(&inner, 1));
    }
    EXPECT_EQ(text(Value::object(deep.get())).size(), 2u * (depth + 1));
}

TEST(TextLimit, NestingBeyondTheLimitIsAnError) {
    Heap heap;
    Mutator m(heap);
    Root<Vector> deep(m, make_vector(m)), other(m, make_vector(m));
    for (std::size_t i = 0; i <= kMaxNesting; ++i) {
        const Value inner = Value::object(deep.get()), other_inner = Value::object(other.get());
        deep = make_vector(m, std::span(&inner, 1));
        other = make_vector(m, std::span(&other_inner, 1));
    }
    EXPECT_EQ(display(m, Value::object(deep.get())), nullptr);
    EXPECT_EQ(as<Error>(m.take_error())->message().view(), "Stack overflow");
    EXPECT_EQ(equal(m, Value::object(deep.get()), Value::object(other.get())), Outcome::Failed);
    EXPECT_EQ(as<Error>(m.take_error())->message().view(), "Stack overflow");
}

TEST_P(TextTest, InterpolationJoinsDisplayForms) {
    const Value parts[] = {s("v="), c(0, 3), s(" and "), v({s("x")})};
    EXPECT_EQ(as<String>(concat_display(m, parts, 4))->view(), "v=3i and [x]");
    EXPECT_EQ(as<String>(concat_display(m, parts, 0))->view(), "");
}

TEST_P(TextTest, WhatIsThrownBecomesAnError) {
    EXPECT_EQ(text(to_thrown(m, s("oops"))), "Error: oops");
    EXPECT_EQ(text(to_thrown(m, n(42))), "Error: 42");
    EXPECT_EQ(text(to_thrown(m, r({{"message", s("low")}, {"kind", s("Fuel")}}))),
              "Error(Fuel): low");
    EXPECT_EQ(text(to_thrown(m, r({{"message", v({n(1)})}, {"kind", n(3)}}))), "Error: [1]");
    EXPECT_EQ(text(to_thrown(m, r({{"text", s("no message")}}))), "Error: {text: no message}");
    Root<Error> error(m, as<Error>(to_thrown(m, r({{"message", s("m")}, {"source", n(5)}}))));
    EXPECT_EQ(error_field(*error, "source").as_number(), 5);
    EXPECT_TRUE(to_thrown(m, Value::object(error.get())).is_same(Value::object(error.get())));
}

}  // namespace
}  // namespace ach::vm
