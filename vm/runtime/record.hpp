// Records: maps from symbols to values in insertion order.
//
// A record holds one pointer to its field block. The block of an ordinary record names the shape
// and holds one value per field; a shape says which symbol has which place, and records built the
// same way share it. So a field access that has met the shape before is a compare and a load
// (FieldCache). A record that grew large, or from which a field was removed, has a dictionary
// instead: the same first words, the dictionary shape, and a hash table of its own in the block.
//
// Readers never lock. A field is added by writing its value first and its shape (or table entry)
// after; a block that is full is replaced. Writers hold the record's WriteLock.
#pragma once

#include "vm/runtime/mutator.hpp"
#include "vm/runtime/string.hpp"

#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <unordered_map>

namespace ach::vm {

// More fields than this make a record a dictionary.
inline constexpr std::uint32_t kMaxShapeFields = 128;

class Shape final : public Object {
public:
    static bool is(Kind kind) { return kind == Kind::Shape; }

    static constexpr std::uint32_t kNotFound = ~std::uint32_t{0};

    std::uint32_t count() const { return count_; }
    bool is_dictionary() const { return is_dictionary_; }
    // The shape this one extends by key(); null for the empty one.
    Shape* parent() const { return parent_; }
    String* key() const { return key_; }
    // The place of a symbol, or kNotFound.
    std::uint32_t find(const String& symbol) const;
    // The symbol at a place.
    String* key_at(std::uint32_t place) const { return table()->keys[place]; }

    // All keys, and a hash index when there are many. Made when first asked for.
    struct Table {
        std::unique_ptr<String*[]> keys;
        std::unique_ptr<std::uint8_t[]> index;  // place + 1 by hash; null for few fields
        std::uint32_t index_mask;
    };

    static void trace(Object& object, Tracer& tracer);
    static void finalize(Object& object, Heap& heap);

private:
    friend class Mutator;
    friend class Shapes;
    Shape(Shape* parent, String* key, std::uint32_t count, bool is_dictionary)
        : Object(Kind::Shape),
          is_dictionary_(is_dictionary),
          count_(count),
          parent_(parent),
          key_(key),
          table_(nullptr) {}
    const Table* table() const {
        const Table* t = table_.load(std::memory_order_acquire);
        return t != nullptr ? t : make_table();
    }
    const Table* make_table() const;

    bool is_dictionary_;
    std::uint32_t count_;
    Shape* parent_;
    String* key_;
    mutable std::atomic<const Table*> table_;
};

// What the blocks of both forms start with.
class FieldBlock : public Object {
public:
    static bool is(Kind kind) { return kind == Kind::FieldBlock || kind == Kind::DictionaryBlock; }

    Shape& shape() const { return *shape_.load(std::memory_order_acquire); }
    void set_shape(Shape& shape) { shape_.store(&shape, std::memory_order_release); }
    std::uint32_t capacity() const { return capacity_; }
    Slot* values() { return reinterpret_cast<Slot*>(this + 1); }
    const Slot* values() const { return reinterpret_cast<const Slot*>(this + 1); }

    static void trace(Object& object, Tracer& tracer);
    static void trace_dictionary(Object& object, Tracer& tracer);

protected:
    friend class Mutator;
    FieldBlock(Kind kind, Shape& shape, std::uint32_t capacity, std::uint32_t extra)
        : Object(kind), shape_(&shape), capacity_(capacity), extra_(extra) {}
    std::uint32_t extra() const { return extra_; }

private:
    std::atomic<Shape*> shape_;
    std::uint32_t capacity_;
    std::uint32_t extra_;
};

static_assert(sizeof(FieldBlock) == 24);

class Record final : public Container {
public:
    static bool is(Kind kind) { return kind == Kind::Record; }

    FieldBlock& block() const { return *block_.load(std::memory_order_acquire); }
    // Under the WriteLock.
    void publish(Mutator&, FieldBlock& block) { block_.store(&block, std::memory_order_release); }

private:
    friend class Mutator;
    explicit Record(FieldBlock& block) : Container(Kind::Record), block_(&block) {}

