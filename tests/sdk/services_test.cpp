// Timers, runnables, strands, fibers, ports and pools, whose callbacks throw: the exception ends in
// the log, the memory is freed, and the host goes on.
#include "tests/sdk/mock_host.hpp"

#include <achronyme/achronyme.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

namespace {

using ach::testing::MockHost;
using ::testing::ElementsAre;

// Tables that do at once what a host does later. One test at a time uses them.
struct Eager {
    std::vector<std::string> logged;
    ach_timer_entry* waiting = nullptr;
    ach_strand_item* held = nullptr;
    ach_port_desc port{};
    std::vector<ach_msg> queue;
    int open_strands = 0;
    bool refuses = false;
};
Eager* eager = nullptr;

const std::uint32_t kNotDue = 0;
const ach_slice kSlice{sizeof(ach_slice), 0, &kNotDue, 0, 0, 0};

ach_log_t log_table() {
    ach_log_t t{};
    t.struct_size = sizeof t;
    t.enabled = [](const ach_host_t*, std::int32_t level) noexcept {
        return level >= ACH_LOG_WARN;
    };
    t.write = [](const ach_host_t*, std::int32_t, ach_str text) noexcept {
        eager->logged.emplace_back(text.ptr, text.len);
    };
    return t;
}

ach_timer_t timer_table() {
    ach_timer_t t{};
    t.struct_size = sizeof t;
    t.now_ns = [](const ach_host_t*) noexcept -> std::uint64_t { return 1000; };
    t.wall_ns = [](const ach_host_t*) noexcept -> std::int64_t { return 2000; };
    t.start = [](const ach_host_t*, ach_timer_entry* e,
                 std::uint64_t deadline) noexcept -> ach_status {
        e->deadline_ns = deadline;
        eager->waiting = e;
        return ACH_OK;
    };
    t.cancel = [](const ach_host_t*, ach_timer_entry* e) noexcept -> ach_status {
        return std::exchange(eager->waiting, nullptr) == e ? ACH_OK : ACH_E_GONE;
    };
    t.cancel_wait = t.cancel;
    return t;
}

ach_strand_t strand_table() {
    ach_strand_t t{};
    t.struct_size = sizeof t;
    t.create = [](const ach_host_t*, std::uint16_t, ach_strand_id* out) noexcept -> ach_status {
        ++eager->open_strands;
        *out = {1};
        return ACH_OK;
    };
    t.post = [](const ach_host_t*, ach_strand_id s, ach_strand_item* item) noexcept -> ach_status {
        if (eager->refuses) return ACH_E_GONE;
        if (item->run(item, s, &kSlice) == ACH_RUN_PARKED) eager->held = item;
        return ACH_OK;
    };
    t.wake = [](const ach_host_t*, ach_strand_id s) noexcept -> ach_status {
        if (auto* item = std::exchange(eager->held, nullptr)) item->run(item, s, &kSlice);
        return ACH_OK;
    };
    t.close = [](const ach_host_t*, ach_strand_id) noexcept -> ach_status {
        --eager->open_strands;
        return ACH_OK;
    };
    return t;
}

ach_executor_t executor_table() {
    ach_executor_t t{};
    t.struct_size = sizeof t;
    t.post = [](const ach_host_t*, ach_runnable* r) noexcept -> ach_status {
        while (r->run(r, &kSlice) == ACH_RUN_MORE) {
        }
        return ACH_OK;
    };
    t.count = [](const ach_host_t*) noexcept -> std::uint32_t { return 1; };
    t.post_blocking = [](const ach_host_t*, bool, void (*work)(void*),
                         void* user) noexcept -> ach_status {
        if (eager->refuses) return ACH_E_GONE;
        work(user);
        return ACH_OK;
    };
    return t;
}

ach_fiber_t fiber_table() {
    ach_fiber_t t{};
    t.struct_size = sizeof t;
    t.spawn = [](const ach_host_t*, void (*run)(void*), void* user) noexcept -> ach_status {
        if (eager->refuses) return ACH_E_GONE;
        run(user);
        return ACH_OK;
    };
    return t;
}

ach_bus_t bus_table() {
    ach_bus_t t{};
    t.struct_size = sizeof t;
    t.intern = [](const ach_host_t*, ach_str name) noexcept {
        return static_cast<ach_topic>(name.len);
    };
    t.open = [](const ach_host_t*, const ach_port_desc* d, ach_port* out,
                ach_error* err) noexcept -> ach_status {
        if (d->capacity == 0) return ach::fail(err, ACH_E_ARG, "a port needs room");
        eager->port = *d;
        *out = {9};
        return ACH_OK;
    };
    t.send = [](const ach_host_t*, ach_port, const ach_msg* m) noexcept -> ach_status {
        eager->queue.push_back(*m);
        return ACH_OK;
    };
    t.recv = [](const ach_host_t*, ach_port, ach_msg* out, std::uint32_t max) noexcept {
        std::uint32_t count = 0;
        while (count < max && !eager->queue.empty()) {
            out[count++] = eager->queue.front();
            eager->queue.erase(eager->queue.begin());
        }
        return count;
    };
    t.close = [](const ach_host_t*, ach_port) noexcept -> ach_status { return ACH_OK; };
    return t;
}

class ServicesTest : public ::testing::Test {
protected:
    ServicesTest() {
        eager = &state;
        host.add(ACH_IF_LOG, &log);
        host.add(ACH_IF_TIMER, &timer);
        host.add(ACH_IF_STRAND, &strand);
        host.add(ACH_IF_EXECUTOR, &executor);
        host.add(ACH_IF_FIBER, &fiber);
        host.add(ACH_IF_BUS, &bus);
        context.host = host.raw();
        context.op = &host.ops();
        context.buffer = &host.buffers();
    }
    ~ServicesTest() override {
        EXPECT_EQ(host.live_buffers(), 0u);
        EXPECT_EQ(state.open_strands, 0);
        eager = nullptr;
    }

