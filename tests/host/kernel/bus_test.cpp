#include <gtest/gtest.h>
#include <poll.h>
#include <sys/resource.h>

#include <atomic>
#include <cstring>
#include <functional>
#include <map>
#include <thread>
#include <vector>

#include "tests/host/kernel/kernel_fixture.hpp"

namespace ach::host {
namespace {

ach_msg event(ach_topic topic, std::uint64_t value = 0) {
    ach_msg message{};
    message.topic = topic;
    message.kind = ACH_MSG_EVENT;
    message.size = sizeof value;
    std::memcpy(message.inline_data, &value, sizeof value);
    return message;
}

ach_msg signal(ach_topic topic, std::uint64_t key, std::uint64_t value) {
    ach_msg message = event(topic, value);
    message.kind = ACH_MSG_SIGNAL;
    message.key = key;
    return message;
}

std::uint64_t value_of(const ach_msg& message) {
    std::uint64_t value = 0;
    std::memcpy(&value, message.inline_data, sizeof value);
    return value;
}

struct BusTest : KernelTest {
    ach_port open(const TestPlugin& who, std::uint32_t policy, std::uint32_t capacity,
                  void (*on_ready)(void*, ach_port) noexcept = nullptr, void* user = nullptr) {
        ach_port_desc desc{};
        desc.struct_size = sizeof desc;
        desc.capacity = capacity;
        desc.full_policy = policy;
        desc.priority_class = ACH_CLASS_SPAWNED;
        desc.user = user;
        desc.on_ready = on_ready;
        ach_port port{};
        ach_error error{};
        error.struct_size = sizeof error;
        EXPECT_EQ(bus.open(who, &desc, &port, &error), ACH_OK) << error.message;
        return port;
    }

    ach_port_stats stats(ach_port port) {
        ach_port_stats out{};
        out.struct_size = sizeof out;
        EXPECT_EQ(bus.stats(plugin, port, &out), ACH_OK);
        return out;
    }

    std::vector<std::uint64_t> values(const TestPlugin& who, ach_port port) {
        std::vector<std::uint64_t> seen;
        ach_msg message;
        while (bus.recv(who, port, &message, 1) == 1) seen.push_back(value_of(message));
        return seen;
    }

