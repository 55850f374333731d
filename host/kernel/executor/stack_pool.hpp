// Stacks for the carrier fibers of one executor thread.
//
// 256 KiB each by default: native code written for ordinary threads runs on them, and Eigen alone
// puts blocks of up to 128 KiB on the stack. It is address space, not memory: a fresh stack costs
// the pages it touches, about 5 KB. The lowest page is a guard, so that running over the end is a
// fault at the culprit instead of a damaged heap; when the process runs out of mappings (Linux
// allows 65 530) further stacks do without. Only the owning thread calls in here.
#pragma once

#include <boost/context/stack_context.hpp>
#include <cstddef>
#include <vector>

namespace ach::host {

class StackPool {
public:
    explicit StackPool(std::size_t stack_bytes);
    ~StackPool();
    StackPool(const StackPool&) = delete;
    StackPool& operator=(const StackPool&) = delete;

    // Throws std::bad_alloc.
    boost::context::stack_context take();
    void give_back(boost::context::stack_context& stack) noexcept;

private:
    std::size_t bytes_;
    std::vector<void*> free_;  // lowest addresses
};

// What Boost.Fiber asks for stacks. A copy refers to the same pool.
class PooledStacks {
public:
    explicit PooledStacks(StackPool& pool) noexcept : pool_(&pool) {}
    boost::context::stack_context allocate() { return pool_->take(); }
    void deallocate(boost::context::stack_context& stack) noexcept { pool_->give_back(stack); }

private:
    StackPool* pool_;
};

}  // namespace ach::host
