#include "tests/support/script_runner.hpp"

#include <gmock/gmock.h>

#include <algorithm>

namespace ach::vm {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Errors, UncaughtErrorShowsPlaceLineCaretAndStack) {
    const ScriptResult result = run_script(
        "let inner = v => v.missing\n"
        "let outer = v => do { let x = inner(v); x }\n"
        "outer({})\n");
    EXPECT_EQ(result.report,
              "Runtime error: Uncaught exception: Error(FieldError): "
              "Field 'missing' not found in record\n"
              "    let inner = v => v.missing\n"
              "                       ^\n"
              "  at inner (test.soc:1:20)\n"
              "  at outer (test.soc:2:31)\n"
              "  at <top level> (test.soc:3:1)\n");
}

TEST(Errors, RethrownErrorKeepsItsTrace) {
    const ScriptResult result = run_script(
        "let f = () => throw \"low\"\n"
        "try { f() } catch (e) {\n"
        "    throw e\n"
        "}\n");
    EXPECT_EQ(result.error_line, 1u);
    EXPECT_THAT(result.report, HasSubstr("at f (test.soc:1:"));
}

TEST(Errors, RoundsOfCallsAreCollapsed) {
    const ScriptResult result = run_script(
        "let a = n => if(n == 0, {}.x, 1 + b(n - 1))\n"
        "let b = n => 1 + c(n)\n"
        "let c = n => 1 + a(n)\n"
        "a(300)\n");
    EXPECT_EQ(result.report,
              "Runtime error: Uncaught exception: Error(FieldError): "
              "Field 'x' not found in record\n"
              "    let a = n => if(n == 0, {}.x, 1 + b(n - 1))\n"
              "                               ^\n"
              "  at a (test.soc:1:28)\n"
              "  at c (test.soc:3:18)\n"
              "  at b (test.soc:2:18)\n"
              "  at a (test.soc:1:35)\n"
              "  … and 299 more times the same 3 calls\n"
              "  at <top level> (test.soc:4:1)\n");
}

// `c` is called from two places in turn, so a round has two calls; the last is not complete.
TEST(Errors, ARoundThatDoesNotEndIsToldPlaceByPlace) {
    const ScriptResult result = run_script(
        "let c = n => if(n == 0, [][0], if(n % 2 == 0, 1 + c(n - 1), 2 + c(n - 1)))\n"
        "c(7)\n");
    EXPECT_EQ(result.report,
              "Runtime error: Uncaught exception: Error(IndexError): "
              "Index out of bounds: 0 (length: 0)\n"
              "    let c = n => if(n == 0, [][0], if(n % 2 == 0, 1 + c(n - 1), 2 + c(n - 1)))\n"
              "                               ^\n"
              "  at c (test.soc:1:28)\n"
              "  at c (test.soc:1:65)\n"
              "  at c (test.soc:1:51)\n"
              "  … and 2 more times the same 2 calls\n"
              "  at c (test.soc:1:65)\n"
              "  at <top level> (test.soc:2:1)\n");
}

TEST(Errors, ARoundMayBeginWithTheSameCallTwice) {
    const ScriptResult result = run_script(
        "let a = n => if(n == 0, [][0], 1 + if(n % 3 == 0, b(n), a(n - 1)))\n"
        "let b = n => 1 + a(n - 1)\n"
        "a(30)\n");
    EXPECT_THAT(result.report, HasSubstr("more times the same 4 calls\n"));
    EXPECT_LT(std::count(result.report.begin(), result.report.end(), '\n'), 14);
}

// Nothing comes again here: the calls in the middle are counted, the outermost are named.
TEST(Errors, LongTracesLeaveOutTheirMiddle) {
    std::string source = "let f0 = () => [][0]\n";
    for (int i = 1; i <= 100; ++i) {
        source += "let f" + std::to_string(i) + " = () => 1 + f" + std::to_string(i - 1) + "()\n";
    }
    const ScriptResult result = run_script(source + "f100()\n");
    EXPECT_THAT(result.report, HasSubstr("  at f39 (test.soc:40:21)\n  … 53 more calls\n"
                                         "  at f93 (test.soc:94:"));
    EXPECT_THAT(result.report, HasSubstr("  at f100 (test.soc:101:22)\n  at <top level>"));
}

TEST(Errors, EndlessMutualRecursionIsCollapsed) {
    const ScriptResult result =
        run_script("let even = n => 1 + odd(n)\nlet odd = n => 1 + even(n)\neven(0)\n");
    EXPECT_THAT(result.report, HasSubstr("more times the same 2 calls\n"));
    EXPECT_LT(std::count(result.report.begin(), result.report.end(), '\n'), 12);
}

TEST(Errors, RunawayRecursionIsCollapsed) {
    const ScriptResult result = run_script("let deep = n => 1 + deep(n + 1)\ndeep(0)\n");
    EXPECT_THAT(result.report, HasSubstr("Error(StackOverflow): Stack overflow"));
    EXPECT_THAT(result.report, HasSubstr("more times the same"));
    EXPECT_LT(result.report.size(), 2000u);
}

TEST(Errors, FramesOfBuiltinsAreHidden) {
    ScriptOptions options;
    options.prelude = "#builtin\nlet each = (f, c) => do { for (x in c) { f(x) } }\n";
    const ScriptResult plain = run_script("each(x => x.missing, [{}])", options);
    EXPECT_THAT(plain.report, HasSubstr("Field 'missing'"));
    EXPECT_EQ(plain.error_line, 1u);
    EXPECT_THAT(plain.report, Not(HasSubstr("prelude.soc")));
}

TEST(Errors, InsideGeneratorsAndModules) {
    ScriptOptions options;
    options.modules["./m"] = "let f = () => null.x\nexport { f }\n";
    const ScriptResult result = run_script(
        "import { f } from \"./m\"\n"
        "let g = generate { yield f() }\n"
        "for (x in g) { }\n",
        options);
    EXPECT_THAT(result.report, HasSubstr("at f (./m:1:"));
    EXPECT_THAT(result.report, HasSubstr("(test.soc:3:"));
}

TEST(Errors, CaretCountsCharacters) {
    const ScriptResult result = run_script("\t'ñ' + null.x\n");
    EXPECT_THAT(result.report, HasSubstr("    \t'ñ' + null.x\n    \t           ^\n"));
}

}  // namespace
}  // namespace ach::vm
