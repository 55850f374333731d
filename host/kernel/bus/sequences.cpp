#include "host/kernel/bus/sequences.hpp"

#include <memory>
#include <new>

namespace ach::host {

Sequences::~Sequences() {
    for (auto& list : lists_) {
        for (Count* count = list.load(); count != nullptr;) {
            const std::unique_ptr<Count> owned(count);
            count = count->next;
        }
    }
}

std::uint64_t Sequences::next(ach_topic topic) noexcept {
    Count* count = find_or_add(topic);
    return count == nullptr ? 0 : count->last.fetch_add(1, std::memory_order_relaxed) + 1;
}

Sequences::Count* Sequences::find_or_add(ach_topic topic) noexcept {
    std::atomic<Count*>& list = lists_[topic % lists_.size()];
    std::unique_ptr<Count> added;
    const Count* seen = nullptr;  // from here on the list has been looked through
    Count* first = list.load(std::memory_order_acquire);
    for (;;) {
        for (Count* count = first; count != seen; count = count->next) {
            if (count->topic == topic) return count;
        }
        seen = first;
        if (added == nullptr) added.reset(new (std::nothrow) Count(topic));
        if (added == nullptr) return nullptr;
        added->next = first;
        if (list.compare_exchange_weak(first, added.get(), std::memory_order_acq_rel,
                                       std::memory_order_acquire)) {
            return added.release();
        }
    }
}

}  // namespace ach::host
