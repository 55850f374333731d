// The one that behaves: exits as asked, waits for the user, borrows the main thread.
//
//   polite exit N      ends with status N
//   polite wait        says "ready", ends with 3 when the user asks
//   polite deaf        says "ready" and does not listen
//   polite borrow      the same as wait, with its own loop on the main thread
#include "tests/plugins/hostile/module.hpp"

#include <achronyme/abi/main_thread.h>

#include <condition_variable>
#include <memory>
#include <mutex>

namespace {

struct Loop {
    const hostile::Instance& plugin;
    ach_op done;
    ach_main_loan loan{};
    // Not a semaphore: ThreadSanitizer keeps back the signals of a thread that waits for one.
    std::mutex mutex;
    std::condition_variable has_changed;
    bool is_awake = false;   // guarded by mutex
    bool shall_end = false;  // likewise

    Loop(const hostile::Instance& its_plugin, ach_op its_done)
        : plugin(its_plugin), done(its_done) {
        loan.struct_size = sizeof loan;
        loan.user = this;
        loan.run = run;
        loan.wake = [](void* user) noexcept { static_cast<Loop*>(user)->notify(false); };
        loan.release = [](void* user) noexcept { static_cast<Loop*>(user)->notify(true); };
    }

    void notify(bool is_end) {
        const std::lock_guard lock(mutex);
        is_awake = true;
        shall_end = shall_end || is_end;
        has_changed.notify_one();
    }

    // False: it is over.
    bool wait_for_work() {
        std::unique_lock lock(mutex);
        has_changed.wait(lock, [this] { return is_awake; });
        is_awake = false;
        return !shall_end;
    }

    static void run(void* user) noexcept {
        auto* loop = static_cast<Loop*>(user);
        const auto& main_thread = loop->plugin.table<ach_main_thread_t>(ACH_IF_MAIN_THREAD);
        std::puts("ready");
        std::fflush(stdout);
        bool goes_on = true;
        while (goes_on) {
            goes_on = loop->wait_for_work();
            main_thread.serve(loop->plugin.host);
        }
    }
};

struct Waiting {
    ach_op done{0};
    std::unique_ptr<Loop> loop;
};

int wait(hostile::Instance& me, ach_op done) {
    static_cast<Waiting*>(me.state)->done = done;
    std::puts("ready");
    std::fflush(stdout);
    return -1;
}

int borrow(hostile::Instance& me, ach_op done) {
    auto& waiting = *static_cast<Waiting*>(me.state);
    waiting.done = done;
    waiting.loop = std::make_unique<Loop>(me, done);
    const auto& main_thread = me.table<ach_main_thread_t>(ACH_IF_MAIN_THREAD);
    return main_thread.claim(me.host, &waiting.loop->loan, nullptr) == ACH_OK ? -1 : 1;
}

constexpr hostile::Behaviour kBehaviour = {
    .id = "hostile.polite",
    .start =
        [](hostile::Instance& me) {
            me.state = new Waiting;
            return ach_status{ACH_OK};
        },
    .destroy = [](hostile::Instance& me) { delete static_cast<Waiting*>(me.state); },
    .run =
        [](hostile::Instance& me, const std::vector<std::string>& words, ach_op done) {
            if (words.size() == 2 && words[0] == "exit") return std::stoi(words[1]);
            if (words.size() != 1) return 2;
            if (words[0] == "borrow") return borrow(me, done);
            const int status = wait(me, done);
            if (words[0] == "deaf") static_cast<Waiting*>(me.state)->done = ach_op{0};
            return status;
        },
    .interrupt =
        [](hostile::Instance& me) {
            const auto& waiting = *static_cast<Waiting*>(me.state);
            if (waiting.done.bits != 0) me.end_command(waiting.done, 3);
        },
};

}  // namespace

HOSTILE_MODULE(kBehaviour)
