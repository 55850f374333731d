#include "vm/runtime/record.hpp"

#include "vm/runtime/commons.hpp"
#include "vm/runtime/field_at.hpp"

#include <algorithm>
#include <bit>

namespace ach::vm {

namespace {

constexpr std::uint32_t kSmallestBlock = 4;
constexpr std::uint32_t kSmallestDictionary = 8;
constexpr std::uint32_t kMostFields = 1u << 30;

}  // namespace

// --- dictionaries

// Entries (key, value) in order of insertion, and a table of entry numbers by hash. A removed
// entry keeps its number and loses its key. Behind the members lie 2 × capacity slots and then the
// table, whose size is a power of two and at least twice the capacity.
class DictionaryBlock final : public FieldBlock {
public:
    static bool is(Kind kind) { return kind == Kind::DictionaryBlock; }
    static constexpr std::uint32_t kNone = ~std::uint32_t{0};

    static DictionaryBlock* make(Mutator& mutator, std::uint32_t wanted) {
        if (wanted > kMostFields) {
            mutator.raise_out_of_memory();
            return nullptr;
        }
        const std::uint32_t capacity = std::max(wanted, kSmallestDictionary);
        const std::uint32_t table = std::bit_ceil(capacity * 2);
        const std::size_t bytes = sizeof(DictionaryBlock) + capacity * 2 * sizeof(Slot) +
                                  table * sizeof(std::atomic<std::uint32_t>);
        return mutator.create<DictionaryBlock>(bytes, mutator.heap().shapes().dictionary(),
                                               capacity, table);
    }

    std::uint32_t used() const { return used_.load(std::memory_order_acquire); }
    std::uint32_t live() const { return live_.load(std::memory_order_relaxed); }
    bool has_room() const { return used() < capacity(); }
    Slot& key(std::uint32_t entry) { return entries()[2 * entry]; }
    Slot& value(std::uint32_t entry) { return entries()[2 * entry + 1]; }

    std::uint32_t find(const String& symbol) {
        const std::uint32_t mask = extra() - 1;
        for (std::uint32_t i = symbol.hash() & mask;; i = (i + 1) & mask) {
            const std::uint32_t number = table()[i].load(std::memory_order_acquire);
            if (number == 0) return kNone;
            const Value held = key(number - 1).load();
            if (held.is_object() && held.as_object() == &symbol) return number - 1;
        }
    }

    // There is room, and no such key.
    void append(Mutator& mutator, String& symbol, Value v) {
        const std::uint32_t entry = used();
        store(mutator, *this, key(entry), Value::object(&symbol));
        store(mutator, *this, value(entry), v);
        used_.store(entry + 1, std::memory_order_release);
        live_.store(live() + 1, std::memory_order_relaxed);
        const std::uint32_t mask = extra() - 1;
        std::uint32_t i = symbol.hash() & mask;
        while (table()[i].load(std::memory_order_relaxed) != 0) i = (i + 1) & mask;
        table()[i].store(entry + 1, std::memory_order_release);
    }

    void drop(Mutator& mutator, std::uint32_t entry) {
        store(mutator, *this, key(entry), Value::absent());
        store(mutator, *this, value(entry), Value());
        live_.store(live() - 1, std::memory_order_relaxed);
        const std::uint64_t drops = place_.load(std::memory_order_relaxed) + 1;
        place_.store(drops & kDrops, std::memory_order_release);
    }

    // The entry of the i-th field, or kNone. Goes on from where it was last, so that a walk over
    // all fields takes one pass over the entries, whatever gaps there are.
    std::uint32_t entry_of(std::size_t i) {
        std::uint64_t last = place_.load(std::memory_order_acquire);
        auto entry = static_cast<std::uint32_t>(last >> kEntryAt);
        auto gaps = static_cast<std::uint32_t>(last >> kGapsAt & (kMostFields - 1));
        if (entry - gaps > i) entry = gaps = 0;
        for (const std::uint32_t end = used(); entry < end; ++entry) {
            if (!key(entry).load().is_object()) {
                ++gaps;
            } else if (entry - gaps == i) {
                const std::uint64_t here = std::uint64_t{entry} << kEntryAt |
                                           std::uint64_t{gaps} << kGapsAt | (last & kDrops);
                place_.compare_exchange_strong(last, here, std::memory_order_acq_rel);
                return entry;
            }
        }
        return kNone;
    }

private:
    friend class Mutator;
    DictionaryBlock(Shape& shape, std::uint32_t capacity, std::uint32_t table_size)
        : FieldBlock(Kind::DictionaryBlock, shape, capacity, table_size),
          used_(0),
          live_(0),
          place_(0) {
        for (std::uint32_t i = 0; i < table_size; ++i) {
            table()[i].store(0, std::memory_order_relaxed);
        }
    }

