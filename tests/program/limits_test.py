"""Limits end in errors that a script can catch."""

import os
import subprocess
import unittest

import support


class Limits(support.ProgramTest):
    def test_deep_recursion_is_a_catchable_stack_overflow(self):
        ran = self.run_script("""
let deep = n => 1 + deep(n + 1)
let kind = try { deep(0) } catch (e) { '${e.kind}: ${e.message}' }
print(kind)
print(try { deep(0) } catch (e) { e.kind })
""")
        self.assert_prints(ran, "StackOverflow: Stack overflow", "StackOverflow")

    def test_ten_thousand_frames_are_there(self):
        ran = self.run_script("let total = n => if(n == 0, 0, n + total(n - 1))\nprint(total(10000))\n")
        self.assert_prints(ran, "50005000")

    def test_uncaught_stack_overflow_collapses_its_trace(self):
        ran = self.run_script("let deep = n => 1 + deep(n + 1)\ndeep(0)\n")
        self.assert_refused(ran, "StackOverflow", "Stack overflow", "at deep (main.soc:1:")
        self.assertLess(len(ran.stderr.splitlines()), 60)

    def test_recursion_without_an_end_is_caught_whoever_calls_back(self):
        ran = self.run_script("""
let kind = f => try { f() } catch (e) { e.kind }
let sorting = () => [3, 1, 2].sort((x, y) => sorting())
let mapping = () => [1].map(x => mapping())
let object = {go: () => self.go() + 1}
let text = () => 'a${text()}'
let preset = (x = preset()) => x
let spread = () => [...given()]
let given = () => generate { yield spread() }
for (f in [sorting, mapping, () => object.go(), text, preset, spread]) { print(kind(f)) }
""")
        self.assert_prints(ran, *["StackOverflow"] * 6)

    def test_a_type_fits_lists_of_any_length(self):
        ran = self.run_script("""
type List = {head: Number, tail: List?}
let list = (n, last) => do {
    mut l = last
    for (k in 0..n) { l = {head: k, tail: l} }
    l
}
let fits = v => try { let l: List = v; l.head } catch (e) { e.kind }
print(fits(list(200000, null)), fits(list(200000, 5)))
""")
        self.assert_prints(ran, "199999 TypeError")

    def test_tail_calls_use_constant_memory(self):
        steps = 100_000 if support.SANITIZED else 10_000_000
        ran = self.run_script(f"""
let count = n => if(n == 0, "done", rec(n - 1))
print(count({steps}))
let even = n => if(n == 0, true, odd(n - 1))
let odd = n => if(n == 0, false, even(n - 1))
print(even({steps}))
""", "--max-heap=8M")
        self.assert_prints(ran, "done", "true")

    @unittest.skipIf(support.SANITIZED, "shadow memory counts as memory")
    def test_a_hundred_thousand_sleeping_tasks_take_less_than_200_megabytes(self):
        self.write("main.soc", """
let begun = []
let nap = k => do { begun.push(k); await sleep(3600000) }
for (k in range(0, 100000)) { spawn(nap, k) }
while (len(begun) < 100000) { await sleep(1) }
print("asleep")
exit(0)
""")
        with open(self.folder / "out", "w", encoding="utf-8") as out:
            process = subprocess.Popen([support.ACHRONYME, "run", "main.soc"], cwd=self.folder,
                                       stdout=out)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.assertEqual(process.returncode, 0)
        self.assertEqual((self.folder / "out").read_text(encoding="utf-8"), "asleep\n")
        self.assertLess(usage.ru_maxrss, 200 * 1024)

    def test_heap_limit_is_a_catchable_out_of_memory(self):
        ran = self.run_script("""
let fill = () => do {
    mut parts = []
    while (true) { parts.push([1, "x", parts.len()]) }
}
print(try { fill() } catch (e) { '${e.kind}: ${e.message}' })
let after = (1..=1000).map(x => [x])
print(after.len())
""", "--max-heap=16M")
        self.assert_prints(ran, "OutOfMemory: Out of memory (limit 16 MB)", "1000")

    def test_a_vector_that_becomes_a_tensor_beyond_the_limit(self):
        calls = ["tensor(big)", "reshape(big, [-1])", "diag(big)", "transpose(big)", "norm(big)",
                 "sin(big)", "abs(big)", "pow(big, 2)", "clamp(big, 0, 1)", "isnan(big)",
                 "allclose(big, big)"]
        ran = self.run_script("""
let big = repeat(range(0, 1e4), 2e3)
let kind = f => try { f(); "fine" } catch (e) { e.kind }
""" + "".join(f"print(kind(() => {call}))\n" for call in calls), "--max-heap=100M")
        self.assert_prints(ran, *["OutOfMemory"] * len(calls))

    def test_distinct_values_are_found_without_comparing_all_with_all(self):
        ran = self.run_script("""
let wrapped = (x, n) => if(n == 0, x, [wrapped(x, n - 1)])
let values = range(0, 60000)
print(len(unique(map(k => [NaN], values))), len(unique(map(k => {a: [complex(NaN, k)]}, values))))
print(len(unique(map(k => tensor([NaN, k]), values))), len(unique(map(k => wrapped(k, 8), values))))
""")
        self.assert_prints(ran, "60000 60000", "60000 60000")

    def test_long_texts_are_made_within_the_limit(self):
        ran = self.run_script("""
let kind = f => try { len(f()) } catch (e) { e.kind }
print(kind(() => pad_start("a", 2e9)), kind(() => pad_end("a", 1e9)), kind(() => repeat("ab", 1e9)))
print(kind(() => repeat(0, 2e9)), kind(() => pad_start("é", 3e6, "ü")), kind(() => repeat("abc", 1e6 + 1)))
""", "--max-heap=100M")
        self.assert_prints(ran, "OutOfMemory OutOfMemory OutOfMemory", "OutOfMemory 3000000 3000003")

    def test_doubling_a_string_ends_in_out_of_memory(self):
        ran = self.run_script("""
mut s = "abcdefgh"
print(try { while (true) { s = s + s } } catch (e) { e.kind })
print(s.len() > 1000)
""", "--max-heap=16M")
        self.assert_prints(ran, "OutOfMemory", "true")

    def test_chains_of_type_names_are_as_long_as_they_like(self):
        names = "".join(f"type T{i + 1} = T{i} | null\n" for i in range(2000))
        late = "".join(f"type S{i} = S{i + 1} | null\n" for i in range(2000))
        ran = self.run_script(f"type T0 = Number\n{names}{late}type S2000 = String\n"
                              'let x: T2000 = 1\nlet y: S0 = "a"\n'
                              "print(x, y, try { let z: T2000 = [1] } catch (e) { e.kind })\n")
        self.assert_prints(ran, "1 a TypeError")

    def test_what_is_nested_too_deeply_to_be_described_is_refused(self):
        ran = self.run_script("""
mut r = {x: 1}
for (i in 0..100000) { r = {x: r} }
print(try { describe(r) } catch (e) { e.kind })
""")
        self.assert_prints(ran, "StackOverflow")

    def test_lines_are_as_long_as_they_like(self):
        count = 50_000 if support.SANITIZED else 1_000_000
        ran = self.run_script(f"let v = [{'1, ' * count}1]\nprint(v.len())\n")
        self.assert_prints(ran, str(count + 1))
        ran = self.run_script(f"print(1{' + 1' * count})\n")
        self.assert_prints(ran, str(count + 1))
        ran = self.run_script(f"let v = [{'1, ' * count}1] +\n")
        self.assert_refused(ran, "Parse error: main.soc:1:")
        self.assertLess(len(ran.stderr), 5000)

    def test_not_every_wrong_character_of_many_is_told(self):
        ran = self.run_script("let x = " + "é" * 1_000_000)
        self.assert_refused(ran, "main.soc:1:9: unexpected character 'é'")
        ran = self.run_script("let x = 1\n" + "é\n" * 1_000_000)
        self.assertEqual(ran.returncode, 1)
        self.assertEqual(ran.stderr.count("Parse error"), 20)

    def test_uncaught_out_of_memory(self):
        ran = self.run_script("mut v = []\nwhile (true) { v.push([v]) }\n", "--max-heap=8M")
        self.assert_refused(ran, "OutOfMemory", "limit 8 MB")

    def test_memory_of_garbage_is_used_again(self):
        rounds = 20_000 if support.SANITIZED else 2_000_000
        ran = self.run_script(f"""
mut k = 0
while (k < {rounds}) {{ let garbage = [k, {{a: k}}, "x" + k]; k += 1 }}
print(k)
""", "--max-heap=8M")
        self.assert_prints(ran, str(rounds))


