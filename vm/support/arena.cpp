#include "vm/support/arena.hpp"

#include <algorithm>

namespace ach::vm {

namespace {
constexpr std::size_t kLargestBlock = std::size_t{1} << 20;
}

void* Arena::allocate(std::size_t bytes, std::size_t alignment) {
    void* at = next_;
    if (next_ == nullptr || std::align(alignment, bytes, at, left_) == nullptr) {
        add_block(bytes + alignment);
        at = next_;
        std::align(alignment, bytes, at, left_);
    }
    next_ = static_cast<std::byte*>(at) + bytes;
    left_ -= bytes;
    return at;
}

void Arena::add_block(std::size_t at_least) {
    const std::size_t size = std::max(at_least, next_block_size_);
    blocks_.push_back(std::make_unique<std::byte[]>(size));
    next_ = blocks_.back().get();
    left_ = size;
    next_block_size_ = std::min(next_block_size_ * 2, kLargestBlock);
}

}  // namespace ach::vm
