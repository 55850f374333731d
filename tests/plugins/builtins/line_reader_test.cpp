#include "plugins/builtins/core/line_reader.hpp"

#include "tests/plugins/builtins/console_host.hpp"
#include "tests/plugins/builtins/redirected.hpp"

#include <gtest/gtest.h>

#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>

namespace {

using ach::builtins::LineReader;
using ach::testing::ConsoleHost;
using ach::testing::Redirected;

// Operations that may be completed by the reader's thread.
class Questions {
public:
    explicit Questions(ConsoleHost& host) : host_(host) {
        table_ = host.host.ops();
        table_.complete = [](const ach_host_t* h, ach_op op, ach_status outcome,
                             ach_buf payload) noexcept -> ach_status {
            const void* table = h->get_interface(h, ACH_IF_OP, nullptr);
            auto* self = const_cast<Questions*>(
                reinterpret_cast<const Questions*>(static_cast<const ach_op_t*>(table)));
            return self->complete(h, op, outcome, payload);
        };
        host.host.add(ACH_IF_OP, &table_);
    }

    // The line, "end", or "status N".
    std::string answer(std::uint64_t op) {
        std::unique_lock lock(mutex_);
        arrived_.wait(lock, [&] { return answers_.contains(op); });
        return answers_[op];
    }
    void give_up(std::uint64_t op) {
        const std::lock_guard lock(mutex_);
        given_up_ = op;
    }

private:
    ach_status complete(const ach_host_t* h, ach_op op, ach_status outcome, ach_buf payload) {
        const auto* buffers =
            static_cast<const ach_buffer_t*>(h->get_interface(h, ACH_IF_BUFFER, nullptr));
        std::string text = outcome == ACH_OK ? "end" : "status " + std::to_string(outcome);
        if (payload.bits != 0) {
            std::size_t length = 0;
            const std::uint8_t* bytes = buffers->view(h, payload, &length);
            text.assign(reinterpret_cast<const char*>(bytes), length);
            buffers->release(h, payload);
        }
        const std::lock_guard lock(mutex_);
        if (op.bits == given_up_) return ACH_E_GONE;
        answers_[op.bits] = text;
        arrived_.notify_all();
        return ACH_OK;
    }

    ach_op_t table_;  // first: its address is the object's
    ConsoleHost& host_;
    std::mutex mutex_;
    std::condition_variable arrived_;
    std::map<std::uint64_t, std::string> answers_;
    std::uint64_t given_up_ = 0;
};

TEST(LineReader, answers_in_the_order_of_the_questions) {
    ConsoleHost host;
    Questions questions(host);
    Redirected in(STDIN_FILENO);
    LineReader reader(host.host.raw());
    reader.ask({1}, LineReader::Wanted::Line);
    reader.ask({2}, LineReader::Wanted::Line);
    in.type("first\nsecond\r\n");
    EXPECT_EQ(questions.answer(1), "first");
    EXPECT_EQ(questions.answer(2), "second");
}

TEST(LineReader, keeps_what_nobody_has_asked_for) {
    ConsoleHost host;
    Questions questions(host);
    Redirected in(STDIN_FILENO);
    LineReader reader(host.host.raw());
    in.type("one\n\nthree");
    in.close_writing_end();
    reader.ask({1}, LineReader::Wanted::Line);
    EXPECT_EQ(questions.answer(1), "one");
    reader.ask({2}, LineReader::Wanted::Line);
    EXPECT_EQ(questions.answer(2), "");
    reader.ask({3}, LineReader::Wanted::Line);
    EXPECT_EQ(questions.answer(3), "three");
    reader.ask({4}, LineReader::Wanted::Line);
    EXPECT_EQ(questions.answer(4), "end");
    reader.ask({5}, LineReader::Wanted::Line);
    EXPECT_EQ(questions.answer(5), "end");
}

TEST(LineReader, gives_the_line_of_an_abandoned_question_to_the_next_one) {
    ConsoleHost host;
    Questions questions(host);
    Redirected in(STDIN_FILENO);
    LineReader reader(host.host.raw());
    questions.give_up(1);
    reader.ask({1}, LineReader::Wanted::Line);
    in.type("kept\n");
    reader.ask({2}, LineReader::Wanted::Line);
    EXPECT_EQ(questions.answer(2), "kept");
}

TEST(LineReader, gives_all_that_is_left) {
    ConsoleHost host;
    Questions questions(host);
    Redirected in(STDIN_FILENO);
    LineReader reader(host.host.raw());
    in.type("line\r\none\r\ntwo\n");
    in.close_writing_end();
    questions.give_up(2);
    reader.ask({1}, LineReader::Wanted::Line);
    reader.ask({2}, LineReader::Wanted::Line);
    reader.ask({3}, LineReader::Wanted::Rest);
    EXPECT_EQ(questions.answer(1), "line");
    EXPECT_EQ(questions.answer(3), "one\r\ntwo\n");
    reader.ask({4}, LineReader::Wanted::Rest);
    EXPECT_EQ(questions.answer(4), "end");
}

TEST(LineReader, ends_while_somebody_waits) {
    ConsoleHost host;
    Questions questions(host);
    Redirected in(STDIN_FILENO);
    {
        LineReader reader(host.host.raw());
        reader.ask({1}, LineReader::Wanted::Line);
        reader.ask({2}, LineReader::Wanted::Line);
    }
    EXPECT_EQ(questions.answer(1), "status -6");
    EXPECT_EQ(questions.answer(2), "status -6");
}

}  // namespace
