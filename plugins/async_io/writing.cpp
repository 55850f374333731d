#include "plugins/async_io/writing.hpp"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <csignal>
#include <ctime>

namespace ach::async_io {

namespace {

// Pipes without a reader answer ENXIO instead of waiting for one.
constexpr int kWriting = O_WRONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;

// Keeps the signals away that a failing write sends beside its error: their default would end the
// process. What arrived is taken back before the thread listens again.
class WithoutSignals {
public:
    WithoutSignals() {
        ::sigemptyset(&signals_);
        ::sigaddset(&signals_, SIGPIPE);
        ::sigaddset(&signals_, SIGXFSZ);
        ::pthread_sigmask(SIG_BLOCK, &signals_, &before_);
    }
    ~WithoutSignals() {
        constexpr timespec kAtOnce{0, 0};
        while (::sigtimedwait(&signals_, nullptr, &kAtOnce) > 0) {
        }
        ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
    }
    WithoutSignals(const WithoutSignals&) = delete;
    WithoutSignals& operator=(const WithoutSignals&) = delete;

private:
    sigset_t signals_{};
    sigset_t before_{};
};

void write_all(int fd, std::string_view bytes, const Deed& deed, const IsAbandoned& is_abandoned) {
    const WithoutSignals quiet;
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

// The file that is meant when the last part of `path` is a link, or a chain of them.
std::string behind_links(const Deed& deed, std::string path) {
    constexpr int kMostLinks = 40;  // as the kernel
    for (int links = 0;; ++links) {
        char target[PATH_MAX];
        const ssize_t size = ::readlink(path.c_str(), target, sizeof target);
        if (size <= 0) return path;
        if (links == kMostLinks) deed.fail(ELOOP);
        std::string next(target, static_cast<std::size_t>(size));
        if (next.front() != '/') next.insert(0, path, 0, path.rfind('/') + 1);
        path = std::move(next);
    }
}

// A new file beside `path`, with the permissions that open() gives.
std::string create_beside(const Deed& deed, const std::string& path, Descriptor& file) {
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);
    for (long attempt = now.tv_nsec;; ++attempt) {
        std::string name =
            path + "." + std::to_string(::getpid()) + "-" + std::to_string(attempt) + ".tmp";
        file = Descriptor(::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
        if (file.is_open()) return name;
        if (errno != EEXIST) deed.fail(errno);
    }
}

// A rename is on disk when its folder is. Not every file system can be asked to.
void make_folder_durable(const std::string& path) {
    const auto slash = path.rfind('/');
    const std::string folder = slash == path.npos ? "." : path.substr(0, slash + 1);
    const Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (opened.is_open()) ::fsync(opened.get());
}

void replace_atomically(const Deed& deed, std::string_view bytes, const IsAbandoned& is_abandoned) {
    const std::string path = behind_links(deed, deed.path);
    Descriptor file;
    const std::string temporary = create_beside(deed, path, file);
    try {
        write_all(file.get(), bytes, deed, is_abandoned);
        struct stat old {};
        const bool replaces = ::stat(path.c_str(), &old) == 0;
        if (replaces && ::fchmod(file.get(), old.st_mode & 07777) != 0) deed.fail(errno);
        if (::fsync(file.get()) != 0) deed.fail(errno);
        file.close(deed);
        if (::rename(temporary.c_str(), path.c_str()) != 0) deed.fail(errno);
    } catch (...) {
        ::unlink(temporary.c_str());
        throw;
    }
    make_folder_durable(path);
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
    if (mode == WriteMode::ReplaceAtomically) return replace_atomically(deed, bytes, is_abandoned);
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
