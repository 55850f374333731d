"""Hello world pays for nothing it does not use."""

import pathlib
import subprocess
import sys

import support


class Start(support.ProgramTest):
    def test_hello_maps_neither_windows_nor_sockets(self):
        maps = self.run_script("""
print("hello, world")
print(await read_file("/proc/self/maps"))
""")
        self.assertEqual(maps.returncode, 0, maps.stderr)
        self.assertIn("async_io.so", maps.stdout, "the probe itself needs async_io")
        # Without the probe: stop the program where it waits for input, and look from outside.
        script = self.write("main.soc", 'print("hello, world")\ninput()\n')
        with subprocess.Popen([support.ACHRONYME, "run", str(script)], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, encoding="utf-8") as program:
            self.assertEqual(program.stdout.readline(), "hello, world\n")
            process = pathlib.Path("/proc") / str(program.pid)
            mapped = (process / "maps").read_text()
            status = (process / "status").read_text()
            program.stdin.close()
            self.assertEqual(program.wait(timeout=60), 0)
        for name in ("wx", "gtk", "async_io", "libssl", "ui_"):
            self.assertNotIn(name, mapped)
        self.assertIn("vm.so", mapped)
        resident = int(status.split("VmHWM:")[1].split()[0])
        if not support.SANITIZED:
            self.assertLess(resident, 15 * 1024, "kB resident at most")

    def test_one_script_thread_is_enough_for_hello(self):
        script = self.write("main.soc", 'print("hello")\ninput()\n')
        with subprocess.Popen([support.ACHRONYME, "run", str(script)], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, encoding="utf-8") as program:
            self.assertEqual(program.stdout.readline(), "hello\n")
            threads = len(list((pathlib.Path("/proc") / str(program.pid) / "task").iterdir()))
            program.stdin.close()
            self.assertEqual(program.wait(timeout=60), 0)
        # main, one executor, and the thread that waits for input; sanitizers add one of theirs
        self.assertLessEqual(threads, 4 if support.SANITIZED else 3)


if __name__ == "__main__":
    support.main()
