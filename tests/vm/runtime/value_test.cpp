#include "vm/runtime/value.hpp"

#include "fixture.hpp"

#include <cmath>
#include <limits>

namespace ach::vm {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(Value, EveryDoubleIsANumberAndNothingElse) {
    for (const double d :
         {0.0, -0.0, 1.5, -1e308, 5e-324, kInfinity, -kInfinity, std::nan(""), -std::nan("")}) {
        const Value v = Value::number(d);
        EXPECT_TRUE(v.is_number());
        EXPECT_FALSE(v.is_object() || v.is_null() || v.is_boolean() || v.is_absent());
        EXPECT_EQ(std::bit_cast<std::uint64_t>(v.as_number()), std::bit_cast<std::uint64_t>(d));
    }
}

TEST(Value, ANaNWithAPayloadCannotForgeAPointer) {
    for (const std::uint64_t bits : {0xFFFC'0000'1234'5678u, 0xFFFA'0000'0000'0003u,
                                     0xFFFF'FFFF'FFFF'FFFFu, 0x7FF0'0000'0000'0001u}) {
        const Value v = Value::from_outside(std::bit_cast<double>(std::uint64_t{bits}));
        EXPECT_TRUE(v.is_number());
        EXPECT_TRUE(std::isnan(v.as_number()));
    }
}

TEST(Value, ArithmeticOnNaNsStaysInTheSpaceOfNumbers) {
    volatile double zero = 0, inf = kInfinity;
    for (const double d : {zero / zero, -(zero / zero), inf - inf, std::fmod(1, zero),
                           std::pow(-8, 1.0 / 3), std::sqrt(-1 + zero)}) {
        EXPECT_TRUE(Value::number(d).is_number());
    }
}

TEST(Value, ImmediatesAreTold) {
    EXPECT_TRUE(Value().is_null());
    EXPECT_TRUE(Value::boolean(true).is_true());
    EXPECT_TRUE(Value::boolean(false).is_false());
    EXPECT_TRUE(Value::boolean(false).is_boolean());
    EXPECT_FALSE(Value().is_boolean());
    EXPECT_TRUE(Value::absent().is_absent());
    EXPECT_TRUE(Value::uninitialised().is_uninitialised());
    EXPECT_TRUE(Value::failed().is_failed());
}

RUNTIME_SUITE(Types);

TEST_P(Types, FalsyIsWhatTheLanguageSays) {
    for (const Value falsy :
         {Value::boolean(false), Value(), n(0), n(-0.0), n(std::nan("")), s("")}) {
        EXPECT_FALSE(truthy(falsy)) << text(falsy);
    }
    for (const Value true_one :
         {Value::boolean(true), n(-1), n(0.1), s("0"), v({}), r({}), c(0, 0)}) {
        EXPECT_TRUE(truthy(true_one)) << text(true_one);
    }
}

TEST_P(Types, Names) {
    EXPECT_EQ(type_name(n(1)), "Number");
    EXPECT_EQ(type_name(Value()), "Null");
    EXPECT_EQ(type_name(Value::boolean(true)), "Boolean");
    EXPECT_EQ(type_name(s("x")), "String");
    EXPECT_EQ(type_name(c(0, 1)), "Complex");
    EXPECT_EQ(type_name(v({})), "Vector");
    EXPECT_EQ(type_name(r({})), "Record");
    EXPECT_EQ(type_name(t({0}, {})), "Tensor");
    static const ResourceType type{.name = "Timer", .text = ""};
    EXPECT_EQ(type_name(keep(Value::object(make_resource(m, type, nullptr)))), "Timer");
}

TEST_P(Types, IndicesTruncateTowardZero) {
    double d = 0;
    EXPECT_TRUE(truncate(m, "indexing", n(-1.9), d));
    EXPECT_EQ(d, -1);
    EXPECT_TRUE(truncate(m, "indexing", n(-0.5), d));
    EXPECT_FALSE(std::signbit(d));
    EXPECT_FALSE(truncate(m, "indexing", n(kInfinity), d));
    EXPECT_EQ(failure(), "TypeError: Type error in indexing: expected finite Number, got Infinity");
    EXPECT_FALSE(truncate(m, "range", s("1"), d));
    EXPECT_EQ(failure(), "TypeError: Type error in range: expected Number, got String");
}

}  // namespace
}  // namespace ach::vm
