#include "vm/runtime/index.hpp"

#include "fixture.hpp"

#include <cmath>
#include <limits>

namespace ach::vm {
namespace {

constexpr IndexItem kPlain{false, false, false, false};
constexpr IndexItem kAll{true, false, false, false};
constexpr IndexItem kFrom{true, true, false, false};
constexpr IndexItem kTo{true, false, true, false};
constexpr IndexItem kFromTo{true, true, true, false};
constexpr IndexItem kFromThrough{true, true, true, true};

class IndexTest : public RuntimeTest {
protected:
    std::string at(Value target, const IndexSpec& spec, std::initializer_list<double> indices) {
        std::vector<Value> values;
        for (const double d : indices) values.push_back(n(d));
        return outcome(get_indices(m, target, spec, values.data()));
    }
};
INSTANTIATE_TEST_SUITE_P(, IndexTest, testing::Bool(), stress_name);

TEST_P(IndexTest, OnePlainIndex) {
    const Value list = v({n(1), n(2), n(3)});
    EXPECT_EQ(outcome(get_index(m, list, n(0))), "1");
    EXPECT_EQ(outcome(get_index(m, list, n(-1))), "3");
    EXPECT_EQ(outcome(get_index(m, list, n(1.9))), "2");
    EXPECT_EQ(outcome(get_index(m, list, n(5))), "IndexError: Index out of bounds: 5 (length: 3)");
    EXPECT_EQ(outcome(get_index(m, list, n(-4))),
              "IndexError: Index out of bounds: -4 (length: 3)");
    EXPECT_EQ(outcome(get_index(m, list, s("0"))),
              "TypeError: Type error in indexing: expected Number, got String");
    EXPECT_EQ(outcome(get_index(m, list, n(std::nan("")))),
              "TypeError: Type error in indexing: expected finite Number, got NaN");
    EXPECT_EQ(outcome(get_index(m, s("héllo"), n(1))), "\"é\"");
    EXPECT_EQ(outcome(get_index(m, s("héllo"), n(-1))), "\"o\"");
    EXPECT_EQ(outcome(get_index(m, t({2}, {1, 2}), n(-1))), "2");
    EXPECT_EQ(outcome(get_index(m, t({2, 2}, {1, 2, 3, 4}), n(1))), "[3, 4]");
    EXPECT_EQ(outcome(get_index(m, r({{"key", n(7)}}), s("key"))), "7");
    EXPECT_EQ(outcome(get_index(m, r({{"key", n(7)}}), s("nope"))),
              "FieldError: Field 'nope' not found in record");
    EXPECT_EQ(outcome(get_index(m, r({}), n(1))),
              "TypeError: Type error in indexing: expected String, got Number");
    EXPECT_EQ(outcome(get_index(m, n(5), n(0))),
              "TypeError: Type error in indexing: expected a Vector, Tensor, String or Record, got "
              "Number");
}

TEST_P(IndexTest, SlicesClamp) {
    const Value list = v({n(1), n(2), n(3)});
    EXPECT_EQ(at(list, {kFromTo}, {-10, 2}), "[1, 2]");
    EXPECT_EQ(at(list, {kFrom}, {1}), "[2, 3]");
    EXPECT_EQ(at(list, {kTo}, {-1}), "[1, 2]");
    EXPECT_EQ(at(list, {kAll}, {}), "[1, 2, 3]");
    EXPECT_EQ(at(list, {kFromThrough}, {0, 1}), "[1, 2]");
    EXPECT_EQ(at(list, {kFromThrough}, {0, -1}), "[1, 2, 3]");
    EXPECT_EQ(at(list, {kFromTo}, {2, 1}), "[]");
    EXPECT_EQ(at(list, {kFromTo}, {7, 9}), "[]");
    EXPECT_EQ(at(list, {kFrom}, {std::numeric_limits<double>::infinity()}),
              "TypeError: Type error in slicing: expected finite Number, got Infinity");
    EXPECT_EQ(at(s("héllo"), {kFromTo}, {1, 3}), "\"él\"");
    EXPECT_EQ(at(t({3}, {1, 2, 3}), {kFrom}, {1}), "[2, 3]");
    EXPECT_EQ(at(t({2, 2}, {1, 2, 3, 4}), {kFrom}, {1}), "[[3, 4]]");
    EXPECT_EQ(at(r({}), {kAll}, {}),
              "TypeError: Type error in slicing: expected a Vector, Tensor or String, got Record");
}

TEST_P(IndexTest, SeveralIndices) {
    const Value nested = v({v({n(1), n(2), n(3)}), v({n(4), n(5), n(6)})});
    EXPECT_EQ(at(nested, {kPlain, kPlain}, {1, -1}), "6");
    EXPECT_EQ(at(nested, {kAll, kPlain}, {0}), "[1, 4]");
    EXPECT_EQ(at(nested, {kPlain, kFrom}, {0, 1}), "[2, 3]");
    EXPECT_EQ(at(nested, {kAll, kFromTo}, {1, 2}), "[[2], [5]]");
    EXPECT_EQ(
        at(v({v({n(1)}), n(2)}), {kAll, kPlain}, {0}),
        "TypeError: Type error in indexing: expected a rectangular Vector of numbers, got Vector");
    EXPECT_EQ(at(v({v({s("abc")})}), {kPlain, kPlain, kPlain}, {0, 0, 1}), "\"b\"");
    const Value cube = t({2, 2, 2}, {1, 2, 3, 4, 5, 6, 7, 8});
    EXPECT_EQ(at(cube, {kPlain, kPlain, kPlain}, {1, 0, 1}), "6");
    EXPECT_EQ(at(cube, {kPlain, kPlain}, {1, 0}), "[5, 6]");
    EXPECT_EQ(at(cube, {kAll, kPlain, kAll}, {1}), "[[3, 4], [7, 8]]");
    EXPECT_EQ(at(cube, {kAll, kAll, kPlain}, {0}), "[[1, 3], [5, 7]]");
    EXPECT_EQ(at(cube, {kPlain, kPlain, kPlain, kPlain}, {0, 0, 0, 0}),
              "IndexError: Too many indices: 4 (rank: 3)");
    EXPECT_EQ(at(cube, {kPlain, kPlain}, {0, 2}), "IndexError: Index out of bounds: 2 (length: 2)");
    const Value complex = keep(promote(m, v({v({c(0, 1), n(2)}), v({n(3), n(4)})})));
    EXPECT_EQ(at(complex, {kPlain, kPlain}, {0, 0}), "1i");
    EXPECT_EQ(at(complex, {kAll, kPlain}, {1}), "[2+0i, 4+0i]");
}

TEST_P(IndexTest, Assignment) {
    const Value list = v({n(1), v({n(2), n(3)})});
    EXPECT_TRUE(set_index(m, list, n(0), s("one")));
    const Value path[] = {n(-1), n(0)};
    EXPECT_TRUE(set_indices(m, list, path, Value()));
    EXPECT_EQ(text(list), "[\"one\", [null, 3]]");
    EXPECT_FALSE(set_index(m, list, n(2), n(0)));
    EXPECT_EQ(failure(), "IndexError: Index out of bounds: 2 (length: 2)");
    const Value record = r({{"a", n(1)}});
    EXPECT_TRUE(set_index(m, record, s("a"), n(2)));
    EXPECT_TRUE(set_index(m, record, s("b"), n(3)));
    EXPECT_EQ(text(record), "{a: 2, b: 3}");
    EXPECT_FALSE(set_index(m, t({1}, {1}), n(0), n(0)));
    EXPECT_EQ(failure(), "TypeError: Cannot mutate immutable Tensor in-place");
    EXPECT_FALSE(set_indices(m, t({1, 1}, {1}), path, n(0)));
    EXPECT_EQ(failure(), "TypeError: Cannot mutate immutable Tensor in-place");
    EXPECT_FALSE(set_index(m, s("x"), n(0), n(0)));
    EXPECT_EQ(failure(), "TypeError: Cannot mutate immutable String in-place");
}

TEST_P(IndexTest, SpreadsWhatNeedsNoScript) {
    Root<Vector> into(m, make_vector(m));
    EXPECT_EQ(spread_into(m, *into, v({n(1), s("x")})), Spread::Done);
    EXPECT_EQ(spread_into(m, *into, s("hé")), Spread::Done);
    EXPECT_EQ(spread_into(m, *into, t({2}, {7, 8})), Spread::Done);
    EXPECT_EQ(spread_into(m, *into, t({1, 2}, {5, 6})), Spread::Done);
    EXPECT_EQ(text(Value::object(into.get())), R"([1, "x", "h", "é", 7, 8, [5, 6]])");
    EXPECT_EQ(spread_into(m, *into, n(1)), Spread::Failed);
    EXPECT_EQ(failure(),
              "TypeError: Cannot spread non-iterable value in array context: got Number");
    EXPECT_EQ(spread_into(m, *into, r({{"next", n(1)}})), Spread::Failed);
    EXPECT_EQ(failure(),
              "TypeError: Cannot spread non-iterable value in array context: got Record");
    const Value next = keep(Value::object(make_native(m, "next", {})));
    EXPECT_EQ(spread_into(m, *into, r({{"next", next}})), Spread::NeedsScript);
}

}  // namespace
}  // namespace ach::vm
