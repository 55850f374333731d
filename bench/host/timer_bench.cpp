// Timers: inserting and taking back, firing, and how late they are.

#include <atomic>
#include <thread>

#include "bench/host/bench_host.hpp"

namespace ach::host {
namespace {

constexpr std::uint64_t kHour = 3'600'000'000'000;

void timer_start_and_cancel(benchmark::State& state) {
    BenchHost host;
    std::vector<ach_timer_entry> waiting(static_cast<std::size_t>(state.range(0)));
    const std::uint64_t now = host.now();
    for (std::size_t i = 0; i < waiting.size(); ++i) {
        waiting[i].fire = [](ach_timer_entry*) noexcept {};
        timer_table()->start(host, &waiting[i], now + kHour + i * 104'729);
    }
    ach_timer_entry entry{};
    entry.fire = [](ach_timer_entry*) noexcept {};
    std::uint64_t i = 0;
    for (auto _ : state) {
        timer_table()->start(host, &entry, now + kHour + ++i * 7919);
        timer_table()->cancel(host, &entry);
    }
    for (auto& timer : waiting) timer_table()->cancel(host, &timer);
}
BENCHMARK(timer_start_and_cancel)->ArgName("waiting")->Arg(0)->Arg(1'000'000);

struct Shot : ach_timer_entry {
    std::atomic<std::int64_t>* left;
};

void timer_start_and_fire(benchmark::State& state) {
    BenchHost host;
    constexpr std::size_t kTimers = 10'000;
    std::vector<Shot> shots(kTimers);
    for (auto _ : state) {
        std::atomic<std::int64_t> left{kTimers};
        const std::uint64_t now = host.now();
        for (std::size_t i = 0; i < kTimers; ++i) {
            shots[i] = {};
            shots[i].left = &left;
            shots[i].fire = [](ach_timer_entry* self) noexcept {
                --*static_cast<Shot*>(self)->left;
            };
            timer_table()->start(host, &shots[i], now + i * 100);
        }
        while (left.load() != 0) std::this_thread::yield();
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * kTimers));
}
BENCHMARK(timer_start_and_fire)->UseRealTime();

void timer_lateness(benchmark::State& state) {
    BenchHost host;
    struct Alarm : ach_timer_entry {
        const BenchHost* host;
        std::atomic<std::uint64_t> fired_at{0};
    } alarm{};
    alarm.host = &host;
    alarm.fire = [](ach_timer_entry* self) noexcept {
        auto* a = static_cast<Alarm*>(self);
        a->fired_at = a->host->now();
    };
    Latencies latencies;
    for (auto _ : state) {
        alarm.fired_at = 0;
        const std::uint64_t due = host.now() + 500'000;
        timer_table()->start(host, &alarm, due);
        std::this_thread::sleep_for(std::chrono::microseconds(450));
        while (alarm.fired_at.load() == 0) std::this_thread::yield();
        const std::uint64_t late = alarm.fired_at - due;
        latencies.add(late);
        state.SetIterationTime(static_cast<double>(late) * 1e-9);
    }
    latencies.report(state);
}
BENCHMARK(timer_lateness)->UseManualTime()->Iterations(1000);

// A fiber that sleeps: timer, wake of its thread, and its turn.
void fiber_sleep_lateness(benchmark::State& state) {
    BenchHost host;
    struct Sleeper {
        BenchHost* host;
        Latencies latencies;
        std::atomic<bool> done{false};
    } sleeper{&host, {}, false};
    for (auto _ : state) {
        fiber_table()->spawn(
            host,
            [](void* user) noexcept {
                auto* s = static_cast<Sleeper*>(user);
                for (int i = 0; i < 500; ++i) {
                    const std::uint64_t due = s->host->now() + 500'000;
                    fiber_table()->sleep_until(*s->host, due);
                    s->latencies.add(s->host->now() - due);
                }
                s->done = true;
            },
            &sleeper);
        while (!sleeper.done) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    sleeper.latencies.report(state);
    host.kernel.stop(~std::uint64_t{0});
}
BENCHMARK(fiber_sleep_lateness)->Iterations(1)->UseRealTime();

}  // namespace
}  // namespace ach::host
