// Work on the host's executor threads and blocking pools.
#pragma once

#include "achronyme/abi/executor.h"
#include "achronyme/cpp/host.hpp"
#include "achronyme/cpp/log.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <type_traits>
#include <utility>

namespace ach {
inline namespace sdk1 {

class Executors {
public:
    Executors() = default;
    explicit Executors(const Host& host)  // [loader]
        : host_(host.raw()), table_(&host.get<ach_executor_t>()), log_(host) {}

    std::uint32_t count() const noexcept { return table_->count(host_); }

    // Runs `work()` once on a pool thread, where it may block.
    template <class Work>
    ach_status post_blocking(bool cpu, Work work) const {
        struct Box {
            Log log;
            Work work;
        };
        auto box = std::make_unique<Box>(Box{log_, std::move(work)});
        const ach_status status = table_->post_blocking(
            host_, cpu,
            [](void* user) {
                const std::unique_ptr<Box> self(static_cast<Box*>(user));
                self->log.contain("blocking work", [&] { self->work(); });
            },
            box.get());
        if (status == ACH_OK) static_cast<void>(box.release());
        return status;
    }

    const ach_host_t* host() const noexcept { return host_; }
    const ach_executor_t& table() const noexcept { return *table_; }
    const Log& log() const noexcept { return log_; }

private:
    const ach_host_t* host_ = nullptr;
    const ach_executor_t* table_ = nullptr;
    Log log_;
};

// Intrusive work: `run(slice)` answers ACH_RUN_…, or nothing for ACH_RUN_PARKED. Must outlive its
// last run; posting allocates nothing.
template <class Run>
class Runnable : private ach_runnable {
public:
    Runnable(const Executors& executors, std::uint16_t rank, Run body)
        : ach_runnable{}, executors_(executors), body_(std::move(body)) {
        priority_class = rank;
        ach_runnable::run = [](ach_runnable* raw, const ach_slice* slice) noexcept -> std::int32_t {
            auto& self = *static_cast<Runnable*>(raw);
            std::int32_t answer = ACH_RUN_PARKED;
            self.executors_.log().contain("runnable", [&] {
                if constexpr (std::is_void_v<decltype(self.body_(*slice))>) {
                    self.body_(*slice);
                } else {
                    answer = self.body_(*slice);
                }
            });
            return answer;
        };
    }
    Runnable(const Runnable&) = delete;
    Runnable& operator=(const Runnable&) = delete;

    ach_status post() noexcept { return executors_.table().post(executors_.host(), this); }

private:
    Executors executors_;
    Run body_;
};

// True when the slice is used up and others wait. In a seeded run that is always.
inline bool is_due(const ach_slice& slice) noexcept {
    return __atomic_load_n(slice.preempt, __ATOMIC_RELAXED) != 0;
}

// The same for work that looks often: in a seeded run it lasts as many looks as the seed allows.
class SliceEnd {
public:
    explicit SliceEnd(const ach_slice& slice) noexcept
        : preempt_(slice.preempt),
          polls_(slice.struct_size >= offsetof(ach_slice, polls) + sizeof slice.polls ? slice.polls
                                                                                      : 0) {}

    bool is_due() noexcept {
        return __atomic_load_n(preempt_, __ATOMIC_RELAXED) != 0 && (polls_ <= 1 || --polls_ == 0);
    }

private:
    const std::uint32_t* preempt_;
    std::uint32_t polls_;
};

}  // namespace sdk1
}  // namespace ach
