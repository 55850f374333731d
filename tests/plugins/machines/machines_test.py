"""ach.vm/1: machines that a plugin makes, fills and ends, from threads of its own."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

ACHRONYME, FIXTURES = sys.argv[1:3]

HEAD = """
let m = create_machine(0, false, ["one", "two"])
let text = async (source) => await execute_text(m, source)
"""
GONE, ABSENT, ARGUMENT, CANCELLED = -5, -13, -1, -6


class Machines(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def write(self, name, source):
        (self.folder / name).write_text(source, encoding="utf-8")

    def run_script(self, source, *options):
        self.write("main.soc", source)
        # The toy machine of the same folder would be a second provider of the tables.
        return subprocess.run(
            [ACHRONYME, "--plugins", FIXTURES, "--set", 'plugins.disabled=["test.toy_vm"]', "run",
             *options, "main.soc"], cwd=self.folder, capture_output=True, text=True, timeout=240)

    def assert_prints(self, source, *lines, options=()):
        ran = self.run_script(source, *options)
        self.assertEqual((ran.returncode, ran.stderr), (0, ""))
        self.assertEqual(ran.stdout.splitlines(), [str(line) for line in lines])

    def test_a_text_gives_its_value(self):
        self.assert_prints(HEAD + """
print(m > 0, m != machine_here())
print(await text("1 + 2"), await text("args()"), await text("{a: [1, 'x', null]}"))
print(await text("do { await sleep(1); 7 }"), await text("spawn(() => 5)"))
print(await text("machine_here()") == {value: m})
""", "true true", "{value: 3} {value: [one, two]} {value: {a: [1, x, null]}}",
                           "{value: 7} {value: 5}", "true")

    def test_many_at_once_each_get_their_own(self):
        self.assert_prints(HEAD + """
let asked = map(k => execute_text(m, "do { await sleep(" + str(k % 3) + "); " + str(k) + " }"), range(0, 50))
mut sum = 0
for (one in asked) { sum = sum + (await one).value }
print(sum)
""", 1225)

    def test_failures_say_what_and_where(self):
        self.assert_prints(HEAD + """
let show = (told) => do { let f = told.failed; print(f.kind, f.file, f.line, f.column, f.message) }
show(await text("1 +"))
show(await text("nowhere_to_be_found"))
show(await text("do { let x = 1\\n x.foo }"))
show(await text("throw {message: 'm', kind: 'K'}"))
show(await text("() => 1"))
show(await execute_file(m, "missing.soc"))
print(await execute_nonsense(m))
""", "CompileError (text) 1 4 expected an expression, found the end of the text",
                           "CompileError (text) 1 1 Undefined variable: nowhere_to_be_found",
                           "TypeError (text) 2 4 Cannot access field 'foo' on Number",
                           "K (text) 1 1 m",
                           "TypeError null 0 0 a Function cannot leave the program: only data can",
                           "IOError null 0 0 cannot read 'missing.soc': no such file or directory",
                           f"{{status: {ARGUMENT}}}")

    def test_a_file_and_the_functions_that_it_leaves(self):
        self.write("program.soc", """
mut answer = 1
keep_function((x, y = 2) => do { await sleep(1); if (x < 0) { throw "negative" }; [x, y, answer] })
"done"
""")
        self.assert_prints(HEAD + """
print(set_in(m, "answer", 1))
print(await execute_file(m, "program.soc"))
print(await call_kept(m, [3]), await call_kept(m, [3, 4]))
print(set_in(m, "answer", ["new"]), await call_kept(m, [3]))
print(set_in(m, "nobody", 1), set_garbage_in(m, "answer"))
print((await call_kept(m, [-1])).failed.message, (await call_kept(m, null)).failed.kind)
let calls = map(k => call_kept(m, [k]), range(0, 30))
mut sum = 0
for (one in calls) { sum = sum + (await one).value[0] }
print(sum)
print(drop_function(), drop_function())
print((await call_kept(m, [3])).failed.message)
""", ABSENT, "{value: done}", "{value: [3, 2, 1]} {value: [3, 4, 1]}", "0 {value: [3, 2, [new]]}",
                           f"{ABSENT} {ARGUMENT}", "negative RuntimeError", 435, f"0 {GONE}",
                           "the reference to the function has been released")

    def test_after_its_end_nothing_works(self):
        self.assert_prints(HEAD + """
