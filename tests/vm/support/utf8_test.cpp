#include "vm/support/utf8.hpp"

#include <gtest/gtest.h>

namespace ach::vm {
namespace {

TEST(Utf8, AcceptsEveryLength) {
    EXPECT_EQ(first_invalid_utf8("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80"), std::nullopt);
    EXPECT_EQ(first_invalid_utf8(""), std::nullopt);
}

TEST(Utf8, FindsTheFirstBadByte) {
    EXPECT_EQ(first_invalid_utf8("ab\xFF"), 2u);
    EXPECT_EQ(first_invalid_utf8("a\x80"), 1u) << "a continuation byte alone";
    EXPECT_EQ(first_invalid_utf8("a\xC3"), 1u) << "cut off at the end";
    EXPECT_EQ(first_invalid_utf8("\xC0\x80"), 0u) << "overlong";
    EXPECT_EQ(first_invalid_utf8("\xE0\x9F\x80"), 0u) << "overlong";
    EXPECT_EQ(first_invalid_utf8("\xED\xA0\x80"), 0u) << "surrogate";
    EXPECT_EQ(first_invalid_utf8("\xF4\x90\x80\x80"), 0u) << "above U+10FFFF";
}

TEST(Utf8, ReadsWhatItWrites) {
    for (const char32_t value : {U'a', U'é', U'€', U'\U0001F600', U'\U0010FFFF'}) {
        std::string text;
        append_utf8(text, value);
        const Utf8Scalar read = decode_utf8(text);
        EXPECT_EQ(read.value, value);
        EXPECT_EQ(read.length, text.size());
        EXPECT_EQ(count_utf8(text + text), 2u);
    }
}

}  // namespace
}  // namespace ach::vm