MANY = 5_000 if support.SANITIZED else 100_000
DEEP = 300 if support.SANITIZED else 2_500
TWOFOLD = 150 if support.SANITIZED else 300  # of what is two levels each


def lines(form, count=None):
    return "\n".join(form.replace("#", str(i)) for i in range(count or MANY)) + "\n"


def listed(form, count=None):
    return ", ".join(form.replace("#", str(i)) for i in range(count or MANY))


class ManyOfSomething(support.ProgramTest):
    """More than 65 536 of each, as programs that write programs make them."""

    def assert_answers(self, source, *answers):
        self.assert_prints(self.run_script(source), *answers)

    def test_top_level_names(self):
        last = MANY - 1
        self.assert_answers(lines("mut n# = #") + f"""
let f = () => do {{ n{last} += n0 + 1; n{last} }}
n0 += 5
print(f(), n{last})
""", f"{last + 6} {last + 6}")

    def test_a_late_name_beyond_the_others(self):
        self.assert_answers("let early = () => late\n" + lines("let n# = #") + """
print(try { early() } catch (e) { e.kind })
let late = 7
print(early())
""", "ReferenceError", "7")

    def test_constants(self):
        texts = listed('"s#"')
        self.assert_answers(f"let v = [{listed('#.5')}]\nlet w = [{texts}]\n"
                            f"print(v[{MANY - 1}], w[{MANY - 1}])\n", f"{MANY - 1}.5 s{MANY - 1}")

    def test_functions(self):
        last = MANY - 1
        self.assert_answers(lines("let f# = x => x + #") + f"print(f{last}(1))\n", str(MANY))
        self.assert_answers(f"let g = () => [{listed('x => x + #')}]\nprint(g()[{last}](1))\n",
                            str(MANY))
        self.assert_answers(f"let g = () => [{listed('generate { yield # }')}]\n"
                            f"print(g()[{last}].next().value)\n", str(last))

    def test_fields_and_cases(self):
        last = MANY - 1
        self.assert_answers(f"let r = {{{listed('k#: #')}}}\nprint(r.k{last}, len(r))\n",
                            f"{last} {MANY}")
        cases = lines('"a#" => # + 1')
        self.assert_answers(f"let f = x => match x {{\n{cases}_ => 0 }}\n"
                            f"print(f(\"a{last}\"), f(1))\n", f"{MANY} 0")
        self.assert_answers(f"let f = x => piecewise({listed('[x == #, # + 1]')}, 0)\n"
                            f"print(f({last}), f(-1))\n", f"{MANY} 0")

    def test_locals_parameters_and_captured_names(self):
        last = MANY - 1
        declared = lines("mut l# = #")
        self.assert_answers(f"let f = () => do {{\n{declared}{lines('l# += 1')}l0 + l{last} }}\n"
                            "print(f())\n", str(MANY + 1))
        self.assert_answers(f"""let f = () => do {{
{declared}
let g = () => do {{ {lines('l# += 1')} }}
g()
try {{ early() }} catch (e) {{ l0 += 1 }}
let early = () => l{last}
early() + l0 }}
print(f())
""", str(MANY + 2))
        self.assert_answers(f"let f = ({listed('p#')}) => p0 + p{last}\n"
                            f"print(f({listed('#')}))\n", str(last))

    def test_names_in_a_pattern(self):
        names, last = listed("l#"), MANY - 1
        total = f"l0 + l{last}"
        whole = f"(0..{MANY}).map(x => x)"
        self.assert_answers(f"let f = v => do {{ let [{names}] = v; {total} }}\nprint(f({whole}))\n"
                            f"let g = v => match v {{ [{names}] => {total}, _ => 0 }}\n"
                            f"print(g({whole}), g([]))\n", str(last), f"{last} 0")
        self.assert_answers(f"let [{names}] = {whole}\nlet f = () => {total}\nprint(f())\n",
                            str(last))
        self.assert_answers(f"let r = {{}}\nfor (i in 0..{MANY}) {{ r['l${{i}}'] = i }}\n"
                            f"let f = v => do {{ mut {{{names}}} = v\nlet g = () => do {{ l0 += 1 }}\n"
                            f"g()\n{total} }}\nprint(f(r))\n", str(MANY))

    def test_types(self):
        last = MANY - 1
        self.assert_answers(lines("type T# = {a: Number, b#: String?}") + lines("let x#: T# = "
                            "{a: #, b#: null}") + f"print(x{last}.a)\n", str(last))

    def test_chains(self):
        begin = "let r = {n: 1}\nr.a = r\nr.f = x => r\nlet f = x => f\nlet v = [0]\nv[0] = v\n"
        self.assert_answers(begin + f"print(r{'.a' * MANY}.n, typeof(f{'(1)' * MANY}), "
                            f"typeof(v{'[0]' * MANY}), r{'.f(1)' * MANY}.n)\n",
                            "1 Function Vector 1")
        self.assert_answers(begin + f"r{'.a' * MANY}.n += 2\nprint(r.n)\n", "3")
        count = MANY // 20
        self.assert_answers(f"print([1]{'.map(x => x + 1)' * count})\n", f"[{count + 1}]")

    def test_operators(self):
        self.assert_answers(f"let a = \"a\"\nlet t = true\nprint(len(a{' + a' * MANY}), "
                            f"t{' && t' * MANY}, t{' && t || t' * MANY})\n",
                            f"{MANY + 1} true true")
        self.assert_answers(f"let a = 1\nprint(len('{'${a} ' * MANY}'))\n", str(2 * MANY))

    def test_imports(self):
        names = listed("mean as m#")
        self.assert_answers(f'import {{ {names} }} from "stats"\nprint(m{MANY - 1}([1, 2]))\n',
                            "1.5")


