// Messages a second over the bus, beside the queue of Boost.Lockfree that is inside of it.

#include <atomic>
#include <boost/lockfree/queue.hpp>
#include <thread>

#include "bench/host/bench_host.hpp"

namespace ach::host {
namespace {

constexpr std::uint32_t kCapacity = 4096;
constexpr int kMessages = 200'000;
using RawQueue = boost::lockfree::queue<ach_msg, boost::lockfree::fixed_sized<true>>;

struct Line {
    explicit Line(std::uint32_t policy) {
        topic = bus_table()->intern(host, ACH_STR("bench.thing.happened/1"));
        from = open(ACH_FULL_REFUSE, 1);
        to = open(policy, kCapacity);
        bus_table()->subscribe(host, to, topic);
        message.topic = topic;
        message.kind = policy == ACH_FULL_COALESCE ? ACH_MSG_SIGNAL : ACH_MSG_EVENT;
    }
    ach_port open(std::uint32_t policy, std::uint32_t capacity) {
        ach_port_desc desc{};
        desc.struct_size = sizeof desc;
        desc.capacity = capacity;
        desc.full_policy = policy;
        ach_port port{};
        bus_table()->open(host, &desc, &port, nullptr);
        return port;
    }

    BenchHost host;
    ach_topic topic = 0;
    ach_port from{};
    ach_port to{};
    ach_msg message{};
};

void raw_push_and_pop(benchmark::State& state) {
    RawQueue queue(kCapacity);
    ach_msg message{};
    for (auto _ : state) {
        queue.bounded_push(message);
        queue.pop(message);
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(raw_push_and_pop);

void bus_send_and_receive(benchmark::State& state) {
    Line line(static_cast<std::uint32_t>(state.range(0)));
    ach_msg received;
    for (auto _ : state) {
        bus_table()->send(line.host, line.from, &line.message);
        bus_table()->recv(line.host, line.to, &received, 1);
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(bus_send_and_receive)->ArgName("policy")->Arg(ACH_FULL_REFUSE)->Arg(ACH_FULL_COALESCE);

void bus_send_64_and_receive_a_batch(benchmark::State& state) {
    Line line(ACH_FULL_REFUSE);
    std::vector<ach_msg> received(64);
    for (auto _ : state) {
        for (int i = 0; i < 64; ++i) bus_table()->send(line.host, line.from, &line.message);
        bus_table()->recv(line.host, line.to, received.data(), 64);
    }
    state.SetItemsProcessed(state.iterations() * 64);
}
BENCHMARK(bus_send_64_and_receive_a_batch);

// `senders` threads against one receiver; a refused message is sent again.
template <class Send, class Receive>
void stream(benchmark::State& state, Send send, Receive receive) {
    const auto senders = static_cast<int>(state.range(0));
    for (auto _ : state) {
        std::vector<std::thread> threads;
        for (int s = 0; s < senders; ++s) {
            threads.emplace_back([&] {
                for (int i = 0; i < kMessages / senders; ++i) {
                    while (!send()) std::this_thread::yield();
                }
            });
        }
        for (int left = kMessages / senders * senders; left > 0;) {
            const int count = receive();
            if (count == 0) std::this_thread::yield();
            left -= count;
        }
        for (auto& thread : threads) thread.join();
    }
    state.SetItemsProcessed(state.iterations() * (kMessages / senders * senders));
}

void raw_stream(benchmark::State& state) {
    RawQueue queue(kCapacity);
    stream(
        state, [&] { return queue.bounded_push(ach_msg{}); },
        [&] {
            ach_msg received;
            return queue.pop(received) ? 1 : 0;
        });
}
BENCHMARK(raw_stream)->ArgName("senders")->Arg(1)->Arg(2)->UseRealTime();

void bus_stream(benchmark::State& state, std::uint32_t batch) {
    Line line(ACH_FULL_REFUSE);
    std::vector<ach_msg> received(batch);
    stream(
        state, [&] { return bus_table()->send(line.host, line.from, &line.message) == ACH_OK; },
        [&] {
            return static_cast<int>(bus_table()->recv(line.host, line.to, received.data(), batch));
        });
}
BENCHMARK_CAPTURE(bus_stream, single, 1)->ArgName("senders")->Arg(1)->Arg(2)->UseRealTime();
BENCHMARK_CAPTURE(bus_stream, batched, 256)->ArgName("senders")->Arg(1)->Arg(2)->UseRealTime();

}  // namespace
}  // namespace ach::host
