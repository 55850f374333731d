#include "plugins/builtins/core/line_reader.hpp"

#include "plugins/builtins/support/utf8.hpp"

#include <achronyme/cpp/host.hpp>

#include <array>
#include <cerrno>
#include <cstring>

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace ach::builtins {

LineReader::LineReader(const ach_host_t* host)
    : host_(host),
      op_(&Host(host).get<ach_op_t>()),
      buffer_(&Host(host).get<ach_buffer_t>()),
      thread_table_(&Host(host).get<ach_thread_t>()),
      wake_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (wake_ < 0)
        throw Failure(ACH_E_FAILED, "no event to wake the reader of standard input with");
}

LineReader::~LineReader() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    asked_.notify_all();
    eventfd_write(wake_, 1);
    if (thread_.joinable()) thread_.join();
    close(wake_);
    for (const Question& question : questions_) {
        op_->complete(host_, question.op, ACH_E_CANCELLED, {0});
    }
}

void LineReader::ask(ach_op question, Wanted wanted) {
    const std::lock_guard lock(mutex_);
    questions_.push_back({question, wanted});
    if (!thread_.joinable()) thread_ = std::thread([this] { serve(); });
    asked_.notify_one();
}

// A question stays in the queue until it is answered, so that a reader which is stopped meanwhile
// does not take that for the end of input.
void LineReader::serve() {
    thread_table_->adopt(host_, ACH_STR("input"));
    bool is_first = true;  // nothing of the input has been given out
    while (const auto question = first_question()) {
        std::size_t length = read_for(question->wanted);
        if (is_first) length -= drop_mark();
        is_first = false;
        if (!take_first()) break;
        if (answer(*question, std::string_view(unread_).substr(0, length)))
            unread_.erase(0, length);
    }
    thread_table_->leave(host_);
}

// A byte-order mark is no part of the text. How long it was.
std::size_t LineReader::drop_mark() {
    const std::size_t length = unread_.size() - without_byte_order_mark(unread_).size();
    unread_.erase(0, length);
    return length;
}

// Waits for one. Nothing: the reader is to stop.
std::optional<LineReader::Question> LineReader::first_question() {
    std::unique_lock lock(mutex_);
    asked_.wait(lock, [this] { return stopping_ || !questions_.empty(); });
    if (stopping_) return std::nullopt;
    return questions_.front();
}

bool LineReader::take_first() {
    const std::lock_guard lock(mutex_);
    if (!stopping_) questions_.pop_front();
    return !stopping_;
}

// How much of what is unread answers the question, line ends included: nothing at the end of input.
// A last line needs no end of its own.
std::size_t LineReader::read_for(Wanted wanted) {
    std::size_t searched = 0;
    for (;;) {
        if (wanted == Wanted::Line) {
            const std::size_t end = unread_.find('\n', searched);
            if (end != std::string::npos) return end + 1;
        }
        searched = unread_.size();
        if (!read_more()) return unread_.size();
    }
}

// False at the end of input and when the reader is to stop.
bool LineReader::read_more() {
    std::array<char, 4096> chunk;
    for (;;) {
        std::array<pollfd, 2> sources{{{STDIN_FILENO, POLLIN, 0}, {wake_, POLLIN, 0}}};
        if (poll(sources.data(), sources.size(), -1) < 0 && errno != EINTR) return false;
        if (sources[1].revents != 0) return false;
        if (sources[0].revents == 0) continue;
        const ssize_t got = read(STDIN_FILENO, chunk.data(), chunk.size());
        if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
        if (got <= 0) return false;
        unread_.append(chunk.data(), static_cast<std::size_t>(got));
        return true;
    }
}

// False: nobody waits for it any more.
bool LineReader::answer(const Question& question, std::string_view text) {
    ach_buf payload{0};
    if (!text.empty()) {
        if (question.wanted == Wanted::Line) {
            if (text.ends_with('\n')) text.remove_suffix(1);
            if (text.ends_with('\r')) text.remove_suffix(1);
        }
        std::uint8_t* bytes = nullptr;
        if (buffer_->alloc(host_, ACH_BUF_HEAP, text.size(), &payload, &bytes) != ACH_OK) {
            return op_->complete(host_, question.op, ACH_E_NOMEM, {0}) == ACH_OK;
        }
        if (!text.empty()) std::memcpy(bytes, text.data(), text.size());
        buffer_->freeze(host_, payload);
    }
    return op_->complete(host_, question.op, ACH_OK, payload) == ACH_OK;
}

}  // namespace ach::builtins
