"""Files from outside: what is on disk after the program, and what happens when there is no room."""

import os
import resource
import stat
import subprocess

import support


class Files(support.ProgramTest):
    def test_writes_that_nobody_awaits_are_complete_at_the_end(self):
        megabytes = 5 if support.SANITIZED else 50
        ran = self.run_script(f"""
write_file("big", "0123456789abcdef".repeat({megabytes} * 65536))
for (i in range(0, 500)) {{ append_file("log", i + "\\n") }}
append_file("log", "end")
""")
        self.assert_prints(ran)
        self.assertEqual((self.folder / "big").stat().st_size, megabytes << 20)
        self.assertEqual((self.folder / "log").read_text().splitlines(),
                         [*map(str, range(500)), "end"])

    def test_temporary_folders_go_with_the_program(self):
        ran = self.run_script("""
let d = await temp_dir()
await make_dir(d + "/a/b")
await write_file(d + "/a/b/c", "x")
print(d)
print(await exists(d))
""")
        folder, is_there = ran.stdout.splitlines()
        self.assertEqual((is_there, ran.stderr), ("true", ""))
        self.assertFalse(os.path.exists(folder))

    def test_reading_a_pipe_that_nobody_writes_holds_nothing_up(self):
        os.mkfifo(self.folder / "pipe")
        ran = self.run_script('read_file("pipe")\nprint("done")\n', timeout=60)
        self.assert_prints(ran, "done")

    def limited(self, source, most_bytes):
        self.write("main.soc", source)

        def limit():
            resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))

        return subprocess.run([support.ACHRONYME, "run", "main.soc"], cwd=self.folder,
                              capture_output=True, encoding="utf-8", timeout=240,
                              stdin=subprocess.DEVNULL, preexec_fn=limit)

    def test_without_room_old_content_stays_and_errors_are_reported(self):
        old = "old " * 25_000
        self.write("kept", old)
        self.write("source", "y" * 800_000)
        ran = self.limited("""
let long = "x".repeat(700000)
let how = async f => try { await f(); "written" } catch (e) { e.kind + " " + e.source.code }
print(await how(() => write_file("kept", long)))
print(await how(() => write_file("kept", long, {atomic: true})))
print(await how(() => write_file("fresh", long)))
print(await how(() => copy_file("source", "kept")))
print(await how(() => copy_file("source", "fresh")))
print(await how(() => write_file("small", "fits")))
""", 500_000)
        failed = "IOError too_large"
        self.assert_prints(ran, failed, failed, failed, failed, failed, "written")
        self.assertEqual((self.folder / "kept").read_text(), old)
        self.assertEqual((self.folder / "small").read_text(), "fits")
        self.assertEqual(sorted(path.name for path in self.folder.iterdir()),
                         ["kept", "main.soc", "small", "source"])

    def test_a_full_disk(self):
        disk = self.folder / "disk"
        disk.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", disk],
                                 capture_output=True, check=False)
        if mounted.returncode != 0:
            self.skipTest("only root can mount a small file system")
        self.addCleanup(subprocess.run, ["umount", disk], check=True)
        ran = self.run_script("""
await write_file("disk/kept", "old ".repeat(10000))
let long = "x".repeat(700000)
let how = async f => try { await f(); "written" } catch (e) { e.kind + " " + e.source.code }
print(await how(() => write_file("disk/kept", long)))
print(await how(() => write_file("disk/kept", long, {atomic: true})))
print(await how(() => write_file("disk/fresh", long)))
print(await read_file("disk/kept") == "old ".repeat(10000))
print(await list_dir("disk"))
""")
        failed = "IOError no_space"
        self.assert_prints(ran, failed, failed, failed, "true", "[kept]")

    def test_what_the_system_denies_has_its_code(self):
        if os.geteuid() == 0:
            self.skipTest("the system denies root nothing")
        locked = self.write("locked", "x")
        locked.chmod(0)
        ran = self.run_script('print(try { await read_file("locked") } catch (e) { e.source.code })')
        self.assert_prints(ran, "permission_denied")

    def test_new_files_follow_the_umask(self):
        before = os.umask(0o077)
        self.addCleanup(os.umask, before)
        self.run_script('await write_file("a", "x")\nawait write_file("b", "x", {atomic: true})\n')
        for name in "ab":
            self.assertEqual(stat.S_IMODE((self.folder / name).stat().st_mode), 0o600)

    def test_tasks_append_whole_lines_each_in_its_order(self):
        ran = self.run_script("""
let log = async tag => do { for (i in range(0, 200)) { append_file("log", tag + " " + i + "\\n") } }
let tasks = range(0, 8).map(t => log("t" + t))
for (task in tasks) { await task }
await append_file("log", "end\\n")
""")
        self.assert_prints(ran)
        seen = {f"t{t}": [] for t in range(8)}
        lines = (self.folder / "log").read_text().splitlines()
        self.assertEqual((len(lines), lines[-1]), (1601, "end"))
        for line in lines[:-1]:
            tag, number = line.split()
            seen[tag].append(int(number))
        for numbers in seen.values():
            self.assertEqual(numbers, list(range(200)))

    def test_a_session_brings_the_functions_that_it_names(self):
        self.assert_prints(self.run_script("""
let a = sin
let c = [cos, mean, matmul, push, map]
print(save_env("s.ach"))
"""), "true")
        self.assert_prints(self.run_script("""
mut a = 0
mut c = 0
restore_env({path: "s.ach", overwrite: true})
print(describe(a), a(0), c[0](0), c[1]([1, 3]), describe(c[2]), describe(c[3]), c[4](x => x + 1, [1]))
restore_env({path: "s.ach", mode: "namespace", namespace: "a"})
print(a.a(0), a.c[1]([2, 4]))
print(env_info("s.ach").binding_names)
"""), "Function(Builtin: sin) 0 1 2 Function(Builtin: matmul) Function(Builtin: push) [2]", "0 3",
            "[a, c]")
        ran = subprocess.run([support.ACHRONYME, "repl"], cwd=self.folder, capture_output=True,
                             input='restore_env("s.ach")\n[a(0), c[1]([1, 3])]\n', text=True,
                             timeout=120)
        self.assertEqual((ran.returncode, ran.stderr, ran.stdout), (0, "", "true\n[0, 2]\n"))


if __name__ == "__main__":
    support.main()
