#include "tests/support/script_runner.hpp"

#include <gmock/gmock.h>

namespace ach::vm {
namespace {

TEST(Limits, DeepRecursionWithinTheLimit) {
    EXPECT_EQ(run_script("let down = n => if(n == 0, 0, 1 + down(n - 1))\ndown(50000)").value,
              "50000");
}

TEST(Limits, StackOverflowIsCatchable) {
    const char* source =
        "let deep = n => 1 + deep(n + 1)\n"
        "let kind = () => try { deep(0) } catch (e) { e.kind }\n"
        "[kind(), kind()]";
    EXPECT_EQ(run_script(source).value, "[\"StackOverflow\", \"StackOverflow\"]");
}

TEST(Limits, DepthIsAnOption) {
    ScriptOptions options;
    options.machine.max_frames = 100;
    EXPECT_EQ(run_script("let down = n => if(n == 0, 0, 1 + down(n - 1))\ndown(98)", options).value,
              "98");
    EXPECT_EQ(run_script("let down = n => if(n == 0, 0, 1 + down(n - 1))\ndown(99)", options).error,
              "StackOverflow: Stack overflow");
}

TEST(Limits, RecursionThroughNativesEndsToo) {
    const char* source =
        "let f = n => sync(f, n + 1)\n"
        "try { f(0) } catch (e) { e.kind }";
    EXPECT_EQ(run_script(source).value, "\"StackOverflow\"");
    EXPECT_EQ(run_script("let g = n => 1 + then(g, n)\ntry { g(0) } catch (e) { e.kind }").value,
              "\"StackOverflow\"");
}

TEST(Limits, TailCallsUseNoStack) {
    ScriptOptions options;
    options.machine.max_frames = 50;
    const char* source =
        "let even = n => if(n == 0, true, odd(n - 1))\n"
        "let odd = n => if(n == 0, false, even(n - 1))\n"
        "let loop = n => if(n == 0, \"done\", rec(n - 1))\n"
        "let o = {down: n => if(n == 0, \"bottom\", self.down(n - 1))}\n"
        "[even(100000), loop(100000), o.down(100000)]";
    EXPECT_EQ(run_script(source, options).value, "[true, \"done\", \"bottom\"]");
}

TEST(Limits, OutOfMemoryIsCatchableAndTheProgramGoesOn) {
    ScriptOptions options;
    options.machine.heap.max_bytes = 8u << 20;
    const char* source =
        "let grow = () => do { mut v = []; while (true) { v.push([1, 2, 3]) } }\n"
        "let kind = try { grow() } catch (e) { e.kind }\n"
        "mut s = \"\"\n"
        "for (k in 0..1000) { s += \"x\" }\n"
        "[kind, s.len()]";
    EXPECT_EQ(run_script(source, options).value, "[\"OutOfMemory\", 1000]");
}

TEST(Limits, StacksCountTowardsTheHeap) {
    ScriptOptions options;
    options.machine.heap.max_bytes = 2u << 20;
    const char* source = "let deep = n => 1 + deep(n + 1)\ntry { deep(0) } catch (e) { e.kind }";
    EXPECT_EQ(run_script(source, options).value, "\"OutOfMemory\"");
}

}  // namespace
}  // namespace ach::vm
