// A mutator is a thread's right to touch heap objects, passed explicitly to whatever may allocate.
//
// Two types in a signature tell the whole story:
//
//   Mutator&      may allocate, hence may collect
//   const NoGc&   reads raw object memory; nothing may be allocated while it exists
//
// Rooting: the caller keeps alive what it passes. A function that takes Mutator& and plain Values
// or object references may assume that they are reachable (from a task's registers, a Root, or
// another object) until it returns, and roots what it makes itself. What a function returns is the
// caller's to root before the next call that takes a Mutator&.
//
// Failure: an operation that fails leaves an Error pending here and returns Value::failed(), null,
// or false. An allocation that would pass the heap's limit fails that way too.
//
// A mutator is inside the heap (it may read and write objects) or outside of it; it goes outside
// to wait, and for natives that touch no value. A collection waits for mutators that are inside to
// come to a safepoint: an allocation, or safepoint() when poll() says so. So a thread that has one
// mutator inside must not make a second one. A Mutator& changes across every suspension of a task
// and is never kept over one.
#pragma once

#include "vm/runtime/heap.hpp"
#include "vm/runtime/lock_rank.hpp"

#include <bit>
#include <cassert>
#include <cstddef>
#include <new>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace ach::vm {

// Cells grow in steps of 8 bytes up to 128, then four steps per power of two.
inline constexpr std::size_t kMaxCellBytes = 8192;
inline constexpr unsigned kFineClasses = 16;
inline constexpr unsigned kSizeClasses = kFineClasses + 24;

constexpr unsigned size_class_of(std::size_t bytes) {
    if (bytes <= 128) return static_cast<unsigned>((bytes + 7) / 8 - 1);
    const auto top = static_cast<unsigned>(std::bit_width(bytes - 1)) - 1;
    return kFineClasses + (top - 7) * 4 + static_cast<unsigned>((bytes - 1) >> (top - 2) & 3);
}

constexpr std::size_t cell_bytes(unsigned size_class) {
    if (size_class < kFineClasses) return (size_class + 1) * std::size_t{8};
    const unsigned step = size_class - kFineClasses;
    return std::size_t{5 + step % 4} << (step / 4 + 5);
}

class FreeRun;
class HandleScope;
class RootBase;

class Mutator {
public:
    // Enters the heap.
    explicit Mutator(Heap& heap);
    ~Mutator();
    Mutator(const Mutator&) = delete;
    Mutator& operator=(const Mutator&) = delete;

    Heap& heap() { return heap_; }
    const Commons& commons() const { return heap_.commons(); }

    // --- making objects

    // A T in `bytes` bytes (its trailing array included), constructed from the arguments. Null,
    // with an OutOfMemory error pending, when the limit is reached. T's constructor must leave
    // nothing unset that its trace looks at.
    template <class T, class... Args>
    [[nodiscard]] T* create(std::size_t bytes, Args&&... args) {
        static_assert(alignof(T) <= 8);
        void* memory = allocate(bytes);
        if (memory == nullptr) [[unlikely]]
            return nullptr;
        T* object = new (memory) T(std::forward<Args>(args)...);
        object->paint(colour_);
        if (bytes > kMaxCellBytes) [[unlikely]]
            object->add(kIsLarge);
        return object;
    }

    // --- errors

    // Makes an Error and leaves it pending. Always returns Value::failed().
    Value raise(std::string_view kind, std::string_view message);
    Value raise(Value error) {
        pending_ = error;
        return Value::failed();
    }
    Value raise_out_of_memory();
    Value raise_stack_overflow();
    bool has_error() const { return !pending_.is_absent(); }
    // The pending Error; there is none afterwards.
    Value take_error() { return std::exchange(pending_, Value::absent()); }

    // --- safepoints

