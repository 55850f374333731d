// The registry of a machine's strands.

#include "vm/runtime/machine.hpp"
#include "vm/runtime/strand.hpp"

#include <utility>
#include <vector>

namespace ach::vm {

// Only its runner takes a strand out, so what the runner finds registered stays so.
void Strands::add(Strand& strand) {
    if (strand.is_registered_.load(std::memory_order_relaxed)) return;
    const std::lock_guard lock(mutex_);
    link(strand);
}

// When the inbox is empty again the strand runs already, and has registered itself.
void Strands::add_if_waiting(Strand& strand) {
    const std::lock_guard lock(mutex_);
    if (strand.inbox_.load(std::memory_order_acquire) != nullptr) link(strand);
}

void Strands::link(Strand& strand) {
    if (strand.is_registered_.load(std::memory_order_relaxed)) return;
    strand.is_registered_.store(true, std::memory_order_relaxed);
    intrusive_ptr_add_ref(&strand);
    strand.earlier_ = nullptr;
    strand.later_ = first_;
    if (first_ != nullptr) first_->earlier_ = &strand;
    first_ = &strand;
    count_.fetch_add(1, std::memory_order_acq_rel);
}

void Strands::unlink(Strand& strand) {
    (strand.earlier_ == nullptr ? first_ : strand.earlier_->later_) = strand.later_;
    if (strand.later_ != nullptr) strand.later_->earlier_ = strand.earlier_;
    strand.is_registered_.store(false, std::memory_order_relaxed);
    count_.fetch_sub(1, std::memory_order_acq_rel);
}

void Strands::remove_if_idle(Strand& strand) {
    StrandRef removed;
    bool was_last = false;
    {
        const std::lock_guard lock(mutex_);
        if (strand.is_busy() || !strand.is_registered_.load(std::memory_order_relaxed)) return;
        unlink(strand);
        removed = StrandRef(&strand, false);
        was_last = first_ == nullptr;
    }
    if (was_last && watcher != nullptr && watcher != removed) watcher->scheduled_by_->schedule();
}

void Strands::poke(Mutator::Request why) {
    const std::lock_guard lock(mutex_);
    for (Strand* strand = first_; strand != nullptr; strand = strand->later_) strand->poke(why);
}

void Strands::born(Strand& strand) {
    const std::lock_guard lock(mutex_);
    strand.later_of_all_ = first_of_all_;
    if (first_of_all_ != nullptr) first_of_all_->earlier_of_all_ = &strand;
    first_of_all_ = &strand;
}

void Strands::died(Strand& strand) {
    const std::lock_guard lock(mutex_);
    (strand.earlier_of_all_ == nullptr ? first_of_all_ : strand.earlier_of_all_->later_of_all_) =
        strand.later_of_all_;
    if (strand.later_of_all_ != nullptr) {
        strand.later_of_all_->earlier_of_all_ = strand.earlier_of_all_;
    }
}

void Strands::cancel_all(Mutator& mutator) {
    std::vector<StrandRef> all;
    {
        const std::lock_guard lock(mutex_);
        for (Strand* one = first_of_all_; one != nullptr; one = one->later_of_all_) {
            if (StrandRef strand = one->if_alive()) all.push_back(std::move(strand));
        }
    }
    for (const StrandRef& strand : all) {
        strand->send(mutator, strand->cancel_all_);
        strand->poke(Mutator::kCancel);
    }
}

void Strands::close() {
    watcher.reset();
    for (Strand* one = first_of_all_; one != nullptr; one = one->later_of_all_) {
        one->is_closed_ = true;
    }
    while (first_ != nullptr) {
        Strand& strand = *first_;
        unlink(strand);
        strand.close();
        intrusive_ptr_release(&strand);
    }
}

void Strands::trace_roots(Tracer& tracer) {
    for (Strand* strand = first_; strand != nullptr; strand = strand->later_) {
        strand->trace(tracer);
    }
}

}  // namespace ach::vm
