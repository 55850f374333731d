#include "tests/vm/interpreter/script_suite.hpp"

namespace ach::vm {
namespace {

constexpr ScriptCase kCases[] = {
    {"SuspendingNative", R"(
print(later(5))               // expect: 5
print(try { fail_later("low") } catch (e) { e.message })  // expect: low
let twice = x => later(x) + later(x)
print(twice(4))               // expect: 8
)"},
    {"FutureOfANative", R"(
let f = later_future([1, 2])
print(f)                      // expect: <future>
print(await f, await f)       // expect: [1, 2] [1, 2]
print(try { await failing_future("low") } catch (e) { e.message })  // expect: low
print(try { await 5 } catch (e) { e.message })  // expect: Type error in await: expected Future, got Number
)"},
    {"AsyncCallStartsAtOnce", R"(
let step = async (tag) => do { print(tag + "1"); later(0); print(tag + "2"); tag }
let p = step("a")
let q = step("b")
print("caller")
print(await p + await q)
// expect: a1
// expect: b1
// expect: caller
// expect: a2
// expect: b2
// expect: ab
)"},
    {"AsyncFailure", R"(
let bad = async () => throw {message: "no", kind: "Mine"}
let f = bad()
print(try { await f } catch (e) { e })  // expect: Error(Mine): no
print(try { bad(1) } catch (e) { e.kind })  // expect: RuntimeError
)"},
    {"FutureOfAFuture", R"(
let inner = async () => later(7)
let outer = async () => inner()
print(await outer())          // expect: 7
let done = async () => 8
print(await (async () => done())())  // expect: 8
)"},
    {"WaitersInOrder", R"(
let f = later_future(1)
let wait = async n => do { await f; print(n) }
let all = [wait("x"), wait("y"), wait("z")]
for (one in all) { await one }
// expect: x
// expect: y
// expect: z
)"},
    {"AwaitInsideGenerators", R"(
let g = generate { yield later(1); yield await later_future(2) }
print([...g])                 // expect: [1, 2]
)"},
    {"AsyncBlock", R"(
let f = async do { let x = later(3); return x * 2 }
print(await f)                // expect: 6
)"},
    {"AsyncRecursion", R"(
let sum = async n => if(n == 0, 0, n + await sum(n - 1))
print(await sum(500))         // expect: 125250
)"},
};

SCRIPT_SUITE(AsyncScripts, kCases);
TEST_P(AsyncScripts, Run) { run(); }

// The slice is over at every poll: each loop and call goes out to the strand and comes back.
TEST_P(AsyncScripts, RunInTinySlices) {
    const std::uint32_t always = 1;
    ScriptOptions options;
    options.preempt = &always;
    run(options);
}

TEST(Async, NothingCanHappenAnyMore) {
    EXPECT_TRUE(run_script("let a = async () => await b\nlet b = a()\nawait b").error != "" ||
                run_script("mut b = null\nlet a = async () => do { later(1); await b }\n"
                           "b = a()\nawait b")
                    .is_stuck);
}

}  // namespace
}  // namespace ach::vm
