// Natives made from C++ functions: arguments, results, and every way in which they can fail.
#include "tests/sdk/mock_host.hpp"

#include <achronyme/achronyme.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>

namespace {

using ach::testing::MockHost;

double half(double x) { return x / 2; }
bool negate(bool b) { return !b; }
std::string shout(std::string_view text) { return std::string(text) + "!"; }
std::int64_t whole(std::int64_t n) { return n; }
double total(std::span<const double> xs) { return std::accumulate(xs.begin(), xs.end(), 0.0); }
std::vector<double> countdown(std::int64_t n) {
    std::vector<double> numbers;
    for (std::int64_t i = n; i > 0; --i) numbers.push_back(static_cast<double>(i));
    return numbers;
}
double scaled(double x, std::optional<double> factor) { return x * factor.value_or(10); }
std::optional<double> positive(double x) { return x > 0 ? std::optional(x) : std::nullopt; }
ach_complex conjugate(ach_complex z) { return {z.re, -z.im}; }
void nothing() {}
double how_many(ach::Call& call, std::string_view, ach::Rest rest) {
    return static_cast<double>(rest.size()) + (call.name() == "how_many" ? 0.0 : 100.0);
}
ach::Value pair_up(ach::Call& call, ach::Value a, ach::Value b) {
    const ach::Value made = call.vector(2);
    call.vector_push(made, a);
    call.vector_push(made, b);
    return made;
}
std::string keys(const ach::Call& call, ach::Record record) {
    std::string joined;
    for (std::size_t i = 0; i < call.record_len(record.value); ++i) {
        joined.append(call.record_at(record.value, i).first).append(";");
    }
    return joined;
}
double shape_of(ach::Tensor tensor) { return static_cast<double>(tensor.look.shape[0]); }
ach::Value filled(ach::Call& call, std::int64_t n) {
    const std::uint64_t shape[] = {static_cast<std::uint64_t>(n)};
    const ach::NewTensor made = call.new_tensor(shape);
    for (double& x : made.data) x = 7;
    return made.value;
}
ach::Outcome refuse(ach::Call& call) { return call.raise("ShapeError", "sizes do not fit"); }
ach::Result<double> maybe(bool good) {
    if (good) return 1.0;
    return ach::Error{ACH_E_DENIED, "grant it first"};
}
double throws(std::int64_t which) {
    switch (which) {
        case 0: throw ach::ScriptError("MathError", "singular");
        case 1: throw ach::ValueError("negative");
        case 2: throw ach::Failure(ACH_E_TIMEOUT, "too late");
        case 3: throw std::bad_alloc();
        case 4: throw std::out_of_range("beyond");
        case 5: throw std::invalid_argument("nonsense");
        case 6: throw std::runtime_error("broken");
        default: throw 42;
    }
}
double checked(ach::Call& call, ach::Value v) { return call.number(call.vector_get(v, 9)); }

struct Natives : ach::plugin<Natives> {
    static constexpr const char* id = "test.natives";
    static constexpr const char* version = "1.0.0";

    double remember(double x) { return std::exchange(memory, x); }
    double recall() const { return memory; }
    double memory = 1;

    static constexpr ach_native_def natives[] = {
        ach::native<&half>("half").pure().doc("half(x): x / 2"),
        ach::native<&negate>("negate"),
        ach::native<&shout>("shout"),
        ach::native<&whole>("whole"),
        ach::native<&total>("total"),
        ach::native<&countdown>("countdown"),
        ach::native<&scaled>("scaled"),
        ach::native<&positive>("positive"),
        ach::native<&conjugate>("conjugate"),
        ach::native<&nothing>("nothing"),
        ach::native<&how_many>("how_many"),
        ach::native<&pair_up>("pair_up"),
        ach::native<&keys>("keys"),
        ach::native<&shape_of>("shape_of"),
        ach::native<&filled>("filled"),
        ach::native<&refuse>("refuse"),
        ach::native<&maybe>("maybe"),
        ach::native<&throws>("throws"),
        ach::native<&checked>("checked"),
        ach::native<&Natives::remember>("remember"),
        ach::native<&Natives::recall>("recall"),
        ach::native<&total>("sum").on(ACH_T_VECTOR, ACH_T_TENSOR).serial().arguments(1, 3),
    };
};

class NativeTest : public ::testing::Test {
protected:
    void SetUp() override {
        ASSERT_TRUE(host.start(ach::plugin<Natives>::module())) << host.error.message;
    }
    void TearDown() override { host.destroy(); }
    const ach_native_def& def(const std::string& name) {
        return *host.machine().natives.at(name).def;
    }

