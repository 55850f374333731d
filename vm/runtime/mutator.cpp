#include "vm/runtime/mutator.hpp"

#include "vm/runtime/block.hpp"
#include "vm/runtime/commons.hpp"
#include "vm/runtime/error.hpp"
#include "vm/runtime/string.hpp"

#include <algorithm>
#include <string>
#include <thread>

namespace ach::vm {

Mutator::Mutator(Heap& heap) : heap_(heap) { heap.attach(*this); }

Mutator::~Mutator() {
    assert(roots_ == nullptr && handles_ == nullptr && "roots outlive their mutator");
    heap_.detach(*this);
}

void Mutator::take_run(unsigned size_class, FreeRun& free) {
    Run& run = runs_[size_class];
    run.step = cell_bytes(size_class);
    run.cursor = reinterpret_cast<std::byte*>(&free);
    const bool one_by_one = heap_.stress_ && heap_.is_ready_;  // to come back for each
    const std::size_t cells = one_by_one ? 1 : free.cells();
    run.end = run.cursor + cells * run.step;
    run.later = one_by_one ? nullptr : free.next();
    heap_.used_bytes_.fetch_add(cells * run.step, std::memory_order_relaxed);
}

void* Mutator::allocate_slow(unsigned size_class) {
    assert(no_gc_ == 0 && "allocating while someone reads raw object memory");
    held_locks_.expect_none();
    if (!heap_.refill(*this, size_class)) return nullptr;
    Run& run = runs_[size_class];
    std::byte* cell = run.cursor;
    run.cursor += run.step;
    return cell;
}

void* Mutator::allocate_large(std::size_t bytes) {
    assert(no_gc_ == 0 && "allocating while someone reads raw object memory");
    held_locks_.expect_none();
    return heap_.allocate_large(*this, bytes);
}

Value Mutator::raise(std::string_view kind, std::string_view message) {
    OverLimit telling(*this);
    Root<String> name(*this, make_symbol(*this, kind));
    if (!name) return Value::failed();
    Root<String> text(*this, make_string(*this, message));
    if (!text) return Value::failed();
    Error* error = make_error(*this, *text, Value::object(name.get()), Value());
    return error == nullptr ? Value::failed() : raise(Value::object(error));
}

Value Mutator::raise_out_of_memory() {
    if (over_limit_) {
        // The system itself has nothing left for the few bytes of the message.
        return raise(Value::object(commons().out_of_memory));
    }
    if (heap_.limit() == 0) return raise(error_kind::kOutOfMemory, "Out of memory");
    const std::size_t megabytes = std::max<std::size_t>(heap_.limit() >> 20, 1);
    return raise(error_kind::kOutOfMemory,
                 "Out of memory (limit " + std::to_string(megabytes) + " MB)");
}

Value Mutator::raise_stack_overflow() {
    return raise(error_kind::kStackOverflow, "Stack overflow");
}

void WriteLock::wait() {
    for (;;) {
        for (int spins = 0; spins < 64; ++spins) {
            std::uint32_t free = 0;
            if (word_->load(std::memory_order_relaxed) == 0 &&
                word_->compare_exchange_weak(free, 1, std::memory_order_acquire,
                                             std::memory_order_relaxed)) {
                return;
            }
        }
        std::this_thread::yield();  // the holder has lost its core
    }
}

}  // namespace ach::vm
