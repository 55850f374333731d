#include "vm/runtime/string.hpp"

#include "vm/runtime/commons.hpp"
#include "vm/runtime/error.hpp"

#include <algorithm>
#include <cstring>

namespace ach::vm {

namespace {

// Shorter results are copied: a buffer is worth its two objects only for what keeps growing.
constexpr std::size_t kSmallestAppended = 128;
constexpr std::size_t kFirstTable = 1024;

std::uint32_t hash_of(std::string_view text) {
    // FNV-1a, eight bytes a step, folded at the end.
    std::uint64_t h = 0xCBF2'9CE4'8422'2325 ^ text.size();
    const char* p = text.data();
    std::size_t left = text.size();
    for (; left >= 8; p += 8, left -= 8) {
        std::uint64_t word;
        std::memcpy(&word, p, 8);
        h = (h ^ word) * 0x9E37'79B9'7F4A'7C15;
        h ^= h >> 32;
    }
    for (; left > 0; ++p, --left) h = (h ^ static_cast<unsigned char>(*p)) * 0x100'0000'01B3;
    h ^= h >> 29;
    h *= 0xBF58'476D'1CE4'E5B9;
    h ^= h >> 32;
    const auto folded = static_cast<std::uint32_t>(h);
    return folded != 0 ? folded : 1;  // zero means "not computed yet"
}

Value raise_too_long(Mutator& mutator) {
    return mutator.raise(error_kind::kValue, "String would be longer than 2147483647 bytes");
}

}  // namespace

// --- measuring

std::uint32_t String::compute_hash() const {
    const std::uint32_t hash = hash_of(view());
    const_cast<String*>(this)->word().store(hash, std::memory_order_relaxed);
    return hash;
}

void StringBuffer::trace(Object& object, Tracer& tracer) {
    tracer.visit(static_cast<StringBuffer&>(object).table_);
}

void String::trace(Object& object, Tracer& tracer) {
    tracer.visit(static_cast<String&>(object).buffer_);
}

bool equal(const String& a, const String& b) {
    if (&a == &b) return true;
    return a.byte_count() == b.byte_count() &&
           std::memcmp(a.view().data(), b.view().data(), a.byte_count()) == 0;
}

// The order of UTF-8 bytes is the order of scalar values.
int compare(const String& a, const String& b) { return a.view().compare(b.view()); }

// --- positions

// Where every kStride-th scalar value of a text starts, in the bytes of a StringBuffer whose
// `used_` counts the entries. Threads may fill in the same table at once: they write the same.
class ScalarTable {
public:
    static constexpr std::size_t kStride = 64;

    // Where a scalar value at or before `index` starts, and which one it is; false when there is no
    // memory for the table.
    static bool find(Mutator& mutator, String& string, std::size_t index, std::size_t& scalar,
                     std::size_t& offset) {
        const std::size_t entry = index / kStride - 1;
        StringBuffer* table = table_of(string);
        if (table == nullptr || table->used_.load(std::memory_order_acquire) <= entry) {
            table = filled(mutator, string);
            if (table == nullptr) return false;
        }
        scalar = (entry + 1) * kStride;
        offset = at(*table, entry).load(std::memory_order_relaxed);
        return true;
    }

private:
    static std::atomic_ref<std::uint32_t> at(StringBuffer& table, std::size_t entry) {
        return std::atomic_ref(reinterpret_cast<std::uint32_t*>(table.bytes())[entry]);
    }

    // A table lies with the shared buffer when there is one: it serves every string in it.
    static StringBuffer* table_of(String& string) {
        StringBuffer* const holder = string.shared_buffer();
        const Value table = holder == nullptr ? string.buffer_.load() : holder->table_.load();
        return table.is_null() ? nullptr : as<StringBuffer>(table);
    }