    MockHost host;
};

TEST_F(NativeTest, ReadsArgumentsAndMakesResults) {
    EXPECT_EQ(host.call("half", "[3]"), "1.5");
    EXPECT_EQ(host.call("negate", "[true]"), "false");
    EXPECT_EQ(host.call("shout", R"(["año"])"), R"("año!")");
    EXPECT_EQ(host.call("total", "[[1, 2, 3.5]]"), "6.5");
    EXPECT_EQ(host.call("countdown", "[3]"), "[3.0,2.0,1.0]");
    EXPECT_EQ(host.call("conjugate", "[2]"), R"({"re":2.0,"im":-0.0})");
    EXPECT_EQ(host.call("nothing"), "null");
    EXPECT_EQ(host.call("pair_up", R"(["a", null])"), R"(["a",null])");
    EXPECT_EQ(host.call("keys", R"([{"x": 1, "y": 2}])"), R"("x;y;")");
    EXPECT_EQ(host.call("shape_of", "[[1, 2, 3]]"), "3.0");
    EXPECT_EQ(host.call("filled", "[2]"), R"({"shape":[2],"data":[7.0,7.0]})");
}

TEST_F(NativeTest, NamesTheTypeItExpected) {
    EXPECT_EQ(host.call("half", R"(["3"])"),
              "TypeError: Type error in half: expected Number, got String");
    EXPECT_EQ(host.call("negate", "[1]"),
              "TypeError: Type error in negate: expected Boolean, got Number");
    EXPECT_EQ(host.call("shout", "[1]"),
              "TypeError: Type error in shout: expected String, got Number");
    EXPECT_EQ(host.call("keys", "[[]]"),
              "TypeError: Type error in keys: expected Record, got Vector");
    EXPECT_EQ(host.call("half", "[null]"),
              "TypeError: Type error in half: expected Number, got Null");
}

TEST_F(NativeTest, NamesTheElementThatIsNoNumber) {
    EXPECT_EQ(host.call("total", R"([[1, 2, "x", 4]])"),
              "TypeError: Type error in total: expected Number, got String at index 2");
    EXPECT_EQ(host.call("total", "[1]"),
              "TypeError: Type error in total: expected Vector or Tensor of Numbers, got Number");
}

TEST_F(NativeTest, TruncatesIntegersTowardZero) {
    EXPECT_EQ(host.call("whole", "[2.9]"), "2.0");
    EXPECT_EQ(host.call("whole", "[-2.9]"), "-2.0");
    EXPECT_EQ(host.call("whole", "[1e300]"), "9.223372036854776e+18");
    EXPECT_EQ(host.call("whole", {ach::toy::make_number(std::nan(""))}),
              "TypeError: Type error in whole: expected finite Number, got Number");
}

TEST_F(NativeTest, OptionalArgumentsMayBeLeftOutOrNull) {
    EXPECT_EQ(host.call("scaled", "[2]"), "20.0");
    EXPECT_EQ(host.call("scaled", "[2, null]"), "20.0");
    EXPECT_EQ(host.call("scaled", "[2, 3]"), "6.0");
    EXPECT_EQ(host.call("positive", "[-1]"), "null");
    EXPECT_EQ(def("scaled").min_arguments, 1u);
    EXPECT_EQ(def("scaled").max_arguments, 2u);
}

TEST_F(NativeTest, TheRestIsASpanOfValues) {
    EXPECT_EQ(host.call("how_many", R"(["first"])"), "0.0");
    EXPECT_EQ(host.call("how_many", R"(["first", 1, [], null])"), "3.0");
    EXPECT_EQ(def("how_many").min_arguments, 1u);
    EXPECT_EQ(def("how_many").max_arguments, ACH_ANY_COUNT);
}

TEST_F(NativeTest, MemberFunctionsRunOnTheInstance) {
    EXPECT_EQ(host.call("remember", "[5]"), "1.0");
    EXPECT_EQ(host.call("recall"), "5.0");
}

TEST_F(NativeTest, DefinitionsSayWhatTheirBuilderSaid) {
    EXPECT_EQ(def("half").flags, static_cast<std::uint32_t>(ACH_FN_PURE));
    EXPECT_STREQ(def("half").doc, "half(x): x / 2");
    EXPECT_EQ(def("sum").first_types, (1u << ACH_T_VECTOR) | (1u << ACH_T_TENSOR));
    EXPECT_EQ(def("sum").flags, static_cast<std::uint32_t>(ACH_FN_SERIAL));
    EXPECT_EQ(def("sum").max_arguments, 3u);
    EXPECT_EQ(def("half").struct_size, sizeof(ach_native_def));
}

TEST_F(NativeTest, RaisedErrorsOpenWithTheFunctionsName) {
    EXPECT_EQ(host.call("refuse"), "ShapeError: refuse(): sizes do not fit");
    EXPECT_EQ(host.call("maybe", "[true]"), "1.0");
    EXPECT_EQ(host.call("maybe", "[false]"), "PermissionError: maybe(): grant it first");
}

TEST_F(NativeTest, WhateverIsThrownBecomesAScriptError) {
    EXPECT_EQ(host.call("throws", "[0]"), "MathError: throws(): singular");
    EXPECT_EQ(host.call("throws", "[1]"), "ValueError: throws(): negative");
    EXPECT_EQ(host.call("throws", "[2]"), "TimeoutError: throws(): too late");
    EXPECT_EQ(host.call("throws", "[3]"), "OutOfMemory: throws(): memory is exhausted");
    EXPECT_EQ(host.call("throws", "[4]"), "IndexError: throws(): beyond");
    EXPECT_EQ(host.call("throws", "[5]"), "ValueError: throws(): nonsense");
    EXPECT_EQ(host.call("throws", "[6]"), "RuntimeError: throws(): broken");
    EXPECT_EQ(host.call("throws", "[7]"),
              "RuntimeError: throws(): something that is no std::exception was thrown");
}

TEST_F(NativeTest, AStatusThatTheNativeDidNotExpectIsRaised) {
    EXPECT_EQ(host.call("checked", "[[1]]"),
              "RuntimeError: checked(): there is nothing of that name");
}

}  // namespace
