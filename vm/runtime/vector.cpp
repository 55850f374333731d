#include "vm/runtime/vector.hpp"

#include "vm/runtime/commons.hpp"

#include <algorithm>
#include <cstring>
#include <optional>

namespace ach::vm {

namespace {

constexpr std::size_t kSmallestCapacity = 4;
constexpr std::size_t kMostItems = std::size_t{1} << 44;  // far beyond any memory

bool all_numbers(std::span<const Value> items) {
    return std::all_of(items.begin(), items.end(), [](Value v) { return v.is_number(); });
}

// Into a backing that nobody else has seen.
void copy_items(Mutator& mutator, const Slot* from, Slot* to, std::size_t count) {
    if (!mutator.is_shared()) {
        if (count != 0) std::memcpy(static_cast<void*>(to), from, count * sizeof(Slot));
        return;
    }
    for (std::size_t i = 0; i < count; ++i) to[i].init(from[i].load());
}

bool is_writable(const Backing& backing, std::size_t more, bool needs_words) {
    return !backing.is_frozen() && backing.length() + more <= backing.capacity() &&
           !(needs_words && backing.holds_numbers());
}

// Gives the vector a backing of its own with room for `more` items, of words if asked for. When
// another writer is faster nothing happens, and the caller looks again.
bool make_writable(Mutator& mutator, Vector& vector, std::size_t more, bool needs_words) {
    Backing& old = vector.backing();
    const std::size_t needed = old.length() + more;
    const std::size_t grown = needed > old.capacity() ? old.capacity() * 2 : old.length();
    const Kind kind = needs_words || !old.holds_numbers() ? Kind::WordBacking : Kind::NumberBacking;
    Root<Backing> kept(mutator, &old);  // so that its address is not used again meanwhile
    Backing* fresh = Backing::make(mutator, kind, std::max({needed, grown, kSmallestCapacity}), 0);
    if (fresh == nullptr) return false;
    WriteLock lock(mutator, vector);
    const std::size_t length = old.length();
    if (&vector.backing() != &old || length + more > fresh->capacity()) return true;
    copy_items(mutator, old.items(), fresh->items(), length);
    fresh->set_length(length);
    vector.publish(mutator, *fresh);
    return true;
}

// Runs `write` on a backing that may be written and has room for `more` items.
template <class Write>
bool change(Mutator& mutator, Vector& vector, std::size_t more, bool needs_words, Write write) {
    for (;;) {
        {
            WriteLock lock(mutator, vector);
            Backing& backing = vector.backing();
            if (is_writable(backing, more, needs_words)) {
                write(backing);
                return true;
            }
        }
        if (!make_writable(mutator, vector, more, needs_words)) return false;
    }
}

// The place that an index stands for, the one behind the last item included; negative ones count
// from the end.
std::optional<std::size_t> place_of(std::int64_t index, std::size_t length) {
    const auto count = static_cast<std::int64_t>(length);
    const std::int64_t at = index < 0 ? index + count : index;
    if (at < 0 || at > count) return std::nullopt;
    return static_cast<std::size_t>(at);
}

// Items [first, last) to `to` and behind it, whether that overlaps or not.
void move_items(Mutator& mutator, Backing& backing, std::size_t first, std::size_t last,
                std::size_t to) {
    Slot* items = backing.items();
    if (to < first) {
        for (; first < last; ++first, ++to) store(mutator, backing, items[to], backing.at(first));
    } else if (to > first) {
        for (to += last - first; first < last;) {
            store(mutator, backing, items[--to], backing.at(--last));
        }
    }
}

// Ends the items at `length`, and forgets what lies behind: the collector would not look at it, but
// a slow reader might.
void cut(Mutator& mutator, Backing& backing, std::size_t length) {
    const std::size_t before = backing.length();
    backing.set_length(length);
    if (backing.holds_numbers()) return;
    for (std::size_t i = length; i < before; ++i) {
        store(mutator, backing, backing.items()[i], Value());
    }
}

}  // namespace

Backing* Backing::make(Mutator& mutator, Kind kind, std::size_t capacity, std::size_t length) {
    if (capacity > kMostItems) {
        mutator.raise_out_of_memory();
        return nullptr;
    }
    return mutator.create<Backing>(sizeof(Backing) + capacity * sizeof(Slot), kind, capacity,
                                   length);
}

// --- making

Vector* make_vector_over(Mutator& mutator, Backing& backing) {
    Root<Backing> root(mutator, &backing);
    return mutator.create<Vector>(sizeof(Vector), backing);
}

Vector* make_vector(Mutator& mutator, std::size_t capacity) {
    if (capacity == 0) return make_vector_over(mutator, *mutator.commons().empty_backing);
    Backing* backing = Backing::make(mutator, Kind::NumberBacking, capacity, 0);
    return backing == nullptr ? nullptr : make_vector_over(mutator, *backing);
}

Vector* make_vector(Mutator& mutator, std::span<const Value> items) {
    if (items.empty()) return make_vector(mutator);
    const Kind kind = all_numbers(items) ? Kind::NumberBacking : Kind::WordBacking;
    Backing* backing = Backing::make(mutator, kind, items.size(), items.size());
    if (backing == nullptr) return nullptr;
    for (std::size_t i = 0; i < items.size(); ++i) backing->items()[i].init(items[i]);
    return make_vector_over(mutator, *backing);
}

Vector* make_vector_of(Mutator& mutator, std::span<const double> numbers) {
    if (numbers.empty()) return make_vector(mutator);
    Backing* backing = Backing::make(mutator, Kind::NumberBacking, numbers.size(), numbers.size());
    if (backing == nullptr) return nullptr;
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        backing->items()[i].init(Value::from_outside(numbers[i]));
    }
    return make_vector_over(mutator, *backing);
}

