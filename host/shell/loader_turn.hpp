// Whose turn it is to run life-cycle code.
//
// Mapping, creating, starting and stopping plugins happens on one thread at a time. The turn may be
// taken again by the thread that has it, because a plugin's start may activate another plugin. No
// lock is held meanwhile: others wait for the turn itself, and only for so long, since what runs is
// foreign code.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace ach::host {

class LoaderTurn {
public:
    // False when the turn did not come within `patience`.
    bool take(std::chrono::milliseconds patience) {
        std::unique_lock lock(mutex_);
        const auto me = std::this_thread::get_id();
        const bool mine =
            freed_.wait_for(lock, patience, [&] { return depth_ == 0 || owner_ == me; });
        if (!mine) return false;
        owner_ = me;
        ++depth_;
        return true;
    }

    void give_back() {
        {
            const std::lock_guard lock(mutex_);
            if (--depth_ != 0) return;
        }
        freed_.notify_one();
    }

private:
    std::mutex mutex_;
    std::condition_variable freed_;
    std::thread::id owner_;  // guarded by mutex_
    int depth_ = 0;          // likewise
};

}  // namespace ach::host
