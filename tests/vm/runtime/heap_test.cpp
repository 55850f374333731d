#include "vm/runtime/heap.hpp"

#include "fixture.hpp"

#include <atomic>
#include <thread>
#include <vector>

namespace ach::vm {
namespace {

RUNTIME_SUITE(HeapTest);

TEST_P(HeapTest, KeepsWhatIsRootedAndFreesTheRest) {
    Root<Vector> list(m, make_vector(m));
    for (int i = 0; i < 500; ++i) {
        Root<Value> item(m, Value::object(make_string(m, "item " + std::to_string(i))));
        ASSERT_NE(make_string(m, "garbage that nobody holds"), nullptr);
        ASSERT_TRUE(push(m, *list, item));
    }
    heap.collect(m);
    for (int i = 0; i < 500; ++i) {
        EXPECT_EQ(as<String>(list->get(i))->view(), "item " + std::to_string(i));
    }
}

TEST_P(HeapTest, StressCollectsAtEveryAllocation) {
    const std::uint64_t before = heap.statistics().collections;
    for (int i = 0; i < 10; ++i) keep(make_cell(m, n(i)));
    const std::uint64_t collections = heap.statistics().collections - before;
    EXPECT_EQ(collections, GetParam() ? 10u : 0u);
}

TEST_P(HeapTest, MemoryIsUsedAgain) {
    const int rounds = GetParam() ? 300 : 300'000;
    for (int i = 0; i < rounds; ++i) ASSERT_NE(make_cell(m, n(i)), nullptr);
    heap.collect(m);
    EXPECT_LT(heap.statistics().live_bytes, 200'000u);
}

TEST_P(HeapTest, LargeObjectsComeAndGo) {
    for (int i = 0; i < 50; ++i) {
        Root<Vector> large(m, make_number_vector(m, 5000));
        ASSERT_TRUE(large);
        ASSERT_TRUE(set_item(m, *large, 4999, n(i)));
        heap.collect(m);
        EXPECT_EQ(large->get(4999).as_number(), i);
    }
    heap.collect(m);
    EXPECT_LT(heap.statistics().live_bytes, 200'000u);
}

TEST_P(HeapTest, CyclesAreGarbageToo) {
    heap.collect(m);
    const std::size_t before = heap.statistics().live_bytes;
    for (int i = 0; i < 100; ++i) {
        Root<Vector> a(m, make_vector(m)), b(m, make_vector(m));
        ASSERT_TRUE(push(m, *a, Value::object(b.get())));
        ASSERT_TRUE(push(m, *b, Value::object(a.get())));
    }
    heap.collect(m);
    EXPECT_EQ(heap.statistics().live_bytes, before);
}

TEST_P(HeapTest, DeepStructuresAreMarkedWithoutRecursion) {
    Root<Cell> chain(m, make_cell(m, Value()));
    for (int i = 0; i < (GetParam() ? 300 : 200'000); ++i) {
        chain = make_cell(m, Value::object(chain.get()));
    }
    heap.collect(m);
    EXPECT_TRUE(is_kind(chain->get(), Kind::Cell));
}

class CountedRoots final : public RootProvider {
public:
    void trace_roots(Tracer& tracer) override {
        ++calls;
        tracer.visit(held);
    }
    Value held;
    int calls = 0;
};

TEST_P(HeapTest, ProvidersReportRoots) {
    CountedRoots roots;
    heap.add_roots(roots);
    roots.held = Value::object(make_string(m, "held by a provider"));
    heap.collect(m);
    EXPECT_EQ(as<String>(roots.held)->view(), "held by a provider");
    EXPECT_GE(roots.calls, 1);
    heap.remove_roots(roots);
}

TEST_P(HeapTest, ResourcesAreDroppedOnceWhenTheyDie) {
    static int drops;
    drops = 0;
    static const ResourceType type{
        .name = "Thing", .text = "", .drop = [](void* p, const ResourceType&) {
            drops += *static_cast<int*>(p);
        }};
    int one = 1;
    {
        Root<Resource> held(m, make_resource(m, type, &one));
        heap.collect(m);
        EXPECT_EQ(drops, 0);
    }
    heap.collect(m);
    EXPECT_EQ(drops, 1);
    Root<Resource> released(m, make_resource(m, type, &one));
    EXPECT_EQ(released->release(), &one);
    released = nullptr;
    heap.collect(m);
    EXPECT_EQ(drops, 1);
}

TEST_P(HeapTest, ResourcesKeepWhatTheyHoldAndAccountForIt) {
    static const ResourceType type{
        .name = "Holder", .text = "", .trace = [](void* p, const ResourceType&, Tracer& tracer) {
            tracer.visit(*static_cast<Value*>(p));
        }};
    Value held = Value::object(make_string(m, "held by a resource and by nothing else"));
    {
        Root<Value> until_wrapped(m, held);
        Root<Resource> holder(m, make_resource(m, type, &held, 1 << 20));
        until_wrapped = Value();
        heap.collect(m);
        EXPECT_EQ(as<String>(held)->view(), "held by a resource and by nothing else");
        EXPECT_GE(heap.statistics().external_bytes, std::size_t{1} << 20);
    }
    heap.collect(m);
    EXPECT_LT(heap.statistics().external_bytes, std::size_t{1} << 20);
}

TEST_P(HeapTest, SymbolsAreUniqueAndHeldWeakly) {
    const std::size_t before = heap.symbols().size();
    {
        Root<String> a(m, make_symbol(m, "a name that only this test uses"));
        heap.collect(m);
        EXPECT_EQ(make_symbol(m, "a name that only this test uses"), a.get());
        EXPECT_EQ(heap.symbols().size(), before + 1);
    }
    heap.collect(m);
    EXPECT_EQ(heap.symbols().size(), before);
    EXPECT_EQ(heap.symbols().find("a name that only this test uses"), nullptr);
}

TEST_P(HeapTest, ColoursWrapAround) {
    Root<Vector> list(m, make_vector(m));
    for (int i = 0; i < 600; ++i) {
        Root<Cell> cell(m, make_cell(m, n(i)));
        ASSERT_TRUE(push(m, *list, Value::object(cell.get())));
        heap.collect(m);
    }
    for (int i = 0; i < 600; ++i) EXPECT_EQ(as<Cell>(list->get(i))->get().as_number(), i);
}

TEST(HeapLimit, FailsWithAnErrorThatCanBeCaught) {
    Heap heap({.max_bytes = 4u << 20});
    Mutator m(heap);
    Root<Vector> list(m, make_vector(m));
    std::size_t count = 0;
    for (;; ++count) {
        Root<Vector> item(m, make_number_vector(m, 100));
        if (!item || !push(m, *list, Value::object(item.get()))) break;
    }
    ASSERT_TRUE(m.has_error());
    Root<Error> error(m, as<Error>(m.take_error()));
    EXPECT_EQ(error->message().view(), "Out of memory (limit 4 MB)");
    EXPECT_GT(count, 3000u);
    EXPECT_EQ(list->length(), count);  // what was there before stays usable
    for (int i = 0; i < 1000; ++i) {   // and so does a little more memory
        ASSERT_NE(make_string(m, "caught: " + std::to_string(i)), nullptr);
    }
    clear(m, *list);
    EXPECT_NE(make_number_vector(m, 100'000), nullptr);
    EXPECT_EQ(make_number_vector(m, 1'000'000), nullptr);
    EXPECT_TRUE(m.has_error());
}

TEST(HeapLimit, CountsTensors) {
    Heap heap({.max_bytes = 8u << 20});
    Mutator m(heap);
    const std::size_t shape[] = {1000, 100};
    for (int i = 0; i < 100; ++i) ASSERT_NE(make_tensor(m, shape), nullptr);  // garbage
    HandleScope kept(m);
    for (;;) {
        Tensor* tensor = make_tensor(m, shape);
        if (tensor == nullptr) break;
        kept.push(Value::object(tensor));
    }
    EXPECT_GE(kept.size(), 7u);
    EXPECT_LE(kept.size(), 10u);
    EXPECT_TRUE(m.has_error());
}

// Threads build their own structures while everybody collects.
TEST(HeapThreads, MutatorsStopForEachOther) {
    Heap heap({.max_bytes = 0, .stress = false, .first_collection = 256u << 10});
    constexpr int kThreads = 4, kRounds = 20'000;
    std::vector<std::thread> threads;
    std::atomic<int> sound = 0;
    for (int id = 0; id < kThreads; ++id) {
        threads.emplace_back([&heap, &sound, id] {
            Mutator m(heap);
            Root<Vector> list(m, make_vector(m));
            for (int i = 0; i < kRounds; ++i) {
                Root<Cell> cell(m, make_cell(m, Value::number(i)));
                if (i % 10 == id % 10 && !push(m, *list, Value::object(cell.get()))) return;
                if (m.poll() != 0) m.safepoint();
                if (i % 1000 == 0) Outside waiting(m);
            }
            int right = 0;
            for (std::size_t i = 0; i < list->length(); ++i) {
                right +=
                    as<Cell>(list->get(i))->get().as_number() == static_cast<double>(i * 10 + id);
            }
            if (right == kRounds / 10) ++sound;
        });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(sound, kThreads);
    EXPECT_GT(heap.statistics().collections, 0u);
}

// Writers of one vector and one record lose nothing of their own and corrupt nothing.
TEST(HeapThreads, ContainersMayBeShared) {
    Heap heap({.max_bytes = 0, .stress = false, .first_collection = 256u << 10});
    constexpr int kThreads = 3, kRounds = 2000;
    Mutator main(heap);
    Root<Vector> list(main, make_vector(main));
    Root<Record> record(main, make_record(main));
    {
        Outside waiting(main);
        std::vector<std::thread> threads;
        for (int id = 0; id < kThreads; ++id) {
            threads.emplace_back([&, id] {
                Mutator m(heap);
                Root<String> name(m, make_symbol(m, "field" + std::to_string(id)));
                for (int i = 0; i < kRounds; ++i) {
                    Root<Value> item(
                        m, i % 7 == 0 ? Value::object(make_cell(m, Value())) : Value::number(id));
                    if (!push(m, *list, item)) return;
                    if (i % 100 == 0) snapshot(m, *list);
                    if (!set_field(m, *record, *name, Value::number(i))) return;
                    Root<String> other(m, make_symbol(m, "x" + std::to_string(i % 200)));
                    if (!set_field(m, *record, *other, Value::number(id))) return;
                }
            });
        }
        for (std::thread& thread : threads) thread.join();
    }
    EXPECT_EQ(list->length(), std::size_t{kThreads * kRounds});
    EXPECT_EQ(field_count(*record), 200u + kThreads);
    for (int id = 0; id < kThreads; ++id) {
        EXPECT_EQ(get_field(heap, *record, "field" + std::to_string(id)).as_number(), kRounds - 1);
    }
}

}  // namespace
}  // namespace ach::vm
