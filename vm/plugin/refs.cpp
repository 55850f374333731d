#include "vm/plugin/refs.hpp"

namespace ach::vm {

Refs::Refs(Heap& heap, std::uint16_t program) : heap_(heap), program_(program) {
    heap_.add_roots(*this);
}

Refs::~Refs() { heap_.remove_roots(*this); }

ach_ref Refs::add(Value v, bool weak) {
    const std::lock_guard lock(mutex_);
    if (free_.empty()) {
        if (places_.size() == kMaxPlaces) return {0};
        free_.push_back(static_cast<std::uint32_t>(places_.size()));
        places_.emplace_back();
    }
    const std::uint32_t index = free_.back();
    free_.pop_back();
    Place& place = places_[index];
    place.value = v;
    place.is_used = true;
    place.is_weak = weak;
    return {std::uint64_t{program_} << 48 | std::uint64_t{place.generation} << 24 | index};
}

const Refs::Place* Refs::find(ach_ref ref) const {
    const auto index = static_cast<std::uint32_t>(ref.bits & (kMaxPlaces - 1));
    const auto generation = static_cast<std::uint32_t>(ref.bits >> 24 & (kGenerations - 1));
    if (program_of(ref) != program_ || index >= places_.size()) return nullptr;
    const Place& place = places_[index];
    return place.is_used && place.generation == generation ? &place : nullptr;
}

Value Refs::get(ach_ref ref) const {
    const std::lock_guard lock(mutex_);
    const Place* place = find(ref);
    return place == nullptr ? Value::absent() : place->value;
}

bool Refs::release(ach_ref ref) {
    const std::lock_guard lock(mutex_);
    const Place* found = find(ref);
    if (found == nullptr) return false;
    const auto index = static_cast<std::uint32_t>(found - places_.data());
    Place& place = places_[index];
    place.value = Value::absent();
    place.is_used = false;
    place.generation = (place.generation + 1) % kGenerations;
    if (place.generation == 0) place.generation = 1;
    free_.push_back(index);
    return true;
}

void Refs::trace_roots(Tracer& tracer) {
    const std::lock_guard lock(mutex_);
    for (const Place& place : places_) {
        if (!place.is_weak) tracer.visit(place.value);
    }
}

void Refs::drop_dead(const Tracer& tracer) {
    const std::lock_guard lock(mutex_);
    for (Place& place : places_) {
        if (place.is_weak && place.value.is_object() &&
            !tracer.is_marked(*place.value.as_object())) {
            place.value = Value::absent();
        }
    }
}

}  // namespace ach::vm
