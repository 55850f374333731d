#include "vm/runtime/record.hpp"

#include "fixture.hpp"

namespace ach::vm {
namespace {

RUNTIME_SUITE(RecordTest);

TEST_P(RecordTest, KeepsFieldsInOrder) {
    Root<Record> record(m, as<Record>(r({{"x", n(1)}, {"name", s("Ann")}, {"y", n(2)}})));
    ASSERT_TRUE(set_field(m, *record, symbol("x"), n(10)));
    EXPECT_EQ(text(Value::object(record.get())), "{x: 10, name: \"Ann\", y: 2}");
    EXPECT_EQ(get_field(*record, symbol("y")).as_number(), 2);
    EXPECT_TRUE(get_field(*record, symbol("z")).is_absent());
    EXPECT_TRUE(get_field(heap, *record, "never made a symbol").is_absent());
    EXPECT_EQ(field_count(*record), 3u);
}

TEST_P(RecordTest, RecordsBuiltAlikeShareTheirShape) {
    const auto* a = as<Record>(r({{"x", n(1)}, {"y", n(2)}}));
    const auto* b = as<Record>(r({{"x", n(3)}, {"y", n(4)}}));
    const auto* other = as<Record>(r({{"y", n(3)}, {"x", n(4)}}));
    EXPECT_EQ(&a->block().shape(), &b->block().shape());
    EXPECT_NE(&a->block().shape(), &other->block().shape());
}

TEST_P(RecordTest, ManyFieldsBecomeADictionary) {
    Root<Record> record(m, make_record(m));
    constexpr int kFields = 400;
    for (int i = 0; i < kFields; ++i) {
        ASSERT_TRUE(set_field(m, *record, symbol("k" + std::to_string(i)), n(i)));
        EXPECT_EQ(get_field(heap, *record, "k0").as_number(), 0);
    }
    EXPECT_TRUE(record->block().shape().is_dictionary());
    EXPECT_EQ(field_count(*record), std::size_t{kFields});
    FieldCursor cursor;
    String* key = nullptr;
    Value value;
    for (int i = 0; i < kFields; ++i) {
        ASSERT_TRUE(cursor.next(*record, key, value));
        EXPECT_EQ(key->view(), "k" + std::to_string(i));
        EXPECT_EQ(value.as_number(), i);
    }
    EXPECT_FALSE(cursor.next(*record, key, value));
}

TEST_P(RecordTest, RemovesFieldsAndKeepsTheOrderOfTheRest) {
    Root<Record> record(m, as<Record>(r({{"a", n(1)}, {"b", n(2)}, {"c", n(3)}})));
    bool removed = false;
    ASSERT_TRUE(remove_field(m, *record, symbol("b"), removed));
    EXPECT_TRUE(removed);
    ASSERT_TRUE(remove_field(m, *record, symbol("b"), removed));
    EXPECT_FALSE(removed);
    ASSERT_TRUE(set_field(m, *record, symbol("b"), n(4)));
    EXPECT_EQ(text(Value::object(record.get())), "{a: 1, c: 3, b: 4}");
    for (int i = 0; i < 200; ++i) {
        ASSERT_TRUE(set_field(m, *record, symbol("t"), n(i)));
        ASSERT_TRUE(remove_field(m, *record, symbol("t"), removed));
    }
    EXPECT_EQ(field_count(*record), 3u);
    EXPECT_EQ(text(Value::object(record.get())), "{a: 1, c: 3, b: 4}");
}

TEST_P(RecordTest, CopiesAreIndependent) {
    Root<Record> a(m, as<Record>(r({{"x", n(1)}, {"y", n(2)}})));
    Root<Record> b(m, copy(m, *a));
    ASSERT_TRUE(set_field(m, *b, symbol("x"), n(5)));
    ASSERT_TRUE(set_field(m, *b, symbol("z"), n(6)));
    EXPECT_EQ(text(Value::object(a.get())), "{x: 1, y: 2}");
    EXPECT_EQ(text(Value::object(b.get())), "{x: 5, y: 2, z: 6}");
    ASSERT_TRUE(spread_fields(m, *a, *b));
    EXPECT_EQ(text(Value::object(a.get())), "{x: 5, y: 2, z: 6}");
}

class Caches final : public RootProvider {
public:
    void trace_roots(Tracer& tracer) override {
        read.trace(tracer);
        write.trace(tracer);
        add.trace(tracer);
    }
    FieldCache read, write, add;
};

TEST_P(RecordTest, CachesHitForTheShapeTheyMet) {
    Caches caches;
    heap.add_roots(caches);
    Root<String> y(m, &symbol("y")), z(m, &symbol("z"));
    Root<Record> a(m, as<Record>(r({{"x", n(1)}, {"y", n(2)}})));
    Root<Record> b(m, as<Record>(r({{"x", n(3)}, {"y", n(4)}})));
    Root<Record> stranger(m, as<Record>(r({{"y", n(5)}})));
    EXPECT_TRUE(caches.read.get(*a).is_absent());
    EXPECT_EQ(caches.read.get_slow(*a, *y).as_number(), 2);
    EXPECT_EQ(caches.read.get(*b).as_number(), 4);
    EXPECT_TRUE(caches.read.get(*stranger).is_absent());

    EXPECT_FALSE(caches.write.set(m, *a, n(7)));
    ASSERT_TRUE(caches.write.set_slow(m, *a, *y, n(7)));
    EXPECT_TRUE(caches.write.set(m, *b, n(8)));
    EXPECT_EQ(caches.read.get(*b).as_number(), 8);
    EXPECT_FALSE(caches.write.set(m, *stranger, n(9)));
    heap.remove_roots(caches);
}

TEST_P(RecordTest, CachesAddFields) {
    Caches caches;
    heap.add_roots(caches);
    Root<String> z(m, &symbol("z"));
    Root<Record> a(m, as<Record>(r({{"x", n(1)}, {"y", n(2)}})));
    Root<Record> b(m, as<Record>(r({{"x", n(3)}, {"y", n(4)}})));
    ASSERT_TRUE(caches.add.set_slow(m, *a, *z, n(5)));
    EXPECT_TRUE(caches.add.set(m, *b, n(6)));
    EXPECT_EQ(text(Value::object(a.get())), "{x: 1, y: 2, z: 5}");
    EXPECT_EQ(text(Value::object(b.get())), "{x: 3, y: 4, z: 6}");
    EXPECT_EQ(&a->block().shape(), &b->block().shape());
    // A full block needs the slow way.
    Root<Record> full(m, make_record(m, 2));
    ASSERT_TRUE(set_field(m, *full, symbol("x"), n(1)));
    ASSERT_TRUE(set_field(m, *full, symbol("y"), n(1)));
    EXPECT_FALSE(caches.add.set(m, *full, n(2)));
    EXPECT_TRUE(caches.add.set_slow(m, *full, *z, n(2)));
    EXPECT_EQ(text(Value::object(full.get())), "{x: 1, y: 1, z: 2}");
    heap.remove_roots(caches);
}

TEST_P(RecordTest, UnusedShapesDie) {
    for (int round = 0; round < 3; ++round) {
        for (int i = 0; i < 20; ++i) {
            Root<Record> record(m, make_record(m));
            Root<String> name(
                m, make_symbol(m, "only" + std::to_string(round) + "_" + std::to_string(i)));
            ASSERT_TRUE(set_field(m, *record, *name, n(i)));
        }
        heap.collect(m);
        EXPECT_EQ(heap.symbols().find("only0_0"), nullptr);
    }
}

}  // namespace
}  // namespace ach::vm
