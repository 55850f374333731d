// The thread that reads lines for one user, from open() to close().
//
// It reads only when it was asked for a line, so a program that runs between two lines has standard
// input for itself.
#pragma once

#include "plugins/line_editor/lines.hpp"
#include "plugins/line_editor/wake_pipe.hpp"

#include <achronyme/abi/line_editor.h>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace ach::line_editor {

class Reader {
public:
    explicit Reader(const ach_line_user& user);
    // Ends and joins the thread.
    ~Reader();
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;

    // [any]
    void ask(Question question);

private:
    void run();
    std::optional<Question> next_question();
    bool is_wanted(Lines::End end, const Question& question);
    std::unique_ptr<Lines> open_lines() const;
    Completion complete(std::string_view before) const;

    const ach_line_user& user_;
    WakePipe wake_;
    std::mutex mutex_;
    std::condition_variable asked_;
    std::optional<Question> question_;  // guarded by mutex_: what was asked for
    bool is_reading_ = false;           // guarded by mutex_
    bool is_ending_ = false;            // guarded by mutex_
    std::thread thread_;                // the last to be made
};

}  // namespace ach::line_editor
