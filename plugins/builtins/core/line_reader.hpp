// Standard input, line by line or all that is left, for tasks that wait.
//
// One thread, started by the first question, reads when somebody has asked and answers questions in
// their order. It sleeps in poll() on standard input and on a wake-up of its own, so it can be
// stopped while nothing is typed. Bytes beyond an answered line wait for the next question, as does
// what was read for a question that has been given up.
#pragma once

#include <achronyme/abi/buffer.h>
#include <achronyme/abi/op.h>
#include <achronyme/abi/thread.h>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

namespace ach::builtins {

class LineReader {
public:
    explicit LineReader(const ach_host_t* host);
    ~LineReader();
    LineReader(const LineReader&) = delete;
    LineReader& operator=(const LineReader&) = delete;

    enum class Wanted : std::uint8_t { Line, Rest };

    // Completes `question` with the next line's bytes as payload, without its end, or with all
    // that is left; without a payload when there is no more input. [any]
    void ask(ach_op question, Wanted wanted);

private:
    struct Question {
        ach_op op;
        Wanted wanted;
    };

    void serve();
    std::optional<Question> first_question();
    bool take_first();
    std::size_t read_for(Wanted wanted);
    bool read_more();
    std::size_t drop_mark();
    bool answer(const Question& question, std::string_view text);

    const ach_host_t* host_;
    const ach_op_t* op_;
    const ach_buffer_t* buffer_;
    const ach_thread_t* thread_table_;
    int wake_;            // an eventfd: somebody wants the thread to stop
    std::string unread_;  // the thread's own
    std::mutex mutex_;    // guards the rest
    std::condition_variable asked_;
    std::deque<Question> questions_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace ach::builtins
