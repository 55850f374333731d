#include "plugins/async_io/io_thread.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <mutex>
#include <thread>
#include <utility>

namespace ach::async_io {

namespace asio = boost::asio;

struct IoThread::Loop {
    std::function<void()> enter, leave;
    asio::io_context context{1};
    std::mutex mutex;  // held for bookkeeping only; handlers run without it
    bool closed = false;
    std::thread thread;

    void run() {
        enter();
        const auto guard = asio::make_work_guard(context);
        context.run();
        leave();
    }
};

IoThread::IoThread(std::function<void()> enter, std::function<void()> leave)
    : loop_(std::make_unique<Loop>()) {
    loop_->enter = std::move(enter);
    loop_->leave = std::move(leave);
}

IoThread::~IoThread() { join(); }

bool IoThread::post(std::function<void()> work) {
    const std::lock_guard lock(loop_->mutex);
    if (loop_->closed) return false;
    asio::post(loop_->context, std::move(work));
    if (!loop_->thread.joinable())
        loop_->thread = std::thread([loop = loop_.get()] { loop->run(); });
    return true;
}

void IoThread::drain(std::function<void()> drained) {
    {
        const std::lock_guard lock(loop_->mutex);
        if (loop_->closed) return;
        loop_->closed = true;
        if (loop_->thread.joinable()) {
            asio::post(loop_->context, [this, drained = std::move(drained)] {
                drained();
                loop_->context.stop();
            });
            return;
        }
    }
    drained();
}

void IoThread::join() {
    if (loop_->thread.joinable()) loop_->thread.join();
}

}  // namespace ach::async_io
