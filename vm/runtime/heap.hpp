// The heap: memory for objects, and the collector that takes it back.
//
// Collection is precise, non-moving mark and sweep. It stops every mutator (see Mutator), marks
// from the roots, and sweeps lazily: a block is swept when somebody wants to allocate in it. Two
// colours take turns as "live", so nothing is repainted between collections.
//
// Small objects live in cells of a block's one size, large ones on their own. Memory that objects
// own outside of the heap (tensor data) is accounted with account_external() and counts towards the
// limit and towards the next collection.
//
// Who can be found alive: what the heap itself holds (symbols and shapes weakly, commons), what the
// Root and HandleScope objects of the mutators name, and what the registered RootProviders report.
//
// Nothing here is global: two heaps in one process share nothing.
#pragma once

#include "vm/runtime/object.hpp"

#include <array>
#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

namespace ach::vm {

class Block;
class Commons;
class Heap;
class Mutator;
class Shapes;
class Symbols;
struct LargeObject;

// Follows references while marking. It belongs to one collection.
class Tracer {
public:
    explicit Tracer(std::uint8_t live) : live_(live) {}

    void visit(Value v) {
        if (v.is_object()) visit(v.as_object());
    }
    void visit(const Slot& slot) { visit(slot.load()); }
    // May be null.
    void visit(Object* object) {
        if (object != nullptr && object->colour() != live_) mark(*object);
    }
    void visit(const Slot* slots, std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) visit(slots[i].load());
    }
    void visit(const Value* values, std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) visit(values[i]);
    }

    // Has the object been reached? For tables that hold weakly.
    bool is_marked(const Object& object) const { return object.colour() == live_; }

private:
    friend class Heap;
    void mark(Object& object);

    std::uint8_t live_;
    std::size_t bytes_ = 0;
    std::vector<Object*> grey_;
};

// Anything outside of the heap that holds values: a task's stack, a table of handles, globals.
// Called while every mutator is stopped, by the collecting thread.
class RootProvider {
public:
    virtual void trace_roots(Tracer& tracer) = 0;

protected:
    ~RootProvider() = default;
};

// What the collector must know of a kind.
struct KindOps {
    // Visits every reference the object holds. Null: it holds none.
    void (*trace)(Object& object, Tracer& tracer) = nullptr;
    // Runs once before the memory of an object with kHasFinalizer is reused, on whatever thread
    // sweeps; sees no other object, allocates nothing on the heap.
    void (*finalize)(Object& object, Heap& heap) = nullptr;
};

struct HeapOptions {
    std::size_t max_bytes = 0;  // 0: no limit
    bool stress = false;        // collect at every allocation
    std::size_t first_collection = 4u << 20;
};

struct HeapStatistics {
    std::size_t live_bytes;      // after the last collection, plus what was handed out since
    std::size_t external_bytes;  // part of live_bytes
    std::uint64_t collections;
    std::uint64_t last_pause_ns;
    std::uint64_t longest_pause_ns;
};

class Heap {
public:
    explicit Heap(const HeapOptions& options = {});
    ~Heap();
    Heap(const Heap&) = delete;
    Heap& operator=(const Heap&) = delete;

    // Teaches the collector a kind. Before the first object of that kind.
    void define(Kind kind, const KindOps& ops);
    const KindOps& ops(Kind kind) const { return ops_[static_cast<std::size_t>(kind)]; }

    // [any mutator] The provider must outlive its registration.
    void add_roots(RootProvider& provider);
    void remove_roots(RootProvider& provider);

    // Memory that an object owns outside of the heap. False: the limit would be passed even after
    // a collection; an OutOfMemory error is pending and nothing was accounted.
    [[nodiscard]] bool account_external(Mutator& mutator, std::size_t bytes);
    void release_external(std::size_t bytes);  // [any thread]

    void collect(Mutator& mutator);

    HeapStatistics statistics() const;
    std::size_t limit() const { return max_bytes_; }
    bool is_stressed() const { return stress_; }

    Symbols& symbols() { return *symbols_; }
    Shapes& shapes() { return *shapes_; }
    const Commons& commons() const { return *commons_; }

    // Checks that every reachable object is sound; aborts with a sentence when one is not. Part of
    // every collection when ACH_CHECKS is set.
    void verify();

private:
    friend class Mutator;
    friend class Outside;

    void attach(Mutator& mutator);
    void detach(Mutator& mutator);
    void enter(Mutator& mutator);
    void leave(Mutator& mutator);
    void stop_here(Mutator& mutator);

    // A run of free cells of the class for the mutator, after a collection if one is due. False
    // when the limit is reached.
    bool refill(Mutator& mutator, unsigned size_class);
    void* allocate_large(Mutator& mutator, std::size_t bytes);
    void collect_if_due(Mutator& mutator, std::size_t bytes);
    bool has_room(Mutator& mutator, std::size_t bytes);
    bool next_run(Mutator& mutator, unsigned size_class);

    Block* fresh_block(unsigned size_class);
    void* new_chunk();
    void sweep(Block& block);
    void sweep_everything();
    void sweep_large();
    void bury(Object& object);

    void stop_the_world(Mutator& mutator, std::unique_lock<std::mutex>& lock);
    void resume_the_world();
    void collect_stopped();
    void mark_roots(Tracer& tracer);
    void drain(Tracer& tracer);
    void trace(Object& object, Tracer& tracer);

    std::array<KindOps, kKindCount> ops_{};
    std::size_t max_bytes_;
    std::size_t first_collection_;
    bool stress_;

    mutable std::mutex mutex_;  // everything below, unless it says otherwise
    std::condition_variable stopped_;
    std::condition_variable resumed_;
    bool stopping_ = false;
    unsigned running_ = 0;  // mutators inside the heap
    std::vector<Mutator*> mutators_;
    std::vector<RootProvider*> providers_;

    struct SizeClass {
        std::vector<Block*> blocks;
        std::size_t next_unswept = 0;
    };
    std::vector<SizeClass> classes_;
    std::vector<void*> chunks_;
    std::size_t chunk_used_ = 0;
    std::vector<Block*> empty_blocks_;
    std::vector<LargeObject*> large_;

    std::uint8_t live_colour_ = 1;  // written while the world is stopped
    std::atomic<std::size_t> external_bytes_{0};
    std::atomic<std::size_t> used_bytes_{0};  // live at the last collection and handed out since
    std::size_t next_collection_;
    std::uint64_t collections_ = 0;
    std::uint64_t last_pause_ns_ = 0;
    std::uint64_t longest_pause_ns_ = 0;

    std::unique_ptr<Symbols> symbols_;
    std::unique_ptr<Shapes> shapes_;
    std::unique_ptr<Commons> commons_;
};

}  // namespace ach::vm