Vector* make_number_vector(Mutator& mutator, std::size_t count) {
    if (count == 0) return make_vector(mutator);
    Backing* backing = Backing::make(mutator, Kind::NumberBacking, count, count);
    if (backing == nullptr) return nullptr;
    std::memset(static_cast<void*>(backing->items()), 0, count * sizeof(Slot));
    return make_vector_over(mutator, *backing);
}

Backing& snapshot(Mutator& mutator, Vector& vector) {
    WriteLock lock(mutator, vector);
    Backing& backing = vector.backing();
    if (!backing.is_frozen()) backing.add(kIsFrozen);
    return backing;
}

Vector* copy(Mutator& mutator, Vector& vector) {
    return make_vector_over(mutator, snapshot(mutator, vector));
}

namespace {

// Fills a backing that nobody else has seen with items of one moment, from `start` on: while the
// lock is held nobody moves them, and a backing that has been replaced is not written any more.
void copy_steadily(Mutator& mutator, Vector& vector, const Backing& from, std::size_t start,
                   Backing& to) {
    WriteLock lock(mutator, vector);
    const std::size_t length = from.length();
    const std::size_t count = start < length ? std::min(to.length(), length - start) : 0;
    copy_items(mutator, from.items() + start, to.items(), count);
    to.set_length(count);
}

}  // namespace

Vector* slice(Mutator& mutator, Vector& vector, std::size_t start, std::size_t end) {
    Root<Backing> from(mutator, &vector.backing());
    end = std::min(end, from->length());
    if (start >= end) return make_vector(mutator);
    const std::size_t count = end - start;
    Backing* backing = Backing::make(mutator, from->kind(), count, count);
    if (backing == nullptr) return nullptr;
    copy_steadily(mutator, vector, *from, start, *backing);
    return make_vector_over(mutator, *backing);
}

// --- changing

bool push_slow(Mutator& mutator, Vector& vector, Value item) {
    return change(mutator, vector, 1, !item.is_number(), [&](Backing& backing) {
        const std::size_t length = backing.length();
        store(mutator, backing, backing.items()[length], item);
        backing.set_length(length + 1);
    });
}

bool set_slow(Mutator& mutator, Vector& vector, std::size_t index, Value item) {
    return change(mutator, vector, 0, !item.is_number(), [&](Backing& backing) {
        if (index < backing.length()) store(mutator, backing, backing.items()[index], item);
    });
}

Value take(Mutator& mutator, Vector& vector, std::int64_t index) {
    if (!place_of(index, vector.length())) return Value::absent();
    Value taken = Value::absent();
    const bool done = change(mutator, vector, 0, false, [&](Backing& backing) {
        const std::size_t length = backing.length();
        const auto at = place_of(index, length);
        if (!at || *at == length) return;
        taken = backing.at(*at);
        move_items(mutator, backing, *at + 1, length, *at);
        cut(mutator, backing, length - 1);
    });
    return done ? taken : Value::failed();
}

bool splice(Mutator& mutator, Vector& vector, std::int64_t index, std::size_t removed,
            std::span<const Value> items, bool& is_inside) {
    is_inside = false;
    const std::size_t more = items.size() > removed ? items.size() - removed : 0;
    return change(mutator, vector, more, !all_numbers(items), [&](Backing& backing) {
        const std::size_t length = backing.length();
        const auto at = place_of(index, length);
        if (!at || removed > length - *at) return;
        is_inside = true;
        const std::size_t after = length - removed + items.size();
        move_items(mutator, backing, *at + removed, length, *at + items.size());
        for (std::size_t i = 0; i < items.size(); ++i) {
            store(mutator, backing, backing.items()[*at + i], items[i]);
        }
        if (after < length) {
            cut(mutator, backing, after);
        } else {
            backing.set_length(after);
        }
    });
}

bool reverse(Mutator& mutator, Vector& vector) {
    return change(mutator, vector, 0, false, [&](Backing& backing) {
        for (std::size_t i = 0, j = backing.length(); i + 1 < j; ++i) {
            const Value first = backing.at(i);
            store(mutator, backing, backing.items()[i], backing.at(--j));
            store(mutator, backing, backing.items()[j], first);
        }
    });
}

bool extend(Mutator& mutator, Vector& vector, std::span<const Value> items) {
    if (items.empty()) return true;
    return change(mutator, vector, items.size(), !all_numbers(items), [&](Backing& backing) {
        const std::size_t length = backing.length();
        for (std::size_t i = 0; i < items.size(); ++i) {
            store(mutator, backing, backing.items()[length + i], items[i]);
        }
        backing.set_length(length + items.size());
    });
}

bool extend(Mutator& mutator, Vector& vector, const Vector& items) {
    Root<Backing> from(mutator, &items.backing());
    const std::size_t count = from->length();
    if (count == 0) return true;
    return change(mutator, vector, count, !from->holds_numbers(), [&](Backing& backing) {
        const std::size_t length = backing.length();
        for (std::size_t i = 0; i < count; ++i) {
            store(mutator, backing, backing.items()[length + i], from->at(i));
        }
        backing.set_length(length + count);
    });
}

bool reserve(Mutator& mutator, Vector& vector, std::size_t capacity) {
    const std::size_t length = vector.length();
    if (capacity <= length) return true;
    return change(mutator, vector, capacity - length, false, [](Backing&) {});
}

void clear(Mutator& mutator, Vector& vector) {
    replace(mutator, vector, *mutator.commons().empty_backing);
}

void replace(Mutator& mutator, Vector& vector, Backing& backing) {
    WriteLock lock(mutator, vector);
    vector.publish(mutator, backing);
}

}  // namespace ach::vm