    // Why somebody wants this mutator's attention; zero, nearly always.
    enum Request : std::uint32_t {
        kCollect = 1u << 0,  // safepoint() answers it
        kPreempt = 1u << 1,  // the others belong to the scheduler, which clears them
        kCancel = 1u << 2,
        kOther = 1u << 3,
    };
    std::uint32_t poll() const { return requests_.load(std::memory_order_relaxed); }
    void request(Request r) { requests_.fetch_or(r, std::memory_order_relaxed); }  // [any thread]
    void clear(Request r) { requests_.fetch_and(~std::uint32_t{r}, std::memory_order_relaxed); }
    // Lets a waiting collection happen. What the caller holds must be rooted.
    void safepoint() {
        if ((poll() & kCollect) != 0) heap_.stop_here(*this);
    }

    // True once a second mutator has ever entered this heap. While it is false nobody else can
    // look, and writers of containers need no lock. It changes only at safepoints.
    bool is_shared() const { return shared_; }

    // What this mutator's thread holds of the machine's locks.
    HeldLocks& held_locks() { return held_locks_; }

private:
    friend class Heap;
    friend class NoGc;
    friend class Outside;
    friend class RootBase;
    friend class HandleScope;
    friend class OverLimit;

    void* allocate(std::size_t bytes) {
        if (bytes > kMaxCellBytes) [[unlikely]]
            return allocate_large(bytes);
        const unsigned c = size_class_of(bytes);
        Run& run = runs_[c];
        std::byte* cell = run.cursor;
        if (cell == run.end) [[unlikely]]
            return allocate_slow(c);
        run.cursor = cell + run.step;
        return cell;
    }
    void* allocate_slow(unsigned size_class);
    void* allocate_large(std::size_t bytes);

    // Free cells next to each other, all of one size.
    struct Run {
        std::byte* cursor = nullptr;
        std::byte* end = nullptr;
        std::size_t step = 0;
        FreeRun* later = nullptr;  // more of the same block
    };
    void take_run(unsigned size_class, FreeRun& free);

    Heap& heap_;
    std::atomic<std::uint32_t> requests_{0};
    std::uint8_t colour_ = 1;
    bool shared_ = false;
    bool inside_ = false;
    bool over_limit_ = false;
    unsigned no_gc_ = 0;
    [[no_unique_address]] HeldLocks held_locks_;
    Value pending_ = Value::absent();
    RootBase* roots_ = nullptr;
    HandleScope* handles_ = nullptr;
    std::array<Run, kSizeClasses> runs_{};
};

// The one way to write a reference into an object that others may see: the write barrier.
inline void store(Mutator&, Object&, Slot& slot, Value v) { slot.publish(v); }

// --- roots

// Keeps one value alive. Roots of one mutator are destroyed in reverse order, which C++ scopes do.
class RootBase {
public:
    RootBase(Mutator& mutator, Value v) : mutator_(mutator), previous_(mutator.roots_), value_(v) {
// GCC sees the address of a local stored away, and not the destructor that takes it back.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdangling-pointer"
        mutator.roots_ = this;
#pragma GCC diagnostic pop
    }
    ~RootBase() {
        assert(mutator_.roots_ == this && "roots must go in reverse order");
        mutator_.roots_ = previous_;
    }
    RootBase(const RootBase&) = delete;
    RootBase& operator=(const RootBase&) = delete;

    Value value() const { return value_; }

protected:
    void set_value(Value v) { value_ = v; }

private:
    friend class Heap;

    Mutator& mutator_;
    RootBase* previous_;
    Value value_;
};

// A rooted object reference that may be null.
template <class T>
class Root : public RootBase {
public:
    Root(Mutator& mutator, T* object) : RootBase(mutator, wrap(object)) {}

    T* get() const { return value().is_null() ? nullptr : static_cast<T*>(value().as_object()); }
    T& operator*() const { return *get(); }
    T* operator->() const { return get(); }
    explicit operator bool() const { return !value().is_null(); }
    Root& operator=(T* object) {
        set_value(wrap(object));
        return *this;
    }

private:
    static Value wrap(T* object) { return object == nullptr ? Value() : Value::object(object); }
};