    ach::Host handle() { return ach::Host(host.raw()); }

    Eager state;
    MockHost host;
    ach_log_t log = log_table();
    ach_timer_t timer = timer_table();
    ach_strand_t strand = strand_table();
    ach_executor_t executor = executor_table();
    ach_fiber_t fiber = fiber_table();
    ach_bus_t bus = bus_table();
    ach::NativeContext context;
};

// Lives as long as the callback that captured it.
using Token = std::shared_ptr<int>;

TEST_F(ServicesTest, ATimerThatThrows) {
    const ach::Clock clock(handle());
    {
        ach::Timer timer_object(clock, [] { throw std::runtime_error("late"); });
        EXPECT_EQ(timer_object.start_in(std::chrono::nanoseconds(5)), ACH_OK);
        EXPECT_EQ(state.waiting->deadline_ns, 1005u);
        state.waiting->fire(state.waiting);
        EXPECT_EQ(timer_object.cancel(), ACH_OK);
        EXPECT_EQ(timer_object.cancel(), ACH_E_GONE);
        timer_object.start_at(7);
    }
    EXPECT_EQ(state.waiting, nullptr) << "the destructor cancels";
    EXPECT_THAT(state.logged, ElementsAre("timer: late"));
}

TEST_F(ServicesTest, AStrandItemThatThrowsIsDoneAndFreed) {
    const Token token = std::make_shared<int>(0);
    const ach::Strand strand_object(ach::Strands(handle()), ACH_CLASS_MAIN);
    strand_object.post([token] { throw std::runtime_error("item"); });
    int visits = 0;
    strand_object.post([token, &visits]() -> std::int32_t {
        return ++visits == 1 ? ACH_RUN_PARKED : ACH_RUN_DONE;
    });
    EXPECT_EQ(token.use_count(), 2);
    strand_object.wake();
    EXPECT_EQ(visits, 2);
    state.refuses = true;
    EXPECT_EQ(strand_object.post([token] {}), ACH_E_GONE);
    EXPECT_EQ(token.use_count(), 1);
    EXPECT_THAT(state.logged, ElementsAre("strand item: item"));
}

TEST_F(ServicesTest, ARunnableThatThrowsParks) {
    int runs = 0;
    ach::Runnable runnable(ach::Executors(handle()), ACH_CLASS_MAIN, [&](const ach_slice& slice) {
        EXPECT_FALSE(ach::is_due(slice));
        if (++runs == 3) throw std::runtime_error("third run");
        return std::int32_t{ACH_RUN_MORE};
    });
    EXPECT_EQ(runnable.post(), ACH_OK);
    EXPECT_EQ(runs, 3);
    EXPECT_THAT(state.logged, ElementsAre("runnable: third run"));
}

TEST_F(ServicesTest, ASliceEndsWithItsFlagOrItsPolls) {
    const std::uint32_t due = 1;
    EXPECT_FALSE(ach::SliceEnd(kSlice).is_due());
    EXPECT_TRUE(ach::SliceEnd({sizeof(ach_slice), 0, &due, 0, 0, 0}).is_due());
    ach::SliceEnd seeded({sizeof(ach_slice), 0, &due, 0, 3, 0});
    EXPECT_FALSE(seeded.is_due());
    EXPECT_FALSE(seeded.is_due());
    EXPECT_TRUE(seeded.is_due());
    constexpr auto kOlder = static_cast<std::uint32_t>(offsetof(ach_slice, polls));
    EXPECT_TRUE(ach::SliceEnd({kOlder, 0, &due, 0, 3, 0}).is_due());
}

TEST_F(ServicesTest, PoolWorkAndFibersThatThrowAreFreed) {
    const Token token = std::make_shared<int>(0);
    const ach::Executors executors(handle());
    const ach::Fibers fibers(handle());
    executors.post_blocking(false, [token] { throw std::runtime_error("pool"); });
    fibers.spawn([token] { throw 5; });
    state.refuses = true;
    EXPECT_EQ(executors.post_blocking(true, [token] {}), ACH_E_GONE);
    EXPECT_EQ(fibers.spawn([token] {}), ACH_E_GONE);
    EXPECT_EQ(token.use_count(), 1);
    EXPECT_THAT(state.logged, ElementsAre("blocking work: pool",
                                          "fiber: something that is no std::exception was thrown"));
}

TEST_F(ServicesTest, APortGoesOnAfterAMessageThatThrew) {
    const ach::Bus bus_object(handle(), context);
    std::vector<std::string> got;
    ach::Port port(bus_object, 8, ACH_FULL_REFUSE, [&](const ach::Message& message) {
        const auto bytes = message.bytes();
        if (bytes.size() == 1) throw std::runtime_error("short");
        got.emplace_back(bytes.begin(), bytes.end());
    });
    const std::string text(40, 'x');
    for (const std::string& part : {std::string("ab"), std::string("!"), text}) {
        port.send_event(3, {reinterpret_cast<const std::uint8_t*>(part.data()), part.size()});
    }
    EXPECT_EQ(host.live_buffers(), 1u) << "only the long one needs a buffer";
    state.port.on_ready(state.port.user, port.raw());
    EXPECT_THAT(got, ElementsAre("ab", text));
    EXPECT_THAT(state.logged, ElementsAre("port: short"));
    EXPECT_THROW(ach::Port(bus_object, 0, ACH_FULL_REFUSE, [](const ach::Message&) {}),
                 ach::Failure);
}

TEST_F(ServicesTest, APlainValueTravelsAsItsBytes) {
    struct Reading {
        double watts;
        std::int32_t meter;
        std::int32_t phase;
    };
    std::vector<Reading> readings;
    int others = 0;
    const ach::Bus bus_object(handle(), context);
    ach::Port port(bus_object, 8, ACH_FULL_REFUSE, [&](const ach::Message& message) {
        const auto reading = message.as<Reading>();
        if (reading)
            readings.push_back(*reading);
        else
            ++others;
    });
    port.send_event(3, ach::bytes_of(Reading{1.5, 7, -1}));
    port.send_event(3, ach::bytes_of(1.5));
    state.port.on_ready(state.port.user, port.raw());
    ASSERT_EQ(readings.size(), 1u);
    EXPECT_EQ(readings[0].watts, 1.5);
    EXPECT_EQ(readings[0].meter, 7);
    EXPECT_EQ(readings[0].phase, -1);
    EXPECT_EQ(others, 1);
}

TEST_F(ServicesTest, APortThatOnlySendsDropsWhatItIsSent) {
    const ach::Port port{ach::Bus(handle(), context)};
    EXPECT_EQ(state.port.capacity, 1u);
    EXPECT_EQ(state.port.full_policy, std::uint32_t{ACH_FULL_DROP_OLDEST});
    EXPECT_EQ(port.send_event(3, ach::bytes_of(true)), ACH_OK);
    state.port.on_ready(state.port.user, port.raw());
    EXPECT_TRUE(state.queue.empty());
}

TEST_F(ServicesTest, SignalsAreSetToCbor) {
    static std::vector<std::vector<std::uint8_t>> items;
    items.clear();
    ach_reactive_t reactive_table{};
    reactive_table.struct_size = sizeof reactive_table;
    reactive_table.set = [](const ach_host_t*, const ach_reactive_t*, ach_ref,
                            const std::uint8_t* bytes, std::size_t size,
                            std::uint64_t*) noexcept -> ach_status {
        items.emplace_back(bytes, bytes + size);
        return ACH_OK;
    };
    host.add(ACH_IF_REACTIVE, &reactive_table);
    const ach::Reactive reactive(handle());
    const ach::Ref none;
    reactive.set(none, 1.5);
    reactive.set(none, true);
    reactive.set(none, false);
    reactive.set(none, "hé");
    reactive.set_cbor(none, {});
    using Bytes = std::vector<std::uint8_t>;
    EXPECT_THAT(items,
                ElementsAre(Bytes{0xfb, 0x3f, 0xf8, 0, 0, 0, 0, 0, 0}, Bytes{0xf5}, Bytes{0xf4},
                            Bytes{0x7b, 0, 0, 0, 0, 0, 0, 0, 3, 'h', 0xc3, 0xa9}, Bytes{}));
}

TEST_F(ServicesTest, WithoutALogNothingIsWritten) {
    host.remove(ACH_IF_LOG);
    const ach::Log silent(handle());
    EXPECT_FALSE(silent.is_enabled(ACH_LOG_ERROR));
    silent.error("unheard");
    EXPECT_TRUE(state.logged.empty());
}

}  // namespace
