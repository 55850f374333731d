// Objects behind 64-bit tokens that say by themselves when they are stale.
//
// A token is a slot number and the generation of that slot; the generation changes whenever the
// slot's object ends, so a token that is used too late finds nothing instead of a stranger. Slots
// never move and are never given back to the system, therefore any thread may try any token at any
// time. One word per slot holds generation and reference count; the object lives while the count is
// above zero and ends on the thread that lets go of it last.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <utility>

namespace ach::host {

template <class T>
class TokenTable {
public:
    explicit TokenTable(std::uint32_t most) noexcept : most_(most) {}

    // Ends what is left, whatever its count. Nobody may use the table any more.
    ~TokenTable() {
        for (std::uint32_t i = 0; i < used(); ++i) {
            Slot* slot = slot_at(i);
            if (slot != nullptr && references(slot->word.load()) != 0) slot->object()->~T();
        }
        for (auto& chunk : chunks_) delete[] chunk.load();
    }

    TokenTable(const TokenTable&) = delete;
    TokenTable& operator=(const TokenTable&) = delete;

    // [any] A new object with one reference; `make(token, place)` constructs it at `place` and must
    // not throw. 0 when the table is full or memory is out.
    template <class Make>
    std::uint64_t create(Make&& make) noexcept {
        std::uint32_t index = 0;
        if (!take_slot(index)) return 0;
        Slot& slot = *slot_at(index);
        const std::uint64_t generation = slot.word.load(std::memory_order_relaxed) >> 32;
        const std::uint64_t token = generation << 32 | index;
        make(token, static_cast<void*>(slot.storage));
        live_.fetch_add(1, std::memory_order_relaxed);
        slot.word.store(generation << 32 | 1, std::memory_order_release);
        return token;
    }

    // [any, lock-free] The object with one reference more; null for a stale token.
    T* acquire(std::uint64_t token) noexcept {
        Slot* slot = slot_of(token);
        if (slot == nullptr) return nullptr;
        std::uint64_t word = slot->word.load();
        do {
            if (!is_current(word, token)) return nullptr;
        } while (!slot->word.compare_exchange_weak(word, word + 1));
        return slot->object();
    }

    // [any, lock-free] One reference less; the last one ends the object. False for a stale token.
    bool release(std::uint64_t token) noexcept {
        Slot* slot = slot_of(token);
        if (slot == nullptr) return false;
        std::uint64_t word = slot->word.load();
        do {
            if (!is_current(word, token)) return false;
        } while (!slot->word.compare_exchange_weak(word, word - 1));
        if (references(word) == 1) end(*slot, token);
        return true;
    }

    // [any, wait-free] The object without a reference of one's own: the caller holds one already.
    T* peek(std::uint64_t token) noexcept {
        Slot* slot = slot_of(token);
        return slot != nullptr && is_current(slot->word.load(), token) ? slot->object() : nullptr;
    }

    // [any, wait-free] How many references a live object has; 0 for a stale token.
    std::uint32_t count(std::uint64_t token) const noexcept {
        const Slot* slot = slot_of(token);
        const std::uint64_t word = slot == nullptr ? 0 : slot->word.load();
        return is_current(word, token) ? references(word) : 0;
    }

    // [any, wait-free] How many objects there are.
    std::uint32_t live() const noexcept { return live_.load(std::memory_order_relaxed); }

    // [any] Calls `visit(token, object)` for each live object, holding a reference meanwhile.
    template <class Visit>
    void each(Visit&& visit) {
        for (std::uint32_t i = 0; i < used(); ++i) {
            Slot* slot = slot_at(i);
            if (slot == nullptr) continue;
            const std::uint64_t token = (slot->word.load() >> 32) << 32 | i;
            if (T* object = acquire(token)) {
                visit(token, *object);
                release(token);
            }
        }
    }

private:
    struct Slot {
        std::atomic<std::uint64_t> word{std::uint64_t{1} << 32};  // generation and references
        std::atomic<std::uint32_t> next_free{0};                  // index + 1
        alignas(T) std::byte storage[sizeof(T)];

        T* object() noexcept { return std::launder(reinterpret_cast<T*>(storage)); }
    };

