// The same operations in Node.js, where there are such.
const { Worker, isMainThread, parentPort } = require("node:worker_threads");

async function measure(name, count, work) {
    let best = Infinity;
    for (let round = 0; round < 5; ++round) {
        const start = process.hrtime.bigint();
        await work(count);
        best = Math.min(best, Number(process.hrtime.bigint() - start));
    }
    console.log(`${name} ${best / count}`);
}

class Channel {
    constructor() { this.items = []; this.waiting = []; }
    send(item) {
        const taker = this.waiting.shift();
        if (taker) taker(item); else this.items.push(item);
    }
    recv() {
        if (this.items.length > 0) return Promise.resolve(this.items.shift());
        return new Promise((resolve) => this.waiting.push(resolve));
    }
}

async function main() {
    const nothing = async () => null;
    await measure("async_call", 100000, async (n) => {
        for (let i = 0; i < n; ++i) await nothing();
    });
    const done = nothing();
    await measure("await_finished", 500000, async (n) => {
        for (let i = 0; i < n; ++i) await done;
    });
    await measure("ping_pong_one_strand", 20000, async (n) => {
        const to = new Channel(), back = new Channel();
        const echo = (async () => {
            for (let i = 0; i < n; ++i) back.send(await to.recv());
        })();
        for (let i = 0; i < n; ++i) {
            to.send(i);
            await back.recv();
        }
        await echo;
    });
    const worker = new Worker(__filename);
    await measure("ping_pong_two_strands", 10000, (n) => new Promise((resolve) => {
        let left = n;
        worker.removeAllListeners("message");
        worker.on("message", () => {
            if (--left === 0) resolve(); else worker.postMessage(left);
        });
        worker.postMessage(left);
    }));
    await worker.terminate();
}

if (isMainThread) main(); else parentPort.on("message", (m) => parentPort.postMessage(m));
