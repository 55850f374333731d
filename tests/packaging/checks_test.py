"""Plants faults and expects the checks of tools/checks to find exactly them."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools/checks"))

import includes  # noqa: E402
import modules  # noqa: E402
import sources  # noqa: E402
import words  # noqa: E402


class Planted(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name).resolve()
        self.plant("cmake/AchArrows.cmake", (ROOT / "cmake/AchArrows.cmake").read_text())

    def plant(self, path, text):
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
        return target


class Includes(Planted):
    def finds(self, path, include, target=None):
        if target:
            self.plant(target, "")
        self.plant(path, f"// first line\n#include {include}\n")
        return includes.check(self.root)

    def test_what_the_arrows_allow_passes(self):
        self.plant("sdk/include/achronyme/abi/bus.h", "")
        for path, include in [
            ("host/kernel/bus/bus.cpp", '"host/kernel/bus/bus.hpp"'),
            ("host/shell/loader.cpp", '"host/kernel/bus/bus.hpp"'),
            ("host/main.cpp", '"host/shell/startup.hpp"'),
            ("host/kernel/a.cpp", "<achronyme/abi/bus.h>"),
            ("host/kernel/b.cpp", "<boost/fiber/all.hpp>"),
            ("vm/runtime/heap.cpp", '"vm/bytecode/unit.hpp"'),
            ("vm/plugin/entry.cpp", '"vm/language/parser.hpp"'),
            ("plugins/async_io/files.cpp", '"plugins/async_io/loop.hpp"'),
            ("plugins/builtins/math/math.cpp", '"plugins/builtins/support/reply.hpp"'),
        ]:
            with self.subTest(path):
                self.assertEqual(self.finds(path, include), [])

    def test_what_they_forbid_is_found_with_its_line(self):
        for path, include in [
            ("host/shell/commands.cpp", '"vm/language/parser.hpp"'),
            ("host/kernel/bus.cpp", '"host/shell/config.hpp"'),
            ("vm/language/parser.cpp", '"vm/runtime/heap.hpp"'),
            ("vm/runtime/heap.cpp", '"vm/language/ast.hpp"'),
            ("vm/support/text.cpp", '"vm/bytecode/unit.hpp"'),
            ("plugins/async_io/files.cpp", '"host/kernel/bus/bus.hpp"'),
            ("plugins/builtins/math/math.cpp", '"plugins/builtins/stats/moments.hpp"'),
            ("plugins/builtins/math/math.cpp", '"vm/runtime/value.hpp"'),
            ("vm/plugin/entry.cpp", '"host/kernel/clock.hpp"'),
            ("host/kernel/clock.cpp", '"tests/support/fake_clock.hpp"'),
        ]:
            with self.subTest(path):
                findings = self.finds(path, include)
                self.assertEqual(len(findings), 1, findings)
                self.assertTrue(findings[0].startswith(f"{path}:2: "), findings)
                (self.root / path).unlink()

    def test_a_relative_path_does_not_hide_the_way(self):
        findings = self.finds("vm/language/parser.cpp", '"../runtime/heap.hpp"',
                              target="vm/runtime/heap.hpp")
        self.assertEqual(len(findings), 1)


class Words(Planted):
    def test_thread_locals_are_found_outside_the_executor_only(self):
        self.plant("host/kernel/executor/current.cpp", "thread_local int current;\n")
        self.plant("vm/runtime/heap.cpp", "int a;\nstatic thread_local int b;\n")
        self.plant("plugins/x/x.c", "static __thread int c;\n")
        findings = words.check(self.root)
        self.assertEqual([finding.split(": ")[0] for finding in findings],
                         ["plugins/x/x.c:1", "vm/runtime/heap.cpp:2"])

    def test_fences_are_found(self):
        self.plant("host/a.cpp", "std::atomic_thread_fence(std::memory_order_acquire);\n")
        self.assertEqual(len(words.check(self.root)), 1)

    def test_comments_and_literals_are_no_code(self):
        self.plant("vm/a.cpp", "// thread_local\n/* __thread\n */ const char* s = "
                               "\"thread_local\"; auto r = R\"x(thread_local)x\";\n"
                               "int n = 1'000; char c = '\"'; // atomic_thread_fence\n")
        self.assertEqual(words.check(self.root), [])

    def test_blanking_keeps_line_numbers(self):
        text = "a /* one\ntwo */ b\nR\"(x\ny)\" c\n"
        self.assertEqual(sources.code_of(text).count("\n"), text.count("\n"))


MANIFEST = '{"id": "planted"}\n'
GOOD = "int ach_module_v1(void) { return 0; }\n"


class Modules(Planted):
    def build(self, code, *flags, manifest=MANIFEST, section="ach.manifest,\"aR\"", language="c"):
        """Compiles a module beside its manifest; what the check says about the folder."""
        source = self.plant(f"planted.{language}", code)
        embedded = self.plant("embedded.json", manifest)
        assembly = self.plant("manifest.S", f".section {section},@progbits\n"
                                            f".incbin \"{embedded}\"\n"
                                            ".section .note.GNU-stack,\"\",@progbits\n")
        self.plant("plugins/planted.manifest.json", MANIFEST)
        compiler = "c++" if language == "cpp" else "cc"
        subprocess.run([compiler, "-shared", "-fPIC", "-o", self.root / "plugins/planted.so",
                        source, assembly, *flags], check=True)
        return modules.check(self.root / "plugins")

    def one(self, findings, words_in_it):
        self.assertEqual(len(findings), 1, findings)
        self.assertIn(words_in_it, findings[0])

    def test_a_good_module_passes(self):
        self.assertEqual(self.build(GOOD), [])

    def test_a_second_export_is_found(self):
        self.one(self.build(GOOD + "int helper(void) { return 1; }\n"), "exports helper")

    def test_a_missing_entry_is_found(self):
        self.one(self.build("static int f(void) { return 0; }\nint (*p)(void) "
                            "__attribute__((visibility(\"hidden\"))) = f;\n"), "does not export")

    def test_another_manifest_is_found(self):
        self.one(self.build(GOOD, manifest='{"id": "other"}\n'), "another manifest")

    def test_a_missing_section_is_found(self):
        self.one(self.build(GOOD, section="elsewhere,\"aR\""), "no section ach.manifest")

    def test_a_missing_file_beside_it_is_found(self):
        self.build(GOOD)
        (self.root / "plugins/planted.manifest.json").unlink()
        self.one(modules.check(self.root / "plugins"), "beside it")

    def test_an_executable_stack_is_found(self):
        self.one(self.build(GOOD, "-Wl,-z,execstack"), "executable stack")

    def test_a_link_to_a_neighbour_is_found(self):
        self.build(GOOD)
        (self.root / "plugins/planted.so").rename(self.root / "plugins/neighbour.so")
        (self.root / "plugins/planted.manifest.json").rename(
            self.root / "plugins/neighbour.manifest.json")
        findings = self.build(GOOD, "-Wl,--no-as-needed", "-L" + str(self.root / "plugins"),
                              "-l:neighbour.so")
        self.one(findings, "links neighbour.so")

    def test_a_foreign_fiber_scheduler_is_found(self):
        code = ("namespace boost::fibers { void yield(); }\n"
                "extern \"C\" void ach_module_v1() { boost::fibers::yield(); }\n")
        self.one(self.build(code, language="cpp"), "boost::fibers")


if __name__ == "__main__":
    unittest.main()
