// The heap: memory for objects, and the collector that takes it back.
//
// Collection is precise, non-moving mark and sweep. It stops every mutator (see Mutator), marks
// from the roots, and sweeps lazily: a block is swept when somebody wants to allocate in it. Each
// collection has its own colour for "live" (the numbers wrap), so nothing is repainted between
// collections and a block may wait for its sweep through several of them.
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
class Tracer;
struct LargeObject;

// What the collector must know of a kind.
struct KindOps {
    // Visits every reference the object holds. Null: it holds none.
    void (*trace)(Object& object, Tracer& tracer) = nullptr;
    // Runs once for a dead object that Heap::watch() knows, before its memory is reused. The world
    // may be stopped: it frees what the object owns, and leaves foreign code to Heap::run_later().
    void (*finalize)(Object& object, Heap& heap) = nullptr;
};
using KindTable = std::array<KindOps, kKindCount>;

// Follows references while marking. It belongs to one collection.
class Tracer {
public:
    Tracer(const KindTable& kinds, std::uint8_t live) : kinds_(kinds), live_(live) {}

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
    void drain();

    const KindTable& kinds_;
    std::uint8_t live_;
    std::size_t bytes_ = 0;
    std::vector<Object*> grey_;
};

// Anything outside of the heap that holds values: a task's stack, a table of handles, globals.
// Called while every mutator is stopped, by the collecting thread.
class RootProvider {
public:
    virtual void trace_roots(Tracer& tracer) = 0;
    // After marking: forgets what it holds weakly and what was not reached.
    virtual void drop_dead(const Tracer&) {}

protected:
    ~RootProvider() = default;
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
    ~Heap();  // finalizes what is watched
    Heap(const Heap&) = delete;
    Heap& operator=(const Heap&) = delete;

    // Teaches the collector a kind. Before the first object of that kind.
    void define(Kind kind, const KindOps& ops) { kinds_[static_cast<std::size_t>(kind)] = ops; }

    // [any thread] The provider must outlive its registration.
    void add_roots(RootProvider& provider);
    void remove_roots(RootProvider& provider);

    // Asks for the kind's finalize() when the object dies.
    void watch(Object& object);
    // For finalize(): calls `run` with the context as soon as the world runs again.
    void run_later(void (*run)(void* context), void* context);

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

private:
    friend class Mutator;
    friend class Outside;

    // Cells of one size. `next_unswept` counts through the blocks once per collection.
    struct SizeClass {
        std::vector<Block*> blocks;
        std::size_t next_unswept = 0;
    };
    struct Later {
        void (*run)(void* context);
        void* context;
    };
    using Lock = std::unique_lock<std::mutex>;

    void attach(Mutator& mutator);
    void detach(Mutator& mutator);
    void enter(Mutator& mutator);
    void leave(Mutator& mutator);
    void stop_here(Mutator& mutator);

    // A run of free cells for the mutator, after a collection if one is due. False when the limit
    // is reached.
    [[nodiscard]] bool refill(Mutator& mutator, unsigned size_class);
    void* allocate_large(Mutator& mutator, std::size_t bytes);
    [[nodiscard]] bool make_room(Mutator& mutator, std::size_t bytes);
    Block* unswept_block(unsigned size_class);
    Block* fresh_block(unsigned size_class);

    bool stop_the_world(Mutator* self, Lock& lock);
    void resume_the_world();
    void collect_stopped();
    void mark_roots(Tracer& tracer);
    void finalize_dead(const Tracer& tracer);
    void free_large(const Tracer& tracer);
    void set_empty_blocks_aside(std::size_t needed_bytes);
    void sweep_everything();
    void run_what_was_left();
    void verify();

    KindTable kinds_{};
    const std::size_t max_bytes_;
    const std::size_t first_collection_;
    const bool stress_;
    bool is_ready_ = false;  // no collection before the commons exist

    mutable std::mutex mutex_;  // guards what follows, up to the atomics
    std::condition_variable stopped_;
    std::condition_variable resumed_;
    bool stopping_ = false;
    unsigned running_ = 0;  // mutators inside the heap
    std::vector<Mutator*> mutators_;
    std::vector<RootProvider*> providers_;
    std::vector<SizeClass> classes_;
    std::vector<void*> chunks_;
    std::size_t chunk_used_ = 0;
    std::vector<Block*> empty_blocks_;
    std::vector<LargeObject*> large_;
    std::vector<Object*> watched_;
    std::vector<Later> later_;
    std::uint64_t collections_ = 0;
    std::uint64_t last_pause_ns_ = 0;
    std::uint64_t longest_pause_ns_ = 0;

    std::uint8_t live_colour_ = 1;  // changes while the world is stopped
    std::atomic<std::size_t> external_bytes_{0};
    std::atomic<std::size_t> used_bytes_{0};  // live at the last collection and handed out since
    std::atomic<std::size_t> next_collection_;
    std::atomic<std::size_t> refused_above_;  // the limit, less a reserve until that is needed

    std::unique_ptr<Symbols> symbols_;
    std::unique_ptr<Shapes> shapes_;
    std::unique_ptr<Commons> commons_;
};

}  // namespace ach::vm