class Nested(support.ProgramTest):
    """What a person would not write, but a program would."""

    def test_every_construct(self):
        for opening, middle, closing in (
                ("a + (", "a", ")"), ("1 + (2 * ", "a", ")"), ("f(a, 1, ", "a", ")"),
                ("g.m(", "a", ")"), ("[1, 2, ", "a", "]"), ("{b: 1, a: ", "a", "}"),
                ("x => ", "a", ""), ("do { let q = 1; q + ", "a", " }"),
                ("match a { [p, q] => 0, y => y + ", "a", " }"), ("match ", "a", " { y => y }"),
                ("if (a == 1) { ", "a", " } else { 0 }"), ("if(a == 2, 0, ", "a", ")"),
                ("if (", "true", ") { true } else { false }"), ("try { ", "a", " } catch (e) { 0 }"),
                ("try { throw 1 } catch (e) { e.message.len() + ", "a", " }"), ("-", "a", ""),
                ("!", "true", ""), ("a ^ ", "a", ""), ("v[", "0", "]"), ("'a${", "1", "}b'"),
                ("t && (t || ", "t", ")"), ("(a == (", "1", "))")):
            depth = DEEP // 2 if opening.count("(") > 1 else DEEP
            with self.subTest(opening):
                ran = self.run_script(
                    "let a = 1\nlet t = true\nlet v = [0]\nlet f = (x, y, z) => x + y + z\n"
                    f"let g = {{m: x => x}}\nlet r = {opening * depth}{middle}{closing * depth}\n"
                    "print(typeof(r))\n")
                self.assertEqual((ran.returncode, ran.stderr), (0, ""))

    def test_values_come_out_of_the_depth(self):
        for depth in (100, 300, DEEP):
            with self.subTest(depth):
                ran = self.run_script(f"""
mut a = 1
let f = (x, y, z) => x + y + z
let next = () => do {{ a += 1; a }}
print({"next() - (" * depth}0{")" * depth})
print({"f(1, next(), " * depth}0{")" * depth} - {depth})
let deep = {"[next(), " * depth}0{"]" * depth}
mut level = deep
mut sum = 0
while (typeof(level) == "Vector") {{ sum += level[0]; level = level[1] }}
print(sum - (2 * {depth} + 1) * {depth} - {depth} * ({depth} + 1) / 2)
""")
                first = sum((-1) ** i * (i + 2) for i in range(depth))
                second = sum(i + 2 + depth for i in range(depth))
                self.assert_prints(ran, str(first), str(second), "0")

    def test_loops(self):
        for depth in (100, 300):
            heads = [f"for (i{k} in {'0..2' if k == depth - 1 else '0..1'}) {{ " for k in range(depth)]
            items = [f"for (i{k} in [1]) {{ " for k in range(depth)]
            with self.subTest(depth):
                ran = self.run_script(f"""
let f = () => do {{
    mut t = 0
    {"".join(heads)}t += 1 + i{depth - 1}{" }" * depth}
    t
}}
let g = () => do {{
    let out = []
    {"".join(items)}out.push(() => {" + ".join(f"i{k}" for k in range(depth))}){" }" * depth}
    out[0]()
}}
mut t = 0
{"".join(heads)}t += 1 + i{depth - 1}{" }" * depth}
print(f(), g(), t)
""")
                self.assert_prints(ran, f"3 {depth} 3")

    def test_ways_out(self):
        """Out of loops and blocks whose insides have used the registers anew."""
        depth = 300
        wait = "do { let w = 1; w * 0 + "
        ran = self.run_script(f"""
let leave = how => do {{
    let seen = []
    let value = [10, 20, 30, (for (k in 1..=4) {{
        seen.push(k)
        let deep = 1 + {"k * 0 + (" * depth}do {{
            if (how == "break" && k == 2) {{ break 5 * k }}
            if (how == "continue" && k == 2) {{ continue }}
            if (how == "return" && k == 2) {{ return "returned" }}
            if (how == "throw" && k == 2) {{ throw "thrown" }}
            k
        }}{")" * depth}
        seen.push(deep)
        deep
    }})]
    [value, seen]
}}
let outside = how => do {{
    let kept = 40
    let result = [1, 2, {wait * 100}[3, try {{ leave(how) }} catch (e) {{ e.message }}].len(){" }" * 100},
                  try {{ leave(how) }} catch (e) {{ e.message + kept }}]
    result
}}
print(outside("none"))
print(outside("break"))
print(outside("continue"))
print(outside("return"))
print(outside("throw"))
""")
        self.assert_prints(ran,
                           "[1, 2, 2, [[10, 20, 30, 5], [1, 2, 2, 3, 3, 4, 4, 5]]]",
                           "[1, 2, 2, [[10, 20, 30, 10], [1, 2, 2]]]",
                           "[1, 2, 2, [[10, 20, 30, 5], [1, 2, 2, 3, 4, 4, 5]]]",
                           "[1, 2, 2, returned]", "[1, 2, 2, thrown40]")

    def test_a_handler_inside_has_what_was_computed_outside(self):
        depth = TWOFOLD
        ran = self.run_script(f"""
let fail = x => do {{ throw x }}
let f = a => {"a + (" * depth}try {{
    {"a + (" * depth}fail("low"){")" * depth}
}} catch (e) {{ len(e.message) }}{")" * depth}
print(f(2))
let g = a => {"a + (try { " * depth}fail("low"){" } catch (e) { len(e.message) + a })" * depth}
print(g(2))
""")
        self.assert_prints(ran, str(2 * depth + 3), str(2 * depth + 3 + 2))

    def test_patterns(self):
        depth = 300
        value = "[" * depth + "7" + "]" * depth
        ran = self.run_script(f"""
let v = {value}
let f = x => match x {{ {"[" * depth}z{"]" * depth} => z, _ => "no" }}
let {"[" * depth}y{"]" * depth} = v
let {"{a: " * depth}w{"}" * depth} = {"{a: " * depth}8{"}" * depth}
print(f(v), f([v]), f([1, 2]), y, w)
print(try {{ let {"[" * depth}q{"]" * depth} = v[0]; q }} catch (e) {{ e.kind }})
""")
        self.assert_prints(ran, "7 [7] no 7 8", "TypeError")

    def test_functions_in_functions(self):
        depth = TWOFOLD
        ran = self.run_script(f"""
let f = {"".join(f"a{k} => do {{ mut b{k} = a{k}; " for k in range(depth))}
b0 += 1; b0 + b{depth - 1}{" }" * depth}
mut g = f
for (k in 0..{depth}) {{ g = g(k) }}
print(g)
""")
        self.assert_prints(ran, str(depth))


if __name__ == "__main__":
    support.main()
