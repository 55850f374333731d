// What the primitives of the runtime cost: the parts that every script pays for.
#include "vm/runtime/cells.hpp"
#include "vm/runtime/heap.hpp"
#include "vm/runtime/index.hpp"
#include "vm/runtime/record.hpp"
#include "vm/runtime/string.hpp"
#include "vm/runtime/text.hpp"
#include "vm/runtime/vector.hpp"

#include <benchmark/benchmark.h>

namespace ach::vm {
namespace {

void allocate_cells(benchmark::State& state) {
    Heap heap;
    Mutator m(heap);
    for (auto _ : state) benchmark::DoNotOptimize(make_cell(m, Value::number(1)));
}
BENCHMARK(allocate_cells);

void allocate_beside_live_data(benchmark::State& state) {
    Heap heap;
    Mutator m(heap);
    Root<Vector> live(m, make_vector(m));
    for (int i = 0; i < 100'000; ++i) {
        Root<Cell> cell(m, make_cell(m, Value::number(i)));
        if (!push(m, *live, Value::object(cell.get()))) return;
    }
    for (auto _ : state) benchmark::DoNotOptimize(make_cell(m, Value::number(1)));
}
BENCHMARK(allocate_beside_live_data);

void make_records_of_two_fields(benchmark::State& state) {
    Heap heap;
    Mutator m(heap);
    Root<String> x(m, make_symbol(m, "x")), y(m, make_symbol(m, "y"));
    FieldCache first, second;
    Root<Record> model(m, make_record(m, 2));  // keeps the shapes that the caches know
    if (!first.set_slow(m, *model, *x, Value::number(1))) return;
    if (!second.set_slow(m, *model, *y, Value::number(2))) return;
    for (auto _ : state) {
        Record* record = make_record(m, 2);
        benchmark::DoNotOptimize(first.set(m, *record, Value::number(1)));
        benchmark::DoNotOptimize(second.set(m, *record, Value::number(2)));
    }
}
BENCHMARK(make_records_of_two_fields);

void read_and_write_a_field(benchmark::State& state) {
    Heap heap;
    Mutator m(heap);
    Root<String> x(m, make_symbol(m, "x"));
    Root<Record> record(m, make_record(m));
    FieldCache read, write;
    if (!write.set_slow(m, *record, *x, Value::number(0))) return;
    if (!write.set_slow(m, *record, *x, Value::number(0))) return;
    benchmark::DoNotOptimize(read.get_slow(*record, *x));
    for (auto _ : state) {
        const double d = read.get(*record).as_number() + 1;
        benchmark::DoNotOptimize(write.set(m, *record, Value::number(d)));
    }
}
BENCHMARK(read_and_write_a_field);

void push_numbers(benchmark::State& state) {
    Heap heap;
    Mutator m(heap);
    Root<Vector> list(m, make_vector(m));
    std::size_t count = 0;
    for (auto _ : state) {
        if (++count % 1'000'000 == 0) clear(m, *list);
        benchmark::DoNotOptimize(push(m, *list, Value::number(1)));
    }
}
BENCHMARK(push_numbers);

void read_items(benchmark::State& state) {
    Heap heap;
    Mutator m(heap);
    Root<Vector> list(m, make_number_vector(m, 1024));
    double at = 0;
    for (auto _ : state) {
        at = at == 1023 ? 0 : at + 1;
        benchmark::DoNotOptimize(get_index(m, Value::object(list.get()), Value::number(at)));
    }
}
BENCHMARK(read_items);

void append_to_a_string(benchmark::State& state) {
    Heap heap;
    Mutator m(heap);
    Root<String> text(m, make_string(m, ""));
    Root<String> more(m, make_string(m, "word "));
    for (auto _ : state) {
        if (text->byte_count() > 10'000'000) text = make_string(m, "");
        text = concat(m, *text, *more);
    }
}
BENCHMARK(append_to_a_string);

void number_to_text(benchmark::State& state) {
    Heap heap;
    Mutator m(heap);
    double d = 0;
    for (auto _ : state) benchmark::DoNotOptimize(display(m, Value::number(d += 1)));
}
BENCHMARK(number_to_text);

// One collection with about this many megabytes alive in small objects.
void collect_megabytes(benchmark::State& state) {
    Heap heap;
    Mutator m(heap);
    Root<Vector> live(m, make_vector(m));
    const auto megabytes = static_cast<std::size_t>(state.range(0));
    while (heap.statistics().live_bytes < megabytes << 20) {
        Root<Vector> item(m, make_number_vector(m, 4));
        if (!push(m, *live, Value::object(item.get()))) return;
    }
    for (auto _ : state) heap.collect(m);
}
BENCHMARK(collect_megabytes)->Arg(1)->Arg(16)->Arg(128)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace ach::vm
