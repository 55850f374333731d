// What a call through a table costs.

#include <cstring>

#include "bench/host/bench_host.hpp"

namespace ach::host {
namespace {

// The shortest member there is: finds the caller and reads one number.
void table_call(benchmark::State& state) {
    BenchHost host;
    const ach_executor_t* table = executor_table();
    benchmark::DoNotOptimize(table);
    for (auto _ : state) benchmark::DoNotOptimize(table->count(host));
}
BENCHMARK(table_call);

void table_now_ns(benchmark::State& state) {
    BenchHost host;
    const ach_timer_t* table = timer_table();
    benchmark::DoNotOptimize(table);
    for (auto _ : state) benchmark::DoNotOptimize(table->now_ns(host));
}
BENCHMARK(table_now_ns);

void buffer_make_and_end(benchmark::State& state) {
    BenchHost host;
    const ach_buffer_t* table = buffer_table();
    for (auto _ : state) {
        ach_buf buffer{};
        std::uint8_t* bytes = nullptr;
        table->alloc(host, ACH_BUF_HEAP, 48, &buffer, &bytes);
        std::memset(bytes, 1, 48);
        table->freeze(host, buffer);
        table->release(host, buffer);
    }
}
BENCHMARK(buffer_make_and_end);

void buffer_retain_view_release(benchmark::State& state) {
    BenchHost host;
    const ach_buffer_t* table = buffer_table();
    ach_buf buffer{};
    std::uint8_t* bytes = nullptr;
    table->alloc(host, ACH_BUF_HEAP, 48, &buffer, &bytes);
    table->freeze(host, buffer);
    for (auto _ : state) {
        table->retain(host, buffer);
        std::size_t size = 0;
        benchmark::DoNotOptimize(table->view(host, buffer, &size));
        table->release(host, buffer);
    }
    table->release(host, buffer);
}
BENCHMARK(buffer_retain_view_release);

void operation_create_and_complete(benchmark::State& state) {
    BenchHost host;
    const ach_op_t* table = op_table();
    ach_op_desc desc{};
    desc.struct_size = sizeof desc;
    desc.ended = [](void*, ach_op, ach_status, ach_buf) noexcept {};
    for (auto _ : state) {
        ach_op op{};
        table->create(host, &desc, &op);
        table->complete(host, op, ACH_OK, {0});
    }
}
BENCHMARK(operation_create_and_complete);

}  // namespace
}  // namespace ach::host
