// A background job as a script sees it: the Future of its task, a number, and whether it has begun.
#pragma once

#include "vm/runtime/future.hpp"
#include "vm/runtime/mutator.hpp"

#include <atomic>
#include <cstdint>

namespace ach::vm {

class Job final : public Object {
public:
    static bool is(Kind kind) { return kind == Kind::Job; }

    static Job* make(Mutator& mutator, std::uint64_t id);
    static void trace(Object& object, Tracer& tracer);

    std::uint64_t id() const { return id_; }

    // Null until the task exists.
    Value future() const { return future_.load(); }
    void set_future(Mutator& mutator, Future& future) {
        store(mutator, *this, future_, Value::object(&future));
    }

    bool has_started() const { return has_started_.load(std::memory_order_acquire); }
    void start() { has_started_.store(true, std::memory_order_release); }

private:
    friend class Mutator;
    explicit Job(std::uint64_t id) : Object(Kind::Job), id_(id) { future_.init(Value()); }

    const std::uint64_t id_;
    Slot future_;
    std::atomic<bool> has_started_{false};
};

}  // namespace ach::vm
