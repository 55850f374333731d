#include "vm/runtime/orphans.hpp"

#include <utility>

namespace ach::vm {

Orphans::Orphans(Heap& heap, std::function<void()> wake) : heap_(heap), wake_(std::move(wake)) {
    heap_.add_roots(*this);
}

Orphans::~Orphans() { heap_.remove_roots(*this); }

std::uint32_t Orphans::watch(Object& object, Object& owner) {
    const std::lock_guard lock(mutex_);
    if (free_.empty()) {
        entries_.push_back({&object, &owner});
        return static_cast<std::uint32_t>(entries_.size() - 1);
    }
    const std::uint32_t ticket = free_.back();
    free_.pop_back();
    entries_[ticket] = {&object, &owner};
    return ticket;
}

void Orphans::forget(std::uint32_t ticket) {
    const std::lock_guard lock(mutex_);
    entries_[ticket] = {nullptr, nullptr};
    free_.push_back(ticket);
}

Object* Orphans::take_due() {
    if (!has_due()) return nullptr;
    const std::lock_guard lock(mutex_);
    if (due_.empty()) return nullptr;
    Object* owner = due_.back();
    due_.pop_back();
    has_due_.store(!due_.empty(), std::memory_order_release);
    return owner;
}

void Orphans::trace_roots(Tracer& tracer) {
    const std::lock_guard lock(mutex_);
    for (Object* owner : due_) tracer.visit(owner);
}

void Orphans::drop_dead(const Tracer& tracer) {
    const std::lock_guard lock(mutex_);
    const std::size_t before = due_.size();
    for (std::uint32_t ticket = 0; ticket < entries_.size(); ++ticket) {
        Entry& entry = entries_[ticket];
        if (entry.object == nullptr || tracer.is_marked(*entry.object)) continue;
        if (tracer.is_marked(*entry.owner)) due_.push_back(entry.owner);
        entry = {nullptr, nullptr};
        free_.push_back(ticket);
    }
    if (due_.size() == before) return;
    has_due_.store(true, std::memory_order_release);
    heap_.run_later([](void* orphans) { static_cast<Orphans*>(orphans)->wake_(); }, this);
}

}  // namespace ach::vm
