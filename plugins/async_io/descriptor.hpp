// An open file descriptor; closed at the end of its scope.
#pragma once

#include "plugins/async_io/io_error.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace ach::async_io {

class Descriptor {
public:
    Descriptor() = default;
    explicit Descriptor(int fd) : fd_(fd) {}
    Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept {
        std::swap(fd_, other.fd_);
        return *this;
    }
    ~Descriptor() {
        if (fd_ >= 0) ::close(fd_);
    }

    bool is_open() const { return fd_ >= 0; }
    int get() const { return fd_; }

    struct stat status(const Deed& deed) const {
        struct stat about {};
        if (::fstat(fd_, &about) != 0) deed.fail(errno);
        return about;
    }

    // Closes it now; some file systems report a failed write only here.
    void close(const Deed& deed) {
        if (::close(std::exchange(fd_, -1)) != 0) deed.fail(errno);
    }

private:
    int fd_ = -1;
};

}  // namespace ach::async_io
