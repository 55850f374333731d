// Recursive passes over a program need a known amount of stack, and the caller may be a fiber with
// little of it.
#pragma once

#include <cstddef>
#include <functional>

#if defined(__has_feature)  // clang
#define ACH_LARGE_FRAMES (__has_feature(address_sanitizer) || __has_feature(thread_sanitizer))
#elif defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define ACH_LARGE_FRAMES 1
#else
#define ACH_LARGE_FRAMES 0
#endif

namespace ach::vm {

// Sanitizers make frames several times as large, and keep more about each.
inline constexpr bool kHasLargeFrames = ACH_LARGE_FRAMES;

// Calls `work` once and returns when it has returned. If this thread has less than `bytes` of stack
// left, or runs on a stack that is not its own, `work` runs on a thread made for it, and this one
// waits. What `work` throws comes out of here. False: there is no such room, and `work` was not
// called.
[[nodiscard]] bool with_stack_room(std::size_t bytes, const std::function<void()>& work);

}  // namespace ach::vm
