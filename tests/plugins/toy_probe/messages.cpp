// Probes of everything that travels: buffers, operations, messages, services.
#include "tests/plugins/toy_probe/probe.hpp"

#include <algorithm>
#include <cstring>
#include <numeric>
#include <span>

namespace probe {

namespace {

std::uint64_t number_in(std::span<const std::uint8_t> bytes) {
    std::uint64_t number = 0;
    std::memcpy(&number, bytes.data(), std::min(bytes.size(), sizeof number));
    return number;
}

// A port without on_ready: it is polled.
class PolledPort {
public:
    PolledPort(const Tables& t, std::uint32_t capacity, std::uint32_t policy) : t_(t) {
        ach_port_desc desc{};
        desc.struct_size = sizeof desc;
        desc.capacity = capacity;
        desc.full_policy = policy;
        desc.priority_class = ACH_CLASS_SPAWNED;
        ach::ErrorRecord err;
        expect_status(t.bus.table().open(t.host.raw(), &desc, &raw_, err.out()), ACH_OK, "open");
    }
    ~PolledPort() { t_.bus.table().close(t_.host.raw(), raw_); }
    PolledPort(const PolledPort&) = delete;
    PolledPort& operator=(const PolledPort&) = delete;

    ach_port raw() const { return raw_; }
    ach_status subscribe(ach_topic topic) const {
        return t_.bus.table().subscribe(t_.host.raw(), raw_, topic);
    }
    ach_status send(const ach_msg& m) const { return t_.bus.table().send(t_.host.raw(), raw_, &m); }
    // The numbers that wait.
    std::vector<std::uint64_t> take() const {
        std::vector<std::uint64_t> numbers;
        ach_msg m{};
        while (t_.bus.table().recv(t_.host.raw(), raw_, &m, 1) == 1) {
            const ach::Message message(*t_.context, m);
            numbers.push_back(number_in(message.bytes()));
        }
        return numbers;
    }
    ach_port_stats stats() const {
        ach_port_stats stats{};
        stats.struct_size = sizeof stats;
        t_.bus.table().stats(t_.host.raw(), raw_, &stats);
        return stats;
    }

private:
    const Tables& t_;
    ach_port raw_{};
};

ach_msg numbered(ach_topic topic, std::uint16_t kind, std::uint64_t key, std::uint64_t number) {
    ach_msg m{};
    m.topic = topic;
    m.kind = kind;
    m.key = key;
    m.size = sizeof number;
    std::memcpy(m.inline_data, &number, sizeof number);
    return m;
}

std::vector<std::uint64_t> sorted(std::vector<std::uint64_t> numbers) {
    std::sort(numbers.begin(), numbers.end());
    return numbers;
}

}  // namespace

void try_buffer(const Tables& t) {
    const ach_host_t* h = t.host.raw();
    const ach_buffer_t& table = *t.context->buffer;
    ach_buf raw{};
    std::uint8_t* bytes = nullptr;
    expect_status(table.alloc(h, ACH_BUF_HEAP, 5, &raw, &bytes), ACH_OK, "alloc");
    std::memcpy(bytes, "hello", 5);
    expect_status(table.freeze(h, raw), ACH_OK, "freeze");
    expect_status(table.freeze(h, raw), ACH_OK, "second freeze");
    {
        const ach::Buffer first(*t.context, raw);
        const ach::Buffer second(first);
        expect(second.text() == "hello", "the bytes");
    }
    std::size_t size = 0;
    expect(table.view(h, raw, &size) == nullptr, "that the last release ended it");
    expect_status(table.retain(h, raw), ACH_E_GONE, "retain of a dead buffer");
    expect_status(table.release(h, raw), ACH_E_GONE, "release of a dead buffer");
    expect_status(table.alloc(h, 99, 1, &raw, &bytes), ACH_E_ARG, "alloc of an unknown kind");

    static const char kForeign[] = "foreign memory";
    ach::Event released(t.fibers);
    const ach_status wrapped = table.wrap(
        h, kForeign, sizeof kForeign,
        [](void* user) noexcept { static_cast<ach::Event*>(user)->notify(); }, &released, &raw);
    if (wrapped == ACH_E_UNSUPPORTED) return;
    expect_status(wrapped, ACH_OK, "wrap");
    expect(table.view(h, raw, &size) == reinterpret_cast<const std::uint8_t*>(kForeign),
           "that wrapped memory is not copied");
    table.release(h, raw);
    expect_status(released.wait(), ACH_OK, "wait for the release of wrapped memory");
}

void try_op(const Tables& t) {
    struct Ends {
        ach::Event over;
        std::atomic<int> ended{0};
        std::atomic<int> cancelled{0};
        std::atomic<ach_status> outcome{ACH_OK};
    } ends{ach::Event(t.fibers)};
    ach_op_desc desc{};
    desc.struct_size = sizeof desc;
    desc.user = &ends;
    desc.ended = [](void* user, ach_op, ach_status outcome, ach_buf) noexcept {
        auto& e = *static_cast<Ends*>(user);
        ++e.ended;
        e.outcome = outcome;
        e.over.notify();
    };
    desc.cancel = [](void* user, ach_op) noexcept { ++static_cast<Ends*>(user)->cancelled; };

    const ach_op_t& table = *t.context->op;
    const ach_host_t* h = t.host.raw();
    ach_op op{};
    expect_status(table.create(h, &desc, &op), ACH_OK, "create");
    expect(!table.is_over(h, op), "that it is not over");
    expect_status(table.complete(h, op, ACH_E_FAILED, {}), ACH_OK, "complete");
    expect_status(ends.over.wait(), ACH_OK, "wait for the end");
    expect_status(ends.outcome, ACH_E_FAILED, "the outcome");
    expect_status(table.complete(h, op, ACH_OK, {}), ACH_E_GONE, "second complete");
    expect_status(table.cancel(h, op), ACH_E_GONE, "cancel after the end");
    expect(table.is_over(h, op), "that it is over");

    table.create(h, &desc, &op);
    expect_status(table.cancel(h, op), ACH_OK, "cancel");
    expect_status(ends.over.wait(), ACH_OK, "wait for the cancelled end");
    expect_status(ends.outcome, ACH_E_CANCELLED, "the cancelled outcome");
    desc.timeout_ms = 1;
    table.create(h, &desc, &op);
    expect_status(ends.over.wait(), ACH_OK, "wait for the time-out");
    expect_status(ends.outcome, ACH_E_TIMEOUT, "the outcome after the time-out");
    expect_equal(ends.ended.load(), 3, "ends");
    expect_equal(ends.cancelled.load(), 2, "cancels");
    desc.ended = nullptr;
    expect_status(table.create(h, &desc, &op), ACH_E_ARG, "create without ended");
}

void try_events(const Tables& t) {
    constexpr std::uint64_t kEvents = 500;
    ach::Event all_here(t.fibers);
    std::vector<std::uint64_t> got;
    std::vector<std::uint64_t> sequence;
    ach::Port receiver(t.bus, 1024, ACH_FULL_REFUSE, [&](const ach::Message& message) {
        got.push_back(number_in(message.bytes()));
        sequence.push_back(message.raw().seq);
        if (got.size() == kEvents) all_here.notify();
    });
    expect_status(receiver.subscribe("test.probe.events/1"), ACH_OK, "subscribe");
    const PolledPort sender(t, 1, ACH_FULL_REFUSE);
    const ach_topic topic = t.bus.topic("test.probe.events/1");
    expect(topic != 0 && topic == t.bus.topic("test.probe.events/1"),
           "that topics are numbered once");
    for (std::uint64_t i = 0; i < kEvents; ++i) {
        std::vector<std::uint8_t> payload(i % 2 == 0 ? 8
                                                     : 64);  // inside of the message, or a buffer
        std::memcpy(payload.data(), &i, sizeof i);
        expect_status(sender.send(receiver.message(topic, ACH_MSG_EVENT, 0, payload)), ACH_OK,
                      "send");
    }
    expect_status(all_here.wait(), ACH_OK, "wait for the events");
    std::vector<std::uint64_t> wanted(kEvents);
    std::iota(wanted.begin(), wanted.end(), 0u);
    expect(got == wanted, "that events keep their order");
    expect(sequence.front() == 1 && sequence.back() == kEvents, "that they are numbered from 1");
    expect_equal(receiver.stats().received, kEvents, "the counted events");
    expect_status(receiver.unsubscribe("test.probe.events/1"), ACH_OK, "unsubscribe");
    expect_status(receiver.unsubscribe("test.probe.events/1"), ACH_E_ABSENT, "second unsubscribe");
    expect_status(sender.send(numbered(0, ACH_MSG_EVENT, 0, 1)), ACH_E_ARG, "send without a topic");
}

void try_policies(const Tables& t) {
    const ach_topic topic = t.bus.topic("test.probe.policies/1");
    const PolledPort sender(t, 1, ACH_FULL_REFUSE);
    const PolledPort refusing(t, 4, ACH_FULL_REFUSE);
    const PolledPort dropping(t, 4, ACH_FULL_DROP_OLDEST);
    refusing.subscribe(topic);
    dropping.subscribe(topic);
    int refused = 0;
    for (std::uint64_t i = 0; i < 100; ++i) {
        if (sender.send(numbered(topic, ACH_MSG_EVENT, 0, i)) == ACH_E_FULL) ++refused;
    }
    const ach_port_stats full = refusing.stats();
    expect_equal(refused, static_cast<int>(full.refused), "refusals");
    expect_equal(full.accepted + full.refused, std::uint64_t{100}, "accepted and refused");
    const std::vector<std::uint64_t> oldest = refusing.take();
    expect(!oldest.empty() && oldest.front() == 0, "that a refusing port keeps the oldest");
    const std::vector<std::uint64_t> newest = dropping.take();
    const ach_port_stats dropped = dropping.stats();
    expect(!newest.empty() && newest.back() == 99, "that a dropping port keeps the newest");
    expect_equal(dropped.received + dropped.dropped, std::uint64_t{100}, "received and dropped");

    ach_port_desc desc{};
    desc.struct_size = sizeof desc;
    ach_port none{};
    expect_status(t.bus.table().open(t.host.raw(), &desc, &none, nullptr), ACH_E_ARG,
                  "open without capacity");
}

void try_signals(const Tables& t) {
    const ach_topic topic = t.bus.topic("test.probe.signals/1");
    const PolledPort sender(t, 1, ACH_FULL_REFUSE);
    const PolledPort watcher(t, 16, ACH_FULL_COALESCE);
    watcher.subscribe(topic);
    for (std::uint64_t i = 1; i <= 1000; ++i) {
        sender.send(numbered(topic, ACH_MSG_SIGNAL, i % 2, i));
    }
    expect(sorted(watcher.take()) == std::vector<std::uint64_t>({999, 1000}),
           "that only the newest of a key waits");
    const PolledPort late(t, 16, ACH_FULL_COALESCE);
    late.subscribe(topic);
    expect(sorted(late.take()) == std::vector<std::uint64_t>({999, 1000}),
           "that a late subscriber gets what is retained");
}

void try_echo(const Tables& t) {
    ach::Event answered(t.fibers);
    std::string answer;
    std::uint64_t key = 0;
    ach::Port port(t.bus, 8, ACH_FULL_REFUSE, [&](const ach::Message& reply) {
        expect(reply.raw().kind == ACH_MSG_REPLY, "the kind of a reply");
        answer = reply.payload().text();
        key = reply.raw().key;
        answered.notify();
    });
    ach_msg request = numbered(t.bus.topic(PEER_ECHO_TOPIC), ACH_MSG_REQUEST, 17, port.raw().bits);
    request.payload =
        ach::Buffer::copy(*t.context, std::string_view("is anybody there?")).value().release();
    expect_status(port.send(request), ACH_OK, "send to the peer");
    expect_status(answered.wait(), ACH_OK, "wait for the peer");
    expect(answer == "is anybody there?", "the echoed payload");
    expect_equal(key, std::uint64_t{17}, "the correlation id");
}

void try_services(const Tables& t) {
    expect_equal(t.peer->who_calls(t.host.raw(), t.peer),
                 std::uint64_t{std::string_view("test.toy_probe").size()}, "the caller's name");
    expect(t.services.find<peer_table_t>() == t.peer, "that a table is found again");
    expect(t.services.identify(t.host.raw()) == "test.toy_probe", "this plugin's identity");
    const ProbeTable table;
    expect(t.services.find<ProbeTable>() == nullptr, "that the table is not there yet");
    expect_status(t.services.provide(table), ACH_OK, "provide");
    expect_status(t.services.provide(table), ACH_E_ARG, "second provide");
    const ProbeTable* found = t.services.find<ProbeTable>();
    expect(found == &table && found->number == 77, "the provided table");
    expect_status(t.services.withdraw<ProbeTable>(), ACH_OK, "withdraw");
    expect_status(t.services.withdraw<ProbeTable>(), ACH_E_ABSENT, "second withdraw");
    expect(t.services.find<ProbeTable>() == nullptr, "that the table has gone");
}

}  // namespace probe
