"""At the host's door: words, files and streams that are not what they should be."""

import os
import pathlib
import signal
import subprocess
import time

import support


class Door(support.ProgramTest):
    def shell(self, command, timeout=60, **environment):
        """Runs a line of sh, in which $A is the executable."""
        return subprocess.run(["sh", "-c", command], cwd=self.folder, capture_output=True,
                              encoding="utf-8", timeout=timeout, stdin=subprocess.DEVNULL,
                              env={**os.environ, "A": support.ACHRONYME, **environment})

    def test_a_program_may_come_from_standard_input(self):
        self.write("m.soc", "let z = 4; export { z }")
        self.assert_prints(self.shell(
            """echo 'import { z } from "./m"; print(z, args())' | $A run - a -b"""), "4 [a, -b]")
        ran = self.shell("echo 'let a = b' | $A run -")
        self.assert_refused(ran, "Compile error: <stdin>:1:9: Undefined variable: b")
        ran = self.shell("echo 'throw \"no\"' | $A run -")
        self.assert_refused(ran, "at <top level> (<stdin>:1:1)")
        self.assertEqual(self.shell("echo 'let a = ' | $A check -").returncode, 1)
        self.assertEqual(self.shell("$A run - < .").returncode, 1)
        self.assert_prints(self.shell("$A run - < /dev/null"))

    def test_a_pipe_is_a_file_as_well(self):
        os.mkfifo(self.folder / "pipe")
        self.assert_prints(self.shell("(echo 'print(3)' > pipe) & $A run pipe"), "3")

    def test_words_behind_the_script_are_its_own(self):
        self.write("a.soc", "print(args())")
        self.assert_prints(self.call("run", "a.soc", "--print", "--", "-"), "[--print, --, -]")
        self.assert_prints(self.call("--", "run", "--", "a.soc", "--help"), "[--help]")

    def test_help_is_given_wherever_it_is_asked_for(self):
        for words in (("run", "--help", "a.soc"), ("run", "--print", "--help"), ("help", "run", "x"),
                      ("run", "-h")):
            ran = self.call(*words)
            self.assertEqual((ran.returncode, ran.stderr), (0, ""), words)
            self.assertIn("Usage: achronyme run", ran.stdout)

    def test_a_script_without_a_subcommand(self):
        self.assert_refused(self.call("./a.soc"), "achronyme run ./a.soc", status=2)

    def test_plugins_is_a_folder(self):
        self.write("a.soc", "1")
        self.assert_refused(self.call("--plugins", "a.soc", "run", "a.soc"), "this is a file",
                            status=2)

    def test_libraries_that_are_no_plugins_are_told_of(self):
        self.write("more/foreign.so", b"\x7fELF")
        os.mkfifo(self.folder / "more" / "pipe.so")
        ran = self.call("--plugins", "more", "plugins", "list")
        self.assertEqual(ran.returncode, 0, ran.stderr)
        self.assertIn("foreign.so is no plugin: there is no foreign.manifest.json", ran.stdout)

    def test_nothing_long_is_repeated_whole(self):
        long = "x" * 60_000
        self.write("a.soc", f"let a = {long}\n")
        self.write("c.json", '{"log": {"level": "' + long + '"}}')
        for words in (["--" + long], [long], ["run", "--" + long], ["plugins", long],
                      ["plugins", "info", long], ["config", long], ["--set", long + "=1", "config"],
                      ["--ui", long, "config", "show"], ["--config", "c.json", "config", "show"],
                      ["check", "a.soc"], ["run", "a.soc"], ["check", "a.soc", long]):
            ran = self.call(*words)
            self.assertIn(ran.returncode, (1, 2), words[0][:20])
            self.assertLess(len(ran.stderr) + len(ran.stdout), 3000, [w[:20] for w in words])

    def test_nothing_acts_on_the_terminal(self):
        for words in (["\x1b[31m"], ["--\x1b[31m"], ["plugins", "\x1b[31m"],
                      ["--set", "log.level=\x1b[31m", "config", "show"]):
            ran = self.call(*words)
            self.assertEqual(ran.returncode, 2)
            self.assertNotIn("\x1b", ran.stderr)

    def test_words_that_are_no_text(self):
        for words in ((b"--set", b"log.level=\xff", b"config", b"show"), (b"\xff",),
                      (b"--ui", b"\xff", b"config", b"show")):
            ran = subprocess.run([support.ACHRONYME.encode(), *words], capture_output=True,
                                 cwd=self.folder, timeout=60)
            self.assertEqual(ran.returncode, 2, ran.stderr)
            self.assertIn(b"\\xFF", ran.stderr)

    def test_a_configuration_without_end(self):
        self.assert_refused(self.call("--config", "/dev/zero", "config", "show"), "/dev/zero",
                            "too large", status=2)

    def test_a_full_disk_is_a_failure(self):
        self.write("a.soc", "let a = )")
        for command in ("--help", "--version", "run --help", "plugins list", "config show",
                        "eval 1", "check --json a.soc", "eval 'print(1)'"):
            ran = self.shell(f"$A {command} > /dev/full")
            self.assertEqual(ran.returncode, 1, command)
            if "--json" not in command:
                self.assertIn("standard output", ran.stderr, command)
        ran = self.shell("echo '1 + 1' | $A repl > /dev/full")
        self.assertEqual(ran.returncode, 1)
        self.assertIn("o space left", self.shell("$A eval 'print(1)' > /dev/full").stderr)

    def test_streams_that_are_closed(self):
        self.assertEqual(self.shell("$A eval 'print(1)' >&-").returncode, 1)
        self.assertEqual(self.shell("$A --help >&-").returncode, 1)
        self.assert_prints(self.shell("$A eval 'input()' <&-"), "null")
        self.assert_prints(self.shell("$A repl <&-"))
        self.assertEqual(self.shell("$A eval x 2>&-").returncode, 1)
        # A file must not take the place of a closed output.
        ran = self.shell("$A eval 'await write_file(\"f\", \"abc\"); print(1)' >&-")
        self.assertEqual((ran.returncode, (self.folder / "f").read_text()), (1, "abc"))

    def test_a_reader_that_has_seen_enough(self):
        self.write("a.soc", "for (i in 0..100000) { print(i) }")
        for command in ("run a.soc", "disassemble a.soc", "--help"):
            ran = self.shell(f"$A {command} | head -c 1 > /dev/null")
            self.assertEqual((ran.returncode, ran.stderr), (0, ""))

    def test_the_working_folder_is_gone(self):
        ran = self.shell("mkdir gone && cd gone && rmdir ../gone && $A eval 1 && $A config check")
        self.assertEqual((ran.returncode, ran.stderr), (0, ""))

    def test_an_environment_without_anything(self):
        self.assert_prints(self.shell("env -i $A eval 1.5"), "1.5")
        self.assert_prints(self.shell("$A eval 1.5", LC_ALL="xx_YY.utf8", HOME="/nowhere"), "1.5")

    def test_many_arguments(self):
        self.write("a.soc", "print(len(args()))")
        self.assert_prints(self.call("run", "a.soc", *range(20_000)), "20000")

    def end_by(self, how, *words, **more):
        with subprocess.Popen([support.ACHRONYME, *words], cwd=self.folder, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more) as program:
            maps = pathlib.Path("/proc") / str(program.pid) / "maps"
            deadline = time.monotonic() + 60
            while "vm.so" not in maps.read_text(encoding="utf-8"):
                self.assertIsNone(program.poll())
                self.assertLess(time.monotonic(), deadline)
                time.sleep(0.01)
            time.sleep(0.2)  # into the work; too short only makes the test easier
            program.send_signal(how)
            begin = time.monotonic()
            program.wait(timeout=120)
            return program.returncode, program.stderr.read(), time.monotonic() - begin

    def test_a_signal_ends_a_compilation(self):
        self.write("large.soc", "let a = [" + ", ".join(["1 + 2 * x"] * 2_000_000) + "]\n")
        for how, status in ((signal.SIGTERM, 143), (signal.SIGINT, 130)):
            for words in (("run",), ("check", "--json"), ("check", "--parse-only")):
                ended = self.end_by(how, *words, "large.soc")
                self.assertEqual(ended[:2], (status, ""))
                if support.OPTIMISED:
                    self.assertLess(ended[2], 2, "seconds")

    def test_a_signal_ends_waiting_for_the_program(self):
        os.mkfifo(self.folder / "pipe")
        self.assertEqual(self.end_by(signal.SIGTERM, "run", "pipe")[:2], (143, ""))
        ended = self.end_by(signal.SIGINT, "run", "-", stdin=subprocess.PIPE)
        self.assertEqual(ended[:2], (130, ""))


if __name__ == "__main__":
    support.main()
