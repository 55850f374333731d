#include "plugins/line_editor/reader.hpp"

#include "plugins/line_editor/history_file.hpp"
#include "plugins/line_editor/plain_lines.hpp"
#include "plugins/line_editor/terminal_lines.hpp"

#include <unistd.h>

#include <utility>

namespace ach::line_editor {

Reader::Reader(const ach_line_user& user) : user_(user), thread_([this] { run(); }) {}

Reader::~Reader() {
    {
        const std::lock_guard lock(mutex_);
        is_ending_ = true;
        question_.reset();
        if (is_reading_) wake_.wake();
    }
    asked_.notify_all();
    thread_.join();
}

void Reader::ask(Question question) {
    {
        const std::lock_guard lock(mutex_);
        question_ = std::move(question);
        if (is_reading_) wake_.wake();
    }
    asked_.notify_all();
}

void Reader::run() {
    const std::unique_ptr<Lines> lines = open_lines();
    while (const auto question = next_question()) {
        std::string line;
        const Lines::End end = lines->read(*question, line);
        if (!is_wanted(end, *question)) continue;
        if (end == Lines::End::Over) return user_.ended(user_.user);
        user_.line(user_.user, {line.data(), line.size()});
    }
}

std::optional<Question> Reader::next_question() {
    std::unique_lock lock(mutex_);
    asked_.wait(lock, [this] { return is_ending_ || question_; });
    if (is_ending_) return std::nullopt;
    is_reading_ = true;
    return std::exchange(question_, std::nullopt);
}

// Not when something else was asked for meanwhile. Who woke us may have meant the line before: then
// this one is still to be read.
bool Reader::is_wanted(Lines::End end, const Question& question) {
    const std::lock_guard lock(mutex_);
    is_reading_ = false;
    if (is_ending_ || question_) return false;
    if (end == Lines::End::Dropped) question_ = question;
    return end != Lines::End::Dropped;
}

std::unique_ptr<Lines> Reader::open_lines() const {
    if (::isatty(STDIN_FILENO) == 0 || ::isatty(STDOUT_FILENO) == 0) {
        return std::make_unique<PlainLines>(STDIN_FILENO, wake_);
    }
    return std::make_unique<TerminalLines>(
        wake_, [this](std::string_view before) { return complete(before); }, history_file());
}

Completion Reader::complete(std::string_view before) const {
    Completion completion;
    if (user_.complete == nullptr) return completion;
    completion.replaced = user_.complete(
        user_.user, {before.data(), before.size()},
        [](void* sink, ach_str candidate) noexcept {
            static_cast<Completion*>(sink)->candidates.emplace_back(candidate.ptr, candidate.len);
        },
        &completion);
    return completion;
}

}  // namespace ach::line_editor
