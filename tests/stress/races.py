"""Programs in which several strands fight over the same values, made from a seed and run.

    races.py ACHRONYME [--seconds 10 | --minutes N] [--first SEED] [--jobs 2]
    races.py ACHRONYME --seed SEED            one program, printed and run

Whatever the strands do to each other, a program must end, report nothing (sanitizers included), and
find in its containers only values that somebody put there. What the language promises to be atomic
is counted exactly. A failing program is kept, with the command that runs it again.
"""

import argparse
import concurrent.futures
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time

# What the values of a program are checked with. A mixture of two values would be none of these.
HEAD = """\
let legal = (x) => do {
    let kind = typeof(x)
    if (kind == "Number") { return x >= 0 && x < 1000000 }
    if (kind == "String") { return x == "" || x.starts_with("s") }
    if (kind == "Record") { return x.tag == "r" && x.n >= 0 }
    if (kind == "Vector") { return len(x) == 2 && x[0] == "v" && x[1] >= 0 }
    kind == "Null" || kind == "Function"
}
mut bad = 0
let look = (x) => do { if (!legal(x)) { bad = bad + 1; eprint("illegal: " + str(x)) } }
// Errors that racing code may meet: an element that has just gone, a generator that is busy.
let expected = ["IndexError", "ValueError", "RuntimeError"]
let met = (e) => do {
    if (!contains(expected, e.kind)) { bad = bad + 1; eprint("unexpected: " + str(e.kind) + ": " + e.message) }
}
"""


class Program:
    """One program. `text` is its source; what it does follows from the seed alone."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.strands = self.random.randint(2, 6)
        self.rounds = self.random.randint(5, 40)
        self.text = HEAD + self.shared() + "".join(map(self.strand, range(self.strands))) + self.end()

    def pick(self, *choices):
        return self.random.choice(choices)

    def value(self, turn="k"):
        """What a strand may store; `turn` is the number of its round."""
        number = self.random.randint(0, 999)
        return self.pick(str(number), str(number), f"{number}.5", f'"s{number}"', turn,
                         f'{{tag: "r", n: {number}}}', f'["v", {number}]', "null", f"() => {number}")

    def shared(self):
        self.vectors = [f"v{i}" for i in range(self.random.randint(1, 3))]
        self.records = [f"r{i}" for i in range(self.random.randint(1, 3))]
        self.globals = [f"g{i}" for i in range(self.random.randint(1, 3))]
        lines = []
        for name in self.vectors:
            numbers = self.pick(True, False)
            items = [str(i) if numbers else self.value("1")
                     for i in range(self.random.randint(0, 20))]
            lines.append(f"let {name} = [{', '.join(items)}]")
        lines += [f"let {name} = {{a: 1, b: \"s\"}}" for name in self.records]
        lines += [f"mut {name} = 0" for name in self.globals]
        lines += ['mut text = "s"', "let log = []", "let pool = []", "let taken = []", "let marks = {}", "let lock = AsyncMutex(0)",
                  "let [tx, rx] = channel()",
                  "let counter = () => do { mut n = 0; () => do { n = n + 1; n } }",
                  "let count = counter()",
                  "let sig = signal(0)", "let total = signal(0)", "let twice = computed(() => total.value * 2)",
                  "mut last = [0, 0]", "effect(() => do { look(sig.value); last = [total.value, twice.value] })",
                  "let numbers = () => generate { mut i = 0; while (true) { yield i; i = i + 1 } }",
                  "let stream = numbers()"]
        return "\n".join(lines) + "\n"

    def operation(self):
        v, w = self.pick(*self.vectors), self.pick(*self.vectors)
        r, g = self.pick(*self.records), self.pick(*self.globals)
        at = self.random.randint(0, 24)
        field = self.pick("a", "b", f"f{self.random.randint(0, 12)}")
        value = self.value()
        return self.pick(
            f"{v}.push({value})", f"{v}.push({value})", f"look({v}.pop())",
            f"{v}[{at}] = {value}", f"look({v}[{at}])",
            f"insert({v}, {self.random.randint(0, 3)}, {value})", f"look(remove({v}, {at}))",
            f"reverse({v})", f"for (x in {v}) {{ look(x) }}",
            f"for (x in [...{v}]) {{ look(x) }}", f"map(look, {v})",
            f"for (x in slice({v}, 0, 3)) {{ look(x) }}",
            f"for (x in concat({v}, {w})) {{ look(x) }}",
            f"str({v})", f"{v} == {w}",
            f"while (len({v}) > 60) {{ look({v}.pop()) }}",
            f"sort({v}, (a, b) => 0)",
            f"{r}.a = {value}", f"look({r}.a)", f'{r}["{field}"] = {value}',
            f'look(get_field({r}, "{field}"))', f'remove_field({r}, "f{self.random.randint(0, 12)}")',
            f"map(look, values({r}))", f"len(keys({r}))",
            f"str({r})", f"{r}.b = {v}[0]",
            f"{g} = {value}", f"look({g})", f"{g} = {g}", f"{v}.push({g})",
            'text = text + "s"', "look(text)", f"{v}.push(text)",
            'if (len(text) > 500) { text = "s" }',
            "look(count())", "look(stream.next().value)",
            f"sig.set({value})", "look(sig.value)", "sig.touch()",
            f"batch(() => do {{ sig.set({value}); look(sig.peek()); sig.set({value}) }})",
            "effect(() => look(sig.value)).dispose()",
            "effect(() => do { look(twice.value); on_cleanup(() => look(sig.peek())) }).dispose()",
            "if (computed(() => total.value * 2 == twice.value).value) { look(1) }",
            "await sleep(0)", "look(await (async () => do { await sleep(0); k })())",
            f"look(await spawn((x) => do {{ {v}.push(x); x }}, k))",
            f"map(look, parallel_map([1, 2, 3], (x) => do {{ {g} = x; x }}))",
        )

    def pool_turn(self, number):
        """Puts one number into the pool that all strands share, and perhaps takes one out of it."""
        identity = f"({number} * 1000 + k)"
        put = self.pick(f"pool.push({identity})", f"unshift(pool, {identity})",
                        f"insert(pool, 0, {identity})")
        take = self.pick("pool.pop()", "shift(pool)", f"remove(pool, {self.random.randint(0, 3)})",
                         f"remove(pool, {-self.random.randint(1, 3)})", "reverse(pool)[0] * 0")
        return f"""\
        {put}
        try {{ own = own + {take} }} catch (e) {{ if (e.kind != "IndexError") {{ met(e) }} }}