    static StringBuffer* filled(Mutator& mutator, String& string) {
        const std::size_t wanted = string.length() / kStride;
        StringBuffer* const known = table_of(string);
        if (known != nullptr && known->capacity_ >= wanted * sizeof(std::uint32_t)) {
            fill(*known, string, wanted);
            return known;
        }
        StringBuffer* const holder = string.shared_buffer();
        const std::size_t room = holder == nullptr ? wanted : wanted * 2;  // more will be appended
        const auto bytes = static_cast<std::uint32_t>(room * sizeof(std::uint32_t));
        auto* made = mutator.create<StringBuffer>(sizeof(StringBuffer) + bytes, bytes, 0u);
        if (made == nullptr) return nullptr;
        if (StringBuffer* const old = table_of(string)) {  // another one, perhaps, by now
            const std::size_t there =
                std::min<std::size_t>(old->used_.load(std::memory_order_acquire), wanted);
            for (std::size_t i = 0; i < there; ++i) {
                at(*made, i).store(at(*old, i).load(std::memory_order_relaxed),
                                   std::memory_order_relaxed);
            }
            made->used_.store(static_cast<std::uint32_t>(there), std::memory_order_relaxed);
        }
        fill(*made, string, wanted);
        if (holder == nullptr) {
            store(mutator, string, string.buffer_, Value::object(made));
        } else {
            store(mutator, *holder, holder->table_, Value::object(made));
        }
        return made;
    }

    static void fill(StringBuffer& table, const String& string, std::size_t wanted) {
        const std::string_view text = string.view();
        std::uint32_t used = table.used_.load(std::memory_order_acquire);
        std::size_t offset = used == 0 ? 0 : at(table, used - 1).load(std::memory_order_relaxed);
        for (std::size_t entry = used; entry < wanted; ++entry) {
            for (std::size_t i = 0; i < kStride; ++i) offset += scalar_bytes(text[offset]);
            at(table, entry).store(static_cast<std::uint32_t>(offset), std::memory_order_relaxed);
        }
        while (used < wanted &&
               !table.used_.compare_exchange_weak(used, static_cast<std::uint32_t>(wanted),
                                                  std::memory_order_release)) {
        }
    }
};

std::size_t byte_offset(Mutator& mutator, String& string, std::size_t index) {
    constexpr std::size_t kNear = 2 * ScalarTable::kStride;  // from either end
    if (string.is_ascii()) return index;
    const std::string_view text = string.view();
    if (string.length() - index <= kNear) {
        std::size_t offset = text.size();
        for (std::size_t i = string.length(); i > index; --i) {
            do --offset;
            while ((static_cast<unsigned char>(text[offset]) & 0xC0u) == 0x80u);
        }
        return offset;
    }
    std::size_t scalar = 0;
    std::size_t offset = 0;
    if (index > kNear && !ScalarTable::find(mutator, string, index, scalar, offset)) {
        mutator.take_error();  // counting from the start needs no memory
    }
    for (; scalar < index; ++scalar) offset += scalar_bytes(text[offset]);
    return offset;
}

// --- making

// Reaches into the representation, so that the functions below need not be friends.
class StringMaker {
public:
    // A string whose bytes the caller fills in.
    static String* blank(Mutator& mutator, std::size_t bytes, std::size_t length) {
        if (bytes > kMaxStringBytes) {
            raise_too_long(mutator);
            return nullptr;
        }
        auto* string =
            mutator.create<String>(sizeof(String) + bytes, static_cast<std::uint32_t>(bytes));
        if (string != nullptr) string->length_ = static_cast<std::uint32_t>(length);
        return string;
    }
    static char* bytes(String& string) { return string.bytes_; }