    Slot* entries() { return reinterpret_cast<Slot*>(this + 1); }
    std::atomic<std::uint32_t>* table() {
        return reinterpret_cast<std::atomic<std::uint32_t>*>(entries() +
                                                             std::size_t{2} * capacity());
    }

    // Where entry_of() was last: an entry, the gaps before it, and how often something has been
    // dropped, as far as four bits tell. Who was slower than a removal leaves it alone.
    static constexpr unsigned kEntryAt = 34;
    static constexpr unsigned kGapsAt = 4;
    static constexpr std::uint64_t kDrops = 15;
    static_assert(kMostFields <= 1u << 30);

    std::atomic<std::uint32_t> used_, live_;
    std::atomic<std::uint64_t> place_;
};

namespace {

DictionaryBlock& dictionary(FieldBlock& block) { return static_cast<DictionaryBlock&>(block); }

bool is_dictionary(const FieldBlock& block) { return block.kind() == Kind::DictionaryBlock; }

FieldBlock* make_block(Mutator& mutator, Shape& shape, std::uint32_t capacity) {
    return mutator.create<FieldBlock>(sizeof(FieldBlock) + capacity * sizeof(Slot),
                                      Kind::FieldBlock, shape, capacity, 0u);
}

// Copies what is in `from` behind what is in `into`, which has the room.
void append_all(Mutator& mutator, FieldBlock& from, DictionaryBlock& into) {
    if (!is_dictionary(from)) {
        const Shape& shape = from.shape();
        for (std::uint32_t i = 0; i < shape.count(); ++i) {
            into.append(mutator, *shape.key_at(i), from.values()[i].load());
        }
        return;
    }
    DictionaryBlock& old = dictionary(from);
    const std::uint32_t used = old.used();
    for (std::uint32_t i = 0; i < used && into.has_room(); ++i) {
        const Value key = old.key(i).load();
        if (key.is_object()) into.append(mutator, *as<String>(key), old.value(i).load());
    }
}

// Makes the record a dictionary, or a larger one. When another writer is faster nothing happens.
bool to_dictionary(Mutator& mutator, Record& record) {
    Root<FieldBlock> old(mutator, &record.block());
    const auto fields = static_cast<std::uint32_t>(field_count(record));
    DictionaryBlock* fresh = DictionaryBlock::make(mutator, fields * 2);
    if (fresh == nullptr) return false;
    WriteLock lock(mutator, record);
    if (&record.block() != old.get() || field_count(record) > fresh->capacity()) return true;
    append_all(mutator, *old, *fresh);
    record.publish(mutator, *fresh);
    return true;
}

// True when the field could be set there and then.
bool set_in_dictionary(Mutator& mutator, Record& record, String& symbol, Value v) {
    WriteLock lock(mutator, record);
    FieldBlock& block = record.block();
    if (!is_dictionary(block)) return false;
    DictionaryBlock& in = dictionary(block);
    const std::uint32_t entry = in.find(symbol);
    if (entry != DictionaryBlock::kNone) {
        store(mutator, in, in.value(entry), v);
        return true;
    }
    if (!in.has_room()) return false;
    in.append(mutator, symbol, v);
    return true;
}

bool overwrite(Mutator& mutator, Record& record, FieldBlock& block, std::uint32_t place, Value v) {
    WriteLock lock(mutator, record);
    if (&record.block() != &block) return false;
    store(mutator, block, block.values()[place], v);
    return true;
}

enum class Attempt : std::uint8_t { Done, Again, Failed };

// Adds a field to a record that has the shape, unless it has another one meanwhile.
Attempt add_field(Mutator& mutator, Record& record, Shape& shape, String& symbol, Value v) {
    Root<FieldBlock> block(mutator, &record.block());
    Root<Shape> from(mutator, &shape);
    Root<Shape> next(mutator, mutator.heap().shapes().extended(mutator, shape, symbol));
    if (!next) return Attempt::Failed;
    const std::uint32_t place = shape.count();
    FieldBlock* target = block.get();
    if (place >= block->capacity()) {
        const std::uint32_t capacity = std::max(block->capacity() * 2, kSmallestBlock);
        target = make_block(mutator, shape, capacity);
        if (target == nullptr) return Attempt::Failed;
    }
    WriteLock lock(mutator, record);
    if (&record.block() != block.get() || &block->shape() != &shape) return Attempt::Again;
    if (target != block.get()) {
        for (std::uint32_t i = 0; i < place; ++i)
            target->values()[i].init(block->values()[i].load());
    }
    store(mutator, *target, target->values()[place], v);
    target->set_shape(*next);
    if (target != block.get()) record.publish(mutator, *target);
    return Attempt::Done;
}

}  // namespace

void FieldBlock::trace(Object& object, Tracer& tracer) {
    auto& block = static_cast<FieldBlock&>(object);
    Shape& shape = block.shape();
    tracer.visit(&shape);
    tracer.visit(block.values(), shape.count());
}

void FieldBlock::trace_dictionary(Object& object, Tracer& tracer) {
    auto& block = static_cast<DictionaryBlock&>(object);
    tracer.visit(&block.shape());
    tracer.visit(&block.key(0), std::size_t{2} * block.used());
}

// --- making

Record* make_record(Mutator& mutator, std::uint32_t expected_fields) {
    FieldBlock* block = mutator.commons().empty_block;
    if (expected_fields != 0) {
        block = make_block(mutator, mutator.heap().shapes().empty(),
                           std::min(expected_fields, kMaxShapeFields));
        if (block == nullptr) return nullptr;
    }
    Root<FieldBlock> root(mutator, block);
    return mutator.create<Record>(sizeof(Record), *block);
}

Record* make_record(Mutator& mutator, Shape& shape, std::span<const Value> values) {
    assert(values.size() == shape.count() && "one value for each field of the shape");
    FieldBlock* block = make_block(mutator, shape, shape.count());
    if (block == nullptr) return nullptr;
    for (std::size_t i = 0; i < values.size(); ++i) block->values()[i].init(values[i]);
    Root<FieldBlock> root(mutator, block);
    return mutator.create<Record>(sizeof(Record), *block);
}

Record* copy(Mutator& mutator, const Record& record) {
    Root<Record> fresh(mutator, make_record(mutator));
    if (!fresh || !spread_fields(mutator, *fresh, record)) return nullptr;
    return fresh.get();
}

// --- reading

std::size_t field_count(const Record& record) {
    FieldBlock& block = record.block();
    return is_dictionary(block) ? dictionary(block).live() : block.shape().count();
}

Value get_field(const Record& record, const String& symbol) {
    FieldBlock& block = record.block();
    if (is_dictionary(block)) {
        const std::uint32_t entry = dictionary(block).find(symbol);
        return entry == DictionaryBlock::kNone ? Value::absent()
                                               : dictionary(block).value(entry).load();
    }
    const std::uint32_t place = block.shape().find(symbol);
    return place == Shape::kNotFound ? Value::absent() : block.values()[place].load();
}

Value get_field(Heap& heap, const Record& record, std::string_view name) {
    const String* symbol = heap.symbols().find(name);
    return symbol == nullptr ? Value::absent() : get_field(record, *symbol);
}

bool FieldCursor::next(const Record& record, String*& key, Value& value) {
    FieldBlock& block = record.block();
    if (!is_dictionary(block)) {
        const Shape& shape = block.shape();
        if (place_ >= shape.count()) return false;
        key = shape.key_at(place_);
        value = block.values()[place_++].load();
        return true;
    }
    DictionaryBlock& in = dictionary(block);
    const std::uint32_t used = in.used();
    while (place_ < used) {
        const std::uint32_t entry = place_++;
        const Value held = in.key(entry).load();
        if (!held.is_object()) continue;
        key = as<String>(held);
        value = in.value(entry).load();
        return true;
    }
    return false;
}

bool field_at(const Record& record, std::size_t i, String*& key, Value& value) {
    FieldBlock& block = record.block();
    if (!is_dictionary(block)) {
        const Shape& shape = block.shape();
        if (i >= shape.count()) return false;
        key = shape.key_at(static_cast<std::uint32_t>(i));
        value = block.values()[i].load();
        return true;
    }
    DictionaryBlock& in = dictionary(block);
    const bool has_gaps = in.live() != in.used();  // without, the i-th field is the i-th entry
    std::uint32_t entry = has_gaps ? in.entry_of(i) : static_cast<std::uint32_t>(i);
    if (!has_gaps && (i >= in.used() || !in.key(entry).load().is_object())) {
        entry = in.entry_of(i);  // others are about to change it
    }
    const Value held = entry == DictionaryBlock::kNone ? Value() : in.key(entry).load();
    if (!held.is_object()) return false;
    key = as<String>(held);
    value = in.value(entry).load();
    return true;
}

// --- changing

bool set_field(Mutator& mutator, Record& record, String& symbol, Value value) {
    assert(symbol.is_symbol() && "fields are named by symbols");
    for (;;) {
        FieldBlock& block = record.block();
        if (is_dictionary(block)) {
            if (set_in_dictionary(mutator, record, symbol, value)) return true;
            if (!to_dictionary(mutator, record)) return false;
            continue;
        }
        Shape& shape = block.shape();
        const std::uint32_t place = shape.find(symbol);
        if (place != Shape::kNotFound) {
            if (overwrite(mutator, record, block, place, value)) return true;
            continue;
        }
        if (shape.count() >= kMaxShapeFields) {
            if (!to_dictionary(mutator, record)) return false;
            continue;
        }
        const Attempt attempt = add_field(mutator, record, shape, symbol, value);
        if (attempt != Attempt::Again) return attempt == Attempt::Done;
    }
}

bool remove_field(Mutator& mutator, Record& record, const String& symbol, bool& removed) {
    removed = false;
    for (;;) {
        if (!has_field(record, symbol)) return true;
        if (!is_dictionary(record.block()) && !to_dictionary(mutator, record)) return false;
        WriteLock lock(mutator, record);
        FieldBlock& block = record.block();
        if (!is_dictionary(block)) continue;
        const std::uint32_t entry = dictionary(block).find(symbol);
        if (entry == DictionaryBlock::kNone) return true;
        dictionary(block).drop(mutator, entry);
        removed = true;
        return true;
    }
}

bool spread_fields(Mutator& mutator, Record& into, const Record& from) {
    FieldBlock& source = from.block();
    if (!is_dictionary(source) && &into.block() == mutator.commons().empty_block) {
        // A plain copy: the same shape, the same values.
        Root<FieldBlock> kept(mutator, &source);
        Root<Shape> shape(mutator, &source.shape());
        if (shape->count() == 0) return true;
        FieldBlock* block = make_block(mutator, *shape, shape->count());
        if (block == nullptr) return false;
        for (std::uint32_t i = 0; i < shape->count(); ++i) {
            block->values()[i].init(source.values()[i].load());
        }
        WriteLock lock(mutator, into);
        into.publish(mutator, *block);
        return true;
    }
    FieldCursor cursor;
    String* key = nullptr;
    Value value;
    while (cursor.next(from, key, value)) {
        Root<String> kept_key(mutator, key);
        Root<Value> kept_value(mutator, value);
        if (!set_field(mutator, into, *key, value)) return false;
    }
    return true;
}

void clear_fields(Mutator& mutator, Record& record) {
    WriteLock lock(mutator, record);
    record.publish(mutator, *mutator.commons().empty_block);
}

// --- inline caches

Value FieldCache::get_slow(const Record& record, const String& symbol) {
    FieldBlock& block = record.block();
    if (is_dictionary(block)) return get_field(record, symbol);
    const Shape& shape = block.shape();
    const std::uint32_t place = shape.find(symbol);
    if (place == Shape::kNotFound) return Value::absent();
    entry_.store(pack(shape, place), std::memory_order_relaxed);
    return block.values()[place].load();
}

bool FieldCache::set_slow(Mutator& mutator, Record& record, String& symbol, Value value) {
    Root<Shape> before(mutator, &record.block().shape());
    if (!set_field(mutator, record, symbol, value)) return false;
    FieldBlock& block = record.block();
    if (is_dictionary(block)) return true;
    Shape& after = block.shape();
    const std::uint32_t place = after.find(symbol);
    if (place == Shape::kNotFound) return true;
    if (&after == before.get()) {
        entry_.store(pack(after, place), std::memory_order_relaxed);
    } else if (after.parent() == before.get()) {
        next_.store(&after, std::memory_order_release);
        addition_.store(pack(*before, place), std::memory_order_relaxed);
    }
    return true;
}

void FieldCache::trace(Tracer& tracer) const {
    const auto shape_in = [](std::uint64_t entry) {
        return reinterpret_cast<Shape*>(static_cast<std::uintptr_t>(entry >> 16));
    };
    tracer.visit(shape_in(entry_.load(std::memory_order_relaxed)));
    tracer.visit(shape_in(addition_.load(std::memory_order_relaxed)));
    tracer.visit(next_.load(std::memory_order_relaxed));
}

}  // namespace ach::vm
