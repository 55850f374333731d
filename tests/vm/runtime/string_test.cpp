#include "vm/runtime/string.hpp"

#include "fixture.hpp"

namespace ach::vm {
namespace {

RUNTIME_SUITE(StringTest);

TEST_P(StringTest, CountsScalarValues) {
    EXPECT_EQ(as<String>(s("héllo"))->length(), 5u);
    EXPECT_EQ(as<String>(s("héllo"))->byte_count(), 6u);
    EXPECT_EQ(as<String>(s("日本語🎉"))->length(), 4u);
    EXPECT_TRUE(as<String>(s("plain"))->is_ascii());
    EXPECT_EQ(as<String>(s(""))->length(), 0u);
}

TEST_P(StringTest, IndexesAndSlicesByScalarValue) {
    String& text = *as<String>(s("aé日🎉z"));
    EXPECT_EQ(character(m, text, 0)->view(), "a");
    EXPECT_EQ(character(m, text, 1)->view(), "é");
    EXPECT_EQ(character(m, text, 3)->view(), "🎉");
    EXPECT_EQ(substring(m, text, 1, 4)->view(), "é日🎉");
    EXPECT_EQ(substring(m, text, 2, 2)->view(), "");
    EXPECT_EQ(substring(m, text, 0, 5), &text);
}

TEST_P(StringTest, ConcatenationKeepsCounts) {
    Root<String> both(m, concat(m, *as<String>(s("né")), *as<String>(s("日x"))));
    EXPECT_EQ(both->view(), "né日x");
    EXPECT_EQ(both->length(), 4u);
    EXPECT_FALSE(both->is_ascii());
}

TEST_P(StringTest, AppendingInALoopDoesNotTouchOlderStrings) {
    Root<String> text(m, make_string(m, "start"));
    std::string expected = "start";
    HandleScope older(m);
    const int rounds = GetParam() ? 200 : 5000;
    for (int i = 0; i < rounds; ++i) {
        older.push(Value::object(text.get()));
        text = append(m, *text, "ab" + std::to_string(i % 10));
        expected += "ab" + std::to_string(i % 10);
    }
    EXPECT_EQ(text->view(), expected);
    EXPECT_EQ(text->length(), expected.size());
    for (std::size_t i = 0; i < older.size(); ++i) {
        EXPECT_EQ(as<String>(older[i])->view(), expected.substr(0, 5 + 3 * i));
    }
}

TEST_P(StringTest, TwoAppendsToOneStringMakeTwoStrings) {
    Root<String> base(m, make_string(m, std::string(300, 'b')));
    base = append(m, *base, "grown");
    Root<String> left(m, append(m, *base, "left"));
    Root<String> right(m, append(m, *base, "right!"));
    EXPECT_EQ(left->view(), std::string(300, 'b') + "grownleft");
    EXPECT_EQ(right->view(), std::string(300, 'b') + "grownright!");
    Root<String> twice(m, concat(m, *left, *left));
    EXPECT_EQ(twice->view(), std::string(left->view()) + std::string(left->view()));
}

TEST_P(StringTest, AppendingIsAmortised) {
    Root<String> text(m, make_string(m, "x"));
    const int rounds = GetParam() ? 100 : 200'000;
    for (int i = 0; i < rounds; ++i) text = append(m, *text, "yz");
    EXPECT_EQ(text->byte_count(), 1u + 2u * rounds);
    heap.collect(m);
    // One buffer with its spare room, and not a copy for each round.
    EXPECT_LT(heap.statistics().live_bytes, 150'000u + 8u * rounds);
}

TEST_P(StringTest, Repetition) {
    EXPECT_EQ(repeat(m, *as<String>(s("ab")), 3)->view(), "ababab");
    EXPECT_EQ(repeat(m, *as<String>(s("é")), 4)->length(), 4u);
    EXPECT_EQ(repeat(m, *as<String>(s("ab")), 0)->view(), "");
    EXPECT_EQ(repeat(m, *as<String>(s("ab")), kMaxStringBytes), nullptr);
    EXPECT_EQ(failure(), "ValueError: String would be longer than 2147483647 bytes");
}

TEST_P(StringTest, OrderIsByScalarValue) {
    EXPECT_LT(compare(*as<String>(s("a")), *as<String>(s("b"))), 0);
    EXPECT_LT(compare(*as<String>(s("a")), *as<String>(s("aa"))), 0);
    EXPECT_GT(compare(*as<String>(s("🎉")), *as<String>(s("\uFFFD"))), 0);
    EXPECT_EQ(compare(*as<String>(s("é")), *as<String>(s("é"))), 0);
}

TEST_P(StringTest, SymbolsOfEqualTextAreOneObject) {
    String& a = symbol("alpha");
    EXPECT_EQ(&symbol("alpha"), &a);
    EXPECT_NE(&symbol("beta"), &a);
    Root<String> built(m, concat(m, *as<String>(s("al")), *as<String>(s("pha"))));
    EXPECT_NE(built.get(), &a);
    EXPECT_EQ(to_symbol(m, *built), &a);
    for (int i = 0; i < 600; ++i) symbol("name" + std::to_string(i));
    for (int i = 0; i < 600; ++i) {
        EXPECT_EQ(heap.symbols().find("name" + std::to_string(i))->view(),
                  "name" + std::to_string(i));
    }
}

}  // namespace
}  // namespace ach::vm