    // left with `right` behind it. `right_length` counts its scalar values.
    static String* join(Mutator& mutator, String& left, std::string_view right,
                        std::size_t right_length) {
        const std::size_t bytes = left.byte_count() + right.size();
        const std::size_t length = left.length() + right_length;
        if (bytes < kSmallestAppended || bytes > kMaxStringBytes) {
            String* whole = blank(mutator, bytes, length);
            if (whole == nullptr) return nullptr;
            std::memcpy(whole->bytes_, left.bytes_, left.byte_count());
            std::memcpy(whole->bytes_ + left.byte_count(), right.data(), right.size());
            return whole;
        }
        return has_spare(left, right.size()) ? join_in_place(mutator, left, right, length)
                                             : join_in_buffer(mutator, left, right, length);
    }

private:
    static bool has_spare(const String& left, std::size_t more) {
        const StringBuffer* buffer = left.shared_buffer();
        return buffer != nullptr &&
               buffer->used_.load(std::memory_order_relaxed) == left.byte_count_ &&
               buffer->capacity_ - left.byte_count_ >= more;
    }

    // The object comes first, because making it may collect; whether the spare bytes are still
    // there is decided after.
    static String* join_in_place(Mutator& mutator, String& left, std::string_view right,
                                 std::size_t length) {
        StringBuffer* buffer = left.shared_buffer();
        const auto start = left.byte_count_;
        const auto end = static_cast<std::uint32_t>(start + right.size());
        auto* whole = mutator.create<String>(sizeof(String), *buffer, end,
                                             static_cast<std::uint32_t>(length));
        if (whole == nullptr) return nullptr;
        std::uint32_t expected = start;
        if (!buffer->used_.compare_exchange_strong(expected, end, std::memory_order_relaxed)) {
            return join_in_buffer(mutator, left, right, length);
        }
        std::memcpy(buffer->bytes() + start, right.data(), right.size());
        return whole;
    }

