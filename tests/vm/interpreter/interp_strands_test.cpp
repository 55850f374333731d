// Strands on several threads of the system at the same time: the collector stops them, containers
// are shared, inline caches and shapes are met by all.
#include "tests/vm/interpreter/script_suite.hpp"

namespace ach::vm {
namespace {

constexpr ScriptCase kCases[] = {
    {"SpawnAndAwait", R"(
print(await spawn(x => x + 1, 41))       // expect: 42
let fib = n => if(n < 2, n, rec(n - 1) + rec(n - 2))
let all = [spawn(fib, 10), spawn(fib, 9), spawn(fib, 8), spawn(fib, 7)]
for (f in all) { print(await f) }
// expect: 55
// expect: 34
// expect: 21
// expect: 13
print(try { await spawn(x => throw {message: "no", kind: "Mine"}, 0) } catch (e) { e })
// expect: Error(Mine): no
)"},
    {"Waiting", R"(
let slow = x => later(x) + await later_future(x)
mut all = []
mut i = 0
while (i < 12) { all.push(spawn(slow, i)); i = i + 1 }
mut sum = 0
for (f in all) { sum = sum + await f }
print(sum)                               // expect: 132
let gate = later_future("open")
let wait = async n => do { await gate; n }
let many = [spawn(wait, 1), spawn(wait, 2), spawn(n => await wait(n), 3)]
print(await many[0] + await many[1] + await many[2])  // expect: 6
)"},
    {"SharedContainers", R"(
let items = []
let record = {a: 0}
mut global = 0
let work = who => do {
    mut k = 0
    while (k < 40) {
        items.push([who, k])
        record.a = record.a + 1
        if (who == 0) { record.b = k } else { record.c = "c" + str(k) }
        global = global + 1
        let fresh = {x: k, y: who}
        fresh.z = fresh.x + fresh.y
        try { throw str(k) } catch (e) { global = global + len(e.message) - len(str(k)) }
        k = k + 1
    }
    who
}
let all = [spawn(work, 0), spawn(work, 1), spawn(work, 2)]
print(await all[0] + await all[1] + await all[2])     // expect: 3
print(items.len())                                    // expect: 120
print(global >= 40, global <= 120, record.b, record.c)  // expect: true true 39 c39
)"},
    {"Chains", R"(
let chain = n => if(n == 0, later_future(7), spawn(rec, n - 1))
print(await spawn(chain, 20))            // expect: 7
)"},
};

SCRIPT_SUITE(StrandScripts, kCases);

TEST_P(StrandScripts, OnOneThread) { run(); }

TEST_P(StrandScripts, OnFourThreads) {
    ScriptOptions options;
    options.threads = 4;
    run(options);
}

TEST_P(StrandScripts, OnThreeThreadsInTinySlices) {
    ScriptOptions options;
    options.threads = 3;
    options.polls = 3;
    run(options);
}

// Four threads that are none of the machine's call one script function at once.
TEST(Visits, ManyThreadsCallOneFunction) {
    const std::string source = R"(
mut calls = 0
let seen = []
let fib = n => if(n < 2, n, rec(n - 1) + rec(n - 2))
let entry = n => do {
    calls = calls + 1
    seen.push({who: n, text: str(n)})
    let f = (async () => do { later(1); seen.push("late") })()
    fib(n)
}
visitors(entry, 4, 8)
await later_future(0)
print(seen.len() >= 32, calls >= 1)      // expect: true true
)";
    for (const bool stress : {false, true}) {
        ScriptOptions options;
        options.machine.heap.stress = stress;
        options.threads = 2;
        const ScriptResult result = run_script(source, options);
        EXPECT_EQ(complaint_about(source, result), "") << result.report;
    }
}

}  // namespace
}  // namespace ach::vm
