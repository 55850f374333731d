#include "vm/support/diagnostics.hpp"

#include <gtest/gtest.h>

#include <set>

namespace ach::vm {
namespace {

TEST(Diagnostics, NumbersAreUnique) {
    std::set<int> seen;
#define DIAG(number, stage, name, text) EXPECT_TRUE(seen.insert(number).second) << #name;
#include "vm/support/diagnostics.def"
#undef DIAG
}

TEST(Diagnostics, RendersPlaceLineAndCaret) {
    const SourceFile file("dir/a.soc", "let a = 1\nlet b = totl + a\n");
    Diagnostic made = diagnostic<diag::UndefinedVariable>({18, 22}, "totl");
    made.hint = "did you mean 'total'?";
    EXPECT_EQ(render(file, made),
              "Compile error: dir/a.soc:2:9: Undefined variable: totl\n"
              "  2 | let b = totl + a\n"
              "    |         ^^^^\n"
              "  hint: did you mean 'total'?\n");
}

TEST(Diagnostics, KeepsTheCaretInPlaceBehindTabsAndWideText) {
    const SourceFile file("a.soc", "\t\"é\" x");
    EXPECT_EQ(render_excerpt(file, {6, 7}), "  1 |  \"é\" x\n    |      ^\n");
}

TEST(Diagnostics, ShowsBrokenBytesAndControlCharactersAsDots) {
    const SourceFile file("a.soc", "a\xFF\x1B[2J");
    EXPECT_EQ(render_excerpt(file, {1, 2}), "  1 | a..[2J\n    |  ^\n");
}

TEST(Diagnostics, CutsLongLinesAroundThePlace) {
    const SourceFile file("a.soc", std::string(10'000, 'a') + "!" + std::string(10'000, 'b'));
    const std::string excerpt = render_excerpt(file, {10'000, 10'001});
    EXPECT_LT(excerpt.size(), 500u);
    EXPECT_NE(excerpt.find("a!b"), std::string::npos);
}

TEST(Diagnostics, EndOfTextHasAPlace) {
    const SourceFile file("a.soc", "x +\n");
    EXPECT_EQ(render_excerpt(file, {4, 4}), "  2 | \n    | ^\n");
}

}  // namespace
}  // namespace ach::vm
