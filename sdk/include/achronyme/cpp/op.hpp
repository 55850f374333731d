// The worker's side of an operation: a token that is completed once, from any thread.
#pragma once

#include "achronyme/cpp/buffer.hpp"
#include "achronyme/cpp/native_context.hpp"
#include "achronyme/cpp/result.hpp"

#include <string_view>

namespace ach {
inline namespace sdk1 {

// Copies freely: the token is generation-checked, and of several completions the first one wins.
class Op {
public:
    Op() = default;
    Op(const NativeContext& context, ach_op raw) noexcept : context_(&context), raw_(raw) {}

    ach_op raw() const noexcept { return raw_; }

    // [any] ACH_E_GONE when the operation has ended already.
    ach_status complete(ach_status outcome, Buffer payload = {}) const noexcept {
        return context_->op->complete(context_->host, raw_, outcome, payload.release());
    }
    // [any] Likewise, with a copy of `bytes` as its payload; without one when there is no memory.
    ach_status complete_with(ach_status outcome, std::string_view bytes) const noexcept {
        try {
            Result<Buffer> payload = Buffer::copy(*context_, bytes);
            if (payload) return complete(outcome, std::move(*payload));
        } catch (...) {  // NOLINT(bugprone-empty-catch): the message of the failure found no room
        }
        return complete(outcome < ACH_OK ? outcome : ach_status{ACH_E_NOMEM});
    }
    // [any] Ends it ACH_E_FAILED with a text that the waiter can show.
    ach_status fail(std::string_view message) const noexcept {
        return complete_with(ACH_E_FAILED, message);
    }
    // [any] True once somebody else has ended it or wants it to end.
    bool is_over() const noexcept { return context_->op->is_over(context_->host, raw_); }

private:
    const NativeContext* context_ = nullptr;
    ach_op raw_{};
};

}  // namespace sdk1
}  // namespace ach