template <>
class Root<Value> : public RootBase {
public:
    using RootBase::RootBase;
    Value get() const { return value(); }
    operator Value() const { return value(); }
    Root& operator=(Value v) {
        set_value(v);
        return *this;
    }
};

// Any number of rooted values, as a stack. Scopes nest like Roots.
class HandleScope {
public:
    explicit HandleScope(Mutator& mutator) : mutator_(mutator), previous_(mutator.handles_) {
        mutator.handles_ = this;
    }
    ~HandleScope() {
        assert(mutator_.handles_ == this && "handle scopes must go in reverse order");
        mutator_.handles_ = previous_;
    }
    HandleScope(const HandleScope&) = delete;
    HandleScope& operator=(const HandleScope&) = delete;

    void push(Value v) { values_.push_back(v); }
    Value pop() {
        Value last = values_.back();
        values_.pop_back();
        return last;
    }
    Value& operator[](std::size_t i) { return values_[i]; }
    Value& back() { return values_.back(); }
    std::size_t size() const { return values_.size(); }
    bool is_empty() const { return values_.empty(); }
    void shrink_to(std::size_t size) { values_.resize(size); }
    const Value* data() const { return values_.data(); }

private:
    friend class Heap;

    Mutator& mutator_;
    HandleScope* previous_;
    std::vector<Value> values_;
};

// --- scopes

// While it exists, nothing may be allocated and no safepoint passed.
class NoGc {
public:
    explicit NoGc(Mutator& mutator) : mutator_(mutator) { ++mutator_.no_gc_; }
    ~NoGc() { --mutator_.no_gc_; }
    NoGc(const NoGc&) = delete;
    NoGc& operator=(const NoGc&) = delete;

private:
    Mutator& mutator_;
};

// While it exists the mutator is outside of the heap: it touches no object, and no collection waits
// for it.
class Outside {
public:
    explicit Outside(Mutator& mutator) : mutator_(mutator) { mutator_.heap_.leave(mutator_); }
    ~Outside() { mutator_.heap_.enter(mutator_); }
    Outside(const Outside&) = delete;
    Outside& operator=(const Outside&) = delete;

private:
    Mutator& mutator_;
};

// Lets the few objects that tell of an error be made when the limit is reached.
class OverLimit {
public:
    explicit OverLimit(Mutator& mutator)
        : mutator_(mutator), before_(std::exchange(mutator.over_limit_, true)) {}
    ~OverLimit() { mutator_.over_limit_ = before_; }
    OverLimit(const OverLimit&) = delete;
    OverLimit& operator=(const OverLimit&) = delete;

private:
    Mutator& mutator_;
    bool before_;
};

// Holds the one-word lock of a container. Nothing is allocated and no safepoint passed under it, so
// whoever spins waits for a few instructions only. Free while the heap has one mutator.
class WriteLock {
public:
    WriteLock(Mutator& mutator, Container& container)
        : held_(mutator.held_locks()),
          word_(mutator.is_shared() ? &static_cast<Object&>(container).word_ : nullptr) {
        held_.take(LockRank::Object);
        if (word_ != nullptr) acquire();
    }
    ~WriteLock() {
        if (word_ != nullptr) word_->store(0, std::memory_order_release);
        held_.give(LockRank::Object);
    }
    WriteLock(const WriteLock&) = delete;
    WriteLock& operator=(const WriteLock&) = delete;

private:
    void acquire() {
        std::uint32_t free = 0;
        if (!word_->compare_exchange_weak(free, 1, std::memory_order_acquire,
                                          std::memory_order_relaxed)) {
            wait();
        }
    }
    void wait();

    HeldLocks& held_;
    std::atomic<std::uint32_t>* word_;
};

}  // namespace ach::vm
