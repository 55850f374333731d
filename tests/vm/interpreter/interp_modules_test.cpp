#include "tests/support/script_runner.hpp"

#include <gmock/gmock.h>

namespace ach::vm {
namespace {

ScriptOptions with_modules(std::map<std::string, std::string> modules) {
    ScriptOptions options;
    options.modules = std::move(modules);
    return options;
}

TEST(Modules, ValuesAreSharedAndModulesRunOnce) {
    const auto options =
        with_modules({{"./counter",
                       "mut n = 0\nlet bump = () => do { n += 1; n }\nprint(\"runs\")\n"
                       "export { bump, bump as again }"}});
    const ScriptResult result = run_script(
        "import { bump } from \"./counter\"\n"
        "import { again as b } from \"./counter\"\n"
        "[bump(), b(), bump()]",
        options);
    EXPECT_EQ(result.value, "[1, 2, 3]");
    EXPECT_THAT(result.printed, testing::ElementsAre("runs"));
}

TEST(Modules, ImportWaitsForAModuleThatWaits) {
    const auto options = with_modules({{"./slow", "let v = later(5)\nexport { v }"}});
    EXPECT_EQ(run_script("import { v } from \"./slow\"\nv", options).value, "5");
}

// Two tasks, each of which runs a program of its own.
constexpr auto kTwo =
    "let told = async f => try { f() } catch (e) { e.message }\n"
    "let a = told(program(\"./first\"))\n"
    "let b = told(program(\"./second\"))\n"
    "print(\"both\")\n"
    "[await a, await b]";

TEST(Modules, OthersWaitForAModuleThatIsBeingLoaded) {
    const auto options = with_modules(
        {{"./slow", "print(\"begins\")\nlet v = [later(5)]\nprint(\"ends\")\nexport { v }"},
         {"./first", "import { v } from \"./slow\"\npush(v, 6)\nv"},
         {"./second", "import { v } from \"./slow\"\nv"}});
    const ScriptResult result = run_script(kTwo, options);
    EXPECT_EQ(result.value, "[[5, 6], [5, 6]]") << result.report;
    EXPECT_THAT(result.printed, testing::ElementsAre("begins", "both", "ends"));
}

TEST(Modules, WhoWaitedForAModuleThatFailsTriesItself) {
    const auto options = with_modules({{"./slow", "print(\"begins\")\nfail_later(\"broken\")"},
                                       {"./first", "import { v } from \"./slow\"\nv"},
                                       {"./second", "import { v } from \"./slow\"\nv"}});
    const ScriptResult result = run_script(kTwo, options);
    EXPECT_EQ(result.value, R"(["broken", "broken"])") << result.report;
    EXPECT_THAT(result.printed, testing::ElementsAre("begins", "both", "begins"));
}

TEST(Modules, TasksThatWaitForEachOthersModulesAreACycle) {
    const auto options =
        with_modules({{"./a", "later(1)\nimport { b } from \"./b\"\nlet a = 1\nexport { a }"},
                      {"./b", "later(1)\nimport { a } from \"./a\"\nlet b = 2\nexport { b }"},
                      {"./first", "import { a } from \"./a\"\na"},
                      {"./second", "import { b } from \"./b\"\nb"}});
    const ScriptResult result = run_script(kTwo, options);
    EXPECT_FALSE(result.is_stuck);
    EXPECT_THAT(result.value, testing::HasSubstr("Circular import of module './")) << result.report;
}

TEST(Modules, Failures) {
    const auto options =
        with_modules({{"./a", "import { x } from \"./b\"\nlet y = 1\nexport { y }"},
                      {"./b", "import { y } from \"./a\"\nlet x = 1\nexport { x }"},
                      {"./empty", "let hidden = 1"},
                      {"./broken", "let = "},
                      {"./throws", "throw \"at load\""}});
    auto error = [&](const std::string& path) {
        return run_script("import { x } from \"" + path + "\"", options).error;
    };
    EXPECT_EQ(error("./a"), "ImportError: Circular import of module './a'");
    EXPECT_EQ(error("./none"), "ImportError: Failed to read module './none': no such file");
    EXPECT_EQ(error("./empty"), "ImportError: 'x' is not exported from module './empty'");
    EXPECT_EQ(error("./broken"), "ImportError: Failed to compile module './broken'");
    EXPECT_EQ(error("./throws"), "Error: at load");
    EXPECT_EQ(error("math"), "ImportError: Function 'x' not found in module 'math'");
}

TEST(Modules, BuiltinsUnderAnotherName) {
    EXPECT_EQ(run_script("import { str as text } from \"math\"\ntext(5)").value, "\"5\"");
}

TEST(Modules, TypesTravelWithThem) {
    const auto options = with_modules({{"./shapes", "type Shape = {w: Number}\nexport { Shape }"}});
    EXPECT_EQ(
        run_script("import { Shape } from \"./shapes\"\nlet s: Shape = {w: 1}\ns.w", options).value,
        "1");
    EXPECT_EQ(
        run_script("import { Shape } from \"./shapes\"\nlet s: Shape = {h: 1}", options).error,
        "TypeError: Type assertion failed: expected Shape, got Record (variable 's')");
}

}  // namespace
}  // namespace ach::vm
