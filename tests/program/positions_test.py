"""Where errors say that they come from (language-patterns.md §10.5)."""

import support

CALLS = (  # what comes before the call on its line, the call, and where it is reported
    ("  ", "num(\"abc\")", 3),
    ("  ", "substring(\"abc\", n, \"x\")", 3),
    ("  ", "sqrt(n, 1)", 3),
    ("  ", "v.pusj(n)", 5),
    ("  ", "[n].push()", 7),
    ("  ", "f(n, 1)", 3),
    ("  ", "rec(n, 1)", 3),
    ("  ", "n(1)", 3),
    ("  ", "v.map(x => x, 1)", 5),
    ("  ", "map(x => x, n)", 3),
    ("  ", "reduce((a, b) => a, 0, n)", 3),
    ("  ", "sort([1, \"a\"])", 3),
    ("  return ", "num(\"abc\")", 10),
    ("  if (n > 100) { 0 } else { return ", "num(\"abc\")", 36),
    ("  match n { 1 => 1, _ => ", "num(\"abc\")", 26),
    ("  try { throw 1 } catch (e) { ", "num(\"abc\")", 31),
)


class Positions(support.ProgramTest):
    def assert_comes_from(self, source, *places):
        ran = self.run_script(source)
        self.assertEqual(ran.returncode, 1)
        told = [line.strip() for line in ran.stderr.splitlines() if line.startswith("  at ")]
        self.assertEqual(told, [f"at {name} (main.soc:{line}:{column})"
                                for name, line, column in places], source + ran.stderr)

    def test_a_call_in_tail_position(self):
        for before, call, column in CALLS:
            close = " }" * (before.count("{") - before.count("}"))
            self.assert_comes_from(f"""let f = n => do {{
  let v = [n + 1]
{before}{call}{close}
}}
f(3)
""", ("f", 3, column), ("<top level>", 5, 1))

    def test_a_callback_of_a_call_in_tail_position(self):
        for call in ("map(x => x + {}, v)", "v.map(x => x + {})"):
            column = 3 + call.index("x =>") + len("x => x ")
            at = 3 if call.startswith("map") else 5
            ran = self.run_script(f"let f = v => do {{\n  let n = v.len() + 1\n  {call}\n}}\nf([1])\n")
            self.assertIn(f"  at <anonymous> (main.soc:3:{column})\n  at f (main.soc:3:{at})\n"
                          "  at <top level> (main.soc:5:1)\n", ran.stderr)

    def test_functions_that_gave_their_place_away_are_gone(self):
        self.assert_comes_from("""let h = n => num("abc")
let g = n => h(n)
let f = n => do { let m = g(n); m }
f(1)
""", ("h", 1, 14), ("f", 3, 27), ("<top level>", 4, 1))

    def test_what_is_nobody_s_comes_from_who_waits(self):
        for _ in range(8):
            ran = self.run_script("""let m = AsyncMutex(0)
let g = await m.lock()
await parallel_map([1], async x => do { let h = await m.lock(); 1 })
""")
            self.assertIn("Error(DeadlockError): tasks wait for each other: ", ran.stderr)
            self.assertIn("  at <top level> (main.soc:3:7)\n", ran.stderr)


if __name__ == "__main__":
    support.main()
