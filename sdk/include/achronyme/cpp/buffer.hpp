// Reference-counted bytes that travel without being copied.
#pragma once

#include "achronyme/abi/buffer.h"
#include "achronyme/cpp/native_context.hpp"
#include "achronyme/cpp/result.hpp"

#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <utility>

namespace ach {
inline namespace sdk1 {

// One reference to a frozen buffer. Copying takes another one; no copy of the bytes is made.
class Buffer {
public:
    Buffer() = default;
    // Takes over a reference that somebody gave.
    Buffer(const NativeContext& context, ach_buf raw) noexcept : context_(&context), raw_(raw) {}
    Buffer(const Buffer& other) noexcept : context_(other.context_), raw_(other.raw_) {
        if (raw_.bits != 0) context_->buffer->retain(context_->host, raw_);
    }
    Buffer(Buffer&& other) noexcept : context_(other.context_), raw_(other.release()) {}
    Buffer& operator=(Buffer other) noexcept {
        std::swap(context_, other.context_);
        std::swap(raw_, other.raw_);
        return *this;
    }
    ~Buffer() {
        if (raw_.bits != 0) context_->buffer->release(context_->host, raw_);
    }

    // A frozen buffer with a copy of the bytes.
    static Result<Buffer> copy(const NativeContext& context, std::span<const std::uint8_t> bytes) {
        return build(context, bytes.size(), [&](std::span<std::uint8_t> room) {
            if (!bytes.empty()) std::memcpy(room.data(), bytes.data(), bytes.size());
        });
    }
    static Result<Buffer> copy(const NativeContext& context, std::string_view text) {
        return copy(context,
                    std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
    }

    // A frozen buffer of `size` bytes that `write` has filled in.
    template <class Write>
    static Result<Buffer> build(const NativeContext& context, std::size_t size, Write&& write) {
        ach_buf raw{};
        std::uint8_t* bytes = nullptr;
        const ach_status status =
            context.buffer->alloc(context.host, ACH_BUF_HEAP, size, &raw, &bytes);
        if (status < ACH_OK) return Error{status, std::string(describe(status))};
        Buffer buffer(context, raw);
        write(std::span<std::uint8_t>(bytes, size));
        context.buffer->freeze(context.host, raw);
        return buffer;
    }

    explicit operator bool() const noexcept { return raw_.bits != 0; }
    ach_buf raw() const noexcept { return raw_; }

    // Gives the reference away.
    ach_buf release() noexcept { return std::exchange(raw_, {}); }

    std::span<const std::uint8_t> bytes() const noexcept {
        if (raw_.bits == 0) return {};
        std::size_t size = 0;
        const std::uint8_t* data = context_->buffer->view(context_->host, raw_, &size);
        return data == nullptr ? std::span<const std::uint8_t>() : std::span(data, size);
    }
    std::string_view text() const noexcept {
        const auto all = bytes();
        return {reinterpret_cast<const char*>(all.data()), all.size()};
    }

private:
    const NativeContext* context_ = nullptr;
    ach_buf raw_{};
};

}  // namespace sdk1
}  // namespace ach
