#include "plugins/async_io/reading.hpp"

#include "plugins/async_io/descriptor.hpp"
#include "plugins/async_io/utf8.hpp"

#include <fcntl.h>
#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <string_view>

namespace ach::async_io {

namespace {

constexpr std::size_t kPiece = std::size_t{4} << 20;  // between two looks at who still waits

// At most `room` bytes; 0 at the end.
std::size_t read_some(int fd, char* into, std::size_t room, const Deed& deed,
                      const IsAbandoned& is_abandoned) {
    for (;;) {
        if (is_abandoned()) throw Abandoned{};
        const ssize_t got = ::read(fd, into, std::min(room, kPiece));
        if (got >= 0) return static_cast<std::size_t>(got);
        if (errno == EAGAIN) {
            wait_until_ready(fd, POLLIN, is_abandoned);
        } else if (errno != EINTR) {
            deed.fail(errno);
        }
    }
}

// From the beginning to the end, whatever size it claims: files of /proc claim none, and a file may
// grow meanwhile.
std::string read_to_end(int fd, off_t claimed, const Deed& deed, const IsAbandoned& is_abandoned) {
    const auto expected = static_cast<std::size_t>(std::max<off_t>(claimed, 0));
    std::string content;
    std::size_t used = 0;
    std::size_t room = std::max<std::size_t>(expected + 1, 4096);
    for (;;) {
        if (used > kMostBytes || expected > kMostBytes) {
            deed.fail("too_large", "it is larger than 512 MiB");
        }
        if (content.size() == used) {
            content.resize(used + room);
            room = std::max<std::size_t>(used, 64 << 10);
        }
        const std::size_t got =
            read_some(fd, content.data() + used, content.size() - used, deed, is_abandoned);
        if (got == 0) break;
        used += got;
    }
    content.resize(used);
    return content;
}

bool is_untouched(const struct stat& before, const struct stat& after) {
    return before.st_size == after.st_size && before.st_mtim.tv_sec == after.st_mtim.tv_sec &&
           before.st_mtim.tv_nsec == after.st_mtim.tv_nsec;
}

// The file seems to be there for pipes and terminals too, so that nobody waits in open().
Descriptor open_for_reading(const Deed& deed) {
    Descriptor file(::open(deed.path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (!file.is_open()) deed.fail(errno);
    return file;
}

// A pipe without a writer is at its end for read(), although its first writer may be to come.
void wait_for_writer(int fd, mode_t mode, const IsAbandoned& is_abandoned) {
    if (S_ISFIFO(mode)) wait_until_ready(fd, POLLIN, is_abandoned);
}

}  // namespace

std::string read_bytes(const Deed& deed, const IsAbandoned& is_abandoned) {
    constexpr int kMostReadings = 5;
    const Descriptor file = open_for_reading(deed);
    struct stat before = file.status(deed);
    if (S_ISDIR(before.st_mode)) deed.fail(EISDIR);
    wait_for_writer(file.get(), before.st_mode, is_abandoned);
    std::string content = read_to_end(file.get(), before.st_size, deed, is_abandoned);
    if (!S_ISREG(before.st_mode)) return content;

    for (int reading = 1; reading < kMostReadings; ++reading) {
        const struct stat after = file.status(deed);
        if (is_untouched(before, after)) return content;
        before = after;
        if (::lseek(file.get(), 0, SEEK_SET) < 0) return content;
        std::string again = read_to_end(file.get(), after.st_size, deed, is_abandoned);
        if (again.starts_with(content)) return content;  // it has only grown
        content = std::move(again);
    }
    deed.fail("busy", "it was changed again and again while it was read");
}

std::string read_text(const Deed& deed, const IsAbandoned& is_abandoned) {
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    std::string text = read_bytes(deed, is_abandoned);
    if (!is_utf8(text)) deed.fail("invalid_encoding", "it is not valid UTF-8 text");
    if (text.starts_with(kByteOrderMark)) text.erase(0, kByteOrderMark.size());
    return text;
}

}  // namespace ach::async_io
