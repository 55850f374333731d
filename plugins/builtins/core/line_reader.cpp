#include "plugins/builtins/core/line_reader.hpp"

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
    for (ach_op question : questions_) op_->complete(host_, question, ACH_E_CANCELLED, {0});
}

void LineReader::ask(ach_op question) {
    const std::lock_guard lock(mutex_);
    questions_.push_back(question);
    if (!thread_.joinable()) thread_ = std::thread([this] { serve(); });
    asked_.notify_one();
}

// A line that finds its question given up goes to the next one.
void LineReader::serve() {
    thread_table_->adopt(host_, ACH_STR("input"));
    while (wait_for_question()) {
        const std::optional<std::string> line = next_line();
        bool taken = false;
        while (!taken && wait_for_question()) taken = answer(line);
    }
    thread_table_->leave(host_);
}

bool LineReader::wait_for_question() {
    std::unique_lock lock(mutex_);
    asked_.wait(lock, [this] { return stopping_ || !questions_.empty(); });
    return !stopping_;
}

// Nothing at the end of input. A last line needs no end of its own.
std::optional<std::string> LineReader::next_line() {
    std::size_t searched = 0;
    for (;;) {
        const std::size_t end = unread_.find('\n', searched);
        if (end != std::string::npos) {
            std::string line = unread_.substr(0, end);
            unread_.erase(0, end + 1);
            if (line.ends_with('\r')) line.pop_back();
            return line;
        }
        searched = unread_.size();
        if (read_more()) continue;
        if (unread_.empty()) return std::nullopt;
        std::string line;
        line.swap(unread_);
        if (line.ends_with('\r')) line.pop_back();
        return line;
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

bool LineReader::answer(const std::optional<std::string>& line) {
    ach_op question{};
    {
        const std::lock_guard lock(mutex_);
        question = questions_.front();
        questions_.pop_front();
    }
    ach_buf payload{0};
    if (line) {
        std::uint8_t* bytes = nullptr;
        if (buffer_->alloc(host_, ACH_BUF_HEAP, line->size(), &payload, &bytes) != ACH_OK) {
            return op_->complete(host_, question, ACH_E_NOMEM, {0}) == ACH_OK;
        }
        if (!line->empty()) std::memcpy(bytes, line->data(), line->size());
        buffer_->freeze(host_, payload);
    }
    return op_->complete(host_, question, ACH_OK, payload) == ACH_OK;
}

}  // namespace ach::builtins
