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
        for opening, closing in (("[", "]"), ("(", ")"), ("{a: ", "}"), ("-", ""), ("!", "")):
            with self.subTest(opening):
                ran = self.run_script("let x = " + opening * 10_000 + "1" + closing * 10_000)
                self.assert_refused(ran, "main.soc:1:", "nest")

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
                            "; built-in ones are arrays, complex, dsp, ", ", stats, strings")

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

    def test_empty_program_is_fine(self):
        self.assert_prints(self.run_script(""))
        self.assert_prints(self.run_script("#!/usr/bin/env achronyme\n// nothing\n"))

    def test_binary_file(self):
        self.write("main.soc", bytes(range(256)) * 16)
        self.assert_refused(self.call("run", "main.soc"), "main.soc:")


if __name__ == "__main__":
    support.main()
