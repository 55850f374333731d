// Strands: things that run one at a time, in the order in which they arrived.
#pragma once

#include "achronyme/abi/strand.h"
#include "achronyme/cpp/host.hpp"
#include "achronyme/cpp/log.hpp"

#include <cstdint>
#include <memory>
#include <type_traits>
#include <utility>

namespace ach {
inline namespace sdk1 {

class Strands {
public:
    Strands() = default;
    explicit Strands(const Host& host)  // [loader]
        : host_(host.raw()), table_(&host.get<ach_strand_t>()), log_(host) {}

    const ach_host_t* host() const noexcept { return host_; }
    const ach_strand_t& table() const noexcept { return *table_; }
    const Log& log() const noexcept { return log_; }

private:
    const ach_host_t* host_ = nullptr;
    const ach_strand_t* table_ = nullptr;
    Log log_;
};

// Owns a strand: closed at the end, which lets what is queued still run.
class Strand {
public:
    Strand() = default;
    Strand(const Strands& strands, std::uint16_t priority_class) : strands_(strands) {
        check(strands.table().create(strands.host(), priority_class, &raw_), "strand");
    }
    Strand(Strand&& other) noexcept
        : strands_(other.strands_), raw_(std::exchange(other.raw_, {})) {}
    Strand& operator=(Strand&& other) noexcept {
        std::swap(strands_, other.strands_);
        std::swap(raw_, other.raw_);
        return *this;
    }
    ~Strand() {
        if (raw_.bits != 0) strands_.table().close(strands_.host(), raw_);
    }

    ach_strand_id raw() const noexcept { return raw_; }

    // Appends `run`, which is kept until it is done. It takes (slice) or nothing and answers
    // ACH_RUN_…, or nothing for ACH_RUN_DONE. One allocation; see post_item() where that matters.
    template <class Run>
    ach_status post(Run run) const {
        auto item = std::make_unique<Item<Run>>(strands_.log(), std::move(run));
        const ach_status status = post_item(*item);
        if (status == ACH_OK) static_cast<void>(item.release());
        return status;
    }
    // [any, lock-free] Appends an item that is the caller's.
    ach_status post_item(ach_strand_item& item) const noexcept {
        return strands_.table().post(strands_.host(), raw_, &item);
    }
    // Lets an item that answered ACH_RUN_PARKED go on.
    ach_status wake() const noexcept { return strands_.table().wake(strands_.host(), raw_); }

private:
    template <class Run>
    struct Item : ach_strand_item {
        Item(const Log& where, Run what) : ach_strand_item{}, log(where), body(std::move(what)) {
            run = [](ach_strand_item* raw, ach_strand_id, const ach_slice* slice) noexcept {
                auto* self = static_cast<Item*>(raw);
                std::int32_t answer = ACH_RUN_DONE;
                self->log.contain("strand item", [&] { answer = self->call(*slice); });
                if (answer == ACH_RUN_DONE) delete self;
                return answer;
            };
        }
        std::int32_t call(const ach_slice& slice) {
            auto invoke = [&]() -> decltype(auto) {
                if constexpr (std::is_invocable_v<Run&, const ach_slice&>)
                    return body(slice);
                else
                    return body();
            };
            if constexpr (std::is_void_v<decltype(invoke())>) {
                invoke();
                return ACH_RUN_DONE;
            } else {
                return invoke();
            }
        }
        Log log;
        Run body;
    };

    Strands strands_;
    ach_strand_id raw_{};
};

}  // namespace sdk1
}  // namespace ach