"""

    def strand(self, number):
        body = "\n".join(f"        try {{ {self.operation()} }} catch (e) {{ met(e) }}"
                         for _ in range(self.random.randint(3, 10)))
        return f"""\
let strand{number} = () => do {{
    mut own = 0
    for (k in range(0, {self.rounds})) {{
{body}
{self.pool_turn(number)}        log.push([{number}, k])
        marks["m{number}_" + str(k)] = k
        await lock.update((x) => x + 1)
        total.update((x) => x + 1)
        tx.send(k)
    }}
    taken.push(own)
}}
"""

    def end(self):
        total = self.strands * self.rounds
        sum_of_all = sum(number * 1000 + k
                         for number in range(self.strands) for k in range(self.rounds))
        sum_of_one = self.rounds * (self.rounds - 1) // 2
        starts = ", ".join(f"spawn(strand{i})" for i in range(self.strands))
        return f"""\
for (task in [{starts}]) {{ await task }}
tx.close()
let exactly = (what, is, should) => do {{ if (is != should) {{ bad = bad + 1; eprint(what + ": " + str(is) + " instead of " + str(should)) }} }}
exactly("pushes", len(log), {total})
exactly("fields", len(keys(marks)), {total})
exactly("updates", await lock.update((x) => x), {total})
exactly("signal", total.value, {total})
exactly("effect", last, [{total}, {2 * total}])
exactly("strands", len(taken), {self.strands})
mut pooled = 0
for (own in taken) {{ pooled = pooled + own }}
for (x in pool) {{ pooled = pooled + x }}
exactly("taken and left", pooled, {sum_of_all})
mut latest = [{", ".join(["-1"] * self.strands)}]
for (entry in log) {{
    exactly("order of pushes", entry[1], latest[entry[0]] + 1)
    latest[entry[0]] = entry[1]
}}
mut sum = 0
mut message = await rx.next()
while (!message.done) {{ sum = sum + message.value; message = await rx.next() }}
exactly("messages", sum, {self.strands * sum_of_one})
for (v in [{", ".join(self.vectors)}]) {{ for (x in v) {{ look(x) }} }}
for (r in [{", ".join(self.records)}]) {{ for (x in values(r)) {{ look(x) }} }}
print(bad)
"""


def run(achronyme, seed, folder):
    """Runs the program of a seed; None, or what was wrong with the run."""
    path = pathlib.Path(folder, f"race-{seed}.soc")
    path.write_text(Program(seed).text)
    options = [f"--threads={1 + seed % 4}"]
    if seed % 5 == 0:
        options.append("--gc-stress")
    command = [achronyme, "run", *options, str(path)]
    try:
        ran = subprocess.run(command, capture_output=True, text=True, timeout=120,
                             stdin=subprocess.DEVNULL)
        if (ran.returncode, ran.stdout, ran.stderr) == (0, "0\n", ""):
            path.unlink()
            return None
        said = f"ended with {ran.returncode}, printed {ran.stdout!r}, and said\n{ran.stderr}"
    except subprocess.TimeoutExpired:
        said = "was not over after 120 s"
    return f"seed {seed}: {' '.join(command)}\n{said}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("achronyme")
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--minutes", type=float)
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    parser.add_argument("--seed", type=int, help="this one only")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    options = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="races-")
    if options.seed is not None:
        print(Program(options.seed).text)
        failure = run(options.achronyme, options.seed, folder)
        print(failure or "fine")
        return 1 if failure else 0

    until = time.monotonic() + (options.minutes * 60 if options.minutes else options.seconds)
    seed, failures = options.first, []
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        while time.monotonic() < until and not failures:
            batch = range(seed, seed + options.jobs)
            results = pool.map(lambda s: run(options.achronyme, s, folder), batch)
            failures = [failure for failure in results if failure]
            seed += options.jobs
    print(f"{seed - options.first} programs")
    if failures:
        print("\n".join(failures))
        return 1
    os.rmdir(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
