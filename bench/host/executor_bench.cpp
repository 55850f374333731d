// From post() to run(): on idle threads, behind busy ones, and as a stream.

#include <atomic>
#include <thread>

#include "bench/host/bench_host.hpp"
#include "host/kernel/executor/executors.hpp"

namespace ach::host {
namespace {

// Notes when it ran.
struct Probe : ach_runnable {
    explicit Probe(const BenchHost& its_host, std::uint16_t cls) : ach_runnable{}, host(its_host) {
        priority_class = cls;
        run = [](ach_runnable* self, const ach_slice*) noexcept -> std::int32_t {
            auto* probe = static_cast<Probe*>(self);
            probe->ran_at.store(probe->host.now(), std::memory_order_release);
            probe->ran_at.notify_one();
            return ACH_RUN_PARKED;
        };
    }
    const BenchHost& host;
    std::atomic<std::uint64_t> ran_at{0};
};

// Computes for ever, and returns as a script does: when the preempt flag asks for it.
struct Hog : ach_runnable {
    Hog() : ach_runnable{} {
        priority_class = ACH_CLASS_SPAWNED;
        run = [](ach_runnable* self, const ach_slice* slice) noexcept -> std::int32_t {
            auto* hog = static_cast<Hog*>(self);
            std::uint64_t work = 1;
            while (__atomic_load_n(slice->preempt, __ATOMIC_RELAXED) == 0) {
                for (int i = 0; i < 50; ++i) work = work * 6364136223846793005u + 1;
                benchmark::DoNotOptimize(work);
                if (hog->stop.load(std::memory_order_relaxed)) return ACH_RUN_DONE;
            }
            return ACH_RUN_MORE;
        };
    }
    std::atomic<bool> stop{false};
};

// How the poster waits: awake on the core that is left, or asleep when the executors have them all.
// One that spins would take their time then, for as long as the system's scheduler gives it.
enum class Waits { Awake, Asleep };

std::uint64_t one_post(const BenchHost& host, Probe& probe, Waits how) {
    probe.ran_at.store(0);
    const std::uint64_t posted = host.now();
    executor_table()->post(host, &probe);
    if (how == Waits::Asleep) probe.ran_at.wait(0, std::memory_order_acquire);
    while (probe.ran_at.load(std::memory_order_acquire) == 0) std::this_thread::yield();
    return probe.ran_at.load() - posted;
}

void post_to_idle(benchmark::State& state) {
    BenchHost host;
    Probe probe(host, ACH_CLASS_SPAWNED);
    Latencies latencies;
    one_post(host, probe, Waits::Awake);  // starts the thread
    for (auto _ : state) {
        std::this_thread::sleep_for(std::chrono::microseconds(200));  // the thread goes to sleep
        const std::uint64_t ns = one_post(host, probe, Waits::Awake);
        latencies.add(ns);
        state.SetIterationTime(static_cast<double>(ns) * 1e-9);
    }
    latencies.report(state);
    host.kernel.stop(~std::uint64_t{0});
}
BENCHMARK(post_to_idle)->UseManualTime()->Iterations(2000);

// Two computing runnables for each thread; the argument is the class of what is posted.
void post_to_busy(benchmark::State& state) {
    BenchHost host;
    std::vector<Hog> hogs(2 * host.kernel.executors().count());
    for (Hog& hog : hogs) executor_table()->post(host, &hog);
    Probe probe(host, static_cast<std::uint16_t>(state.range(0)));
    Latencies latencies;
    for (auto _ : state) {
        std::this_thread::sleep_for(std::chrono::microseconds(100));
        const std::uint64_t ns = one_post(host, probe, Waits::Asleep);
        latencies.add(ns);
        state.SetIterationTime(static_cast<double>(ns) * 1e-9);
    }
    latencies.report(state);
    for (Hog& hog : hogs) hog.stop = true;
    host.kernel.stop(~std::uint64_t{0});
}
BENCHMARK(post_to_busy)
    ->ArgName("class")
    ->Arg(ACH_CLASS_URGENT)
    ->Arg(ACH_CLASS_SPAWNED)
    ->UseManualTime()
    ->Iterations(2000);

// One thread, runnables that ask for more: what a turn costs.
void run_more(benchmark::State& state) {
    BenchHost host(1);
    struct Turns : ach_runnable {
        std::uint64_t left;
        std::atomic<bool> done{false};
    } turns{};
    turns.priority_class = ACH_CLASS_SPAWNED;
    turns.run = [](ach_runnable* self, const ach_slice*) noexcept -> std::int32_t {
        auto* t = static_cast<Turns*>(self);
        if (--t->left != 0) return ACH_RUN_MORE;
        t->done = true;
        return ACH_RUN_PARKED;
    };
    constexpr std::uint64_t kTurns = 100'000;
    for (auto _ : state) {
        turns.left = kTurns;
        turns.done = false;
        executor_table()->post(host, &turns);
        while (!turns.done) std::this_thread::yield();
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * kTurns));
    host.kernel.stop(~std::uint64_t{0});
}
BENCHMARK(run_more)->UseRealTime();

// Two fibers of one thread that yield to each other.
void fiber_yield(benchmark::State& state) {
    BenchHost host(1);
    struct Both {
        const ach_host_t* host;
        std::atomic<int> ended{0};
    };
    constexpr int kYields = 50'000;
    for (auto _ : state) {
        Both both{host, 0};
        for (int i = 0; i < 2; ++i) {
            fiber_table()->spawn(
                host,
                [](void* user) noexcept {
                    auto* b = static_cast<Both*>(user);
                    for (int n = 0; n < kYields; ++n) fiber_table()->yield(b->host);
                    ++b->ended;
                },
                &both);
        }
        while (both.ended != 2) std::this_thread::yield();
    }
    state.SetItemsProcessed(state.iterations() * 2 * kYields);
    host.kernel.stop(~std::uint64_t{0});
}
BENCHMARK(fiber_yield)->UseRealTime();

// Two fibers of one thread that wake each other through events.
void fiber_ping_pong(benchmark::State& state) {
    BenchHost host(1);
    struct Game {
        const ach_host_t* host;
        ach_event ball[2];
        std::atomic<int> players{0};
        std::atomic<int> ended{0};
    };
    constexpr int kRounds = 20'000;
    for (auto _ : state) {
        Game game{host, {}, 0, 0};
        for (ach_event& event : game.ball) fiber_table()->event_create(host, &event);
        for (int i = 0; i < 2; ++i) {
            fiber_table()->spawn(
                host,
                [](void* user) noexcept {
                    auto* g = static_cast<Game*>(user);
                    const int me = g->players++;
                    for (int n = 0; n < kRounds; ++n) {
                        fiber_table()->event_notify(g->host, g->ball[1 - me]);
                        fiber_table()->event_wait(g->host, g->ball[me], ~std::uint64_t{0});
                    }
                    ++g->ended;
                },
                &game);
        }
        while (game.ended != 2) std::this_thread::yield();
        for (ach_event event : game.ball) fiber_table()->event_destroy(host, event);
    }
    state.SetItemsProcessed(state.iterations() * kRounds);
    host.kernel.stop(~std::uint64_t{0});
}
BENCHMARK(fiber_ping_pong)->UseRealTime();

}  // namespace
}  // namespace ach::host
