// Who may touch which file now.
//
// Operations on one path are carried out in the order of their calls: those that change it alone,
// those that only look at it together. An operation with two paths waits in both lines, and because
// it joins both at once, no two can wait for each other. At most kMostAtOnce operations are in
// progress; more wait, in order.
//
//     submit ──▶ in the line of each path ──▶ ready ──▶ in progress (on a pool thread) ──▶ gone
//
// Paths are compared as text, absolute and without "." and ".."; two links to one file are two
// lines.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace ach::async_io {

class PathOrder {
public:
    static constexpr std::size_t kMostAtOnce = 64;

    // Runs the function on a thread that may block; false when it cannot.
    using Spawn = std::function<bool(std::function<void()>)>;

    struct Work {
        std::vector<std::string> paths;  // absolute
        bool changes = false;
        std::function<void()> run;     // must not throw
        std::function<void()> refuse;  // in place of run, when no thread can be had
    };

    explicit PathOrder(Spawn spawn) : spawn_(std::move(spawn)) {}
    PathOrder(const PathOrder&) = delete;
    PathOrder& operator=(const PathOrder&) = delete;

    // [any] False once close() was called; nothing of `work` is called then.
    bool submit(Work work);

    // [any] Takes no more work, and waits until everything that changes files has ended. `ended` is
    // called when all the rest has, too; maybe on another thread.
    void close(std::function<void()> ended);

private:
    struct Item {
        Work work;
        std::size_t waits = 0;  // lines in which it has not come to the front
    };
    struct Line {
        std::deque<Item*> waiting;
        std::size_t readers = 0;
        bool has_writer = false;
    };

    void advance(Line& line);
    void start_ready(std::unique_lock<std::mutex>& lock);
    void start(std::unique_lock<std::mutex>& lock, Item* item);
    void run(Item* item);
    void finish(Item* item);
    void tell_if_over(std::unique_lock<std::mutex>& lock);

    const Spawn spawn_;
    std::mutex mutex_;  // for all that follows; never held while work runs or a thread is asked for
    std::condition_variable changed_;
    std::unordered_map<std::string, Line> lines_;
    std::deque<Item*> ready_;
    std::size_t in_progress_ = 0;
    std::size_t alive_ = 0;     // submitted and not gone
    std::size_t changing_ = 0;  // of these, those that change files
    std::size_t starting_ = 0;  // asking for a thread now, and coming back here
    bool is_closed_ = false;
    std::function<void()> ended_;
};

// `path` as PathOrder compares it.
std::string path_key(const std::string& path);

}  // namespace ach::async_io
