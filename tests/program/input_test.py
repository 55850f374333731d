"""Standard input and output of a program (io.md §2)."""

import subprocess

import support


class Input(support.ProgramTest):
    def fed(self, source, text, *options):
        self.write("main.soc", source)
        return subprocess.run([support.ACHRONYME, "run", *options, "main.soc"], cwd=self.folder,
                              input=text.encode() if isinstance(text, str) else text, capture_output=True, timeout=120)

    def assert_says(self, source, text, said, *options):
        ran = self.fed(source, text, *options)
        self.assertEqual((ran.returncode, ran.stderr.decode(), ran.stdout.decode()), (0, "", said))

    def test_lines_lose_their_ends_and_the_end_is_null(self):
        self.assert_says('print([input(), input("> "), input(), input(), input()])',
                         "one\r\n\ntwo\nlast", '> [one, , two, last, null]\n')

    def test_the_rest_comes_as_it_is(self):
        source = "print([input(), len(read_stdin()), read_stdin(), input()])"
        self.assert_says(source, "a\nb\r\nc\n", "[a, 5, null, null]\n")
        self.assert_says(source.replace("input(), len", "len", 1), "äb", "[2, null, null]\n")
        self.assert_says("print(read_stdin())", "", "null\n")
        self.assert_says("print(len(read_stdin()))", "line\n" * 200_000, "1000000\n")

    def test_what_is_no_utf8_is_an_io_error(self):
        says = "(f => try { f() } catch (e) { [e.kind, e.message, e.source] })"
        self.assert_says(f"let says = {says}\nprint(says(() => input()), input(), says(() => read_stdin()))",
                         b"a\xff\nb\n\xc3",
                         "[IOError, input(): standard input is not valid UTF-8, {code: invalid_encoding}] b "
                         "[IOError, read_stdin(): standard input is not valid UTF-8, {code: invalid_encoding}]\n")

    def test_a_byte_order_mark_is_no_text(self):
        mark = b"\xef\xbb\xbf"
        self.assert_says("print([input(), input(), input()])", mark + b"a\n" + mark + b"b", "[a, \ufeffb, null]\n")
        self.assert_says("print([len(input()), read_stdin()])", mark + b"\nb", "[0, b]\n")
        self.assert_says("print([read_stdin(), input()])", mark + "ä".encode(), "[ä, null]\n")
        self.assert_says("print([input(), read_stdin()])", mark, "[null, null]\n")

    def test_tasks_are_served_in_the_order_of_their_calls(self):
        source = """
let ask = async f => f()
let all = [ask(input), ask(input), ask(read_stdin), ask(input)]
print(map(f => await f, all))
"""
        self.assert_says(source, "a\nb\nc\nd\n", "[a, b, c\nd\n, null]\n")
        self.assert_says(source, "a\nb\nc\nd\n", "[a, b, c\nd\n, null]\n", "--schedule=seed:3")

    def test_what_is_read_for_nobody_waits_for_the_next(self):
        self.write("main.soc", """
let gives_up = async f => try { f() } catch (e) { e.kind }
let all = map(gives_up, [input, read_stdin])
for (f in all) { f.cancel() }
print(map(f => await f, all))
print(input(), read_stdin())
""")
        with subprocess.Popen([support.ACHRONYME, "run", "main.soc"], cwd=self.folder, text=True,
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE) as ran:
            self.assertEqual(ran.stdout.readline(), "[CancelledError, CancelledError]\n")
            self.assertEqual(ran.communicate("first\nsecond\n", timeout=60)[0], "first second\n\n")
            self.assertEqual(ran.returncode, 0)

    def test_arguments_and_places(self):
        self.assert_says("""
let kind = f => try { f() } catch (e) { e.kind }
print(kind(() => input(5)), kind(() => input("a", "b")), kind(() => read_stdin(1)))
print(kind(() => batch(() => input())), kind(() => untrack(() => read_stdin())))
""", "", "TypeError RuntimeError RuntimeError\nAsyncError AsyncError\n")

    def test_nobody_who_reads_is_no_error(self):
        self.write("main.soc", "while (true) { print(repeat(\"x\", 1000)) }\n")
        with subprocess.Popen([support.ACHRONYME, "run", "main.soc"], cwd=self.folder,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE) as ran:
            ran.stdout.read(10)
            ran.stdout.close()
            self.assertEqual((ran.wait(timeout=60), ran.stderr.read()), (0, b""))


if __name__ == "__main__":
    support.main()
