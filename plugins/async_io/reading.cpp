#include "plugins/async_io/files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utf8proc.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <utility>

namespace ach::async_io {

namespace {

// An open file descriptor; closed at the end of its scope.
class Descriptor {
public:
    explicit Descriptor(int fd) : fd_(fd) {}
    ~Descriptor() {
        if (fd_ >= 0) ::close(fd_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    bool is_open() const { return fd_ >= 0; }
    int get() const { return fd_; }

    // Closes it now; some file systems report a failed write only here.
    int close() { return ::close(std::exchange(fd_, -1)); }

private:
    int fd_;
};

bool is_utf8(std::string_view text) {
    const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
    auto left = static_cast<utf8proc_ssize_t>(text.size());
    while (left > 0) {
        if (*bytes < 0x80) {
            ++bytes, --left;
            continue;
        }
        utf8proc_int32_t scalar;
        const utf8proc_ssize_t taken = utf8proc_iterate(bytes, left, &scalar);
        if (taken <= 0) return false;
        bytes += taken;
        left -= taken;
    }
    return true;
}

// Reads to the end of the file, whatever size it claims: files of /proc claim none, and a file may
// grow meanwhile. Returns 0 or an errno.
int read_all(int fd, std::size_t expected, std::string& out) {
    const std::size_t start = out.size();
    std::size_t used = start;
    std::size_t chunk = std::max<std::size_t>(expected + 1, 4096);
    for (;;) {
        if (used - start > kMaxText) return EFBIG;
        if (out.size() == used) {
            out.resize(used + chunk);
            chunk = std::max<std::size_t>(chunk, 64 << 10);
        }
        const ssize_t got = ::read(fd, out.data() + used, out.size() - used);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return errno;
        if (got == 0) break;
        used += static_cast<std::size_t>(got);
    }
    out.resize(used);
    return 0;
}

int write_all(int fd, std::string_view text) {
    while (!text.empty()) {
        const ssize_t put = ::write(fd, text.data(), text.size());
        if (put < 0 && errno == EINTR) continue;
        if (put < 0) return errno;
        text.remove_prefix(static_cast<std::size_t>(put));
    }
    return 0;
}

int replace(const std::string& path, std::string_view text) {
    Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
    if (!file.is_open()) return errno;
    if (const int failed = write_all(file.get(), text)) return failed;
    return file.close() == 0 ? 0 : errno;
}

// The new file gets the old one's permissions, or what open() would have given a new one.
mode_t mode_for(const std::string& path) {
    struct stat old {};
    if (::stat(path.c_str(), &old) == 0) return old.st_mode & 07777;
    return 0644;
}

int replace_atomically(const std::string& path, std::string_view text) {
    std::string temporary = path + ".XXXXXX";
    Descriptor file(::mkostemp(temporary.data(), O_CLOEXEC));
    if (!file.is_open()) return errno;
    int failed = write_all(file.get(), text);
    if (!failed && ::fchmod(file.get(), mode_for(path)) != 0) failed = errno;
    if (!failed && ::fsync(file.get()) != 0) failed = errno;
    if (file.close() != 0 && !failed) failed = errno;
    if (!failed && ::rename(temporary.c_str(), path.c_str()) != 0) failed = errno;
    if (failed) ::unlink(temporary.c_str());
    return failed;
}

}  // namespace

std::optional<IoError> read_text(const std::string& path, std::string& out) {
    constexpr std::string_view kAction = "read file";
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file.is_open()) return io_error(kAction, path, errno);
    struct stat about {};
    if (::fstat(file.get(), &about) != 0) return io_error(kAction, path, errno);
    if (S_ISDIR(about.st_mode)) return io_error(kAction, path, EISDIR);

    const std::size_t start = out.size();
    const auto size = static_cast<std::size_t>(std::max<off_t>(about.st_size, 0));
    int failed = size > kMaxText ? EFBIG : read_all(file.get(), size, out);
    if (failed) {
        out.resize(start);
        return failed == EFBIG ? io_error(kAction, path, "too_large", "it is larger than 512 MiB")
                               : io_error(kAction, path, failed);
    }
    std::string_view text = std::string_view(out).substr(start);
    if (!is_utf8(text)) {
        out.resize(start);
        return io_error(kAction, path, "invalid_encoding", "it is not valid UTF-8 text");
    }
    if (text.starts_with(kByteOrderMark)) out.erase(start, kByteOrderMark.size());
    return std::nullopt;
}

std::optional<IoError> write_text(const std::string& path, std::string_view text, WriteMode mode) {
    const int failed =
        mode == WriteMode::Replace ? replace(path, text) : replace_atomically(path, text);
    if (failed) return io_error("write file", path, failed);
    return std::nullopt;
}

bool exists(const std::string& path) {
    struct stat about {};
    return ::stat(path.c_str(), &about) == 0;
}

}  // namespace ach::async_io
