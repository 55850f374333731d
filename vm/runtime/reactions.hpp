// What one strand has to do for the observers that live on it.
//
// Observers that became due through the strand's own changes are served by the flush that follows
// at once (`due`); those that others made due wait (`arrived`) until the strand takes the request
// out of its inbox, which is there once however much has happened since. So what others do never
// prolongs a flush, and an observer that keeps invalidating itself can be told from one that is
// busy.
#pragma once

#include "vm/runtime/observer.hpp"
#include "vm/runtime/operation.hpp"

#include <cstdint>
#include <mutex>
#include <unordered_map>
#include <vector>

namespace ach::vm {

class Batch;
class Signal;

class Reactions {
public:
    explicit Reactions(Strand& strand) : strand_(strand) {}

    Strand& strand() const { return strand_; }

    // [any thread] Asks the strand for a flush, unless it has been asked already.
    void request();
    // [runner] The request has been taken out of the inbox.
    void has_been_asked() { is_requested_.store(false, std::memory_order_release); }

    // [any thread] The observer, which is pinned, has its turn in the next flush whether something
    // has changed or not: its client is called, or it is taken down if it was disposed of.
    void nudge(Observer& observer);

    // --- under the graph's lock
    void add_arrived(Observer& observer);
    // [runner] What has arrived is due; what was nudged is due and forced.
    void admit();
    // [any thread] Has something come that no flush has admitted?
    bool has_arrivals() const { return has_arrivals_.load(std::memory_order_acquire); }

    // --- of the runner
    void add_due(Observer& observer);
    // The first that is due, or null.
    Observer* take();
    bool has_due() const { return next_ != due_.size() || !late_.empty(); }

    bool is_flushing = false;
    Batch* batch = nullptr;   // the outermost one that runs
    std::size_t batched = 0;  // how many signals the last one was about
    std::uint64_t flushes = 0;
    bool has_flushed_for_await = false;  // what had arrived before the task went on

private:
    Strand& strand_;
    // The runner's. Marks mostly come in order: those stand in a row, and a heap (the first in
    // order at the front) has the others.
    std::vector<Observer*> due_;
    std::size_t next_ = 0;  // in the row
    std::vector<Observer*> late_;
    std::vector<Observer*> arrived_;  // under the graph's lock
    std::mutex nudged_mutex_;         // the next one; nothing is called under it
    std::vector<Observer*> nudged_;
    StrandMessage request_{StrandMessage::Kind::Flush};
    std::atomic<bool> is_requested_{false};
    std::atomic<bool> has_arrivals_{false};
};

}  // namespace ach::vm
