#include "vm/runtime/block.hpp"

#include <atomic>
#include <cstring>
#include <new>

namespace ach::vm {

namespace {

// What freed memory looks like, so that a stale reference trips over it.
constexpr int kPoison = 0xDB;

void poison([[maybe_unused]] std::byte* cell, [[maybe_unused]] std::size_t bytes) {
#if ACH_CHECKS
    std::memset(cell + sizeof(Object), kPoison, bytes - sizeof(Object));
#endif
}

}  // namespace

Block* Block::format(void* memory, std::uint32_t cell_bytes) {
    auto* block = static_cast<Block*>(memory);
    // One access that reads and writes: the kernel maps a fresh page twice when it is read first.
    const std::atomic_ref shared(block->cell_bytes_);
    if (shared.exchange(cell_bytes, std::memory_order_relaxed) != 0) {
        std::memset(memory, 0, kBlockBytes);
        block->cell_bytes_ = cell_bytes;
    }
    block->cell_count_ = static_cast<std::uint32_t>((kBlockBytes - kBlockHeaderBytes) / cell_bytes);
    block->marked_ = 0;
    return block;
}

FreeRun* Block::free_all() { return new (cell(0)) FreeRun(cell_count_, nullptr); }

FreeRun* Block::sweep(std::uint8_t live) {
    FreeRun* first = nullptr;
    FreeRun* last = nullptr;
    const auto is_live = [&](std::uint32_t at) {
        const auto* object = std::launder(reinterpret_cast<Object*>(cell(at)));
        return object->kind() != Kind::Free && object->colour() == live;
    };
    for (std::uint32_t i = 0; i < cell_count_;) {
        if (is_live(i)) {
            ++i;
            continue;
        }
        const std::uint32_t start = i;
        for (; i < cell_count_ && !is_live(i); ++i) {
            poison(cell(i), cell_bytes_);
            new (cell(i)) FreeRun(0, nullptr);
        }
        auto* run = new (cell(start)) FreeRun(i - start, nullptr);
        (first == nullptr ? first : last->next_) = run;
        last = run;
    }
    return first;
}

}  // namespace ach::vm
