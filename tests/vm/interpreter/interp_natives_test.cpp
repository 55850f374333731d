#include "tests/vm/interpreter/script_suite.hpp"

namespace ach::vm {
namespace {

constexpr ScriptCase kCases[] = {
    {"CallSync", R"(
print(sync((a, b) => a * b, 3, 4))  // expect: 12
print(sync(str, 5) + "!")     // expect: 5!
print(try { sync(() => throw "inner") } catch (e) { e.message })  // expect: inner
print(try { sync(() => later(1)) } catch (e) { e.kind })  // expect: AsyncError
)"},
    {"CallThen", R"(
print(then((a, b) => a * b, 5, 4))  // expect: 20
print(then(then, then, str, 7))     // expect: 7
print(try { then(() => throw "inner") } catch (e) { e.message })  // expect: inner
print(then(() => later(3)))   // expect: 3
)"},
    {"LongChainOfContinuations", R"(
print(repeat_call(x => x + 1, 3000, 0))  // expect: 3000
print(repeat_call(str, 1000, 5))         // expect: 5
print(try { repeat_call(x => if(x > 10, throw "enough", x + 1), 100, 0) } catch (e) { e.message })  // expect: enough
print(repeat_call(x => later(x + 1), 20, 0))  // expect: 20
)"},
    {"Arity", R"(
print(try { str() } catch (e) { e.message })  // expect: str() expects 1 argument, got 0
print(try { sync() } catch (e) { e.message }) // expect: sync() expects at least 1 argument, got 0
print(try { [1].push() } catch (e) { e.message })  // expect: push() expects 1 argument, got 0
print(try { [1].len(2) } catch (e) { e.message })  // expect: len() expects 0 arguments, got 1
)"},
    {"Overloads", R"(
print(len([1, 2]), len("abc")) // expect: 2 3
print(try { len(5) } catch (e) { e.message })  // expect: Type error in len: expected Vector or String, got Number
)"},
};

SCRIPT_SUITE(NativeScripts, kCases);
TEST_P(NativeScripts, Run) { run(); }

// Natives cannot call script and wait; a function of a prelude can.
constexpr const char* kPrelude = R"(
#builtin
let map = (f, c) => do {
    __expect_function("map", f, 1)
    mut out = []
    for (x in __items("map", c)) { out.push(f(x)) }
    __like("map", c, out)
}
)";

constexpr const char* kIntrinsics = R"(
#builtin
let arity = f => __arity(f)
#builtin
let snapshot = v => __snapshot(v)
#builtin
let raise_type = (name, expected, v) => __raise_type(name, expected, v)
#builtin
let expect_function = (name, f, n) => __expect_function(name, f, n)
#builtin
let items = (name, c) => __items(name, c)
#builtin
let like = (name, c, results) => __like(name, c, results)
#builtin
let replace = (v, w) => __replace(v, w)
#builtin
let record = (keys, values) => __record(keys, values)
#builtin
let total = () => do { mut n = 0; for (x in __args()) { n += x }; n }
#builtin
let apply = (f, v) => __apply(f, v)
)";

constexpr ScriptCase kIntrinsicCases[] = {
    {"Intrinsics", R"(
print(arity(x => x), arity((a, b?) => a), arity(print))  // expect: [1, 1] [1, 2] [1, Infinity]
let v = [1, 2, 3]
let s = snapshot(v)
v.push(4)
print(s, v)                   // expect: [1, 2, 3] [1, 2, 3, 4]
print(try { raise_type("map", "Function", 5) } catch (e) { e })  // expect: Error(TypeError): Type error in map: expected Function, got Number
print(try { expect_function("map", x => x, 2) } catch (e) { e })  // expect: Error(RuntimeError): Function expects 1 argument, got 2
print(try { items("map", 5) } catch (e) { e.kind })  // expect: TypeError
print(like("map", "ab", ["x", "y"]), like("map", [1], [2]))  // expect: xy [2]
print(replace(v, [7, 8]), v) // expect: [7, 8] [7, 8]
print(record(["a", "b", "a"], [1, 2, 3]))  // expect: {a: 3, b: 2}
)"},
    {"ArgsAndApply", R"(
print(total(), total(1, 2, 3), apply(total, [4, 5]))  // expect: 0 6 9
print(apply((a, b) => [b, a], [1, 2]), apply(str, [1]), apply([1].push, [2]))  // expect: [2, 1] 1 [1, 2]
print(try { apply(x => x, [1, 2]) } catch (e) { e.message })  // expect: Function expects 1 argument, got 2
print(apply(x => later(x), [3]))  // expect: 3
)"},
};

SCRIPT_SUITE(IntrinsicScripts, kIntrinsicCases);
TEST_P(IntrinsicScripts, Run) {
    ScriptOptions options;
    options.prelude = kIntrinsics;
    run(options);
}

constexpr ScriptCase kPreludeCases[] = {
    {"Map", R"(
print(map(x => x * 2, [1, 2, 3]), [4, 9].map(str))  // expect: [2, 4, 6] [4, 9]
print(map(x => x + x, "ab"))  // expect: aabb
print(map(x => later(x + 1), [1, 2]))  // expect: [2, 3]
print(map(k => map(j => j * k, [1, 2]), [1, 10]))  // expect: [[1, 2], [10, 20]]
)"},
    {"ChangeWhileRunning", R"(
let v = [1, 2]
print(map(x => do { v.push(x); x }, v), v)  // expect: [1, 2] [1, 2, 1, 2]
)"},
    {"Errors", R"(
print(try { map(5, [1]) } catch (e) { e.message })  // expect: Type error in map: expected Function, got Number
print(try { map((a, b) => a, []) } catch (e) { e.message })  // expect: Function expects 2 arguments, got 1
print(try { [1].map() } catch (e) { e.kind })  // expect: RuntimeError
)"},
};

SCRIPT_SUITE(PreludeScripts, kPreludeCases);
TEST_P(PreludeScripts, Run) {
    ScriptOptions options;
    options.prelude = kPrelude;
    run(options);
}

}  // namespace
}  // namespace ach::vm
