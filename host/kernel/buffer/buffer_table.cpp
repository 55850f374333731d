#include "host/kernel/buffer/buffer_table.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>
#include <memory>
#include <new>

#include "host/kernel/executor/executors.hpp"
#include "host/kernel/support/foreign.hpp"

namespace ach::host {
namespace {

// Gives wrapped memory back to the plugin that lent it.
struct Release : ach_runnable {
    ach_free_fn give_back;
    void* user_data;

    static std::int32_t run_and_delete(ach_runnable* self, const ach_slice*) noexcept {
        auto* release = static_cast<Release*>(self);
        call_foreign("ach_free_fn", release->give_back, release->user_data);
        delete release;
        return ACH_RUN_DONE;
    }
};

// Large arrays start on a cache line, so that vector code needs no special first step.
constexpr std::size_t kCacheLine = 64;

// No machine we run on has more; refusing here spares allocators that stop the process for
// nonsense.
constexpr std::size_t kMostBytes = std::size_t{1} << 38;

std::uint8_t* heap_bytes(std::size_t size) noexcept {
    void* bytes = nullptr;
    if (size < kCacheLine) {
        bytes = std::malloc(size == 0 ? 1 : size);
    } else if (posix_memalign(&bytes, kCacheLine, size) != 0) {
        bytes = nullptr;
    }
    return static_cast<std::uint8_t*>(bytes);
}

// Null when the system refuses; `descriptor` is closed again then.
std::uint8_t* shared_bytes(std::size_t size, int& descriptor) noexcept {
    descriptor = memfd_create("ach-buffer", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (descriptor < 0) return nullptr;
    const std::size_t room = size == 0 ? 1 : size;
    void* bytes = MAP_FAILED;
    if (ftruncate(descriptor, static_cast<off_t>(room)) == 0) {
        bytes = mmap(nullptr, room, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    }
    if (bytes != MAP_FAILED) return static_cast<std::uint8_t*>(bytes);
    close(descriptor);
    descriptor = -1;
    return nullptr;
}

}  // namespace

Buffer::Buffer(Executors& executors, Caller& owner, Kind kind, std::uint8_t* bytes,
               std::size_t size, int descriptor, ach_runnable* release) noexcept
    : executors_(executors),
      owner_(owner),
      bytes_(bytes),
      size_(size),
      release_(release),
      descriptor_(descriptor),
      kind_(kind),
      is_frozen_(kind == Kind::Wrapped) {
    owner_.counters.buffers.fetch_add(1, std::memory_order_relaxed);
    owner_.counters.buffer_bytes.fetch_add(static_cast<std::int64_t>(size),
                                           std::memory_order_relaxed);
}

Buffer::~Buffer() {
    owner_.counters.buffers.fetch_sub(1, std::memory_order_relaxed);
    owner_.counters.buffer_bytes.fetch_sub(static_cast<std::int64_t>(size_),
                                           std::memory_order_relaxed);
    switch (kind_) {
        case Kind::Heap: std::free(bytes_); break;
        case Kind::Shared:
            munmap(bytes_, size_ == 0 ? 1 : size_);
            close(descriptor_);
            break;
        case Kind::Wrapped:
            // Refused only past the shutdown: its owner is gone, and calling into it would crash.
            if (executors_.post(*release_) != ACH_OK) delete static_cast<Release*>(release_);
            break;
    }
}

// F_SEAL_WRITE would want the mapping gone first; this seal only forbids new ways to write, and
// ours is made read-only.
ach_status Buffer::freeze() noexcept {
    if (is_frozen_.load() || is_frozen_.exchange(true)) return ACH_OK;
    if (kind_ != Kind::Shared) return ACH_OK;
    constexpr int kSeals = F_SEAL_FUTURE_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL;
    if (mprotect(bytes_, size_ == 0 ? 1 : size_, PROT_READ) != 0 ||
        fcntl(descriptor_, F_ADD_SEALS, kSeals) != 0) {
        return ACH_E_FAILED;
    }
    return ACH_OK;
}

ach_status BufferTable::add(Caller& caller, Buffer::Kind kind, std::uint8_t* bytes,
                            std::size_t size, int descriptor, ach_runnable* giver,
                            ach_buf* out) noexcept {
    out->bits = buffers_.create([&](std::uint64_t, void* place) noexcept {
        new (place) Buffer(executors_, caller, kind, bytes, size, descriptor, giver);
    });
    return out->bits == 0 ? ACH_E_NOMEM : ACH_OK;
}

ach_status BufferTable::alloc(Caller& caller, std::uint32_t kind, std::size_t size, ach_buf* out,
                              std::uint8_t** bytes) noexcept {
    if (out == nullptr || bytes == nullptr) return ACH_E_ARG;
    if (size > kMostBytes) return ACH_E_NOMEM;
    int descriptor = -1;
    if (kind == ACH_BUF_HEAP) {
        *bytes = heap_bytes(size);
    } else if (kind == ACH_BUF_SHARED) {
        *bytes = shared_bytes(size, descriptor);
    } else {
        return ACH_E_ARG;
    }
    if (*bytes == nullptr) return ACH_E_NOMEM;
    const bool is_heap = kind == ACH_BUF_HEAP;
    const ach_status status = add(caller, is_heap ? Buffer::Kind::Heap : Buffer::Kind::Shared,
                                  *bytes, size, descriptor, nullptr, out);
    if (status != ACH_OK) {
        if (is_heap) {
            std::free(*bytes);
        } else {
            munmap(*bytes, size == 0 ? 1 : size);
            close(descriptor);
        }
    }
    return status;
}

ach_status BufferTable::wrap(Caller& caller, const void* bytes, std::size_t size,
                             ach_free_fn give_back, void* user, ach_buf* out) noexcept {
    if (out == nullptr || give_back == nullptr || (bytes == nullptr && size != 0)) return ACH_E_ARG;
    auto* later = new (std::nothrow) Release{};
    if (later == nullptr) return ACH_E_NOMEM;
    later->priority_class = ACH_CLASS_BACKGROUND;
    later->run = Release::run_and_delete;
    later->give_back = give_back;
    later->user_data = user;
    // Never written through: a wrapped buffer is born frozen.
    auto* readable = static_cast<std::uint8_t*>(const_cast<void*>(bytes));
    const ach_status status = add(caller, Buffer::Kind::Wrapped, readable, size, -1, later, out);
    if (status != ACH_OK) delete later;
    return status;
}

ach_status BufferTable::freeze(ach_buf buffer) noexcept {
    Pin<Buffer> pin(buffers_, buffer.bits);
    return pin ? pin->freeze() : ACH_E_GONE;
}

const std::uint8_t* BufferTable::view(ach_buf buffer, std::size_t* size) noexcept {
    const Buffer* found = buffers_.peek(buffer.bits);
    if (size != nullptr) *size = found == nullptr ? 0 : found->size();
    return found == nullptr ? nullptr : found->bytes();
}

ach_status BufferTable::retain(ach_buf buffer) noexcept {
    return buffers_.acquire(buffer.bits) != nullptr ? ACH_OK : ACH_E_GONE;
}

ach_status BufferTable::release(ach_buf buffer) noexcept {
    return buffers_.release(buffer.bits) ? ACH_OK : ACH_E_GONE;
}

bool BufferTable::is_frozen(ach_buf buffer) noexcept {
    const Buffer* found = buffers_.peek(buffer.bits);
    return found != nullptr && found->is_frozen();
}

}  // namespace ach::host
