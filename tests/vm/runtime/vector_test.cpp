#include "vm/runtime/vector.hpp"

#include "fixture.hpp"

namespace ach::vm {
namespace {

RUNTIME_SUITE(VectorTest);

TEST_P(VectorTest, PushesAndPops) {
    Root<Vector> list(m, make_vector(m));
    const int rounds = GetParam() ? 100 : 10'000;
    for (int i = 0; i < rounds; ++i) ASSERT_TRUE(push(m, *list, n(i)));
    EXPECT_EQ(list->length(), static_cast<std::size_t>(rounds));
    for (int i = rounds; i-- > 0;) EXPECT_EQ(take(m, *list, -1).as_number(), i);
    EXPECT_TRUE(take(m, *list, -1).is_absent());
}

TEST_P(VectorTest, HoldsDoublesUntilSomethingElseComes) {
    Root<Vector> list(m, make_vector(m));
    for (int i = 0; i < 10; ++i) ASSERT_TRUE(push(m, *list, n(i)));
    EXPECT_TRUE(list->backing().holds_numbers());
    Backing& before = list->backing();
    ASSERT_TRUE(push(m, *list, s("eleven")));
    EXPECT_FALSE(list->backing().holds_numbers());
    EXPECT_TRUE(before.holds_numbers());
    EXPECT_EQ(text(Value::object(list.get())), "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, \"eleven\"]");
    Root<Vector> other(m, as<Vector>(v({n(1), n(2)})));
    ASSERT_TRUE(set_item(m, *other, 0, Value()));
    EXPECT_EQ(text(Value::object(other.get())), "[null, 2]");
}

TEST_P(VectorTest, InsertsAndRemoves) {
    Root<Vector> list(m, as<Vector>(v({n(1), n(3)})));
    const auto put = [&](Vector& into, std::int64_t at, Value item) {
        bool is_inside = false;
        return splice(m, into, at, 0, {&item, 1}, is_inside) && is_inside;
    };
    ASSERT_TRUE(put(*list, 1, n(2)));
    ASSERT_TRUE(put(*list, 0, s("zero")));
    ASSERT_TRUE(put(*list, 4, Value()));
    EXPECT_EQ(text(Value::object(list.get())), "[\"zero\", 1, 2, 3, null]");
    EXPECT_EQ(take(m, *list, 1).as_number(), 1);
    EXPECT_TRUE(take(m, *list, 4).is_absent());
    EXPECT_EQ(text(Value::object(list.get())), "[\"zero\", 2, 3, null]");
    EXPECT_EQ(take(m, *list, -2).as_number(), 3);
    EXPECT_TRUE(take(m, *list, -4).is_absent());
    EXPECT_FALSE(put(*list, 5, n(1)));
    EXPECT_FALSE(put(*list, -4, n(1)));
    ASSERT_TRUE(put(*list, -1, n(8)));
    EXPECT_EQ(text(Value::object(list.get())), "[\"zero\", 2, 8, null]");
}

TEST_P(VectorTest, SplicesShorterAndLonger) {
    Root<Vector> list(m, as<Vector>(v({n(1), n(2), n(3), n(4)})));
    bool is_inside = false;
    const Value one[] = {n(9)};
    const Value three[] = {n(7), s("eight"), n(9)};
    ASSERT_TRUE(splice(m, *list, 1, 3, one, is_inside));
    EXPECT_EQ(text(Value::object(list.get())), "[1, 9]");
    ASSERT_TRUE(splice(m, *list, 1, 1, three, is_inside));
    EXPECT_EQ(text(Value::object(list.get())), "[1, 7, \"eight\", 9]");
    ASSERT_TRUE(splice(m, *list, 0, 4, {}, is_inside));
    EXPECT_TRUE(is_inside);
    EXPECT_EQ(list->length(), 0u);
    ASSERT_TRUE(splice(m, *list, 0, 1, {}, is_inside));
    EXPECT_FALSE(is_inside);
}

TEST_P(VectorTest, TurnsAround) {
    Root<Vector> list(m, as<Vector>(v({n(1), s("two"), n(3), n(4)})));
    Root<Vector> before(m, copy(m, *list));
    ASSERT_TRUE(reverse(m, *list));
    EXPECT_EQ(text(Value::object(list.get())), "[4, 3, \"two\", 1]");
    ASSERT_EQ(take(m, *list, 1).as_number(), 3);
    ASSERT_TRUE(reverse(m, *list));
    EXPECT_EQ(text(Value::object(list.get())), "[1, \"two\", 4]");
    EXPECT_EQ(text(Value::object(before.get())), "[1, \"two\", 3, 4]");
}

TEST_P(VectorTest, CopiesShareUntilOneIsWritten) {
    Root<Vector> a(m, as<Vector>(v({n(1), s("two")})));
    Root<Vector> b(m, copy(m, *a));
    EXPECT_EQ(&a->backing(), &b->backing());
    ASSERT_TRUE(push(m, *b, n(3)));
    ASSERT_TRUE(set_item(m, *a, 0, n(9)));
    EXPECT_EQ(text(Value::object(a.get())), "[9, \"two\"]");
    EXPECT_EQ(text(Value::object(b.get())), "[1, \"two\", 3]");
}

TEST_P(VectorTest, ASnapshotStaysAsItIs) {
    Root<Vector> list(m, as<Vector>(v({n(1), n(2), n(3)})));
    Root<Backing> then(m, &snapshot(m, *list));
    ASSERT_EQ(take(m, *list, -1).as_number(), 3);
    ASSERT_TRUE(set_item(m, *list, 0, n(7)));
    EXPECT_EQ(then->length(), 3u);
    EXPECT_EQ(then->at(0).as_number(), 1);
    EXPECT_EQ(text(Value::object(list.get())), "[7, 2]");
}

TEST_P(VectorTest, AnEmptyVectorDoesNotWriteIntoTheCommonOne) {
    Root<Vector> a(m, make_vector(m)), b(m, make_vector(m));
    ASSERT_TRUE(push(m, *a, n(1)));
    EXPECT_EQ(b->length(), 0u);
    clear(m, *a);
    ASSERT_TRUE(push(m, *a, s("x")));
    EXPECT_EQ(a->length(), 1u);
    EXPECT_EQ(m.commons().empty_backing->length(), 0u);
}

TEST_P(VectorTest, SlicesAndExtends) {
    Root<Vector> list(m, as<Vector>(v({n(1), n(2), n(3)})));
    Root<Vector> part(m, slice(m, *list, 1, 99));
    EXPECT_EQ(text(Value::object(part.get())), "[2, 3]");
    ASSERT_TRUE(extend(m, *part, *list));
    ASSERT_TRUE(extend(m, *part, *part));
    EXPECT_EQ(text(Value::object(part.get())), "[2, 3, 1, 2, 3, 2, 3, 1, 2, 3]");
    EXPECT_EQ(text(Value::object(slice(m, *list, 2, 1))), "[]");
}

}  // namespace
}  // namespace ach::vm
