#include "plugins/ui_wx/workshop.hpp"

#include <utility>

namespace ach::ui {

Workshop::Workshop(const Host& host, std::function<void()> wake)
    : log_(host),
      wake_(std::move(wake)),
      turn_(Executors(host), ACH_CLASS_URGENT,
            Turn([this](const ach_slice& slice) { return turn(slice); })) {}

void Workshop::post(Work work) {
    {
        const std::lock_guard lock(mutex_);
        posted_.push_back(std::move(work));
    }
    turn_.post();
}

std::int32_t Workshop::turn(const ach_slice& slice) {
    for (;;) {
        Work work;
        std::uint64_t of = 0;
        {
            const std::lock_guard lock(mutex_);
            if (ended_) break;
            if (posted_.empty()) return ACH_RUN_PARKED;
            work = std::move(posted_.front());
            posted_.pop_front();
            of = abandoned_;
        }
        Finish finish;
        log_.contain("ui_wx", [&] { finish = work(); });
        {
            const std::lock_guard lock(mutex_);
            if (of == abandoned_ && finish) finished_.push_back(std::move(finish));
        }
        wake_();
        if (is_due(slice)) return ACH_RUN_MORE;
    }
    ended_->complete(ACH_OK);
    return ACH_RUN_DONE;
}

bool Workshop::finish() {
    std::vector<Finish> finished;
    {
        const std::lock_guard lock(mutex_);
        finished.swap(finished_);
    }
    for (const Finish& one : finished) log_.contain("ui_wx", one);
    return !finished.empty();
}

void Workshop::abandon() {
    std::deque<Work> posted;
    std::vector<Finish> finished;
    const std::lock_guard lock(mutex_);
    posted.swap(posted_);
    finished.swap(finished_);
    ++abandoned_;
}

void Workshop::end(ach::Op done) {
    {
        const std::lock_guard lock(mutex_);
        ended_ = done;
    }
    turn_.post();
}

}  // namespace ach::ui
