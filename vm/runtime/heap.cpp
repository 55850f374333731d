#include "vm/runtime/heap.hpp"

#include "vm/runtime/block.hpp"
#include "vm/runtime/cells.hpp"
#include "vm/runtime/commons.hpp"
#include "vm/runtime/error.hpp"
#include "vm/runtime/mutator.hpp"
#include "vm/runtime/record.hpp"
#include "vm/runtime/string.hpp"
#include "vm/runtime/tensor.hpp"
#include "vm/runtime/vector.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <limits>

namespace ach::vm {

// The prefix of an object that lives on its own.
struct LargeObject {
    std::size_t bytes;
    std::size_t unused;

    Object* object() { return reinterpret_cast<Object*>(this + 1); }
    static LargeObject* of(const Object& object) {
        return reinterpret_cast<LargeObject*>(reinterpret_cast<std::uintptr_t>(&object)) - 1;
    }
};

namespace {

constexpr std::size_t kChunkBytes = 16 * kBlockBytes;

constexpr std::size_t limit_or_all(std::size_t max_bytes) {
    return max_bytes != 0 ? max_bytes : std::numeric_limits<std::size_t>::max();
}

constexpr std::size_t reserve(std::size_t limit) {
    constexpr std::size_t kUsualReserve = 512u << 10;
    return std::min(limit / 4, std::max(limit / 32, kUsualReserve));
}

// Where allocations are refused at first. The reserve above is for those who handle that.
constexpr std::size_t below_reserve(std::size_t max_bytes) {
    const std::size_t limit = limit_or_all(max_bytes);
    return limit - reserve(limit);
}

// What a collection must have left free for the program to go on. With less, it would do hardly
// anything any more but collect.
constexpr std::size_t least_room(std::size_t max_bytes) {
    return max_bytes == 0 ? 0 : reserve(max_bytes) / 4;
}

// Memory on a block boundary, all zeros; null when the system has none.
void* map_chunk() {
    const std::size_t asked = kChunkBytes + kBlockBytes;
    void* raw = mmap(nullptr, asked, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (raw == MAP_FAILED) return nullptr;
    const auto start = reinterpret_cast<std::uintptr_t>(raw);
    const std::uintptr_t aligned = (start + kBlockBytes - 1) & ~std::uintptr_t{kBlockBytes - 1};
    const std::size_t before = aligned - start;
    const std::size_t after = asked - kChunkBytes - before;
    if (before != 0) munmap(raw, before);
    if (after != 0) munmap(reinterpret_cast<void*>(aligned + kChunkBytes), after);
    return reinterpret_cast<void*>(aligned);
}

[[noreturn]] void heap_is_broken(const char* sentence) {
    std::fprintf(stderr, "The heap is broken: %s\n", sentence);
    std::abort();
}

std::uint64_t now_ns() {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::nanoseconds>(now).count());
}

void trace_vector(Object& object, Tracer& tracer) {
    tracer.visit(&static_cast<Vector&>(object).backing());
}

void trace_backing(Object& object, Tracer& tracer) {
    auto& backing = static_cast<Backing&>(object);
    tracer.visit(backing.items(), backing.length());
}

void trace_record(Object& object, Tracer& tracer) {
    tracer.visit(&static_cast<Record&>(object).block());
}

KindTable built_in_kinds() {
    KindTable kinds{};
    const auto set = [&](Kind kind, const KindOps& ops) {
        kinds[static_cast<std::size_t>(kind)] = ops;
    };
    set(Kind::String, {String::trace, nullptr});
    set(Kind::StringBuffer, {StringBuffer::trace, nullptr});
    set(Kind::Vector, {trace_vector, nullptr});
    set(Kind::WordBacking, {trace_backing, nullptr});
    set(Kind::Record, {trace_record, nullptr});
    set(Kind::FieldBlock, {FieldBlock::trace, nullptr});
    set(Kind::DictionaryBlock, {FieldBlock::trace_dictionary, nullptr});
    set(Kind::Shape, {Shape::trace, Shape::finalize});
    set(Kind::Tensor, {Tensor::trace, nullptr});
    set(Kind::ComplexTensor, {Tensor::trace, nullptr});
    set(Kind::TensorData, {nullptr, TensorData::finalize});
    set(Kind::Cell, {Cell::trace, nullptr});
    set(Kind::Spill, {Spill::trace, nullptr});
    set(Kind::NativeFunction, {NativeFunction::trace, nullptr});
    set(Kind::BoundMethod, {BoundMethod::trace, nullptr});
    set(Kind::Error, {Error::trace, nullptr});
    set(Kind::Resource, {Resource::trace, Resource::finalize});
    return kinds;
}

}  // namespace

Heap::Heap(const HeapOptions& options)
    : kinds_(built_in_kinds()),
      max_bytes_(options.max_bytes),
      first_collection_(options.first_collection),
      stress_(options.stress),
      classes_(kSizeClasses),
      chunk_used_(kChunkBytes),
      next_collection_(std::min(options.first_collection, below_reserve(options.max_bytes))),
      refused_above_(below_reserve(options.max_bytes)),
      symbols_(std::make_unique<Symbols>()) {
    Mutator mutator(*this);
    OverLimit bootstrap(mutator);
    shapes_ = std::make_unique<Shapes>(mutator);
    commons_ = std::make_unique<Commons>(mutator);
    is_ready_ = true;
}

Heap::~Heap() {
    assert(mutators_.empty() && "a mutator outlives its heap");
    for (Object* object : watched_) {
        kinds_[static_cast<std::size_t>(object->kind())].finalize(*object, *this);
    }
    run_what_was_left();
    for (LargeObject* large : large_) std::free(large);
    for (void* chunk : chunks_) munmap(chunk, kChunkBytes);
}

// --- who takes part

void Heap::attach(Mutator& mutator) {
    Lock lock(mutex_);
    resumed_.wait(lock, [&] { return !stopping_; });
    if (!mutators_.empty()) {
        // The others write without locks until they know of company: they learn it standing still.
        stop_the_world(nullptr, lock);
        for (Mutator* other : mutators_) other->shared_ = true;
        mutator.shared_ = true;
        resume_the_world();
    }
    mutators_.push_back(&mutator);
    mutator.colour_ = live_colour_;
    mutator.inside_ = true;
    ++running_;
}

void Heap::detach(Mutator& mutator) {
    Lock lock(mutex_);
    std::erase(mutators_, &mutator);
    if (mutator.inside_) --running_;
    stopped_.notify_all();
}

void Heap::enter(Mutator& mutator) {
    Lock lock(mutex_);
    assert(!mutator.inside_ && "this mutator is in the heap already");
    resumed_.wait(lock, [&] { return !stopping_; });
    mutator.inside_ = true;
    ++running_;
}

void Heap::leave(Mutator& mutator) {
    Lock lock(mutex_);
    assert(mutator.inside_ && "this mutator has left the heap already");
    mutator.inside_ = false;
    --running_;
    stopped_.notify_all();
}

void Heap::stop_here(Mutator& mutator) {
    assert(mutator.no_gc_ == 0 && "a safepoint while someone reads raw object memory");
    mutator.held_locks_.expect_none();
    Lock lock(mutex_);
    --running_;
    stopped_.notify_all();
    resumed_.wait(lock, [&] { return !stopping_; });
    ++running_;
    mutator.clear(Mutator::kCollect);
}

void Heap::add_roots(RootProvider& provider) {
    Lock lock(mutex_);
    providers_.push_back(&provider);
}

void Heap::remove_roots(RootProvider& provider) {
    Lock lock(mutex_);
    std::erase(providers_, &provider);
}

void Heap::watch(Object& object) {
    Lock lock(mutex_);
    watched_.push_back(&object);
}

void Heap::run_later(void (*run)(void* context), void* context) {
    later_.push_back({run, context});
}

// --- stopping the world

// False: somebody else stopped it meanwhile, and it runs again.
bool Heap::stop_the_world(Mutator* self, Lock& lock) {
    const unsigned own = self != nullptr && self->inside_ ? 1 : 0;
    if (stopping_) {
        running_ -= own;
        stopped_.notify_all();
        resumed_.wait(lock, [&] { return !stopping_; });
        running_ += own;
        return false;
    }
    stopping_ = true;
    for (Mutator* mutator : mutators_) {
        if (mutator != self) mutator->request(Mutator::kCollect);
    }
    stopped_.wait(lock, [&] { return running_ == own; });
    return true;
}

void Heap::resume_the_world() {
    stopping_ = false;
    resumed_.notify_all();
}

void Heap::collect(Mutator& mutator) {
    assert(mutator.no_gc_ == 0 && "collecting while someone reads raw object memory");
    mutator.held_locks_.expect_none();
    if (!is_ready_) return;
    {
        Lock lock(mutex_);
        if (!stop_the_world(&mutator, lock)) return;
        collect_stopped();
        resume_the_world();
    }
    run_what_was_left();
}

// Code of others, so no lock is held.
void Heap::run_what_was_left() {
    std::vector<Later> later;
    {
        Lock lock(mutex_);
        later.swap(later_);
    }
    for (const Later& item : later) item.run(item.context);
}

// --- collecting

void Tracer::mark(Object& object) {
#if ACH_CHECKS
    if (object.kind() == Kind::Free || static_cast<std::size_t>(object.kind()) >= kKindCount) {
        heap_is_broken("something reachable had been freed (a root was missed)");
    }
#endif
    object.paint(live_);
    if (object.has(kIsLarge)) {
        bytes_ += LargeObject::of(object)->bytes;
    } else {
        Block* block = Block::of(object);
        block->count_mark();
        bytes_ += block->cell_bytes();
    }
    if (kinds_[static_cast<std::size_t>(object.kind())].trace != nullptr) grey_.push_back(&object);
}

void Tracer::drain() {
    while (!grey_.empty()) {
        Object& object = *grey_.back();
        grey_.pop_back();
        kinds_[static_cast<std::size_t>(object.kind())].trace(object, *this);
    }
}

void Heap::mark_roots(Tracer& tracer) {
    commons_->trace(tracer);
    shapes_->trace(tracer);
    for (Mutator* mutator : mutators_) {
        tracer.visit(mutator->pending_);
        for (RootBase* root = mutator->roots_; root != nullptr; root = root->previous_) {
            tracer.visit(root->value_);
        }
        for (HandleScope* scope = mutator->handles_; scope != nullptr; scope = scope->previous_) {
            tracer.visit(scope->values_.data(), scope->values_.size());
        }
    }
    for (RootProvider* provider : providers_) provider->trace_roots(tracer);
}

void Heap::collect_stopped() {
    const std::uint64_t start = now_ns();
    if (live_colour_ == 255) {
        // Cells that waited for their sweep since long ago must not take the coming colour for
        // their own.
        sweep_everything();
        live_colour_ = 0;
    }
    ++live_colour_;
    for (SizeClass& size_class : classes_) {
        size_class.next_unswept = 0;
        for (Block* block : size_class.blocks) block->forget_marks();
    }

    Tracer tracer(kinds_, live_colour_);
    mark_roots(tracer);
    tracer.drain();
    symbols_->drop_dead(tracer);
    shapes_->drop_dead(tracer);
    for (RootProvider* provider : providers_) provider->drop_dead(tracer);
    finalize_dead(tracer);
    free_large(tracer);
    for (Mutator* mutator : mutators_) {
        mutator->runs_ = {};
        mutator->colour_ = live_colour_;
    }

    const std::size_t live = tracer.bytes_ + external_bytes_.load(std::memory_order_relaxed);
    used_bytes_.store(live, std::memory_order_relaxed);
    std::size_t next = live + std::max(first_collection_, live);
    // The reserve closes again when what is alive leaves it alone.
    const std::size_t ceiling = below_reserve(max_bytes_);
    if (live < ceiling) refused_above_.store(ceiling, std::memory_order_relaxed);
    next = std::min(next, refused_above_.load(std::memory_order_relaxed));
    next_collection_.store(next, std::memory_order_relaxed);
    set_empty_blocks_aside(next - std::min(next, live));
    ++collections_;
#if ACH_CHECKS
    if (!stress_ || collections_ % 64 == 0) verify();
#endif
    last_pause_ns_ = now_ns() - start;
    longest_pause_ns_ = std::max(longest_pause_ns_, last_pause_ns_);
}

void Heap::finalize_dead(const Tracer& tracer) {
    std::erase_if(watched_, [&](Object* object) {
        if (tracer.is_marked(*object)) return false;
        kinds_[static_cast<std::size_t>(object->kind())].finalize(*object, *this);
        return true;
    });
}

void Heap::free_large(const Tracer& tracer) {
    std::erase_if(large_, [&](LargeObject* large) {
        if (tracer.is_marked(*large->object())) return false;
        std::free(large);
        return true;
    });
}

// Blocks in which nothing was reached may serve any size. What the time until the next collection
// will need stays mapped, the rest of the memory goes back.
void Heap::set_empty_blocks_aside(std::size_t needed_bytes) {
    const std::size_t kept = needed_bytes / kBlockBytes + kSizeClasses;
    for (SizeClass& size_class : classes_) {
        std::erase_if(size_class.blocks, [&](Block* block) {
            if (block->marked() != 0) return false;
            empty_blocks_.push_back(block);
            return true;
        });
    }
    for (std::size_t i = kept; i < empty_blocks_.size(); ++i) {
        Block* unneeded = empty_blocks_[empty_blocks_.size() - 1 - i];
        if (unneeded->is_formatted()) madvise(unneeded, kBlockBytes, MADV_DONTNEED);
    }
}

void Heap::sweep_everything() {
    for (SizeClass& size_class : classes_) {
        for (Block* block : size_class.blocks) block->sweep(live_colour_);
    }
}

// Whatever a live object refers to is alive.
void Heap::verify() {
    struct Check {
        static void block(Block& block, std::uint8_t live, const KindTable& kinds) {
            for (std::uint32_t i = 0; i < block.cell_count(); ++i) {
                object(*reinterpret_cast<Object*>(block.cell(i)), live, kinds);
            }
        }
        static void object(Object& object, std::uint8_t live, const KindTable& kinds) {
            if (object.kind() == Kind::Free || object.colour() != live) return;
            const KindOps& ops = kinds[static_cast<std::size_t>(object.kind())];
            Tracer checker(kinds, live);
            if (ops.trace != nullptr) ops.trace(object, checker);
            if (!checker.grey_.empty() || checker.bytes_ != 0) {
                heap_is_broken("a live object refers to one that was not reached");
            }
        }
    };
    for (SizeClass& size_class : classes_) {
        for (Block* block : size_class.blocks) Check::block(*block, live_colour_, kinds_);
    }
    for (LargeObject* large : large_) Check::object(*large->object(), live_colour_, kinds_);
}

// --- allocating

bool Heap::make_room(Mutator& mutator, std::size_t bytes) {
    const auto fits = [&](std::size_t limit) {
        const std::size_t used = used_bytes_.load(std::memory_order_relaxed);
        return used <= limit && bytes <= limit - used;
    };
    const bool is_due = stress_ || !fits(next_collection_.load(std::memory_order_relaxed));
    if (is_due) collect(mutator);
    const std::size_t room_needed = is_due ? least_room(max_bytes_) : 0;
    if (mutator.over_limit_ || fits(refused_above_.load(std::memory_order_relaxed) - room_needed)) {
        return true;
    }
    // Whoever catches the error needs some memory, too: from here on the reserve may be used.
    refused_above_.store(limit_or_all(max_bytes_), std::memory_order_relaxed);
    next_collection_.store(limit_or_all(max_bytes_), std::memory_order_relaxed);
    mutator.raise_out_of_memory();
    return false;
}

bool Heap::refill(Mutator& mutator, unsigned size_class) {
    mutator.safepoint();
    if (FreeRun* later = mutator.runs_[size_class].later; later != nullptr) {
        mutator.take_run(size_class, *later);
        return true;
    }
    if (!make_room(mutator, cell_bytes(size_class))) return false;
    while (Block* block = unswept_block(size_class)) {
        if (block->marked() == block->cell_count()) continue;
        FreeRun* free = block->sweep(live_colour_);
        if (free == nullptr) continue;
        mutator.take_run(size_class, *free);
        return true;
    }
    Block* block = fresh_block(size_class);
    if (block == nullptr) {
        mutator.raise_out_of_memory();
        return false;
    }
    mutator.take_run(size_class, *block->free_all());
    return true;
}

Block* Heap::unswept_block(unsigned size_class) {
    Lock lock(mutex_);
    SizeClass& in = classes_[size_class];
    return in.next_unswept < in.blocks.size() ? in.blocks[in.next_unswept++] : nullptr;
}

Block* Heap::fresh_block(unsigned size_class) {
    Lock lock(mutex_);
    void* memory = nullptr;
    if (!empty_blocks_.empty()) {
        memory = empty_blocks_.back();
        empty_blocks_.pop_back();
    } else {
        if (chunk_used_ == kChunkBytes) {
            void* chunk = map_chunk();
            if (chunk == nullptr) return nullptr;
            chunks_.push_back(chunk);
            chunk_used_ = 0;
        }
        memory = static_cast<std::byte*>(chunks_.back()) + chunk_used_;
        chunk_used_ += kBlockBytes;
    }
    SizeClass& in = classes_[size_class];
    Block* block = Block::format(memory, static_cast<std::uint32_t>(cell_bytes(size_class)));
    in.blocks.push_back(block);
    in.next_unswept = in.blocks.size();
    return block;
}

void* Heap::allocate_large(Mutator& mutator, std::size_t bytes) {
    mutator.safepoint();
    if (!make_room(mutator, bytes)) return nullptr;
    auto* large = static_cast<LargeObject*>(std::malloc(sizeof(LargeObject) + bytes));
    if (large == nullptr) {
        mutator.raise_out_of_memory();
        return nullptr;
    }
    large->bytes = bytes;
    used_bytes_.fetch_add(bytes, std::memory_order_relaxed);
    Lock lock(mutex_);
    large_.push_back(large);
    return large->object();
}

bool Heap::account_external(Mutator& mutator, std::size_t bytes) {
    if (!make_room(mutator, bytes)) return false;
    external_bytes_.fetch_add(bytes, std::memory_order_relaxed);
    used_bytes_.fetch_add(bytes, std::memory_order_relaxed);
    return true;
}

void Heap::release_external(std::size_t bytes) {
    external_bytes_.fetch_sub(bytes, std::memory_order_relaxed);
}

HeapStatistics Heap::statistics() const {
    Lock lock(mutex_);
    return {used_bytes_.load(std::memory_order_relaxed),
            external_bytes_.load(std::memory_order_relaxed), collections_, last_pause_ns_,
            longest_pause_ns_};
}

}  // namespace ach::vm
