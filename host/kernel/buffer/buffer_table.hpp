// Bytes that are written once, frozen, and then shared by reference.
//
// The slot's reference count is the buffer's. Heap memory is given back by whoever lets go last;
// memory that a plugin wrapped is given back by a runnable on an executor, because the last holder
// may be the UI thread or a reactor. Shared memory is a memfd that freezing seals against writing,
// so that it can be handed to another process.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "achronyme/abi/buffer.h"
#include "achronyme/abi/executor.h"
#include "host/kernel/caller.hpp"
#include "host/kernel/support/token_table.hpp"

namespace ach::host {

class Executors;

class Buffer {
public:
    enum class Kind : std::uint8_t { Heap, Shared, Wrapped };

    // Takes over the bytes. `release` is the runnable that gives wrapped memory back.
    Buffer(Executors& executors, Caller& owner, Kind kind, std::uint8_t* bytes, std::size_t size,
           int descriptor, ach_runnable* release) noexcept;
    ~Buffer();
    Buffer(const Buffer&) = delete;
    Buffer& operator=(const Buffer&) = delete;

    const std::uint8_t* bytes() const noexcept { return bytes_; }
    std::size_t size() const noexcept { return size_; }
    bool is_frozen() const noexcept { return is_frozen_.load(std::memory_order_acquire); }
    ach_status freeze() noexcept;

private:
    Executors& executors_;
    Caller& owner_;
    std::uint8_t* bytes_;
    std::size_t size_;
    ach_runnable* release_;
    int descriptor_;
    Kind kind_;
    std::atomic<bool> is_frozen_;
};

class BufferTable {
public:
    BufferTable(Executors& executors, std::uint32_t most) noexcept
        : executors_(executors), buffers_(most) {}

    // [any] The contracts of ach.buffer/1.
    ach_status alloc(Caller& caller, std::uint32_t kind, std::size_t size, ach_buf* out,
                     std::uint8_t** bytes) noexcept;
    ach_status wrap(Caller& caller, const void* bytes, std::size_t size, ach_free_fn give_back,
                    void* user, ach_buf* out) noexcept;
    ach_status freeze(ach_buf buffer) noexcept;
    const std::uint8_t* view(ach_buf buffer, std::size_t* size) noexcept;
    ach_status retain(ach_buf buffer) noexcept;
    ach_status release(ach_buf buffer) noexcept;

    // [any, wait-free] Is it alive and frozen, so that it may travel? The caller holds a reference.
    bool is_frozen(ach_buf buffer) noexcept;

    // [any] How many buffers there are in all.
    std::uint32_t live() const noexcept { return buffers_.live(); }

private:
    ach_status add(Caller& caller, Buffer::Kind kind, std::uint8_t* bytes, std::size_t size,
                   int descriptor, ach_runnable* giver, ach_buf* out) noexcept;

    Executors& executors_;
    TokenTable<Buffer> buffers_;
};

}  // namespace ach::host
