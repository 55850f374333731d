// Recursive passes over a program need a known amount of stack, and the caller may be a fiber with
// little of it.
#pragma once

#include <cstddef>
#include <functional>

namespace ach::vm {

// Calls `work` once and returns when it has returned. If this thread has less than `bytes` of stack
// left, or runs on a stack that is not its own, `work` runs on a thread made for it, and this one
// waits. What `work` throws comes out of here.
void with_stack_room(std::size_t bytes, const std::function<void()>& work);

}  // namespace ach::vm
