// Objects that something must be done for when another one has become unreachable: a lock whose
// guard nobody can release any more, a channel whose last sender is gone.
//
// The watched object is held weakly. After a collection that did not reach it, its owner, if that
// was reached, is due: `wake` is called as soon as the world runs, and whoever it wakes calls
// take_due() on a mutator.
#pragma once

#include "vm/runtime/heap.hpp"

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <vector>

namespace ach::vm {

class Orphans final : public RootProvider {
public:
    Orphans(Heap& heap, std::function<void()> wake);
    ~Orphans();
    Orphans(const Orphans&) = delete;
    Orphans& operator=(const Orphans&) = delete;

    // The ticket is good until the object dies or it is given to forget().
    std::uint32_t watch(Object& object, Object& owner);
    void forget(std::uint32_t ticket);

    bool has_due() const { return has_due_.load(std::memory_order_acquire); }
    // One that is due, or null. The caller roots it.
    Object* take_due();

    void trace_roots(Tracer& tracer) override;
    void drop_dead(const Tracer& tracer) override;

private:
    struct Entry {
        Object* object;  // null: the entry is free
        Object* owner;
    };

    Heap& heap_;
    std::function<void()> wake_;
    std::mutex mutex_;  // what follows
    std::vector<Entry> entries_;
    std::vector<std::uint32_t> free_;
    std::vector<Object*> due_;
    std::atomic<bool> has_due_{false};
};

}  // namespace ach::vm
