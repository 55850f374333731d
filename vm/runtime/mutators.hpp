// The mutators of a machine's threads: lent for a slice or a call, and used again.
//
// A mutator has cells of the heap in hand, and the first company of another one changes how all of
// them write; so none is made for a moment, and a program that runs on one thread at a time has
// one, whatever thread that is.
#pragma once

#include "vm/runtime/mutator.hpp"

#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace ach::vm {

class Mutators {
public:
    explicit Mutators(Heap& heap) : heap_(heap) {}
    Mutators(const Mutators&) = delete;
    Mutators& operator=(const Mutators&) = delete;

private:
    // One that nobody uses is outside of the heap.
    struct Seat {
        explicit Seat(Heap& heap) : mutator(heap) {}
        Mutator mutator;
        std::optional<Outside> outside;
    };

public:
    // [any thread] A mutator for this thread, inside the heap, until the lease ends.
    class Lease {
    public:
        explicit Lease(Mutators& mutators) : mutators_(mutators), seat_(mutators.take()) {}
        ~Lease() { mutators_.give_back(std::move(seat_)); }
        Lease(const Lease&) = delete;
        Lease& operator=(const Lease&) = delete;

        Mutator& operator*() const { return seat_->mutator; }

    private:
        Mutators& mutators_;
        std::unique_ptr<Seat> seat_;
    };

private:
    std::unique_ptr<Seat> take();
    void give_back(std::unique_ptr<Seat> seat);

    Heap& heap_;
    std::mutex mutex_;
    std::vector<std::unique_ptr<Seat>> free_;
};

}  // namespace ach::vm