    std::atomic<FieldBlock*> block_;
};

// --- making

[[nodiscard]] Record* make_record(Mutator& mutator, std::uint32_t expected_fields = 0);
// With the fields of a shape, whose values are given in its order and rooted.
[[nodiscard]] Record* make_record(Mutator& mutator, Shape& shape, std::span<const Value> values);
// A record with the same fields.
[[nodiscard]] Record* copy(Mutator& mutator, const Record& record);

// --- reading

std::size_t field_count(const Record& record);
// The field, or absent. `symbol` must be interned.
Value get_field(const Record& record, const String& symbol);
// By any text; a text that is no symbol names no field of any record.
Value get_field(Heap& heap, const Record& record, std::string_view name);
inline bool has_field(const Record& record, const String& symbol) {
    return !get_field(record, symbol).is_absent();
}

// Goes through the fields in order. It tolerates any change between two steps (then it may miss
// fields or meet removed ones), and holds nothing that must be rooted.
class FieldCursor {
public:
    // False at the end.
    bool next(const Record& record, String*& key, Value& value);

private:
    std::uint32_t place_ = 0;
};

// --- changing
// False means that an error is pending.

// Sets or adds at the end. `symbol` must be interned.
[[nodiscard]] bool set_field(Mutator& mutator, Record& record, String& symbol, Value value);
// False in `removed` when there was no such field.
[[nodiscard]] bool remove_field(Mutator& mutator, Record& record, const String& symbol,
                                bool& removed);
// Copies all fields of `from` into `into`, in order.
[[nodiscard]] bool spread_fields(Mutator& mutator, Record& into, const Record& from);
void clear_fields(Mutator& mutator, Record& record);

// --- inline caches

// Remembers for one place in the code where records of the last shape it met keep the field. Shape
// and place travel in one word, so that threads sharing the code never see half an entry.
// Whoever owns caches traces them (trace), or resets them at every collection.
class FieldCache {
public:
    // The field if the record has the cached shape, otherwise absent.
    Value get(const Record& record) const {
        const FieldBlock& block = record.block();
        const std::uint64_t entry = entry_.load(std::memory_order_relaxed);
        if (entry >> 16 == reinterpret_cast<std::uintptr_t>(&block.shape())) [[likely]] {
            return block.values()[entry & 0xFFFF].load();
        }
        return Value::absent();
    }

    // Overwrites the field if the record has the cached shape; adds it if the record has the shape
    // that the cached addition starts from, and room. False: use set_slow().
    bool set(Mutator& mutator, Record& record, Value value) {
        if (mutator.is_shared()) [[unlikely]]
            return false;
        FieldBlock& block = record.block();
        const auto shape = reinterpret_cast<std::uintptr_t>(&block.shape());
        const std::uint64_t entry = entry_.load(std::memory_order_relaxed);
        if (entry >> 16 == shape) [[likely]] {
            store(mutator, block, block.values()[entry & 0xFFFF], value);
            return true;
        }
        const std::uint64_t addition = addition_.load(std::memory_order_relaxed);
        if (addition >> 16 != shape || (addition & 0xFFFF) >= block.capacity()) return false;
        Shape* next = next_.load(std::memory_order_acquire);
        if (next == nullptr || next->parent() != &block.shape()) return false;
        store(mutator, block, block.values()[addition & 0xFFFF], value);
        block.set_shape(*next);
        return true;
    }

    // The same with every case, filling the cache. get_slow: absent when there is no such field.
    Value get_slow(const Record& record, const String& symbol);
    [[nodiscard]] bool set_slow(Mutator& mutator, Record& record, String& symbol, Value value);

    void trace(Tracer& tracer) const;
    void reset() {
        entry_.store(0, std::memory_order_relaxed);
        addition_.store(0, std::memory_order_relaxed);
        next_.store(nullptr, std::memory_order_relaxed);
    }

private:
    static std::uint64_t pack(const Shape& shape, std::uint32_t place) {
        return reinterpret_cast<std::uintptr_t>(&shape) << 16 | place;
    }

    std::atomic<std::uint64_t> entry_{0};     // shape, and the place of the field in it
    std::atomic<std::uint64_t> addition_{0};  // shape without the field, and the place it will have
    std::atomic<Shape*> next_{nullptr};       // what the addition makes of that shape
};

// The tree of shapes of one heap. Shapes live as long as a record, a child or a cache needs them.
class Shapes {
public:
    explicit Shapes(Mutator& mutator);

    Shape& empty() const { return *empty_; }
    Shape& dictionary() const { return *dictionary_; }
    // The shape with `key` added. Null: error pending.
    [[nodiscard]] Shape* extended(Mutator& mutator, Shape& shape, String& key);

    // While the world is stopped.
    void trace(Tracer& tracer) const;
    void drop_dead(const Tracer& tracer);

private:
    struct Edge {
        const Shape* from;
        const String* key;
        bool operator==(const Edge&) const = default;
    };
    struct EdgeHash {
        std::size_t operator()(const Edge& edge) const;
    };

    Shape* empty_;
    Shape* dictionary_;
    std::mutex mutex_;
    std::unordered_map<Edge, Shape*, EdgeHash> edges_;
};

}  // namespace ach::vm
