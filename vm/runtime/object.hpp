// What every heap object starts with.
//
// Eight bytes: the kind, the mark colour, flags, and a word whose meaning depends on the kind:
// the one-word lock of a container, the cached hash of a String. Containers (Vector, Record) carry
// an owner word after it: reserved for the strand that may one day write without the lock.
#pragma once

#include "vm/runtime/value.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace ach::vm {

enum class Kind : std::uint8_t {
    Free,  // a cell that holds no object
    // Kinds that a script can see.
    String,
    Complex,
    Vector,
    Record,
    Tensor,
    ComplexTensor,
    Closure,
    NativeFunction,
    BoundMethod,
    Generator,
    Error,
    Future,
    Resource,  // every other host type; ResourceType names it
    // Kinds that live behind those.
    StringBuffer,
    NumberBacking,
    WordBacking,
    FieldBlock,
    DictionaryBlock,
    Shape,
    TensorData,
    Cell,
    Spill,
    // Defined and traced by the interpreter (Heap::define).
    Prototype,
    UnitInstance,
    Task,
    TaskStack,
    Trace,
    // Means of communication between tasks, which scripts see as host types.
    Lock,
    Guard,
    Channel,
    ChannelEnd,
    Letter,
    Job,
    // The reactive graph: what can be observed, who observes, and one's interest in the other.
    Signal,
    Computed,
    Observer,
    Link,
};
inline constexpr std::size_t kKindCount = static_cast<std::size_t>(Kind::Link) + 1;

enum ObjectFlag : std::uint8_t {
    kIsLarge = 1u << 0,     // lives outside the blocks of small cells
    kIsFrozen = 1u << 1,    // a backing that several vectors share: copy before writing
    kIsInterned = 1u << 2,  // a String that is a symbol: equal text means the same object
};

class Object {
public:
    Object(const Object&) = delete;
    Object& operator=(const Object&) = delete;

    Kind kind() const { return kind_; }

    bool has(ObjectFlag flag) const { return (flags_.load(std::memory_order_acquire) & flag) != 0; }
    void add(ObjectFlag flag) { flags_.fetch_or(flag, std::memory_order_release); }

    // For the collector.
    std::uint8_t colour() const { return colour_.load(std::memory_order_relaxed); }
    void paint(std::uint8_t colour) { colour_.store(colour, std::memory_order_relaxed); }

protected:
    // The heap has set flags and colour when a constructor runs.
    explicit Object(Kind kind) : kind_(kind) {}
    ~Object() = default;

    std::atomic<std::uint32_t>& word() { return word_; }
    const std::atomic<std::uint32_t>& word() const { return word_; }

private:
    friend class Mutator;
    friend class Heap;
    friend class WriteLock;

    Kind kind_;
    std::atomic<std::uint8_t> colour_;
    std::atomic<std::uint8_t> flags_;
    std::uint8_t reserved_;
    std::atomic<std::uint32_t> word_;
};

static_assert(sizeof(Object) == 8);

inline bool is_kind(Value v, Kind kind) { return v.is_object() && v.as_object()->kind() == kind; }

// The object as T if the value is one, otherwise null. T::is(Kind) tells.
template <class T>
T* try_as(Value v) {
    return v.is_object() && T::is(v.as_object()->kind()) ? static_cast<T*>(v.as_object()) : nullptr;
}

template <class T>
T* as(Value v) {
    assert(T::is(v.as_object()->kind()) && "an object of another kind");
    return static_cast<T*>(v.as_object());
}

// A container: an object that scripts mutate and share.
class Container : public Object {
protected:
    explicit Container(Kind kind) : Object(kind), owner_(0) {
        word().store(0, std::memory_order_relaxed);
    }
    ~Container() = default;

private:
    std::atomic<std::uint64_t> owner_;
};

static_assert(sizeof(Container) == 16);

}  // namespace ach::vm
