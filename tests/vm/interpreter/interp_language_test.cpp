#include "tests/vm/interpreter/script_suite.hpp"

namespace ach::vm {
namespace {

constexpr ScriptCase kCases[] = {
    {"Arithmetic", R"(
print(1 + 2 * 3 - 4 / 8)      // expect: 6.5
print(-7 % 3, 7 % -3, 0 % 5)  // expect: -1 1 0
print(2 ^ 10, 2 ^ 0.5 ^ 2)    // expect: 1024 1.189207115002721
print(1000003 * 1000003 % 1000000)  // expect: 9
print(1 / (-0 % 5))           // expect: -Infinity
print([1, 2] + 1, 2 * [1, 2]) // expect: [2, 3] [2, 4]
)"},
    {"ClosuresShareVariables", R"(
mut n = 0
let inc = () => do { n += 1 }
inc()
inc()
print(n)                      // expect: 2
mut fs = []
for (k in 1..=3) { fs.push(() => k) }
for (f in fs) { print(f()) }
// expect: 1
// expect: 2
// expect: 3
)"},
    {"LateNames", R"(
let even = n => if(n == 0, true, odd(n - 1))
let odd = n => if(n == 0, false, even(n - 1))
print(even(10))               // expect: true
let early = () => late
print(try { early() } catch (e) { e })  // expect: Error(ReferenceError): Variable 'late' used before initialization
let late = 1
print(early())                // expect: 1
)"},
    {"Defaults", R"(
let box = (w, h = w, unit?) => [w, h, unit]
print(box(2))                 // expect: [2, 2, null]
print(box(2, null, "cm"))     // expect: [2, 2, cm]
print(try { box() } catch (e) { e })  // expect: Error(RuntimeError): Function expects 1 to 3 arguments, got 0
)"},
    {"Self", R"(
let base = { n: 1, get: () => self.n, adder: () => x => x + self.n }
let obj = { ...base, n: 20 }
print(obj.get())              // expect: 20
let g = obj.get
print(g())                    // expect: 1
print(obj.adder()(5))         // expect: 25
print({w: 2, area: self.w * 5}.area)  // expect: 10
let tail = { n: 5, down: k => if(k == 0, self.n, self.down(k - 1)) }
print(tail.down(5))           // expect: 5
)"},
    {"Rec", R"(
print((n => if(n < 2, 1, n * rec(n - 1)))(5))  // expect: 120
)"},
    {"Generators", R"(
let g = generate { yield 1; return 7 }
print(g.next(), g.next(), g.next().value)  // expect: {value: 1, done: false} {value: 7, done: true} 7
let upto = n => generate { mut k = 0; while (k < n) { k += 1; yield k } }
mut s = 0
for (x in upto(4)) { s += x }
print(s)                      // expect: 10
print([...upto(3), "end"])    // expect: [1, 2, 3, end]
let again = generate { print(try { again.next() } catch (e) { e.message }); yield 1 }
again.next()                  // expect: Generator is already running
let broken = generate { yield 1; throw "low" }
broken.next()
print(try { broken.next() } catch (e) { e.message })  // expect: low
print(broken.next())          // expect: {value: null, done: true}
let bound = upto(2).next
print(bound(), then(bound))   // expect: {value: 1, done: false} {value: 2, done: false}
)"},
    {"IteratorRecords", R"(
let counter = n => do {
    mut k = 0
    {next: () => do { k += 1; {value: k, done: k > n} }}
}
for (x in counter(2)) { print(x) }
// expect: 1
// expect: 2
print([0, ...counter(3)])     // expect: [0, 1, 2, 3]
print(try { for (x in {next: () => 5}) { } } catch (e) { e.kind })  // expect: TypeError
print(try { for (x in 5) { } } catch (e) { e.message })  // expect: Cannot iterate over Number
print([..."añb"])             // expect: [a, ñ, b]
)"},
    {"Match", R"(
let kind = v => match v {
    [] => "none"
    [only] => 'one ${only}'
    [a, ...more] if (more.len() > 2) => "many"
    {type: "add", x, y = 0} => x + y
    {kind: "IO"} => "io error"
    Error => "error"
    Number => "num"
    _ => "?"
}
print(kind([]), kind([1]), kind([1, 2]), kind([1, 2, 3, 4]))  // expect: none one 1 ? many
print(kind({type: "add", x: 4}), kind(1), kind("x"))  // expect: 4 num ?
print(kind(try { throw {message: "m", kind: "IO"} } catch (e) { e }))  // expect: io error
print(try { match 1 { "a" => 2 } } catch (e) { e })  // expect: Error(MatchError): Match expression: no pattern matched the value
)"},
    {"Destructuring", R"(
let {pos: {x, y = 0}, tag: String = "-"} = {pos: {x: 3}}
print([x, y, tag])            // expect: [3, 0, -]
mut [head, ...tail] = [1, 2, 3]
print(head, tail)             // expect: 1 [2, 3]
print(try { let [a, b] = [1] } catch (e) { e })  // expect: Error(IndexError): Not enough elements (expected 2, got 1)
print(try { let {a} = 5 } catch (e) { e })  // expect: Error(TypeError): Cannot destructure Number as record
print(try { let {age} = {} } catch (e) { e })  // expect: Error(FieldError): Field 'age' not found in record
)"},
    {"Types", R"(
type Op = (Number, Number): Number
let add: Op = (a, b) => a + b
print(try { add(1, "2") } catch (e) { e.message })  // expect: Type assertion failed: expected Number, got String (argument 2, parameter 'b')
let p: {x: Number, y?: Number} = {x: 1, z: true}
mut id: Number | String = 1
print(try { id = [1] } catch (e) { e.message })  // expect: Type assertion failed: expected Number | String, got Vector (variable 'id')
print(id)                     // expect: 1
let m: Tensor<Number, [2, 2]> = [[1, 2], [3, 4]]
print(m * m)                  // expect: [[1, 4], [9, 16]]
type List = {head: Any, tail: List?}
let l = {head: 1, tail: null}
l.tail = l
let endless: List = l
print(endless.head)           // expect: 1
)"},
    {"Indexing", R"(
let m = [[1, 2, 3], [4, 5, 6]]
print(m[1, -1], m[.., 0], m[0, 1..])  // expect: 6 [1, 4] [2, 3]
let v = [1, 2, 3]
v[0] = 9
print(v, v[-1], v[1..])       // expect: [9, 2, 3] 3 [2, 3]
print(try { v[5] } catch (e) { e.message })  // expect: Index out of bounds: 5 (length: 3)
let r = {a: 1}
r["b"] = 2
print(r, r["a"])              // expect: {a: 1, b: 2} 1
)"},
    {"ControlFlow", R"(
let hit = for (w in ["ab", "xyz"]) { if (w.len() > 2) { break w } }
print(hit)                    // expect: xyz
mut k = 0
print(while (k < 3) { k += 1; k * 10 })  // expect: 30
print(for (x in []) { x })    // expect: 0
mut sum = 0
for (i in 10..0) { sum += i }
for (i in -2.9..=2.9) { sum += 1 }
print(sum)                    // expect: 5
print(if (false) { 9 })       // expect: 0
let early = v => do { for (x in v) { if (x > 1) { return x } }; 0 }
print(early([1, 2, 3]))       // expect: 2
)"},
    {"ErrorsAsValues", R"(
print(try { throw {message: "low", kind: "Fuel"} } catch (e) { '${e.kind}/${e.message}' })  // expect: Fuel/low
print(try { try { throw "a" } catch (e) { throw {message: "b", source: e} } } catch (e) { e.source.message })  // expect: a
print(try { throw 42 } catch (e) { e })  // expect: Error: 42
print(try { null + 1 } catch (e) { e.kind })  // expect: TypeError
print(try { (5)() } catch (e) { e.message })  // expect: Type error in call: expected Function, got Number
print(try { {}.x } catch (e) { e.message })  // expect: Field 'x' not found in record
print(try { 5.x } catch (e) { e.message })  // expect: Cannot access field 'x' on Number
)"},
    {"BoundMethods", R"(
let v = [1, 2]
let p = v.push
p(9)
print(v, p)                   // expect: [1, 2, 9] <method push>
let at_end = (x => v.push(x))(3)
print(at_end)                 // expect: [1, 2, 9, 3]
)"},
};

SCRIPT_SUITE(LanguageScripts, kCases);
TEST_P(LanguageScripts, Run) { run(); }

TEST(Language, ValueOfAProgram) {
    EXPECT_EQ(run_script("let a = 2; a ^ 5").value, "32");
    EXPECT_EQ(run_script("").value, "null");
    EXPECT_EQ(run_script("[\"a\", {n: 1}]").value, "[\"a\", {n: 1}]");
    EXPECT_EQ(run_script("return 3\n4").value, "3");
}

}  // namespace
}  // namespace ach::vm
