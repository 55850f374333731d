// The same operations with a library for JavaScript: node reactive.mjs alien-signals|preact
// The library is looked for as Node.js looks for any, and in the folder BENCH_NODE_MODULES.
import { createRequire } from "node:module";
import path from "node:path";

const folder = process.env.BENCH_NODE_MODULES ?? "node_modules";
const require = createRequire(path.resolve(folder, "here.js"));

const libraries = {
    "alien-signals"() {
        const { signal, computed, effect, startBatch, endBatch } = require("alien-signals");
        return {
            signal: (v) => { const s = signal(v); return { get: s, set: s }; },
            computed, effect,
            batch: (f) => { startBatch(); f(); endBatch(); },
        };
    },
    preact() {
        const { signal, computed, effect, batch } = require("@preact/signals-core");
        return {
            signal: (v) => {
                const s = signal(v);
                return { get: () => s.value, set: (x) => { s.value = x; } };
            },
            computed: (f) => { const c = computed(f); return () => c.value; },
            effect, batch,
        };
    },
};
const { signal, computed, effect, batch } = libraries[process.argv[2]]();

function measure(name, count, work) {
    let best = Infinity;
    for (let round = 0; round < 5; ++round) {
        const start = process.hrtime.bigint();
        work(count);
        best = Math.min(best, Number(process.hrtime.bigint() - start));
    }
    console.log(`${name} ${best / count}`);
}

let sink = 0;
const alone = signal(0);
measure("read", 1000000, (n) => { for (let i = 0; i < n; ++i) sink += alone.get(); });
measure("set_unobserved", 1000000, (n) => { for (let i = 0; i < n; ++i) alone.set(i); });

const watched = signal(0);
effect(() => { sink += watched.get(); });
measure("set_one_effect", 200000, (n) => { for (let i = 1; i <= n; ++i) watched.set(i); });

const start = signal(0);
let last = start.get;
for (let i = 0; i < 50; ++i) { const before = last; last = computed(() => before() + 1); }
const end = last;
effect(() => { sink += end(); });
measure("chain_of_50", 5000, (n) => { for (let i = 1; i <= n; ++i) start.set(i); });

const wide = signal(0);
for (let i = 0; i < 50; ++i) {
    const each = computed(() => wide.get() + i);
    effect(() => { sink += each(); });
}
measure("fan_of_50", 5000, (n) => { for (let i = 1; i <= n; ++i) wide.set(i); });

const left = signal(0), right = signal(0);
effect(() => { sink += left.get() + right.get(); });
measure("batch_of_2", 100000, (n) => {
    for (let i = 1; i <= n; ++i) batch(() => { left.set(i); right.set(i); });
});

measure("effect_and_dispose", 100000, (n) => {
    for (let i = 0; i < n; ++i) effect(() => { sink += alone.get(); })();
});