    // Chunk k holds kFirst << k slots, so growing never moves what is there.
    static constexpr std::uint32_t kFirst = 64;
    static constexpr std::size_t kChunks = 26;

    static std::uint32_t references(std::uint64_t word) noexcept {
        return static_cast<std::uint32_t>(word);
    }
    static bool is_current(std::uint64_t word, std::uint64_t token) noexcept {
        return word >> 32 == token >> 32 && references(word) != 0;
    }
    static std::size_t chunk_of(std::uint32_t index) noexcept {
        return static_cast<std::size_t>(std::bit_width(index / kFirst + 1)) - 1;
    }
    static std::uint32_t first_of(std::size_t chunk) noexcept {
        return kFirst * ((std::uint32_t{1} << chunk) - 1);
    }

    std::uint32_t used() const noexcept { return std::min(fresh_.load(), most_); }

    Slot* slot_at(std::uint32_t index) const noexcept {
        const std::size_t chunk = chunk_of(index);
        Slot* slots = chunks_[chunk].load();
        return slots == nullptr ? nullptr : slots + (index - first_of(chunk));
    }

    Slot* slot_of(std::uint64_t token) const noexcept {
        const auto index = static_cast<std::uint32_t>(token);
        return index < used() ? slot_at(index) : nullptr;
    }

    bool take_slot(std::uint32_t& index) noexcept {
        if (pop_free(index)) return true;
        index = fresh_.load();
        do {
            if (index >= most_) return false;
        } while (!fresh_.compare_exchange_weak(index, index + 1));
        return ensure_chunk(chunk_of(index));
    }

    bool ensure_chunk(std::size_t chunk) noexcept {
        if (chunks_[chunk].load() != nullptr) return true;
        Slot* slots = new (std::nothrow) Slot[std::size_t{kFirst} << chunk];
        if (slots == nullptr) return false;
        Slot* expected = nullptr;
        if (!chunks_[chunk].compare_exchange_strong(expected, slots)) delete[] slots;
        return true;
    }

    // The head carries a count of changes beside the index, so a slot that went and came back
    // meanwhile is noticed.
    bool pop_free(std::uint32_t& index) noexcept {
        std::uint64_t head = free_.load();
        for (;;) {
            const auto first = static_cast<std::uint32_t>(head);
            if (first == 0) return false;
            const std::uint32_t next = slot_at(first - 1)->next_free.load();
            const std::uint64_t changed = ((head >> 32) + 1) << 32 | next;
            if (free_.compare_exchange_weak(head, changed)) {
                index = first - 1;
                return true;
            }
        }
    }

    void end(Slot& slot, std::uint64_t token) noexcept {
        slot.object()->~T();
        live_.fetch_sub(1, std::memory_order_relaxed);
        std::uint64_t generation = ((token >> 32) + 1) & 0xffff'ffff;
        if (generation == 0) generation = 1;
        slot.word.store(generation << 32, std::memory_order_release);
        const std::uint32_t index = static_cast<std::uint32_t>(token);
        std::uint64_t head = free_.load();
        do {
            slot.next_free.store(static_cast<std::uint32_t>(head));
        } while (!free_.compare_exchange_weak(head, ((head >> 32) + 1) << 32 | (index + 1)));
    }

    const std::uint32_t most_;
    std::atomic<std::uint32_t> fresh_{0};  // slots that were ever used
    std::atomic<std::uint32_t> live_{0};
    std::atomic<std::uint64_t> free_{0};
    std::array<std::atomic<Slot*>, kChunks> chunks_{};
};

// A reference for the length of a scope.
template <class T>
class Pin {
public:
    Pin(TokenTable<T>& table, std::uint64_t token) noexcept
        : table_(table), token_(token), object_(table.acquire(token)) {}
    ~Pin() {
        if (object_ != nullptr) table_.release(token_);
    }
    Pin(const Pin&) = delete;
    Pin& operator=(const Pin&) = delete;

    explicit operator bool() const noexcept { return object_ != nullptr; }
    T* operator->() const noexcept { return object_; }
    T& operator*() const noexcept { return *object_; }

private:
    TokenTable<T>& table_;
    std::uint64_t token_;
    T* object_;
};

}  // namespace ach::host
