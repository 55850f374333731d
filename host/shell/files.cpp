#include "host/shell/files.hpp"

#include "host/shell/paths.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

namespace ach::host {
namespace {

bool write_all(int fd, std::string_view content) {
    while (!content.empty()) {
        const ssize_t put = ::write(fd, content.data(), content.size());
        if (put < 0 && errno == EINTR) continue;
        if (put <= 0) return false;
        content.remove_prefix(static_cast<std::size_t>(put));
    }
    return true;
}

}  // namespace

Fd::~Fd() {
    if (fd_ >= 0) ::close(fd_);
}

Fd open_for_reading(const std::string& path) {
    return Fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
}

std::optional<std::string> read_file(const std::string& path, std::size_t most) {
    const Fd file = open_for_reading(path);
    struct stat info {};
    if (file.get() < 0 || ::fstat(file.get(), &info) != 0) return std::nullopt;
    if (S_ISDIR(info.st_mode)) {
        errno = EISDIR;
        return std::nullopt;
    }
    // One byte more than there is, so that its end is seen without room for more.
    std::string content(static_cast<std::size_t>(info.st_size) + 1, '\0');
    std::size_t filled = 0;
    for (;;) {
        if (filled > most) {
            errno = EFBIG;
            return std::nullopt;
        }
        if (filled == content.size()) content.resize(filled + 4096);
        const ssize_t got = ::read(file.get(), content.data() + filled, content.size() - filled);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return std::nullopt;
        if (got == 0) break;
        filled += static_cast<std::size_t>(got);
    }
    content.resize(filled);
    return content;
}

bool replace_file(const std::string& path, std::string_view content, bool durable) {
    const std::string draft = path + "." + std::to_string(::getpid()) + ".new";
    {
        const Fd file(::open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
        const bool written = file.get() >= 0 && write_all(file.get(), content) &&
                             (!durable || ::fsync(file.get()) == 0);
        if (!written) {
            ::unlink(draft.c_str());
            return false;
        }
    }
    if (::rename(draft.c_str(), path.c_str()) != 0) {
        ::unlink(draft.c_str());
        return false;
    }
    if (durable) {
        const Fd folder(::open(folder_of(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        if (folder.get() >= 0) ::fsync(folder.get());
    }
    return true;
}

bool make_folders(const std::string& path) {
    for (std::size_t end = 1; end <= path.size(); ++end) {
        if (end < path.size() && path[end] != '/') continue;
        if (::mkdir(path.substr(0, end).c_str(), 0700) != 0 && errno != EEXIST) return false;
    }
    return true;
}

FileStamp stamp_of(const std::string& path) {
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0) return {};
    return {static_cast<std::int64_t>(info.st_mtim.tv_sec) * 1'000'000'000 + info.st_mtim.tv_nsec,
            static_cast<std::uint64_t>(info.st_size), info.st_ino, info.st_dev};
}

}  // namespace ach::host
