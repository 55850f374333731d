"""tools/abi finds what is planted for it, and lets through what the rules of growth allow."""

import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
TOOL = ROOT / "tools/abi/abi.py"
HEADERS = "sdk/include/achronyme/abi"


class AbiTool(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.root = pathlib.Path(self.folder.name)
        for part in (HEADERS, "sdk/abi"):
            shutil.copytree(ROOT / part, self.root / part)
        for name in ("tests/sdk/layout.c", "docs/reference/abi.md"):
            (self.root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, self.root / name)

    def tearDown(self):
        self.folder.cleanup()

    def edit(self, header, old, new):
        path = self.root / HEADERS / header
        text = path.read_text(encoding="utf-8")
        self.assertIn(old, text, "the test no longer fits the header")
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def run_tool(self, command):
        done = subprocess.run([sys.executable, TOOL, command, "--root", self.root],
                              capture_output=True, text=True)
        return done.returncode, done.stdout + done.stderr

    def refuses(self, *words, command="check"):
        status, output = self.run_tool(command)
        self.assertEqual(status, 1, output)
        for word in words:
            self.assertIn(word, output)

    def test_the_tree_as_it_is_passes(self):
        self.assertEqual(self.run_tool("check")[0], 0, self.run_tool("check")[1])

    def test_a_member_without_a_comment(self):
        self.edit("log.h", "/* One line; line feeds inside are kept.\n     * [any] */", "")
        self.refuses("ach_log.write has no comment")

    def test_a_member_without_a_tag(self):
        self.edit("log.h", "line feeds inside are kept.\n     * [any]", "line feeds inside are kept.")
        self.refuses("ach_log.write", "exactly one thread tag")

    def test_a_tag_outside_of_the_grammar(self):
        self.edit("log.h", "/* [any, wait-free] */", "/* [everywhere] */")
        self.refuses("ach_log.enabled", "exactly one thread tag")

    def test_a_pointer_parameter_without_an_owner(self):
        self.edit("config.h", "ACH_FILL double* out", "double* out")
        self.refuses("ach_config.number", "pointer parameter out needs")

    def test_implicit_padding(self):
        self.edit("log.h", "    uint32_t reserved;\n", "")
        self.refuses("ach_log has padding before enabled")

    def test_a_structure_that_does_not_know_its_size(self):
        self.edit("bus.h", "typedef struct ach_port_stats {\n    uint32_t struct_size;",
                  "typedef struct ach_port_stats {\n    uint32_t queued_keys;")
        self.refuses("ach_port_stats must start with 'uint32_t struct_size'")

    def test_something_that_is_not_in_the_format(self):
        self.edit("log.h", "typedef struct ach_log {", "union ach_any { int32_t a; };\ntypedef struct ach_log {")
        self.refuses("log.h:", "'union' opens nothing that a header of the ABI may hold")

    def test_a_moved_member_breaks_plugins(self):
        member = "    uint32_t queued;\n    uint64_t accepted;  /* messages that entered the port */\n"
        self.edit("bus.h", "    uint64_t received;  /* messages that recv() handed out */\n", "")
        self.edit("bus.h", member, "    uint32_t queued;\n    uint64_t received;  /* messages that "
                  "recv() handed out */\n    uint64_t accepted;  /* messages that entered the port */\n")
        self.refuses("break built plugins", "ach_port_stats.received has moved", command="generate")

    def test_a_changed_signature_breaks_plugins(self):
        self.edit("log.h", "int32_t level, ach_str text)", "uint32_t level, ach_str text)")
        self.refuses("break built plugins", "ach_log.write", command="generate")

    def test_a_stricter_thread_tag_breaks_plugins(self):
        self.edit("log.h", "/* [any, wait-free] */", "/* [main] */")
        self.refuses("break built plugins", "ach_log.enabled: the thread tag", command="generate")

    def test_a_changed_constant_breaks_plugins(self):
        self.edit("log.h", "ACH_LOG_ERROR = 4", "ACH_LOG_ERROR = 5")
        self.refuses("ACH_LOG_ERROR was 4, is 5", command="generate")

    def test_an_appended_member_is_generated_and_then_current(self):
        self.edit("log.h", "} ach_log_t;",
                  "\n    /* Writes out what waits.\n     * [any] */\n"
                  "    void(ACH_CALL* flush)(const ach_host_t* h) ACH_NOEXCEPT;\n} ach_log_t;")
        self.edit("base.h", "#define ACH_ABI_MINOR 0", "#define ACH_ABI_MINOR 1")
        self.refuses("abi.py generate", "sdk/abi/v1.json")
        self.assertEqual(self.run_tool("generate")[0], 0)
        self.assertEqual(self.run_tool("check")[0], 0)
        frozen = (self.root / "sdk/abi/v1.json").read_text(encoding="utf-8")
        flush = frozen[frozen.index('"name": "flush"'):][:120]
        self.assertIn('"since": 1', flush)

    def test_a_break_can_be_frozen_on_purpose(self):
        self.edit("log.h", "ACH_LOG_ERROR = 4", "ACH_LOG_ERROR = 5")
        self.assertEqual(self.run_tool("freeze")[0], 0)
        self.assertEqual(self.run_tool("check")[0], 0)


if __name__ == "__main__":
    unittest.main()
