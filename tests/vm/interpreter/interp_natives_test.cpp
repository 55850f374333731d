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
    {"Intrinsics", R"(
print(__arity(x => x), __arity((a, b?) => a), __arity(print))  // expect: [1, 1] [1, 2] [1, Infinity]
let v = [1, 2, 3]
let s = __snapshot(v)
v.push(4)
print(s, v)                   // expect: [1, 2, 3] [1, 2, 3, 4]
print(try { __raise_type("map", "Function", 5) } catch (e) { e })  // expect: Error(TypeError): Type error in map: expected Function, got Number
print(try { __expect_function("map", x => x, 2) } catch (e) { e })  // expect: Error(RuntimeError): Function expects 1 argument, got 2
print(try { __items("map", 5) } catch (e) { e.kind })  // expect: TypeError
print(__like("map", "ab", ["x", "y"]), __like("map", [1], [2]))  // expect: xy [2]
print(__replace(v, [7, 8]), v) // expect: [7, 8] [7, 8]
print(__record(["a", "b", "a"], [1, 2, 3]))  // expect: {a: 3, b: 2}
)"},
};

SCRIPT_SUITE(NativeScripts, kCases);
TEST_P(NativeScripts, Run) { run(); }

// Natives cannot call script and wait; a function of a prelude can.
constexpr const char* kPrelude = R"(
let map = (f, c) => do {
    __expect_function("map", f, 1)
    mut out = []
    for (x in __items("map", c)) { out.push(f(x)) }
    __like("map", c, out)
}
export { map }
)";

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
