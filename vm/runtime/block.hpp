// Blocks: 64 KiB of cells of one size, at an address that is a multiple of 64 KiB, so that a cell
// finds its block. For the collector alone.
#pragma once

#include "vm/runtime/object.hpp"

#include <cstddef>
#include <cstdint>

namespace ach::vm {

inline constexpr std::size_t kBlockBytes = 64 * 1024;
inline constexpr std::size_t kBlockHeaderBytes = 64;

// Free cells next to each other, described in the first of them.
class FreeRun final : public Object {
public:
    FreeRun(std::uint32_t cells, FreeRun* next) : Object(Kind::Free), next_(next) {
        word().store(cells, std::memory_order_relaxed);
    }
    std::uint32_t cells() const { return word().load(std::memory_order_relaxed); }
    FreeRun* next() const { return next_; }

private:
    friend class Block;
    FreeRun* next_;
};

class Block {
public:
    // Memory that is all zeros, or was a block before.
    static Block* format(void* memory, std::uint32_t cell_bytes);
    static Block* of(const Object& object) {
        return reinterpret_cast<Block*>(reinterpret_cast<std::uintptr_t>(&object) &
                                        ~std::uintptr_t{kBlockBytes - 1});
    }

    // False when the memory is all zeros.
    bool is_formatted() const { return cell_bytes_ != 0; }
    std::uint32_t cell_bytes() const { return cell_bytes_; }
    std::uint32_t cell_count() const { return cell_count_; }
    std::byte* cell(std::uint32_t index) {
        return reinterpret_cast<std::byte*>(this) + kBlockHeaderBytes +
               std::size_t{index} * cell_bytes_;
    }

    // While marking: how many cells of the block have been reached.
    void forget_marks() { marked_ = 0; }
    void count_mark() { ++marked_; }
    std::uint32_t marked() const { return marked_; }

    // Turns cells whose object is not of the live colour into free runs, first one first.
    FreeRun* sweep(std::uint8_t live);
    // Everything is one run.
    FreeRun* free_all();

private:
    Block() = default;

    std::uint32_t cell_bytes_;
    std::uint32_t cell_count_;
    std::uint32_t marked_;
};

static_assert(sizeof(Block) <= kBlockHeaderBytes);

}  // namespace ach::vm
