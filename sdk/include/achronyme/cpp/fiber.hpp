// Waiting without blocking a thread, for code that runs on the host's fibers.
#pragma once

#include "achronyme/abi/fiber.h"
#include "achronyme/cpp/host.hpp"
#include "achronyme/cpp/log.hpp"

#include <cstdint>
#include <memory>
#include <utility>

namespace ach {
inline namespace sdk1 {

class Fibers {
public:
    Fibers() = default;
    explicit Fibers(const Host& host)  // [loader]
        : host_(host.raw()), table_(&host.get<ach_fiber_t>()), log_(host) {}

    // Starts a fiber that runs `body()` once.
    template <class Body>
    ach_status spawn(Body body) const {
        struct Box {
            Log log;
            Body body;
        };
        auto box = std::make_unique<Box>(Box{log_, std::move(body)});
        const ach_status status = table_->spawn(
            host_,
            [](void* user) {
                const std::unique_ptr<Box> self(static_cast<Box*>(user));
                self->log.contain("fiber", [&] { self->body(); });
            },
            box.get());
        if (status == ACH_OK) static_cast<void>(box.release());
        return status;
    }
    ach_status yield() const noexcept { return table_->yield(host_); }
    ach_status sleep_until(std::uint64_t deadline_ns) const noexcept {
        return table_->sleep_until(host_, deadline_ns);
    }

    const ach_host_t* host() const noexcept { return host_; }
    const ach_fiber_t& table() const noexcept { return *table_; }

private:
    const ach_host_t* host_ = nullptr;
    const ach_fiber_t* table_ = nullptr;
    Log log_;
};

// Lets one waiter through per notify(); a notify without a waiter is kept, one of them.
class Event {
public:
    explicit Event(const Fibers& fibers) : fibers_(fibers) {
        check(fibers.table().event_create(fibers.host(), &raw_), "event");
    }
    ~Event() { fibers_.table().event_destroy(fibers_.host(), raw_); }
    Event(const Event&) = delete;
    Event& operator=(const Event&) = delete;

    ach_status notify() const noexcept {
        return fibers_.table().event_notify(fibers_.host(), raw_);
    }
    // [fiber]
    ach_status wait(std::uint64_t deadline_ns = UINT64_MAX) const noexcept {
        return fibers_.table().event_wait(fibers_.host(), raw_, deadline_ns);
    }

private:
    Fibers fibers_;
    ach_event raw_{};
};

// A lock whose waiters are fibers. Works with std::lock_guard.
class FiberMutex {
public:
    explicit FiberMutex(const Fibers& fibers) : fibers_(fibers) {
        check(fibers.table().mutex_create(fibers.host(), &raw_), "mutex");
    }
    ~FiberMutex() { fibers_.table().mutex_destroy(fibers_.host(), raw_); }
    FiberMutex(const FiberMutex&) = delete;
    FiberMutex& operator=(const FiberMutex&) = delete;

    void lock() const { check(fibers_.table().mutex_lock(fibers_.host(), raw_), "mutex"); }
    void unlock() const noexcept { fibers_.table().mutex_unlock(fibers_.host(), raw_); }

private:
    Fibers fibers_;
    ach_fiber_mutex raw_{};
};

}  // namespace sdk1
}  // namespace ach
