// Things that plugins name by tokens which know when they are spent: the program's number, the
// place in a table, and the place's generation.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace ach::vm {

template <class T>
class Tokens {
public:
    explicit Tokens(std::uint16_t program) : program_(program) {}

    static std::uint16_t program_of(std::uint64_t token) {
        return static_cast<std::uint16_t>(token >> 48);
    }

    // [any] 0: there are too many.
    std::uint64_t add(std::shared_ptr<T> thing) {
        const std::lock_guard lock(mutex_);
        if (free_.empty()) {
            if (places_.size() == kMaxPlaces) return 0;
            free_.push_back(static_cast<std::uint32_t>(places_.size()));
            places_.emplace_back();
        }
        const std::uint32_t index = free_.back();
        free_.pop_back();
        Place& place = places_[index];
        place.thing = std::move(thing);
        return std::uint64_t{program_} << 48 | std::uint64_t{place.generation} << 24 | index;
    }

    // [any] Null for a spent token. What is found has been pinned by pin() before somebody else can
    // take it.
    template <class Pin>
    std::shared_ptr<T> find(std::uint64_t token, Pin pin) const {
        const std::lock_guard lock(mutex_);
        const Place* place = at(token);
        if (place == nullptr) return nullptr;
        pin(*place->thing);
        return place->thing;
    }
    std::shared_ptr<T> find(std::uint64_t token) const {
        return find(token, [](T&) {});
    }

    // [any] The same; the token is spent.
    template <class Pin>
    std::shared_ptr<T> take(std::uint64_t token, Pin pin) {
        const std::lock_guard lock(mutex_);
        auto* place = const_cast<Place*>(at(token));
        if (place == nullptr) return nullptr;
        pin(*place->thing);
        place->generation = (place->generation + 1) % kGenerations;
        if (place->generation == 0) place->generation = 1;
        free_.push_back(static_cast<std::uint32_t>(place - places_.data()));
        return std::exchange(place->thing, nullptr);
    }

private:
    struct Place {
        std::shared_ptr<T> thing;  // null: the place is free
        std::uint32_t generation = 1;
    };
    static constexpr std::uint32_t kMaxPlaces = 1u << 24;
    static constexpr std::uint32_t kGenerations = 1u << 24;

    const Place* at(std::uint64_t token) const {
        const auto index = static_cast<std::uint32_t>(token & (kMaxPlaces - 1));
        const auto generation = static_cast<std::uint32_t>(token >> 24 & (kGenerations - 1));
        if (index >= places_.size()) return nullptr;
        const Place& place = places_[index];
        return place.thing != nullptr && place.generation == generation ? &place : nullptr;
    }

    const std::uint16_t program_;
    mutable std::mutex mutex_;  // what follows; nothing is called under it but pins
    std::vector<Place> places_;
    std::vector<std::uint32_t> free_;
};

}  // namespace ach::vm
