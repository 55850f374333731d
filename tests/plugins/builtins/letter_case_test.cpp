#include "plugins/builtins/string/letter_case.hpp"

#include <gtest/gtest.h>

namespace {

using ach::builtins::strings::lower_case;
using ach::builtins::strings::upper_case;

TEST(LetterCase, maps_one_character_to_several) {
    EXPECT_EQ(upper_case("straße"), "STRASSE");
    EXPECT_EQ(upper_case("ﬁ ﬄ ŉ ǰ"), "FI FFL ʼN J̌");
    EXPECT_EQ(upper_case("ᾳ ᾼ և"), "ΑΙ ΑΙ ԵՒ");
    EXPECT_EQ(upper_case("ẞ"), "ẞ");
    EXPECT_EQ(lower_case("İ"), "i̇");
}

TEST(LetterCase, knows_the_sigma_at_the_end_of_a_word) {
    EXPECT_EQ(lower_case("ΟΔΥΣΣΕΥΣ"), "οδυσσευς");
    EXPECT_EQ(lower_case("ΣΑ Σ ΑΣ."), "σα σ ας.");
    EXPECT_EQ(lower_case("ΑΣ'Α"), "ασ'α");
}

TEST(LetterCase, leaves_ascii_and_what_has_no_case) {
    EXPECT_EQ(upper_case("a1_Z日本"), "A1_Z日本");
    EXPECT_EQ(lower_case("A1_Z"), "a1_z");
    EXPECT_EQ(upper_case(""), "");
}

}  // namespace
