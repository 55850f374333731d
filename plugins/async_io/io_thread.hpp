// The plugin's own thread: an Asio loop on which everything that may block is done. It starts with
// the first piece of work and takes pieces in the order in which they were posted, so operations on
// one path never overtake each other.
#pragma once

#include <functional>
#include <memory>

namespace ach::async_io {

class IoThread {
public:
    // `enter` and `leave` are called on the thread when it starts and before it ends.
    IoThread(std::function<void()> enter, std::function<void()> leave);
    ~IoThread();  // drain() must have been called if anything was posted
    IoThread(const IoThread&) = delete;
    IoThread& operator=(const IoThread&) = delete;

    // [any] False once drain() was called; `work` is dropped then.
    bool post(std::function<void()> work);

    // [any] Takes no more work, finishes what was posted, and calls `drained` on the thread as the
    // last piece; at once, on the caller's thread, when the thread was never started.
    void drain(std::function<void()> drained);

    // [loader] Waits for the thread's end. After drain().
    void join();

private:
    struct Loop;
    std::unique_ptr<Loop> loop_;
};

}  // namespace ach::async_io
