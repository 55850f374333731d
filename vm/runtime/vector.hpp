// Vectors: growable, shared, mutable sequences.
//
// A Vector holds one pointer to its backing, which holds the items, their number and the capacity.
// Readers never lock: they load the backing, then its length, then an item, and a backing that was
// replaced meanwhile stays valid until nobody can see it. Writers hold the vector's WriteLock.
//
// A NumberBacking holds nothing but Numbers for as long as it lives (a vector that receives its
// first other value moves to a WordBacking), so its items can be read as doubles and the collector
// does not look inside. The words are the same in both.
//
// A frozen backing is shared by several vectors or by a reader that wants it to stay as it is;
// whoever writes next copies it. That makes a snapshot O(1).
#pragma once

#include "vm/runtime/mutator.hpp"

#include <cstdint>
#include <span>

namespace ach::vm {

class Backing final : public Object {
public:
    static bool is(Kind kind) { return kind == Kind::NumberBacking || kind == Kind::WordBacking; }

    bool holds_numbers() const { return kind() == Kind::NumberBacking; }
    bool is_frozen() const { return has(kIsFrozen); }
    std::size_t capacity() const { return capacity_; }
    std::size_t length() const { return length_.load(std::memory_order_acquire); }
    void set_length(std::size_t length) { length_.store(length, std::memory_order_release); }

    Slot* items() { return reinterpret_cast<Slot*>(this + 1); }
    const Slot* items() const { return reinterpret_cast<const Slot*>(this + 1); }
    Value at(std::size_t index) const { return items()[index].load(); }
    // Of a NumberBacking, read in bulk. Take the backing from steady() unless nobody else has it.
    const double* numbers() const {
        assert(holds_numbers() && "these items are not all Numbers");
        return reinterpret_cast<const double*>(this + 1);
    }
    double* numbers() {
        assert(holds_numbers() && "these items are not all Numbers");
        return reinterpret_cast<double*>(this + 1);
    }

    // Items [0, length) are the maker's to init.
    [[nodiscard]] static Backing* make(Mutator& mutator, Kind kind, std::size_t capacity,
                                       std::size_t length);

private:
    friend class Mutator;
    Backing(Kind kind, std::size_t capacity, std::size_t length)
        : Object(kind), capacity_(capacity), length_(length) {}

    std::size_t capacity_;
    std::atomic<std::size_t> length_;
};

class Vector final : public Container {
public:
    static bool is(Kind kind) { return kind == Kind::Vector; }

    Backing& backing() const { return *backing_.load(std::memory_order_acquire); }
    std::size_t length() const { return backing().length(); }
    // The item, or absent when there is none: the length may change at any time.
    Value get(std::size_t index) const {
        const Backing& b = backing();
        return index < b.length() ? b.at(index) : Value::absent();
    }

    // For the operations in vector.cpp and the inline ones below, under the WriteLock.
    void publish(Mutator&, Backing& backing) {
        backing_.store(&backing, std::memory_order_release);
    }

private:
    friend class Mutator;
    explicit Vector(Backing& backing) : Container(Kind::Vector), backing_(&backing) {}

    std::atomic<Backing*> backing_;
};

// --- making

// Empty, with room for that many items.
[[nodiscard]] Vector* make_vector(Mutator& mutator, std::size_t capacity = 0);
// The values must be rooted (registers are).
[[nodiscard]] Vector* make_vector(Mutator& mutator, std::span<const Value> items);
[[nodiscard]] Vector* make_vector_of(Mutator& mutator, std::span<const double> numbers);
// `count` Numbers to be filled in through backing().numbers(), canonical ones; zeros until then.
[[nodiscard]] Vector* make_number_vector(Mutator& mutator, std::size_t count);
// Over a backing that is frozen, or that nobody else has seen.
[[nodiscard]] Vector* make_vector_over(Mutator& mutator, Backing& backing);
// A new vector with the same items, in O(1): both share a frozen backing until one is written.
[[nodiscard]] Vector* copy(Mutator& mutator, Vector& vector);
// Items [start, end), clamped to what is there.
[[nodiscard]] Vector* slice(Mutator& mutator, Vector& vector, std::size_t start, std::size_t end);

// Freezes and returns what is in the vector at this moment.
Backing& snapshot(Mutator& mutator, Vector& vector);

// What is in the vector, for a reader that goes through the bare words: frozen when other mutators
// might write meanwhile.
inline Backing& steady(Mutator& mutator, Vector& vector) {
    return mutator.is_shared() ? snapshot(mutator, vector) : vector.backing();
}

// --- changing
// False means that an error is pending, except where "absent" says otherwise.

[[nodiscard]] bool push_slow(Mutator& mutator, Vector& vector, Value item);
[[nodiscard]] bool set_slow(Mutator& mutator, Vector& vector, std::size_t index, Value item);

[[nodiscard]] inline bool push(Mutator& mutator, Vector& vector, Value item) {
    if (!mutator.is_shared()) [[likely]] {
        Backing& b = vector.backing();
        const std::size_t length = b.length();
        if (length < b.capacity() && (item.is_number() || !b.holds_numbers()) && !b.is_frozen())
            [[likely]] {
            store(mutator, b, b.items()[length], item);
            b.set_length(length + 1);
            return true;
        }
    }
    return push_slow(mutator, vector, item);
}

// Replaces item `index`. False, and nothing has happened: there is none, or it takes more than
// that.
[[nodiscard]] inline bool set_item_at_once(Mutator& mutator, Vector& vector, std::size_t index,
                                           Value item) {
    if (mutator.is_shared()) [[unlikely]]
        return false;
    Backing& b = vector.backing();
    if (index >= b.length() || (b.holds_numbers() && !item.is_number()) || b.is_frozen())
        [[unlikely]] {
        return false;
    }
    store(mutator, b, b.items()[index], item);
    return true;
}

// Replaces item `index` if there is one. The caller has checked the index; when the vector has
// shrunk meanwhile nothing happens.
[[nodiscard]] inline bool set_item(Mutator& mutator, Vector& vector, std::size_t index,
                                   Value item) {
    return set_item_at_once(mutator, vector, index, item) || set_slow(mutator, vector, index, item);
}

// An index below zero counts from the end: -1 is the last item. Each of these looks at the length,
// and does what it does, in one step.
// Removes and returns the item; absent when there is none. Failed: error pending.
[[nodiscard]] Value take(Mutator& mutator, Vector& vector, std::int64_t index);
// Puts items in place of `removed` others. Without such a place `is_inside` becomes false, and
// nothing changes.
[[nodiscard]] bool splice(Mutator& mutator, Vector& vector, std::int64_t index, std::size_t removed,
                          std::span<const Value> items, bool& is_inside);
[[nodiscard]] bool reverse(Mutator& mutator, Vector& vector);
[[nodiscard]] bool extend(Mutator& mutator, Vector& vector, std::span<const Value> items);
[[nodiscard]] bool extend(Mutator& mutator, Vector& vector, const Vector& items);
[[nodiscard]] bool reserve(Mutator& mutator, Vector& vector, std::size_t capacity);
void clear(Mutator& mutator, Vector& vector);
// Puts the backing's items in place of the vector's: the end of an in-place sort or reverse that
// worked on a copy.
void replace(Mutator& mutator, Vector& vector, Backing& backing);

}  // namespace ach::vm
