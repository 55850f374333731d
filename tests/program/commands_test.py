"""The subcommands that the VM contributes."""

import json

import support


class Commands(support.ProgramTest):
    def result(self, source, *options):
        ran = self.run_script(source, "--json-result", *options)
        return ran.returncode, json.loads(ran.stdout.splitlines()[-1]), ran

    def test_run_prints_no_value_by_itself(self):
        self.assert_prints(self.run_script("let a = 2; a ^ 5"))
        self.assert_prints(self.run_script("let a = 2; a ^ 5", "--print"), "32")

    def test_print_uses_the_quoted_form(self):
        self.assert_prints(self.run_script('["a", {n: "b"}]', "--print"), '["a", {n: "b"}]')

    def test_json_results(self):
        cases = {
            "5": {"type": "Number", "value": 5},
            "0/0": {"type": "Number", "value": "NaN"},
            "-1/0": {"type": "Number", "value": "-Infinity"},
            "true": {"type": "Boolean", "value": True},
            '"a\\n"': {"type": "String", "value": "a\n"},
            "null": {"type": "Null"},
            "": {"type": "Null"},
            "1 + 2i": {"type": "Complex", "re": 1, "im": 2},
            "[1, [true]]": {"type": "Vector", "items": [
                {"type": "Number", "value": 1},
                {"type": "Vector", "items": [{"type": "Boolean", "value": True}]}]},
            "[[1, 2], [3, 4]] * 2": {"type": "Tensor", "shape": [2, 2], "data": [2, 4, 6, 8]},
            "[[1], [2i]] * 1": {"type": "ComplexTensor", "shape": [2, 1],
                                "data": [[1, 0], [0, 2]]},
            "{b: 1, a: null}": {"type": "Record", "fields": {
                "b": {"type": "Number", "value": 1}, "a": {"type": "Null"}}},
            'error("m", "K")': {"type": "Error", "message": "m", "kind": "K"},
            "x => x": {"type": "Function"},
            "generate { yield 1 }": {"type": "Generator"},
            "let v = [1]\nv.push(v)\nv": {"type": "Vector", "items": [
                {"type": "Number", "value": 1}, {"type": "Cycle"}]},
        }
        for source, expected in cases.items():
            with self.subTest(source):
                status, result, ran = self.result(source)
                self.assertEqual((status, ran.stderr), (0, ""))
                self.assertEqual(result, expected)

    def test_json_result_keeps_the_order_of_fields_and_comes_last(self):
        ran = self.run_script('print("first")\n{z: 1, a: 2}', "--json-result")
        self.assertEqual(ran.stdout.splitlines()[0], "first")
        self.assertLess(ran.stdout.index('"z"'), ran.stdout.index('"a"'))

    def test_json_result_of_an_uncaught_error(self):
        status, result, _ = self.result("let a = [1]\n  a[4]\n")
        self.assertEqual(status, 1)
        self.assertEqual(result["error"]["kind"], "IndexError")
        self.assertEqual(result["error"]["message"], "Index out of bounds: 4 (length: 1)")
        self.assertTrue(result["error"]["file"].endswith("main.soc"))
        self.assertEqual(result["error"]["line"], 2)
        self.assertGreaterEqual(result["error"]["column"], 3)

    def test_json_result_of_a_compile_error(self):
        status, result, _ = self.result("let a = 1\nb\n")
        self.assertEqual(status, 1)
        self.assertEqual((result["error"]["line"], result["error"]["column"]), (2, 1))
        self.assertIn("Undefined variable: b", result["error"]["message"])

    def test_eval_prints_every_value(self):
        self.assert_prints(self.call("eval", "1 + 2"), "3")
        self.assert_prints(self.call("eval", "null"), "null")
        self.assert_prints(self.call("eval", '"a" + 1'), '"a1"')
        self.assert_prints(self.call("eval", "args()", "x", "--y"), '["x", "--y"]')

    def test_script_arguments_and_folder(self):
        self.write("sub/main.soc", "print(args(), script_dir().ends_with(\"/sub\"))")
        self.assert_prints(self.call("run", "sub/main.soc", "a", "-b"), "[a, -b] true")

    def test_check_runs_nothing(self):
        self.write("main.soc", 'print("ran")\n')
        ran = self.call("check", "main.soc")
        self.assertEqual((ran.returncode, ran.stdout, ran.stderr), (0, "", ""))

    def test_check_reports_what_is_wrong(self):
        self.write("main.soc", "let a = 1\na = 2\n")
        ran = self.call("check", "main.soc")
        self.assert_refused(ran, "Compile error: main.soc:2:1",
                            "Cannot assign to immutable variable 'a'")
        self.assertEqual(self.call("check", "--parse-only", "main.soc").returncode, 0)

    def test_check_reports_several_syntax_errors(self):
        self.write("main.soc", "let = 1\nlet b = 2\nlet c = )\n")
        ran = self.call("check", "main.soc")
        self.assertEqual(ran.returncode, 1)
        self.assertIn("main.soc:1:", ran.stderr)
        self.assertIn("main.soc:3:", ran.stderr)

    def test_check_json(self):
        self.write("main.soc", "let a = 1\nprint(aa)\n")
        ran = self.call("check", "--json", "main.soc")
        self.assertEqual(ran.returncode, 1)
        [found] = json.loads(ran.stdout)
        self.assertEqual((found["line"], found["column"]), (2, 7))
        self.assertEqual(found["severity"], "error")
        self.assertIn("Undefined variable: aa", found["message"])
        self.write("main.soc", "let a = 1\n")
        ran = self.call("check", "--json", "main.soc")
        self.assertEqual((ran.returncode, json.loads(ran.stdout)), (0, []))

    def checked(self, source):
        self.write("main.soc", source)
        ran = self.call("check", "--json", "main.soc")
        return ran.returncode, json.loads(ran.stdout)

    def test_check_json_says_all_that_an_editor_shows(self):
        status, [found] = self.checked("let total = 1\nprint(totl)\n")
        self.assertEqual(status, 1)
        self.assertEqual(found, {
            "severity": "error", "kind": "CompileError", "number": 200, "file": "main.soc",
            "line": 2, "column": 7, "end_line": 2, "end_column": 11,
            "range": {"start": {"line": 1, "character": 6}, "end": {"line": 1, "character": 10}},
            "message": "Undefined variable: totl", "hint": "did you mean 'total'?"})

    def test_check_json_reports_every_error(self):
        status, found = self.checked("let = 1\nlet b = )\nlet s = \"a\\qb\"\n")
        self.assertEqual((status, [d["line"] for d in found]), (1, [1, 2, 3]))
        self.assertEqual({d["kind"] for d in found}, {"ParseError"})

    def test_columns_count_characters(self):
        status, [found] = self.checked('\tlet s = "é😀"; tab\n')
        self.assertEqual((status, found["column"], found["end_column"]), (1, 16, 19))
        self.assertEqual(found["range"]["start"], {"line": 0, "character": 16})
        self.assertEqual(found["range"]["end"], {"line": 0, "character": 19})

    def test_a_byte_order_mark_is_no_column(self):
        status, [found] = self.checked("\ufefftotal\n")
        self.assertEqual((found["column"], found["end_column"]), (1, 6))
        self.assertEqual(found["range"]["start"]["character"], 0)
        self.assertIn("| total\n    | ^^^^^\n", self.call("check", "main.soc").stderr)

    def test_many_unknown_names_are_told_soon(self):
        status, found = self.checked("let a = [" + ", ".join(f"q{i}" for i in range(20_000)) + "]\n")
        self.assertEqual((status, len(found)), (1, 100))

    def test_check_json_of_a_file_that_cannot_be_read(self):
        for name, why in (("nowhere.soc", "no such file"), (".", "is a directory")):
            ran = self.call("check", "--json", name)
            [found] = json.loads(ran.stdout)
            self.assertEqual((ran.returncode, ran.stderr, found["kind"], found["line"]),
                             (1, "", "IOError", 1))
            self.assertIn(why, found["message"])

    def test_check_json_of_warnings_alone_is_no_failure(self):
        status, [found] = self.checked("print(1)print(2)\n")
        self.assertEqual((status, found["severity"], found["kind"]), (0, "warning", "Warning"))

    def test_check_json_is_json_for_any_bytes(self):
        for source in (b"let a = \"\xff\"\n", b"\x00\x01", b"\"\\\"", b"", b"let \x80 = 1",
                       "let \u2028 = '\x7f".encode(), b"\xef\xbb\xbf)"):
            status, found = self.checked(source)
            self.assertEqual(status, 1 if source else 0, source)
            for d in found:
                self.assertGreaterEqual((d["end_line"], d["end_column"]), (d["line"], d["column"]))

    def test_disassemble(self):
        self.write("main.soc", "let f = x => x + 1\nf(2)\n")
        ran = self.call("disassemble", "main.soc")
        self.assertEqual((ran.returncode, ran.stderr), (0, ""))
        self.assertIn("AddI", ran.stdout)
        self.assertIn("Return", ran.stdout)

    def test_return_at_top_level_ends_the_program(self):
        status, result, ran = self.result('print("a")\nreturn 7\nprint("b")')
        self.assertEqual((status, result["value"]), (0, 7))
        self.assertNotIn("b", ran.stdout.splitlines())

    def test_usage_errors(self):
        self.assertEqual(self.call("run").returncode, 2)
        ran = self.call("run", "--prnt", "main.soc")
        self.assertEqual(ran.returncode, 2)
        self.assertIn("--print", ran.stderr)
        ran = self.call("rnu", "main.soc")
        self.assertEqual(ran.returncode, 2)
        self.assertIn("run", ran.stderr)

    def test_help_of_a_command(self):
        ran = self.call("run", "--help")
        self.assertEqual(ran.returncode, 0)
        self.assertIn("--max-heap", ran.stdout)


if __name__ == "__main__":
    support.main()
