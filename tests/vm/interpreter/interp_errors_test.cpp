#include "tests/support/script_runner.hpp"

#include <gmock/gmock.h>

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

TEST(Errors, RunawayRecursionIsCollapsed) {
    const ScriptResult result = run_script("let deep = n => 1 + deep(n + 1)\ndeep(0)\n");
    EXPECT_THAT(result.report, HasSubstr("Error(StackOverflow): Stack overflow"));
    EXPECT_THAT(result.report, HasSubstr("more times the same"));
    EXPECT_LT(result.report.size(), 2000u);
}

TEST(Errors, MutualRunawayRecursionIsCut) {
    const ScriptResult result = run_script(
        "let a = n => 1 + b(n)\n"
        "let b = n => 1 + c(n)\n"
        "let c = n => 1 + a(n)\n"
        "a(0)\n");
    EXPECT_THAT(result.report, HasSubstr("more calls"));
    EXPECT_THAT(result.report, HasSubstr("at <top level> (test.soc:4:1)"));
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
