#include "plugins/async_io/writing.hpp"

#include "plugins/file_common/quiet_signals.hpp"
#include "plugins/file_common/replacing.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace ach::async_io {

namespace {

// Pipes without a reader answer ENXIO instead of waiting for one.
constexpr int kWriting = O_WRONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;

void write_all(int fd, std::string_view bytes, const Deed& deed, const IsAbandoned& is_abandoned) {
    const file::QuietSignals quiet;
    while (!bytes.empty()) {
        const ssize_t put = ::write(fd, bytes.data(), bytes.size());
        if (put >= 0) {
            bytes.remove_prefix(static_cast<std::size_t>(put));
        } else if (errno == EAGAIN) {
            wait_until_ready(fd, POLLOUT, is_abandoned);
        } else if (errno != EINTR) {
            deed.fail(errno);
        }
    }
}

}  // namespace

Replacement::Replacement(const Deed& deed, const std::string& path, mode_t mode)
    : deed_(deed), path_(path) {
    open(mode);
    const struct stat about = file_.status(deed);
    is_regular_ = S_ISREG(about.st_mode);
    if (is_regular_) old_size_ = static_cast<std::size_t>(about.st_size);
}

void Replacement::open(mode_t mode) {
    file_ = Descriptor(::open(path_.c_str(), kWriting));
    if (file_.is_open()) return;
    if (errno != ENOENT) deed_.fail(errno);
    file_ = Descriptor(::open(path_.c_str(), kWriting | O_CREAT | O_EXCL, mode));
    is_new_ = file_.is_open();
    // Somebody was faster, or it is a link that leads nowhere yet.
    if (!is_new_ && errno == EEXIST)
        file_ = Descriptor(::open(path_.c_str(), kWriting | O_CREAT, mode));
    if (!file_.is_open()) deed_.fail(errno);
}

Replacement::~Replacement() {
    if (is_done_) return;
    if (is_new_) {
        ::unlink(path_.c_str());
    } else if (is_regular_ && keeps_old_) {
        // If even this fails, the old content is still there, with something behind it.
        [[maybe_unused]] const int ignored =
            ::ftruncate(file_.get(), static_cast<off_t>(old_size_));
    }
}

void Replacement::put(std::size_t at, std::string_view bytes, const IsAbandoned& is_abandoned) {
    if (is_regular_ && ::lseek(file_.get(), static_cast<off_t>(at), SEEK_SET) < 0) {
        deed_.fail(errno);
    }
    if (at < old_size_ && !bytes.empty()) keeps_old_ = false;
    write_all(file_.get(), bytes, deed_, is_abandoned);
}

void Replacement::finish(std::size_t size) {
    if (is_regular_) {
        keeps_old_ = false;
        if (::ftruncate(file_.get(), static_cast<off_t>(size)) != 0) deed_.fail(errno);
    }
    file_.close(deed_);
    is_done_ = true;
}

void write_file(const Deed& deed, std::string_view bytes, WriteMode mode,
                const IsAbandoned& is_abandoned) {
    if (mode == WriteMode::ReplaceAtomically) {
        if (const int problem = file::replace_file(deed.path, bytes); problem != 0) {
            deed.fail(problem);
        }
        return;
    }
    Replacement file(deed, deed.path, 0666);
    const std::size_t overlap = std::min(file.old_size(), bytes.size());
    file.put(overlap, bytes.substr(overlap), is_abandoned);
    file.put(0, bytes.substr(0, overlap), is_abandoned);
    file.finish(bytes.size());
}

void append_file(const Deed& deed, std::string_view bytes, const IsAbandoned& is_abandoned) {
    Descriptor file(::open(deed.path.c_str(), kWriting | O_APPEND | O_CREAT, 0666));
    if (!file.is_open()) deed.fail(errno);
    write_all(file.get(), bytes, deed, is_abandoned);
    file.close(deed);
}

}  // namespace ach::async_io