    static String* join_in_buffer(Mutator& mutator, String& left, std::string_view right,
                                  std::size_t length) {
        const std::size_t bytes = left.byte_count() + right.size();
        const std::size_t capacity = std::min(bytes * 2, kMaxStringBytes);
        Root<StringBuffer> buffer(mutator,
                                  mutator.create<StringBuffer>(sizeof(StringBuffer) + capacity,
                                                               static_cast<std::uint32_t>(capacity),
                                                               static_cast<std::uint32_t>(bytes)));
        if (!buffer) return nullptr;
        std::memcpy(buffer->bytes(), left.bytes_, left.byte_count());
        std::memcpy(buffer->bytes() + left.byte_count(), right.data(), right.size());
        return mutator.create<String>(sizeof(String), *buffer, static_cast<std::uint32_t>(bytes),
                                      static_cast<std::uint32_t>(length));
    }
};

String* make_string(Mutator& mutator, std::string_view text) {
    const Commons& commons = mutator.commons();
    if (text.empty()) return commons.empty_string;
    if (text.size() == 1) return commons.ascii[static_cast<unsigned char>(text[0])];
    String* string = StringMaker::blank(mutator, text.size(), count_utf8(text));
    if (string != nullptr) std::memcpy(StringMaker::bytes(*string), text.data(), text.size());
    return string;
}

String* concat(Mutator& mutator, String& left, String& right) {
    if (right.byte_count() == 0) return &left;
    if (left.byte_count() == 0) return &right;
    return StringMaker::join(mutator, left, right.view(), right.length());
}

String* append(Mutator& mutator, String& left, std::string_view right) {
    if (right.empty()) return &left;
    return StringMaker::join(mutator, left, right, count_utf8(right));
}

String* repeat(Mutator& mutator, String& text, std::size_t times) {
    if (times == 0 || text.byte_count() == 0) return mutator.commons().empty_string;
    if (times == 1) return &text;
    if (times > kMaxStringBytes / text.byte_count()) {
        raise_too_long(mutator);
        return nullptr;
    }
    const std::size_t bytes = text.byte_count() * times;
    String* whole = StringMaker::blank(mutator, bytes, text.length() * times);
    if (whole == nullptr) return nullptr;
    char* out = StringMaker::bytes(*whole);
    std::memcpy(out, text.view().data(), text.byte_count());
    // Doubling what is there keeps the number of copies small.
    for (std::size_t done = text.byte_count(); done < bytes;) {
        const std::size_t more = std::min(done, bytes - done);
        std::memcpy(out + done, out, more);
        done += more;
    }
    return whole;
}

String* substring_bytes(Mutator& mutator, String& string, std::size_t start, std::size_t end) {
    const std::string_view part = string.view().substr(start, end - start);
    if (part.size() == string.byte_count()) return &string;
    if (part.size() <= 1) return make_string(mutator, part);
    const std::size_t length = string.is_ascii() ? part.size() : count_utf8(part);
    String* copy = StringMaker::blank(mutator, part.size(), length);
    if (copy != nullptr) std::memcpy(StringMaker::bytes(*copy), part.data(), part.size());
    return copy;
}

String* substring(Mutator& mutator, String& string, std::size_t start, std::size_t end) {
    const std::size_t first = byte_offset(mutator, string, start);
    return substring_bytes(mutator, string, first, byte_offset(mutator, string, end));
}

String* character(Mutator& mutator, String& string, std::size_t index) {
    const std::size_t offset = byte_offset(mutator, string, index);
    return substring_bytes(mutator, string, offset, offset + scalar_bytes(string.view()[offset]));
}

// --- symbols

String* make_symbol(Mutator& mutator, std::string_view text) {
    return mutator.heap().symbols().intern(mutator, text);
}

String* to_symbol(Mutator& mutator, String& string) {
    if (string.is_symbol()) return &string;
    return mutator.heap().symbols().intern(mutator, string);
}

// The entry of that text, or the free one where it belongs.
Symbols::Entry& Symbols::place_of(std::string_view text, std::uint32_t hash) {
    const std::size_t mask = table_.size() - 1;
    for (std::size_t i = hash & mask;; i = (i + 1) & mask) {
        Entry& entry = table_[i];
        if (entry.symbol == nullptr || (entry.hash == hash && entry.symbol->view() == text)) {
            return entry;
        }
    }
}

String* Symbols::find(std::string_view text, std::uint32_t hash) {
    std::lock_guard lock(mutex_);
    return table_.empty() ? nullptr : place_of(text, hash).symbol;
}

String* Symbols::find(std::string_view text) { return find(text, hash_of(text)); }

String* Symbols::find(const String& string) { return find(string.view(), string.hash()); }

String* Symbols::intern(Mutator& mutator, std::string_view text) {
    if (String* known = find(text)) return known;
    String* symbol = StringMaker::blank(mutator, text.size(), count_utf8(text));
    if (symbol == nullptr) return nullptr;
    std::memcpy(StringMaker::bytes(*symbol), text.data(), text.size());
    return intern(mutator, *symbol);
}

String* Symbols::intern(Mutator&, String& string) {
    const std::uint32_t hash = string.hash();
    std::lock_guard lock(mutex_);
    if ((count_ + 1) * 2 > table_.size()) rehash(std::max(table_.size() * 2, kFirstTable));
    Entry& place = place_of(string.view(), hash);
    if (place.symbol != nullptr) return place.symbol;
    string.add(kIsInterned);
    place = {&string, hash};
    ++count_;
    return &string;
}

void Symbols::rehash(std::size_t capacity) {
    const std::vector<Entry> old = std::exchange(table_, std::vector<Entry>(capacity));
    for (const Entry& entry : old) {
        if (entry.symbol != nullptr) place_of(entry.symbol->view(), entry.hash) = entry;
    }
}

void Symbols::drop_dead(const Tracer& tracer) {
    std::size_t dead = 0;
    for (Entry& entry : table_) {
        if (entry.symbol == nullptr || tracer.is_marked(*entry.symbol)) continue;
        entry = {};
        ++dead;
    }
    if (dead == 0) return;
    count_ -= dead;
    rehash(table_.size());  // closes the gaps
}

}  // namespace ach::vm
