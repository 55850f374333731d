// A value is one 64-bit word.
//
// Doubles are stored verbatim. The bit patterns above the hardware's default NaN (0xFFF8…) belong
// to no canonical double and carry everything else:
//
//   0x0000… to 0xFFF8 0000 0000 0000   a double
//   0xFFFA 0000 0000 00nn              an immediate: null, false, true, or a machine-private mark
//   0xFFFC pppp pppp pppp              a pointer to a heap object
//
// A NaN with a payload would forge a pointer. Arithmetic on canonical doubles keeps them canonical;
// a double from anywhere else (tensor elements, buffers, parsers, plugins) enters through
// Value::from_outside().
//
// A Slot is a word inside a heap object that several threads may read and write: loads acquire,
// heap pointers are stored with release, so that whoever sees a pointer sees the object's header.
// Only store() of mutator.hpp writes to a slot of an object that others can reach; init() is for
// objects that nobody else has seen yet.
#pragma once

#include <atomic>
#include <bit>
#include <cassert>
#include <cstdint>

namespace ach::vm {

class Object;

class Value {
public:
    constexpr Value() : bits_(kNullBits) {}

    // A double that is the result of arithmetic on values, hence canonical.
    static constexpr Value number(double d) { return Value(std::bit_cast<std::uint64_t>(d)); }
    // Any double.
    static constexpr Value from_outside(double d) {
        return d == d ? number(d) : Value(kCanonicalNaN);
    }
    static constexpr Value boolean(bool b) { return Value(kFalseBits | std::uint64_t{b}); }
    static constexpr Value null() { return Value(kNullBits); }
    static Value object(const Object* o) {
        assert(o != nullptr && "the null pointer is no value; use Value::null()");
        return Value(kHeapTag | reinterpret_cast<std::uintptr_t>(o));
    }

    // Marks that a script never sees.
    // A variable that was declared but has not been given its value.
    static constexpr Value uninitialised() { return Value(kUninitialisedBits); }
    // "There is nothing here": a missing field, a removed entry.
    static constexpr Value absent() { return Value(kAbsentBits); }
    // What an operation returns when it has left an error pending in its Mutator.
    static constexpr Value failed() { return Value(kFailedBits); }

    constexpr bool is_number() const { return bits_ <= kLastNumberBits; }
    constexpr bool is_object() const { return bits_ >= kHeapTag; }
    constexpr bool is_null() const { return bits_ == kNullBits; }
    constexpr bool is_boolean() const { return (bits_ & ~std::uint64_t{1}) == kFalseBits; }
    constexpr bool is_true() const { return bits_ == kTrueBits; }
    constexpr bool is_false() const { return bits_ == kFalseBits; }
    constexpr bool is_uninitialised() const { return bits_ == kUninitialisedBits; }
    constexpr bool is_absent() const { return bits_ == kAbsentBits; }
    constexpr bool is_failed() const { return bits_ == kFailedBits; }

    constexpr double as_number() const {
        assert(is_number() && "not a Number");
        return std::bit_cast<double>(bits_);
    }
    constexpr bool as_boolean() const {
        assert(is_boolean() && "not a Boolean");
        return bits_ == kTrueBits;
    }
    Object* as_object() const {
        assert(is_object() && "not a heap object");
        return reinterpret_cast<Object*>(static_cast<std::uintptr_t>(bits_ ^ kHeapTag));
    }

    constexpr std::uint64_t bits() const { return bits_; }
    static constexpr Value from_bits(std::uint64_t bits) { return Value(bits); }

    // Same word: identity of objects, and not the language's ==.
    constexpr bool is_same(Value other) const { return bits_ == other.bits_; }

private:
    explicit constexpr Value(std::uint64_t bits) : bits_(bits) {}

    static constexpr std::uint64_t kCanonicalNaN = 0x7FF8'0000'0000'0000;
    static constexpr std::uint64_t kLastNumberBits = 0xFFF8'0000'0000'0000;
    static constexpr std::uint64_t kImmediateTag = 0xFFFA'0000'0000'0000;
    static constexpr std::uint64_t kHeapTag = 0xFFFC'0000'0000'0000;
    static constexpr std::uint64_t kNullBits = kImmediateTag | 0;
    static constexpr std::uint64_t kFalseBits = kImmediateTag | 2;
    static constexpr std::uint64_t kTrueBits = kImmediateTag | 3;
    static constexpr std::uint64_t kUninitialisedBits = kImmediateTag | 4;
    static constexpr std::uint64_t kAbsentBits = kImmediateTag | 5;
    static constexpr std::uint64_t kFailedBits = kImmediateTag | 6;

    std::uint64_t bits_;
};

static_assert(sizeof(Value) == 8);

class Slot {
public:
    Slot() = default;  // indeterminate: init() before anyone looks

    Value load() const { return Value::from_bits(bits_.load(std::memory_order_acquire)); }

    // The first value, while the object is still private to its maker.
    void init(Value v) { bits_.store(v.bits(), std::memory_order_relaxed); }

    // For store() alone, which is the write barrier.
    void publish(Value v) { bits_.store(v.bits(), std::memory_order_release); }
    // For numbers and immediates, which point nowhere.
    void publish_immediate(Value v) {
        assert(!v.is_object() && "objects go through store()");
        bits_.store(v.bits(), std::memory_order_relaxed);
    }

private:
    std::atomic<std::uint64_t> bits_;
};

static_assert(sizeof(Slot) == 8);

}  // namespace ach::vm