let endless = text("do { while (true) { } }")
let asleep = text("do { await sleep(3600000) }")
print(enter_machine(m), await destroy_machine(m), await endless, await asleep)
print(set_in(m, "x", 1), enter_machine(m), enter_machine(0))
print(await text("1"), await call_kept(m, null), await destroy_machine(m))
print(enter_machine(machine_here() + 65536))
""", f"0 {{value: null}} {{status: {CANCELLED}}} {{status: {CANCELLED}}}", f"{GONE} {GONE} {GONE}",
                           " ".join([f"{{status: {GONE}}}"] * 3), GONE)

    def test_machines_share_nothing(self):
        self.write("shared.soc", "mut count = 0\n"
                                 "let bump = () => do { count = count + 1; count }\nexport { bump }\n")
        self.write("program.soc", 'import { bump } from "./shared"\nmut own = 0\nbump()\n'
                                  "keep_function(() => [bump(), own])\n")
        self.assert_prints("""
let a = create_machine(0, false, [])
let b = create_machine(0, true, [])
print(await execute_file(a, "program.soc"), await execute_file(b, "program.soc"))
print(set_in(b, "own", "b"), await call_kept(b, null), await call_kept(b, null))
print((await call_kept(a, null)).failed.kind)          // the function is one of b
await execute_file(a, "program.soc")
print(await call_kept(a, null))
print(await destroy_machine(a), await execute_text(b, "1 + 1"))
""", "{value: null} {value: null}", "0 {value: [2, b]} {value: [3, b]}", "RuntimeError",
                           "{value: [3, 0]}", "{value: null} {value: 2}")

    def test_two_tasks_import_one_module(self):
        self.write("slow.soc", 'print("loading")\nawait sleep(5)\nlet value = 40\nexport { value }\n')
        for number in (1, 2, 3):
            self.write(f"p{number}.soc", f'import {{ value }} from "./slow"\nvalue + {number}\n')
        self.assert_prints(HEAD + """
let both = [execute_file(m, "p1.soc"), execute_file(m, "p2.soc"), execute_file(m, "p3.soc")]
for (one in both) { print(await one) }
""", "loading", "{value: 41}", "{value: 42}", "{value: 43}")

    def test_a_module_that_fails_fails_for_each_that_imports_it(self):
        self.write("slow.soc", 'print("loading")\nawait sleep(5)\n'
                                 'throw "never"\nlet value = 1\nexport { value }\n')
        for number in (1, 2):
            self.write(f"p{number}.soc", f'import {{ value }} from "./slow"\n{number}\n')
        self.assert_prints(HEAD + """
let both = [execute_file(m, "p1.soc"), execute_file(m, "p2.soc")]
for (one in both) { print((await one).failed.message) }
""", "loading", "loading", "never", "never")

    def test_modules_that_wait_for_each_other_are_circular(self):
        for one, other in (("x", "y"), ("y", "x")):
            self.write(f"{one}.soc", f'await sleep(5)\nimport {{ {other} }} from "./{other}"\n'
                                     f"let {one} = 1\nexport {{ {one} }}\n")
            self.write(f"p{one}.soc", f'import {{ {one} }} from "./{one}"\n{one}\n')
        self.assert_prints(HEAD + """
let both = [execute_file(m, "px.soc"), execute_file(m, "py.soc")]
for (one in both) { print((await one).failed.kind) }
""", "ImportError", "ImportError")

    def test_who_waits_for_a_module_can_be_cancelled(self):
        self.write("slow.soc", "await sleep(3600000)\nlet value = 1\nexport { value }\n")
        self.write("p.soc", 'import { value } from "./slow"\nvalue\n')
        self.assert_prints(HEAD + """
let both = [execute_file(m, "p.soc"), execute_file(m, "p.soc")]
await text("1")
await destroy_machine(m)
for (one in both) { print(await one) }
""", *[f"{{status: {CANCELLED}}}"] * 2)

    def test_a_heap_of_its_own_that_runs_full(self):
        self.assert_prints("""
let small = create_machine(8, false, [])
let full = await execute_text(small, "do { mut all = []; while (true) { all.push([all.len()]) } }")
print(full.failed.kind, len([...range(0, 2000000)]), await execute_text(small, "2"))
""", "OutOfMemory 2000000 {value: 2}")

    def test_a_machine_that_nobody_ends_ends_with_the_program(self):
        self.assert_prints(HEAD + """
execute_text(m, "do { while (true) { await sleep(1) } }")
await text("1")
print("over")
""", "over")

    def test_with_a_collection_at_every_allocation(self):
        self.write("program.soc", "keep_function(x => [x, str(x)])\n")
        self.assert_prints("""
let m = create_machine(0, true, [])
await execute_file(m, "program.soc")
print(await call_kept(m, [[1, 2]]), await execute_text(m, "map(x => [x], [1, 2])"))
""", "{value: [[1, 2], [1, 2]]} {value: [[1], [2]]}", options=("--gc-stress",))


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0]])
