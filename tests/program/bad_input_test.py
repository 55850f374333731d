"""Input that cannot work: one clear message each, with the place, and the right status."""

import support


class BadInput(support.ProgramTest):
    def test_missing_file(self):
        ran = self.call("run", "nowhere.soc")
        self.assert_refused(ran, "nowhere.soc", "no such file")
        self.assertEqual(ran.stdout, "")

    def test_directory(self):
        (self.folder / "folder.soc").mkdir()
        self.assert_refused(self.call("run", "folder.soc"), "folder.soc", "directory")

    def test_invalid_utf8(self):
        self.write("main.soc", b"print(1)\nprint(\"a\xff\")\n")
        ran = self.call("run", "main.soc")
        self.assert_refused(ran, "main.soc:2:", "UTF-8")
        self.assertEqual(ran.stdout, "")

    def test_ten_thousand_nested_brackets(self):
        levels = 400 if support.SANITIZED else 6000
        for opening, closing in (("[", "]"), ("(", ")"), ("{a: ", "}"), ("-", ""), ("!", "")):
            with self.subTest(opening):
                ran = self.run_script("let x = " + opening * 10_000 + "1" + closing * 10_000)
                self.assert_refused(ran, "main.soc:1:", f"more than {levels} levels")

    def test_unterminated_string(self):
        ran = self.run_script('let a = 1\nlet s = "never closed\nprint(s)\n')
        self.assert_refused(ran, "main.soc:2:9", "never closed")

    def test_unterminated_interpolation(self):
        self.assert_refused(self.run_script("print('a ${1 + ')\n"), "main.soc:1:")

    def test_unknown_name_suggests_the_nearest(self):
        ran = self.run_script("let counter = 1\nprint(conuter)\n")
        self.assert_refused(ran, "main.soc:2:7", "Undefined variable: conuter", "counter", "^")

    def test_unknown_module(self):
        ran = self.run_script('import { area } from "./shapes"\nprint(area(1))\n')
        self.assert_refused(ran, "ImportError", "Failed to read module './shapes'")
        self.assertNotIn("built-in", ran.stderr)

    def test_unknown_builtin_module(self):
        ran = self.run_script('import { mean } from "statistics"\n')
        self.assert_refused(ran, "ImportError", "Failed to read module 'statistics'",
                            "; did you mean 'stats'?",
                            "; built-in ones are arrays, complex, dsp, ", ", stats, strings")
        for slip in ("stat", "Stats"):
            ran = self.run_script('import { mean } from "%s"\n' % slip)
            self.assert_refused(ran, "ImportError", "; did you mean 'stats'?")
        ran = self.run_script('import { mean } from "zzzz"\n')
        self.assertNotIn("did you mean", ran.stderr)

    def test_unknown_name_of_a_builtin_module(self):
        ran = self.run_script('import { sinn } from "math"\n')
        self.assert_refused(ran, "ImportError", "Function 'sinn' not found in module 'math'")

    def test_name_that_a_module_does_not_export(self):
        self.write("shapes.soc", "let area = 1\nexport { area }\n")
        ran = self.run_script('import { volume } from "./shapes"\n')
        self.assert_refused(ran, "ImportError", "'volume' is not exported from module './shapes'")

    def test_module_that_does_not_compile(self):
        self.write("shapes.soc", "let = 1\n")
        ran = self.run_script('print("before")\nimport { a } from "./shapes"\n')
        self.assert_refused(ran, "ImportError", "Failed to compile module './shapes'")
        self.assertEqual(ran.stdout, "before\n")

    def test_cyclic_import(self):
        self.write("a.soc", 'import { b } from "./b"\nlet a = 1\nexport { a }\n')
        self.write("b.soc", 'import { a } from "./a"\nlet b = 1\nexport { b }\n')
        ran = self.run_script('import { a } from "./a"\n')
        self.assert_refused(ran, "ImportError", "Circular import of module './a'")

    def test_uncaught_error_shows_line_caret_and_callers(self):
        ran = self.run_script("let inner = x => do {\n    throw \"low\"\n}\n"
                              "let outer = x => do { inner(x) + 1 }\nouter(2)\n")
        self.assert_refused(ran, "Runtime error: Uncaught exception: Error: low",
                            'throw "low"', "^", "at inner (main.soc:2:5)",
                            "at outer (main.soc:4:23)")

    def assert_hints(self, source, hint):
        ran = self.run_script(source)
        self.assertEqual(ran.returncode, 1, ran.stderr)
        self.assertIn(f"  hint: {hint}\n", ran.stderr, source)

    def test_names_behind_a_dot_suggest_the_nearest(self):
        self.assert_hints("let r = {width: 1, height: 2}\nr.widht\n", "did you mean 'width'?")
        self.assert_hints("let r = {width: 1, height: 2}\nr.widht()\n", "did you mean 'width'?")
        self.assert_hints('let r = {width: 1, height: 2}\nr["hieght"]\n', "did you mean 'height'?")
        self.assert_hints("let {widht} = {width: 1}\n", "did you mean 'width'?")
        self.assert_hints('try { throw "a" } catch (e) { e.mesage }\n', "did you mean 'message'?")
        self.assert_hints("[3].pussh(1)\n", "did you mean 'push'?")
        self.assert_hints("signal(1).vlaue\n", "did you mean 'value'?")
        self.assert_hints("mut r = {}\nfor (i in 0..3000) { r['key${i}'] = i }\nr.kye5\n",
                          "did you mean 'key5'?")

    def test_a_field_that_does_not_fit_its_type_is_named(self):
        types = "type In = {size: Number}\ntype Out = {inner: In?, name?: String}\n"
        self.assert_hints(types + 'let x: Out = {inner: {size: "big"}}\n',
                          ".inner.size: expected Number, got String")
        self.assert_hints(types + "let f = (o: Out) => 1\nf({inner: {}})\n",
                          ".inner.size is missing")
        self.assert_hints(types + "let x: Out | Null = {inner: null, name: 1}\n",
                          ".name: expected String, got Number")
        ran = self.run_script("type A = {x: Number} | {y: Number}\nlet a: A = {z: 1}\n")
        self.assertNotIn("hint", ran.stderr)

    def test_a_name_that_is_near_to_nothing_is_told_what_there_is(self):
        self.assert_hints("let r = {width: 1, height: 2}\nr.zebra\n",
                          "it has the fields width, height")
        self.assert_hints("{}.x\n", "the record is empty")
        self.assert_hints('"a".toUpperCase()\n', "it is called upper(): write .upper(…)")

    def test_other_names_of_methods_are_known_without_any_builtin(self):
        for source in ("let y = [1].length\n", "print([1].length)\n", 'let y = "a".size\n',
                       "print([1].size())\n"):
            self.assert_hints(source, "it is called len(): write .len(…)")

    def test_a_function_is_named_only_where_it_takes_the_value(self):
        self.assert_hints("4.sin()\n", "'sin' is a function, not a method of Number: write sin(…)")
        for source in ("5.push(1)\n", '"a".push("b")\n', "(x => x).map(1)\n", '"a".sin()\n'):
            ran = self.run_script(source)
            self.assertEqual(ran.returncode, 1, source)
            self.assertNotIn("hint", ran.stderr, source)

    def test_null_and_futures_are_named(self):
        self.assert_hints("null.len()\n", "the value before the '.' is null")
        task = "let f = async () => 1\n"
        self.assert_hints(task + "f().trim()\n", "this is a Future: did you forget `await`?")
        self.assert_hints(task + "f().then(x => x)\n", "this is a Future: did you forget `await`?")
        self.assert_hints(task + "f().cancelld()\n", "did you mean 'cancelled'?")
        for source in ("f() + 1\n", "1 - f()\n", "map(x => x, f())\n", "let x: Number = f()\n"):
            self.assert_hints(task + source,
                              "a Future has yet to come: did you forget `await`?")

    def test_a_signal_is_read_by_its_value(self):
        self.assert_hints("signal(1).get()\n", "read it with `.value`")

    def test_self_in_a_literal_is_the_record_being_built(self):
        hint = ("`self` is the record being built here; a field of the record around it is taken "
                "out before the '{': `let n = self.n`")
        self.assert_hints("let c = {n: 1, f: () => do { let r = {a: self.n}; r.a }}\nc.f()\n", hint)
        self.assert_hints("let c = {n: 1, f: () => {g: v => v, a: [self.n]}}\nc.f()\n", hint)
        self.assert_hints("let c = {a: 1, f: () => self.n}\nc.f()\n", "it has the fields a, f")
        self.assert_hints("let c = {width: 1, a: self.wdith}\n", "did you mean 'width'?")

    def test_a_callback_is_told_how_it_is_called(self):
        self.assert_hints("map((a, b) => a, [1])\n", "map() calls its function with 1 argument")

    def test_a_tensor_of_another_shape_is_told(self):
        self.assert_hints("let t: Tensor<Number, [2]> = [1, 2, 3]\n",
                          "the Vector becomes a Tensor of shape [3]")
        self.assert_hints("let t: Tensor<Number> = [i, 1]\n",
                          "the Vector becomes a ComplexTensor of shape [2]")
        self.assert_hints('let t: Tensor<Number, [2]> = [1, "a"]\n',
                          "only a rectangular Vector of numbers becomes a Tensor")

    def test_a_text_that_is_a_number_can_be_made_one(self):
        self.assert_hints('"5" - 2\n', "num(…) makes a Number of a text")
        self.assertNotIn("hint", self.run_script('"a" - 2\n').stderr)

    def test_a_caught_error_says_nothing_of_hints(self):
        ran = self.run_script("let r = {width: 1}\nprint(try { r.widht } catch (e) { e })\n")
        self.assert_prints(ran, "Error(FieldError): Field 'widht' not found in record")

    def test_exports_suggest_the_nearest(self):
        self.write("shapes.soc", "let area = 1; type Shape = Number; export { area, Shape }\n")
        self.assert_hints('import { aera } from "./shapes"\n', "did you mean 'area'?")
        self.assert_hints('import { Shpae } from "./shapes"\n', "did you mean 'Shape'?")
        self.assert_hints('import { men } from "stats"\n', "did you mean 'mean'?")
        self.assert_hints('import { mean } from "math"\n',
                          "'mean' is known everywhere and needs no import")

    def test_empty_program_is_fine(self):
        self.assert_prints(self.run_script(""))
        self.assert_prints(self.run_script("#!/usr/bin/env achronyme\n// nothing\n"))

    def test_binary_file(self):
        self.write("main.soc", bytes(range(256)) * 16)
        self.assert_refused(self.call("run", "main.soc"), "main.soc:")


if __name__ == "__main__":
    support.main()
