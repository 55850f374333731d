#include "plugins/file_common/replacing.hpp"

#include "plugins/file_common/quiet_signals.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstdio>
#include <ctime>
#include <utility>

namespace ach::file {
namespace {

// The new content while it is not yet in its place. Closed and removed unless it gets there.
class Draft {
public:
    explicit Draft(std::string target) : target_(std::move(target)) {}
    ~Draft() {
        if (fd_ >= 0) ::close(fd_);
        if (!name_.empty()) ::unlink(name_.c_str());
    }
    Draft(const Draft&) = delete;
    Draft& operator=(const Draft&) = delete;

    // Each is false when it fails, and errno says why.
    bool create();
    bool write(std::string_view bytes) const;
    bool take_permissions() const;
    bool bring_to_disk() const { return ::fsync(fd_) == 0; }
    bool close() { return ::close(std::exchange(fd_, -1)) == 0; }
    bool put_in_place();

private:
    std::string target_;
    std::string name_;  // empty: there is none, or not any more
    int fd_ = -1;
};

bool Draft::create() {
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);
    for (long attempt = now.tv_nsec;; ++attempt) {
        std::string name =
            target_ + "." + std::to_string(::getpid()) + "-" + std::to_string(attempt) + ".tmp";
        fd_ = ::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (fd_ >= 0) {
            name_ = std::move(name);
            return true;
        }
        if (errno != EEXIST) return false;
    }
}

bool Draft::write(std::string_view bytes) const {
    const QuietSignals quiet;
    while (!bytes.empty()) {
        const ssize_t put = ::write(fd_, bytes.data(), bytes.size());
        if (put >= 0) {
            bytes.remove_prefix(static_cast<std::size_t>(put));
        } else if (errno != EINTR) {
            return false;
        }
    }
    return true;
}

bool Draft::take_permissions() const {
    struct stat old {};
    return ::stat(target_.c_str(), &old) != 0 || ::fchmod(fd_, old.st_mode & 07777) == 0;
}

bool Draft::put_in_place() {
    if (::rename(name_.c_str(), target_.c_str()) != 0) return false;
    name_.clear();
    return true;
}

// The file that is meant when the last part of `path` is a link, or a chain of them. False: the
// chain has no end.
bool follow_links(std::string& path) {
    constexpr int kMostLinks = 40;  // as the kernel
    for (int links = 0;; ++links) {
        char target[PATH_MAX];
        const ssize_t size = ::readlink(path.c_str(), target, sizeof target);
        if (size <= 0) return true;
        if (links == kMostLinks) return false;
        std::string next(target, static_cast<std::size_t>(size));
        if (next.front() != '/') next.insert(0, path, 0, path.rfind('/') + 1);
        path = std::move(next);
    }
}

// Not every file system can be asked to.
void bring_folder_to_disk(const std::string& path) {
    const auto slash = path.rfind('/');
    const std::string folder = slash == path.npos ? "." : path.substr(0, slash + 1);
    const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return;
    ::fsync(fd);
    ::close(fd);
}

}  // namespace

int replace_file(const std::string& path, std::string_view bytes) {
    std::string target = path;
    if (!follow_links(target)) return ELOOP;
    int problem = 0;
    {
        Draft draft(target);
        const bool done = draft.create() && draft.write(bytes) && draft.take_permissions() &&
                          draft.bring_to_disk() && draft.close() && draft.put_in_place();
        if (!done) problem = errno;
    }
    if (problem == 0) bring_folder_to_disk(target);
    return problem;
}

}  // namespace ach::file
