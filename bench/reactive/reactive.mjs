// The workloads of reactive.soc with a library for JavaScript: node reactive.mjs alien-signals|preact
// The libraries are looked for in the folder that BENCH_NODE_MODULES names.
import { createRequire } from "node:module";
import path from "node:path";

const require = createRequire(path.resolve(process.env.BENCH_NODE_MODULES ?? "node_modules", "-.js"));

// What the workloads use. `scope` runs a function and gives one that ends the effects made in it.
const libraries = {
    "alien-signals"() {
        const { signal, computed, effect, effectScope, startBatch, endBatch } = require("alien-signals");
        return {
            signal: (v) => { const s = signal(v); return { get: s, set: s }; },
            computed,
            effect: (f) => { effect(() => { f(); }); },
            batch: (f) => { startBatch(); f(); endBatch(); },
            scope: effectScope,
        };
    },
    preact() {
        const { signal, computed, effect, batch } = require("@preact/signals-core");
        let ends = [];
        return {
            signal: (v) => {
                const s = signal(v);
                return { get: () => s.value, set: (x) => { s.value = x; } };
            },
            computed: (f) => { const c = computed(f); return () => c.value; },
            effect: (f) => { ends.push(effect(f)); },
            batch,
            scope: (f) => {
                const own = ends = [];
                f();
                return () => own.forEach((end) => end());
            },
        };
    },
};
const { signal, computed, effect, batch, scope } = libraries[process.argv[2]]();

let seen = 0;
function report(name, work) {
    seen = 0;
    const start = performance.now();
    work();
    console.log(name, ((performance.now() - start) / 1000).toFixed(6), seen);
}
function bench(name, build) {
    let work;
    const end = scope(() => { work = build(); });
    report(name, work);
    end();
}
const times = (n, f) => Array.from({ length: n }, (_, i) => f(i));

bench("create", () => () => {
    for (let i = 0; i < 300000; ++i) {
        const s = signal(i % 10), c = computed(() => s.get() + 1);
        seen += c();
    }
});

let made;
report("create_effects", () => {
    made = scope(() => {
        for (let i = 0; i < 100000; ++i) {
            const s = signal(i % 10);
            effect(() => { seen += s.get(); });
        }
    });
});
made();

bench("wide", () => {
    const s = signal(0);
    for (let i = 0; i < 1000; ++i) effect(() => { s.get(); seen += 1; });
    return () => { for (let k = 1; k <= 1000; ++k) s.set(k); };
});

bench("deep", () => {
    const s = signal(0);
    let last = s.get;
    for (let i = 0; i < 1000; ++i) { const before = last; last = computed(() => before() + 1); }
    const end = last;
    effect(() => { seen += end(); });
    return () => { for (let k = 1; k <= 1000; ++k) s.set(k); };
});

bench("diamond", () => {
    const s = signal(0);
    const middle = times(1000, () => computed(() => s.get() + 1));
    const sum = computed(() => { let total = 0; for (const each of middle) total += each(); return total; });
    effect(() => { seen += sum(); });
    return () => { for (let k = 1; k <= 500; ++k) s.set(k); };
});

bench("dynamic", () => {
    const which = signal(0), a = signal(1), b = signal(2);
    for (let i = 0; i < 1000; ++i) {
        const c = computed(() => (which.get() % 2 === 0 ? a.get() : b.get()));
        effect(() => { seen += c(); });
    }
    return () => {
        for (let k = 1; k <= 300; ++k) {
            which.set(k);
            if (k % 2 === 0) { a.set(k); b.set(k); } else { b.set(k + 1); a.set(k + 1); }
        }
    };
});

bench("batch", () => {
    const signals = times(1000, () => signal(0));
    effect(() => { let total = 0; for (const each of signals) total += each.get(); seen += total; });
    return () => {
        for (let k = 1; k <= 1000; ++k) batch(() => { for (const each of signals) each.set(k); });
    };
});

bench("cutoff", () => {
    const s = signal(0);
    for (let i = 0; i < 1000; ++i) {
        const c = computed(() => (s.get() < 0 ? 1 : 0));
        effect(() => { c(); seen += 1; });
    }
    return () => { for (let k = 1; k <= 1000; ++k) s.set(k); };
});

report("dispose", () => {
    const s = signal(1);
    for (let k = 0; k < 3000; ++k) {
        scope(() => { for (let i = 0; i < 100; ++i) effect(() => { seen += s.get(); }); })();
    }
    s.set(2);
});
