#include "host/kernel/executor/stack_pool.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <new>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#define ACH_FORGET_POISON(address, bytes) __asan_unpoison_memory_region(address, bytes)
#else
#define ACH_FORGET_POISON(address, bytes) static_cast<void>(0)
#endif

namespace ach::host {
namespace {

constexpr std::size_t kMostKept = 64;
constexpr std::size_t kLeastBytes = 16 * 1024;

std::size_t page_bytes() noexcept { return static_cast<std::size_t>(sysconf(_SC_PAGESIZE)); }

std::size_t whole_pages(std::size_t bytes) noexcept {
    const std::size_t page = page_bytes();
    return (bytes + page - 1) / page * page + page;  // one more for the guard
}

}  // namespace

StackPool::StackPool(std::size_t stack_bytes)
    : bytes_(whole_pages(stack_bytes < kLeastBytes ? kLeastBytes : stack_bytes)) {
    free_.reserve(kMostKept);
}

StackPool::~StackPool() {
    for (void* lowest : free_) munmap(lowest, bytes_);
}

boost::context::stack_context StackPool::take() {
    void* lowest = nullptr;
    if (free_.empty()) {
        lowest = mmap(nullptr, bytes_, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
        if (lowest == MAP_FAILED) throw std::bad_alloc();
        // Failing here means no mappings are left; the stack itself is good.
        static_cast<void>(mprotect(lowest, page_bytes(), PROT_NONE));
    } else {
        lowest = free_.back();
        free_.pop_back();
    }
    ACH_FORGET_POISON(lowest, bytes_);
    boost::context::stack_context stack;
    stack.size = bytes_ - page_bytes();
    stack.sp = static_cast<char*>(lowest) + bytes_;
    return stack;
}

void StackPool::give_back(boost::context::stack_context& stack) noexcept {
    void* lowest = static_cast<char*>(stack.sp) - bytes_;
    if (free_.size() < kMostKept) {
        free_.push_back(lowest);
    } else {
        munmap(lowest, bytes_);
    }
}

}  // namespace ach::host