    const ach_bus_t& bus = *bus_table();
    ach_topic topic = bus.intern(plugin, ACH_STR("org.example.thing.happened/1"));
    ach_port sender = open(plugin, ACH_FULL_REFUSE, 1);
};

TEST_F(BusTest, TopicsAreInterned) {
    EXPECT_NE(topic, 0u);
    EXPECT_EQ(bus.intern(other, ACH_STR("org.example.thing.happened/1")), topic);
    EXPECT_NE(bus.intern(other, ACH_STR("org.example.thing.happened/2")), topic);
    EXPECT_EQ(bus.intern(other, ach_str{nullptr, 0}), 0u);
    EXPECT_EQ(kernel.bus().topic_name(topic), "org.example.thing.happened/1");
}

TEST_F(BusTest, EventsArriveInOrderWithSenderAndNumber) {
    const ach_port port = open(other, ACH_FULL_REFUSE, 100);
    ASSERT_EQ(bus.subscribe(other, port, topic), ACH_OK);
    for (std::uint64_t i = 0; i < 10; ++i) {
        const ach_msg message = event(topic, i);
        ASSERT_EQ(bus.send(plugin, sender, &message), ACH_OK);
    }
    ach_msg received[20];
    ASSERT_EQ(bus.recv(other, port, received, 20), 10u);
    for (std::uint64_t i = 0; i < 10; ++i) {
        EXPECT_EQ(value_of(received[i]), i);
        EXPECT_EQ(received[i].seq, i + 1);
        EXPECT_EQ(received[i].sender, plugin.caller.index);
        EXPECT_NE(received[i].time_ns, 0u);
    }
    EXPECT_EQ(bus.recv(other, port, received, 20), 0u);
    EXPECT_EQ(plugin.caller.counters.messages_sent, 10u);
}

TEST_F(BusTest, AFullPortRefusesOrDropsItsOldest) {
    const ach_port refusing = open(other, ACH_FULL_REFUSE, 3);
    const ach_port dropping = open(other, ACH_FULL_DROP_OLDEST, 3);
    bus.subscribe(other, refusing, topic);
    bus.subscribe(other, dropping, topic);
    for (std::uint64_t i = 0; i < 5; ++i) {
        const ach_msg message = event(topic, i);
        EXPECT_EQ(bus.send(plugin, sender, &message), i < 3 ? ACH_OK : ACH_E_FULL);
    }
    EXPECT_EQ(stats(refusing).refused, 2u);
    EXPECT_EQ(stats(dropping).dropped, 2u);
    EXPECT_EQ(values(other, refusing), (std::vector<std::uint64_t>{0, 1, 2}));
    EXPECT_EQ(values(other, dropping), (std::vector<std::uint64_t>{2, 3, 4}));
}

TEST_F(BusTest, ACoalescingPortKeepsTheNewestValueInTheFirstPlace) {
    const ach_port port = open(other, ACH_FULL_COALESCE, 3);
    bus.subscribe(other, port, topic);
    const auto send = [&](const ach_msg& message) { return bus.send(plugin, sender, &message); };
    EXPECT_EQ(send(signal(topic, 7, 70)), ACH_OK);
    EXPECT_EQ(send(signal(topic, 8, 80)), ACH_OK);
    EXPECT_EQ(send(signal(topic, 7, 71)), ACH_OK);
    EXPECT_EQ(send(event(topic, 5)), ACH_OK);
    EXPECT_EQ(send(event(topic, 5)), ACH_E_FULL) << "events are never merged";
    EXPECT_EQ(send(signal(topic, 8, 81)), ACH_OK) << "a waiting key has its place";
    EXPECT_EQ(stats(port).coalesced, 2u);
    EXPECT_EQ(stats(port).queued, 3u);
    EXPECT_EQ(values(other, port), (std::vector<std::uint64_t>{71, 81, 5}));
    EXPECT_EQ(send(signal(topic, 7, 72)), ACH_OK);
    EXPECT_EQ(values(other, port), (std::vector<std::uint64_t>{72}));
}

TEST_F(BusTest, CoalescingSurvivesManyKeysComingAndGoing) {
    const ach_port port = open(other, ACH_FULL_COALESCE, 500);
    bus.subscribe(other, port, topic);
    std::map<std::uint64_t, std::uint64_t> expected;
    std::uint64_t random = 1;
    for (std::uint64_t step = 1; step < 20'000; ++step) {
        random = random * 6364136223846793005u + 1442695040888963407u;
        const std::uint64_t key = (random >> 33) % 400 * 1000;
        const ach_msg message = signal(topic, key, step);
        ASSERT_EQ(bus.send(plugin, sender, &message), ACH_OK);
        expected[key] = step;
        if (random % 3 == 0) {
            ach_msg received;
            ASSERT_EQ(bus.recv(other, port, &received, 1), 1u);
            ASSERT_EQ(expected[received.key], value_of(received));
            expected.erase(received.key);
        }
    }
    EXPECT_EQ(values(other, port).size(), expected.size());
}

TEST_F(BusTest, ALateSubscriberGetsTheRetainedSignalsFirst) {
    for (std::uint64_t i = 1; i <= 3; ++i) {
        const ach_msg message = signal(topic, 5, i);
        bus.send(plugin, sender, &message);
    }
    const ach_msg forgotten = event(topic, 99);
    bus.send(plugin, sender, &forgotten);
    const ach_port port = open(other, ACH_FULL_REFUSE, 10);
    ASSERT_EQ(bus.subscribe(other, port, topic), ACH_OK);
    ASSERT_EQ(bus.subscribe(other, port, topic), ACH_OK) << "twice is once";
    const ach_msg next = signal(topic, 5, 4);
    bus.send(plugin, sender, &next);
    ach_msg received[10];
    ASSERT_EQ(bus.recv(other, port, received, 10), 2u);
    EXPECT_EQ(value_of(received[0]), 3u);
    EXPECT_EQ(received[0].seq, 3u) << "a signal's number is its version";
    EXPECT_EQ(value_of(received[1]), 4u);
    EXPECT_EQ(received[1].seq, 4u);
}

TEST_F(BusTest, PayloadsAreSharedAndEndWithTheirLastReceiver) {
    const ach_port one = open(other, ACH_FULL_REFUSE, 10);
    const ach_port two = open(plugin, ACH_FULL_DROP_OLDEST, 1);
    bus.subscribe(other, one, topic);
    bus.subscribe(plugin, two, topic);
    for (int i = 0; i < 3; ++i) {
        ach_msg message = event(topic);
        message.payload = frozen("payload");
        ASSERT_EQ(bus.send(plugin, sender, &message), ACH_OK);
    }
    EXPECT_EQ(kernel.buffers().live(), 3u);
    ach_msg received[3];
    ASSERT_EQ(bus.recv(other, one, received, 3), 3u);
    for (const ach_msg& message : received) {
        std::size_t size = 0;
        ASSERT_NE(buffer_table()->view(other, message.payload, &size), nullptr);
        EXPECT_EQ(size, 7u);
        buffer_table()->release(other, message.payload);
    }
    EXPECT_EQ(kernel.buffers().live(), 1u) << "the one that the other port still holds";
    EXPECT_EQ(bus.close(plugin, two), ACH_OK);
    EXPECT_EQ(kernel.buffers().live(), 0u);
}

TEST_F(BusTest, AnUnfrozenPayloadIsRefusedAndReleased) {
    ach_msg message = event(topic);
    std::uint8_t* bytes = nullptr;
    ASSERT_EQ(buffer_table()->alloc(plugin, ACH_BUF_HEAP, 3, &message.payload, &bytes), ACH_OK);
    EXPECT_EQ(bus.send(plugin, sender, &message), ACH_E_ARG);
    EXPECT_EQ(kernel.buffers().live(), 0u);
}

TEST_F(BusTest, RequestsAndRepliesKeepTheirCorrelation) {
    const ach_port server = open(other, ACH_FULL_REFUSE, 10);
    const ach_port client = open(plugin, ACH_FULL_REFUSE, 10);
    ach_msg request = event(topic, 20);
    request.kind = ACH_MSG_REQUEST;
    request.key = 4711;
    ASSERT_EQ(bus.send_to(plugin, client, server, &request), ACH_OK);
    ach_msg received;
    ASSERT_EQ(bus.recv(other, server, &received, 1), 1u);
    EXPECT_EQ(received.kind, ACH_MSG_REQUEST);
    ach_msg reply = received;
    reply.kind = ACH_MSG_REPLY;
    ASSERT_EQ(bus.send_to(other, server, client, &reply), ACH_OK);
    ASSERT_EQ(bus.recv(plugin, client, &received, 1), 1u);
    EXPECT_EQ(received.kind, ACH_MSG_REPLY);
    EXPECT_EQ(received.key, 4711u);
}

TEST_F(BusTest, NonsenseAndStrangersAreRefused) {
    ach_port_desc desc{};
    desc.struct_size = sizeof desc;
    ach_port port{};
    ach_error error{};
    error.struct_size = sizeof error;
    EXPECT_EQ(bus.open(plugin, &desc, &port, &error), ACH_E_ARG);
    EXPECT_NE(std::string(error.message).find("65534"), std::string::npos);
    desc.capacity = 65'535;
    EXPECT_EQ(bus.open(plugin, &desc, &port, nullptr), ACH_E_ARG);
    desc.capacity = 65'534;
    EXPECT_EQ(bus.open(plugin, &desc, &port, nullptr), ACH_OK);
    EXPECT_EQ(bus.subscribe(plugin, port, 0), ACH_E_ARG);
    EXPECT_EQ(bus.subscribe(plugin, port, 12'345), ACH_E_ARG);
    EXPECT_EQ(bus.subscribe(other, port, topic), ACH_E_DENIED) << "a port has one owner";
    EXPECT_EQ(bus.close(other, port), ACH_E_DENIED);
    EXPECT_EQ(bus.unsubscribe(plugin, port, topic), ACH_E_ABSENT);
    ach_msg message = event(12'345);
    EXPECT_EQ(bus.send(plugin, sender, &message), ACH_E_ARG);
    message = event(topic);
    message.size = 17;
    EXPECT_EQ(bus.send(plugin, sender, &message), ACH_E_ARG);
    message = event(topic);
    EXPECT_EQ(bus.send(other, sender, &message), ACH_E_DENIED);
    EXPECT_EQ(bus.send(plugin, {0}, &message), ACH_E_GONE);
    EXPECT_EQ(bus.close(plugin, port), ACH_OK);
    EXPECT_EQ(bus.close(plugin, port), ACH_E_GONE);
    EXPECT_EQ(bus.send_to(plugin, sender, port, &message), ACH_E_GONE);
    EXPECT_EQ(bus.recv(plugin, port, &message, 1), 0u);
    EXPECT_EQ(bus.wait_fd(plugin, port), -1);
}

// A receiver that counts what its on_ready takes out, a few at a time.
struct Receiver {
    explicit Receiver(const TestPlugin& plugin, std::uint32_t at_a_time = 16)
        : who(&plugin), batch(at_a_time) {}

    const TestPlugin* who;
    const std::uint32_t batch;
    Tally received;
    Tally calls;
    std::atomic<int> inside{0};

    static void on_ready(void* user, ach_port port) noexcept {
        auto* self = static_cast<Receiver*>(user);
        EXPECT_EQ(++self->inside, 1) << "one call at a time";
        self->calls.add();
        std::vector<ach_msg> messages(self->batch);
        std::uint32_t count = 0;
        do {
            count = bus_table()->recv(*self->who, port, messages.data(), self->batch);
            for (std::uint32_t i = 0; i < count; ++i) {
                if (messages[i].payload.bits != 0) {
                    buffer_table()->release(*self->who, messages[i].payload);
                }
            }
            self->received.add(count);
        } while (count == self->batch);
        --self->inside;
    }
};

TEST_F(BusTest, OnReadyIsCalledAgainOnlyAfterTheQueueWasEmptied) {
    Receiver receiver(other);
    const ach_port port = open(other, ACH_FULL_REFUSE, 1000, Receiver::on_ready, &receiver);
    bus.subscribe(other, port, topic);
    for (int round = 1; round <= 200; ++round) {
        const ach_msg message = event(topic);
        ASSERT_EQ(bus.send(plugin, sender, &message), ACH_OK);
        if (round % 10 == 0) {
            ASSERT_TRUE(receiver.received.reaches(round));
        }
    }
    EXPECT_TRUE(receiver.received.reaches(200));
    EXPECT_LE(receiver.calls.count(), 200);
    EXPECT_EQ(bus.close(other, port), ACH_OK);
}

TEST_F(BusTest, AfterCloseOnReadyIsNotRunning) {
    struct Slow {
        std::atomic<bool> is_running{false};
        std::atomic<bool> has_run{false};
        const TestPlugin* who;
        static void on_ready(void* user, ach_port) noexcept {
            auto* self = static_cast<Slow*>(user);
            self->is_running = true;
            self->has_run = true;
            const std::uint64_t now = timer_table()->now_ns(*self->who);
            fiber_table()->sleep_until(*self->who, now + 5'000'000);
            self->is_running = false;
        }
    };
    for (const bool from_fiber : {false, true}) {
        Slow slow;
        slow.who = &other;
        const ach_port port = open(other, ACH_FULL_REFUSE, 10, Slow::on_ready, &slow);
        bus.subscribe(other, port, topic);
        const ach_msg message = event(topic);
        bus.send(plugin, sender, &message);
        while (!slow.has_run) std::this_thread::yield();
        if (from_fiber) {
            on_fiber(kernel, [&] { EXPECT_EQ(bus.close(other, port), ACH_OK); });
        } else {
            EXPECT_EQ(bus.close(other, port), ACH_OK);
        }
        EXPECT_FALSE(slow.is_running);
    }
    EXPECT_EQ(other.caller.counters.ports, 0);
}

TEST_F(BusTest, APortMayCloseItselfInOnReady) {
    struct Once {
        const TestPlugin* who;
        Tally closed;
        static void on_ready(void* user, ach_port port) noexcept {
            auto* self = static_cast<Once*>(user);
            EXPECT_EQ(bus_table()->close(*self->who, port), ACH_OK);
            self->closed.add();
        }
    } once{&other, {}};
    const ach_port port = open(other, ACH_FULL_REFUSE, 10, Once::on_ready, &once);
    bus.subscribe(other, port, topic);
    ach_msg message = event(topic);
    message.payload = frozen("p");
    bus.send(plugin, sender, &message);
    ASSERT_TRUE(once.closed.reaches(1));
    ASSERT_TRUE(kernel.stop(~std::uint64_t{0}));
    EXPECT_EQ(other.caller.counters.ports, 0);
    EXPECT_EQ(kernel.buffers().live(), 0u);
}

TEST_F(BusTest, AForeignLoopWaitsOnADescriptor) {
    const ach_port port = open(other, ACH_FULL_REFUSE, 10);
    bus.subscribe(other, port, topic);
    const auto is_readable = [&] {
        pollfd waiting{bus.wait_fd(other, port), POLLIN, 0};
        return poll(&waiting, 1, 0) == 1;
    };
    const ach_msg message = event(topic);
    bus.send(plugin, sender, &message);
    EXPECT_TRUE(is_readable()) << "asked for after the message";
    ach_msg received[4];
    EXPECT_EQ(bus.recv(other, port, received, 4), 1u);
    EXPECT_FALSE(is_readable());
    bus.send(plugin, sender, &message);
    bus.send(plugin, sender, &message);
    EXPECT_TRUE(is_readable());
    EXPECT_EQ(bus.recv(other, port, received, 1), 1u);
    EXPECT_TRUE(is_readable()) << "one is left";
    EXPECT_EQ(bus.recv(other, port, received, 4), 1u);
    EXPECT_FALSE(is_readable());
}

TEST_F(BusTest, WhatAPluginLeftBehindIsForgotten) {
    const ach_port port = open(other, ACH_FULL_REFUSE, 10);
    ach_msg message = signal(topic, 1, 1);
    message.payload = frozen("retained");
    ASSERT_EQ(bus.send(other, port, &message), ACH_OK);
    EXPECT_EQ(kernel.buffers().live(), 1u);
    kernel.bus().forget(other.caller);
    EXPECT_EQ(kernel.buffers().live(), 0u);
    EXPECT_EQ(other.caller.counters.ports, 0);
    EXPECT_EQ(bus.close(other, port), ACH_E_GONE);
}

// 1 000 000 messages from four senders into one port: what was sent is what was received and what
// was counted as lost, and no buffer is left.
struct BusMillionTest : BusTest, testing::WithParamInterface<std::uint32_t> {};

TEST_P(BusMillionTest, SentIsReceivedPlusCountedLosses) {
    constexpr std::uint64_t kSenders = 4;
#if defined(__SANITIZE_THREAD__)
    constexpr std::uint64_t kEach = 50'000;
#else
    constexpr std::uint64_t kEach = 250'000;
#endif
    const std::uint32_t policy = GetParam();
    Receiver receiver(other, 256);
    const ach_port port = open(other, policy, 4096, Receiver::on_ready, &receiver);
    ASSERT_EQ(bus.subscribe(other, port, topic), ACH_OK);

    std::atomic<std::uint64_t> refused{0};
    std::vector<std::thread> senders;
    for (std::uint64_t s = 0; s < kSenders; ++s) {
        senders.emplace_back([&, s] {
            const ach_port from = open(plugin, ACH_FULL_REFUSE, 1);
            for (std::uint64_t i = 0; i < kEach; ++i) {
                ach_msg message = policy == ACH_FULL_COALESCE ? signal(topic, s * 100 + i % 50, i)
                                                              : event(topic, i);
                if (i % 8 == 0) message.payload = frozen("eight bytes");
                if (bus.send(plugin, from, &message) == ACH_E_FULL) ++refused;
            }
            bus.close(plugin, from);
        });
    }
    for (auto& thread : senders) thread.join();

    // What still waits is taken by on_ready; the port is empty when its counts say so.
    while (stats(port).queued != 0) std::this_thread::yield();
    const ach_port_stats counts = stats(port);
    EXPECT_EQ(counts.accepted + counts.refused, kSenders * kEach);
    EXPECT_EQ(counts.refused, refused);
    EXPECT_EQ(counts.accepted, counts.received + counts.dropped + counts.coalesced);
    EXPECT_TRUE(receiver.received.reaches(static_cast<std::int64_t>(counts.received)));
    EXPECT_EQ(bus.close(other, port), ACH_OK);
    kernel.bus().forget(plugin.caller);  // retained signals
    EXPECT_EQ(kernel.buffers().live(), 0u);
    EXPECT_EQ(plugin.caller.counters.buffers, 0);
    EXPECT_EQ(kernel.bus().totals().received, counts.received);
}

std::string policy_name(const testing::TestParamInfo<std::uint32_t>& policy) {
    const char* names[] = {"Refuse", "DropOldest", "Coalesce"};
    return names[policy.param];
}

INSTANTIATE_TEST_SUITE_P(Policies, BusMillionTest,
                         testing::Values(ACH_FULL_REFUSE, ACH_FULL_DROP_OLDEST, ACH_FULL_COALESCE),
                         policy_name);

TEST_F(BusTest, OrderPerSenderHoldsUnderConcurrency) {
    const ach_port port = open(other, ACH_FULL_DROP_OLDEST, 64);
    bus.subscribe(other, port, topic);
    std::atomic<int> running{3};
    std::vector<std::thread> senders;
    for (std::uint64_t s = 0; s < 3; ++s) {
        senders.emplace_back([&, s] {
            const ach_port from = open(plugin, ACH_FULL_REFUSE, 1);
            for (int i = 0; i < 20'000; ++i) {
                ach_msg message = event(topic, s);
                bus.send(plugin, from, &message);
            }
            --running;
        });
    }
    std::map<std::uint64_t, std::uint64_t> last;
    ach_msg received[32];
    for (bool done = false; !done;) {
        done = running == 0;
        while (const std::uint32_t count = bus.recv(other, port, received, 32)) {
            for (std::uint32_t i = 0; i < count; ++i) {
                const std::uint64_t from = value_of(received[i]);
                ASSERT_GT(received[i].seq, last[from]);
                last[from] = received[i].seq;
            }
        }
    }
    for (auto& thread : senders) thread.join();
}

TEST_F(BusTest, SubscribersComeAndGoWhileOthersSend) {
    std::atomic<bool> stop{false};
    std::thread sending([&] {
        const ach_port from = open(plugin, ACH_FULL_REFUSE, 1);
        for (std::uint64_t i = 0; !stop; ++i) {
            ach_msg message = i % 2 == 0 ? event(topic, i) : signal(topic, i % 5, i);
            if (i % 4 < 2) message.payload = frozen("payload");
            bus.send(plugin, from, &message);
        }
    });
    for (int round = 0; round < 300; ++round) {
        Receiver receiver(other);
        const ach_port port =
            open(other, static_cast<std::uint32_t>(round % 3), 32, Receiver::on_ready, &receiver);
        ASSERT_EQ(bus.subscribe(other, port, topic), ACH_OK);
        if (round % 2 == 0) std::this_thread::yield();
        if (round % 5 == 0) {
            EXPECT_EQ(bus.unsubscribe(other, port, topic), ACH_OK);
        }
        ASSERT_EQ(bus.close(other, port), ACH_OK);
    }
    stop = true;
    sending.join();
    kernel.bus().forget(plugin.caller);
    EXPECT_EQ(other.caller.counters.ports, 0);
    EXPECT_EQ(kernel.buffers().live(), 0u);
}

double cpu_seconds() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& t) {
        return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

TEST_F(BusTest, AThousandFibersWaitingOnPortsCostNothing) {
    struct Listener {
        BusTest* test;
        ach_port port{};
        ach_event ready{};
        Tally* waiting = nullptr;
        Tally* received = nullptr;

        static void on_ready(void* user, ach_port) noexcept {
            auto* self = static_cast<Listener*>(user);
            fiber_table()->event_notify(self->test->other, self->ready);
        }
        static void listen(void* user) noexcept {
            auto* self = static_cast<Listener*>(user);
            self->waiting->add();
            ach_msg message;
            while (bus_table()->recv(self->test->other, self->port, &message, 1) == 0) {
                fiber_table()->event_wait(self->test->other, self->ready, ~std::uint64_t{0});
            }
            self->received->add();
        }
    };
    constexpr int kFibers = 1000;
    Tally waiting;
    Tally received;
    std::vector<Listener> listeners(kFibers);
    for (Listener& listener : listeners) {
        listener = {this, {}, {}, &waiting, &received};
        ASSERT_EQ(fiber_table()->event_create(other, &listener.ready), ACH_OK);
        listener.port = open(other, ACH_FULL_REFUSE, 4, Listener::on_ready, &listener);
        ASSERT_EQ(bus.subscribe(other, listener.port, topic), ACH_OK);
        ASSERT_EQ(fiber_table()->spawn(other, Listener::listen, &listener), ACH_OK);
    }
    ASSERT_TRUE(waiting.reaches(kFibers));
    while (kernel.executors().waiting_fibers() < kFibers) std::this_thread::yield();

    const double before = cpu_seconds();
    std::this_thread::sleep_for(std::chrono::milliseconds(500));  // the window that is measured
    const double used = cpu_seconds() - before;
    EXPECT_LT(used, 0.1) << "CPU seconds in half a second of waiting";
    RecordProperty("idle_cpu_microseconds", static_cast<int>(used * 1e6));

    const ach_msg message = event(topic);
    ASSERT_EQ(bus.send(plugin, sender, &message), ACH_OK);
    EXPECT_TRUE(received.reaches(kFibers));
    for (Listener& listener : listeners) {
        EXPECT_EQ(bus.close(other, listener.port), ACH_OK);
        EXPECT_EQ(fiber_table()->event_destroy(other, listener.ready), ACH_OK);
    }
    EXPECT_EQ(kernel.executors().started(), 2u);
}

}  // namespace
}  // namespace ach::host
