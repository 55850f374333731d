// Puts a pipe in the place of one of the process's standard streams, for the time of a test.
#pragma once

#include <array>
#include <cstdio>
#include <string>

#include <fcntl.h>
#include <unistd.h>

namespace ach::testing {

class Redirected {
public:
    explicit Redirected(int stream) : stream_(stream) {
        std::fflush(nullptr);
        if (pipe(ends_.data()) != 0) std::perror("pipe");
        fcntl(ends_[0], F_SETFL, O_NONBLOCK);
        kept_ = dup(stream);
        dup2(ends_[stream == STDIN_FILENO ? 0 : 1], stream);
    }
    ~Redirected() {
        std::fflush(nullptr);
        dup2(kept_, stream_);
        close(kept_);
        close(ends_[0]);
        close_writing_end();
    }
    Redirected(const Redirected&) = delete;
    Redirected& operator=(const Redirected&) = delete;

    // What has arrived so far.
    std::string arrived() const {
        std::array<char, 4096> bytes;
        const ssize_t count = read(ends_[0], bytes.data(), bytes.size());
        return count > 0 ? std::string(bytes.data(), static_cast<std::size_t>(count))
                         : std::string();
    }
    void type(const std::string& text) const {
        if (write(ends_[1], text.data(), text.size()) < 0) std::perror("write");
    }
    void close_writing_end() {
        if (ends_[1] >= 0) close(ends_[1]);
        ends_[1] = -1;
    }

private:
    int stream_;
    int kept_ = -1;
    std::array<int, 2> ends_{};
};

}  // namespace ach::testing
