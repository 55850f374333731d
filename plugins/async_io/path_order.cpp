#include "plugins/async_io/path_order.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

namespace ach::async_io {

bool PathOrder::submit(Work work) {
    std::sort(work.paths.begin(), work.paths.end());
    work.paths.erase(std::unique(work.paths.begin(), work.paths.end()), work.paths.end());
    auto owned = std::make_unique<Item>(Item{std::move(work)});
    std::unique_lock lock(mutex_);
    if (is_closed_) return false;
    Item* const item = owned.release();  // finish() deletes it
    ++alive_;
    if (item->work.changes) ++changing_;
    item->waits = item->work.paths.size();
    for (const std::string& path : item->work.paths) {
        Line& line = lines_[path];
        line.waiting.push_back(item);
        advance(line);
    }
    if (item->work.paths.empty()) ready_.push_back(item);
    start_ready(lock);
    tell_if_over(lock);
    return true;
}

// Lets in whoever stands at the front and may.
void PathOrder::advance(Line& line) {
    while (!line.waiting.empty() && !line.has_writer) {
        Item* const item = line.waiting.front();
        if (item->work.changes) {
            if (line.readers > 0) return;
            line.has_writer = true;
        } else {
            ++line.readers;
        }
        line.waiting.pop_front();
        if (--item->waits == 0) ready_.push_back(item);
    }
}

void PathOrder::start_ready(std::unique_lock<std::mutex>& lock) {
    while (!ready_.empty() && in_progress_ < kMostAtOnce) {
        Item* const item = ready_.front();
        ready_.pop_front();
        ++in_progress_;
        start(lock, item);
    }
}

void PathOrder::start(std::unique_lock<std::mutex>& lock, Item* item) {
    ++starting_;
    lock.unlock();
    const bool has_started = spawn_([this, item] { run(item); });
    if (!has_started) item->work.refuse();
    lock.lock();
    --starting_;
    if (!has_started) finish(item);
}

void PathOrder::run(Item* item) {
    item->work.run();
    std::unique_lock lock(mutex_);
    finish(item);
    start_ready(lock);
    tell_if_over(lock);
}

// The last touch of this object by a thread: the end is what close() waits for.
void PathOrder::tell_if_over(std::unique_lock<std::mutex>& lock) {
    if (alive_ > 0 || starting_ > 0 || !ended_) return;
    const auto ended = std::exchange(ended_, nullptr);
    lock.unlock();
    ended();
}

void PathOrder::finish(Item* item) {
    const std::unique_ptr<Item> owned(item);
    for (const std::string& path : item->work.paths) {
        const auto found = lines_.find(path);
        Line& line = found->second;
        if (item->work.changes) {
            line.has_writer = false;
        } else {
            --line.readers;
        }
        advance(line);
        if (line.waiting.empty() && !line.has_writer && line.readers == 0) lines_.erase(found);
    }
    --in_progress_;
    --alive_;
    if (item->work.changes && --changing_ == 0) changed_.notify_all();
}

void PathOrder::close(std::function<void()> ended) {
    std::unique_lock lock(mutex_);
    is_closed_ = true;
    changed_.wait(lock, [this] { return changing_ == 0; });
    if (alive_ > 0 || starting_ > 0) {
        ended_ = std::move(ended);
        return;
    }
    lock.unlock();
    ended();
}

std::string path_key(const std::string& path) {
    std::error_code failed;
    const std::filesystem::path absolute = std::filesystem::absolute(path, failed);
    if (failed) return path;
    std::string key = absolute.lexically_normal().string();
    while (key.size() > 1 && key.back() == '/') key.pop_back();
    return key;
}

}  // namespace ach::async_io
