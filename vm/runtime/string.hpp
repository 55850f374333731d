// Strings: immutable, flat UTF-8, with the number of scalar values and the hash at hand.
//
// The bytes of a short-lived or short string follow the object; those of a string that grew by
// appending lie in a StringBuffer that several strings share, each seeing a prefix of it. Whoever
// holds the longest prefix may append in place: it claims the spare bytes behind its end with one
// compare-and-swap, so `s = s + x` in a loop copies each byte a constant number of times, and the
// older strings never notice.
//
// Positions are scalar values. What is ASCII finds them at once; any other long text gets, when one
// is first asked for in its middle, a table of where every 64th of them starts. Strings that share
// a buffer share its table, which grows behind them.
//
// A symbol is a String that is interned: names of fields and methods, constants of units. Equal
// symbols are the same object. The table of symbols holds them weakly.
#pragma once

#include "vm/runtime/mutator.hpp"
#include "vm/support/utf8.hpp"

#include <cstdint>
#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

namespace ach::vm {

inline constexpr std::size_t kMaxStringBytes = 0x7FFF'FFFF;

class StringBuffer final : public Object {
public:
    static bool is(Kind kind) { return kind == Kind::StringBuffer; }
    char* bytes() { return reinterpret_cast<char*>(this + 1); }

    static void trace(Object& object, Tracer& tracer);

private:
    friend class Mutator;
    friend class StringMaker;
    friend class ScalarTable;
    explicit StringBuffer(std::uint32_t capacity, std::uint32_t used)
        : Object(Kind::StringBuffer), capacity_(capacity), used_(used) {
        table_.init(Value());
    }

    std::uint32_t capacity_;
    std::atomic<std::uint32_t> used_;
    Slot table_;  // of the text in it: null, or another buffer
};

class String final : public Object {
public:
    static bool is(Kind kind) { return kind == Kind::String; }

    std::string_view view() const { return {bytes_, byte_count_}; }
    std::size_t byte_count() const { return byte_count_; }
    // Unicode scalar values.
    std::size_t length() const { return length_; }
    bool is_ascii() const { return length_ == byte_count_; }
    bool is_symbol() const { return has(kIsInterned); }
    std::uint32_t hash() const {
        const std::uint32_t known = word().load(std::memory_order_relaxed);
        return known != 0 ? known : compute_hash();
    }

    static void trace(Object& object, Tracer& tracer);

private:
    friend class Mutator;
    friend class StringMaker;
    friend class ScalarTable;
    friend class Symbols;
    // The bytes follow the object and are not filled in yet.
    explicit String(std::uint32_t byte_count)
        : Object(Kind::String),
          bytes_(reinterpret_cast<char*>(this + 1)),
          byte_count_(byte_count),
          length_(0) {
        buffer_.init(Value());
    }
    String(StringBuffer& buffer, std::uint32_t byte_count, std::uint32_t length)
        : Object(Kind::String), bytes_(buffer.bytes()), byte_count_(byte_count), length_(length) {
        buffer_.init(Value::object(&buffer));
    }
    std::uint32_t compute_hash() const;
    // Where the bytes are, when they do not follow.
    StringBuffer* shared_buffer() const {
        const Value held = buffer_.load();
        if (held.is_null()) return nullptr;
        auto* const holder = as<StringBuffer>(held);
        return holder->bytes() == bytes_ ? holder : nullptr;
    }
    char* bytes_;
    std::uint32_t byte_count_;
    std::uint32_t length_;
    Slot buffer_;  // where the bytes are; when they follow: null, or the table of scalar values
};

// Text must be valid UTF-8 (check with is_valid_utf8 what comes from outside). The text must not
// lie inside a heap object unless that object is rooted.
[[nodiscard]] String* make_string(Mutator& mutator, std::string_view text);
// The one string of its text that is a symbol.
[[nodiscard]] String* make_symbol(Mutator& mutator, std::string_view text);
[[nodiscard]] String* to_symbol(Mutator& mutator, String& string);

[[nodiscard]] String* concat(Mutator& mutator, String& left, String& right);
// Appends bytes that are not a String; same cost as concat.
[[nodiscard]] String* append(Mutator& mutator, String& left, std::string_view right);
[[nodiscard]] String* repeat(Mutator& mutator, String& text, std::size_t times);
// The byte at which scalar value `index` starts; index ≤ length(). The string must be rooted.
[[nodiscard]] std::size_t byte_offset(Mutator& mutator, String& string, std::size_t index);
// Scalar values [start, end); start ≤ end ≤ length().
[[nodiscard]] String* substring(Mutator& mutator, String& string, std::size_t start,
                                std::size_t end);
// Bytes [start, end) on boundaries of scalar values.
[[nodiscard]] String* substring_bytes(Mutator& mutator, String& string, std::size_t start,
                                      std::size_t end);
// The scalar value at `index` as a String; index < length().
[[nodiscard]] String* character(Mutator& mutator, String& string, std::size_t index);

bool equal(const String& a, const String& b);
// By Unicode scalar value: negative, zero, or positive.
int compare(const String& a, const String& b);

inline bool is_valid_utf8(std::string_view bytes) { return !first_invalid_utf8(bytes).has_value(); }
// Bytes of the scalar value that starts with this byte.
constexpr std::size_t scalar_bytes(char first) {
    const auto b = static_cast<unsigned char>(first);
    return b < 0x80 ? 1 : b < 0xE0 ? 2 : b < 0xF0 ? 3 : 4;
}

// The table of symbols of one heap.
class Symbols {
public:
    // [any mutator] Null when there is no symbol of that text.
    String* find(std::string_view text);
    String* find(const String& string);
    [[nodiscard]] String* intern(Mutator& mutator, std::string_view text);
    [[nodiscard]] String* intern(Mutator& mutator, String& string);

    // While the world is stopped, after marking.
    void drop_dead(const Tracer& tracer);
    std::size_t size() const { return count_; }

private:
    struct Entry {
        String* symbol = nullptr;
        std::uint32_t hash = 0;
    };
    String* find(std::string_view text, std::uint32_t hash);
    Entry& place_of(std::string_view text, std::uint32_t hash);
    void rehash(std::size_t capacity);

    std::mutex mutex_;
    std::vector<Entry> table_;  // open addressing
    std::size_t count_ = 0;
};

}  // namespace ach::vm
