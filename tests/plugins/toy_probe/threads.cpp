// Probes of everything that runs: timers, fibers, strands, executors, threads.
#include "tests/plugins/toy_probe/probe.hpp"

#include <chrono>
#include <mutex>

namespace probe {

using namespace std::chrono_literals;

void try_timer(const Tables& t) {
    ach::Event fired(t.fibers);
    std::atomic<int> count{0};
    ach::Timer timer(t.clock, [&] {
        ++count;
        fired.notify();
    });
    const std::uint64_t before = t.clock.now();
    expect_status(timer.start_in(1ms), ACH_OK, "start");
    expect_status(fired.wait(), ACH_OK, "wait");
    expect(t.clock.now() - before >= 1'000'000, "that it fired no earlier than asked");
    expect_status(timer.cancel(), ACH_E_GONE, "cancel after it fired");
    expect_status(timer.start_in(1h), ACH_OK, "second start");
    expect_status(timer.start_in(1ms), ACH_E_WRONG_CONTEXT, "start while it waits");
    expect_status(timer.cancel(), ACH_OK, "cancel");
    expect_status(timer.start_at(0), ACH_OK, "start in the past");
    expect_status(fired.wait(), ACH_OK, "second wait");
    expect_equal(count.load(), 2, "how often it fired");
    expect(t.clock.wall() > 1'600'000'000'000'000'000, "that the wall clock is past 2020");

    const ach_timer_t& raw = t.clock.table();
    ach_timer_entry empty{};
    expect_status(raw.start(t.host.raw(), nullptr, 0), ACH_E_ARG, "start of nothing");
    expect_status(raw.start(t.host.raw(), &empty, 0), ACH_E_ARG, "start without a function");
}

void try_fibers(const Tables& t) {
    constexpr int kFibers = 20;
    constexpr int kRounds = 50;
    ach::FiberMutex mutex(t.fibers);
    ach::Event all_done(t.fibers);
    int inside = 0;
    int total = 0;
    std::atomic<int> finished{0};
    std::atomic<bool> overlapped{false};
    for (int i = 0; i < kFibers; ++i) {
        expect_status(t.fibers.spawn([&] {
            for (int round = 0; round < kRounds; ++round) {
                const std::lock_guard lock(mutex);
                if (++inside != 1) overlapped = true;
                t.fibers.yield();
                ++total;
                --inside;
            }
            if (++finished == kFibers) all_done.notify();
        }),
                      ACH_OK, "spawn");
    }
    expect_status(all_done.wait(), ACH_OK, "wait for the fibers");
    expect(!overlapped, "that the mutex excludes");
    expect_equal(total, kFibers * kRounds, "rounds");

    ach::Event never(t.fibers);
    expect_status(never.wait(t.clock.after(1ms)), ACH_E_TIMEOUT, "wait with a deadline");
    never.notify();
    expect_status(never.wait(0), ACH_OK, "a notify that came first is kept");
    expect_status(t.fibers.sleep_until(t.clock.after(1ms)), ACH_OK, "sleep");

    const ach_fiber_t& raw = t.fibers.table();
    expect_status(raw.event_notify(t.host.raw(), {0}), ACH_E_GONE, "notify of no event");
    expect_status(raw.mutex_lock(t.host.raw(), {0}), ACH_E_GONE, "lock of no mutex");
    expect_status(raw.spawn(t.host.raw(), nullptr, nullptr), ACH_E_ARG, "spawn of nothing");
}

void try_strand(const Tables& t) {
    constexpr int kPosters = 4;
    constexpr int kItems = 250;
    ach::Strand strand(t.strands, ACH_CLASS_SPAWNED);
    ach::Event all_done(t.fibers);
    int next[kPosters] = {};
    int done = 0;
    bool in_order = true;
    for (int poster = 0; poster < kPosters; ++poster) {
        t.fibers.spawn([&, poster] {
            for (int i = 0; i < kItems; ++i) {
                strand.post([&, poster, i] {
                    in_order = in_order && next[poster] == i;
                    ++next[poster];
                    if (++done == kPosters * kItems) all_done.notify();
                });
                if (i % 50 == 0) t.fibers.yield();
            }
        });
    }
    expect_status(all_done.wait(), ACH_OK, "wait for the items");
    expect(in_order, "that one poster's items keep their order");

    std::vector<int> steps;
    int visits = 0;
    strand.post([&]() -> std::int32_t {
        steps.push_back(1);
        return ++visits == 1 ? ACH_RUN_PARKED : ACH_RUN_DONE;
    });
    strand.post([&] {
        steps.push_back(2);
        all_done.notify();
    });
    t.fibers.sleep_until(t.clock.after(1ms));
    expect_status(strand.wake(), ACH_OK, "wake");
    expect_status(all_done.wait(), ACH_OK, "wait for the parked item");
    expect(steps == std::vector<int>({1, 1, 2}), "that a parked item holds its strand");

    ach_strand_id closed{};
    const ach_strand_t& raw = t.strands.table();
    expect_status(raw.create(t.host.raw(), 99, &closed), ACH_E_ARG, "an unknown class");
    raw.create(t.host.raw(), ACH_CLASS_MAIN, &closed);
    expect_status(raw.close(t.host.raw(), closed), ACH_OK, "close");
    ach_strand_item item{};
    item.run = [](ach_strand_item*, ach_strand_id, const ach_slice*) noexcept -> std::int32_t {
        return ACH_RUN_DONE;
    };
    expect_status(raw.post(t.host.raw(), closed, &item), ACH_E_GONE, "post to a closed strand");
    expect_status(raw.wake(t.host.raw(), closed), ACH_E_GONE, "wake of a closed strand");
}

void try_executor(const Tables& t) {
    expect(t.executors.count() >= 1, "that there is an executor");
    ach::Event parked(t.fibers);
    std::atomic<int> runs{0};
    ach::Runnable counting(t.executors, ACH_CLASS_BACKGROUND, [&](const ach_slice& slice) {
        expect(slice.executor < t.executors.count(), "the executor's index");
        if (++runs % 3 != 0) return std::int32_t{ACH_RUN_MORE};
        parked.notify();
        return std::int32_t{runs == 6 ? ACH_RUN_DONE : ACH_RUN_PARKED};
    });
    expect_status(counting.post(), ACH_OK, "post");
    expect_status(parked.wait(), ACH_OK, "wait for three runs");
    expect_status(counting.post(), ACH_OK, "second post");
    expect_status(parked.wait(), ACH_OK, "wait for six runs");
    expect_equal(runs.load(), 6, "runs");
    expect_status(t.executors.table().post(t.host.raw(), nullptr), ACH_E_ARG, "post of nothing");

    for (const bool cpu : {false, true}) {
        std::atomic<ach_status> waited{ACH_OK};
        expect_status(t.executors.post_blocking(cpu,
                                                [&] {
                                                    waited = t.fibers.sleep_until(0);
                                                    parked.notify();
                                                }),
                      ACH_OK, "post to a pool");
        expect_status(parked.wait(), ACH_OK, "wait for the pool");
        expect_status(waited, ACH_E_WRONG_CONTEXT, "a fiber's wait on a pool thread");
    }
    // The last run may still be on its way out of `counting`.
    t.fibers.sleep_until(t.clock.after(2ms));
}

void try_thread(const Tables& t) {
    ach::Event over(t.fibers);
    const ach_host_t* h = t.host.raw();
    ach_status unadopted_leave = ACH_OK;
    ach_status adopted = ACH_E_INTERNAL;
    ach_status twice = ACH_OK;
    std::thread thread([&] {
        unadopted_leave = t.thread->leave(h);
        {
            const ach::AdoptedThread self(h, *t.thread, "probe");
            adopted = self.status();
            twice = t.thread->adopt(h, ach::str("probe again"));
        }
        over.notify();
    });
    const ach_status waited = over.wait();
    thread.join();
    expect_status(waited, ACH_OK, "wait for the thread");
    expect_status(unadopted_leave, ACH_E_WRONG_CONTEXT, "leave without adopt");
    expect_status(adopted, ACH_OK, "adopt");
    expect_status(twice, ACH_E_WRONG_CONTEXT, "second adopt");
    expect_status(t.thread->adopt(h, ach::str("executor")), ACH_E_WRONG_CONTEXT,
                  "adopt on a host thread");
}

void try_main(const Tables& t) {
    ach::Event served(t.fibers);
    std::vector<int> order;
    bool was_main = false;
    expect(!t.main_thread.is_this(), "that a fiber is not on the main thread");
    for (int i = 0; i < 3; ++i) {
        expect_status(t.main_thread.post([&, i] {
            was_main = t.main_thread.is_this();
            order.push_back(i);
            if (i == 2) served.notify();
        }),
                      ACH_OK, "post to the main thread");
    }
    expect_status(served.wait(), ACH_OK, "wait for the main thread");
    expect(was_main, "that posts run on the main thread");
    expect(order == std::vector<int>({0, 1, 2}), "that posts keep their order");
}

}  // namespace probe
