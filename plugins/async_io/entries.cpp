#include "plugins/async_io/entries.hpp"

#include "plugins/async_io/descriptor.hpp"
#include "plugins/async_io/writing.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <span>

namespace ach::async_io {

namespace fs = std::filesystem;

namespace {

struct stat status_of(const Deed& deed) {
    struct stat about {};
    if (::stat(deed.path.c_str(), &about) != 0) deed.fail(errno);
    return about;
}

double to_ms(const timespec& time) {
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

bool is_same_file(const struct stat& from, const std::string& to) {
    struct stat target {};
    return ::stat(to.c_str(), &target) == 0 && target.st_dev == from.st_dev &&
           target.st_ino == from.st_ino;
}

Entry describe(const fs::directory_entry& found, std::string name, bool with_details) {
    Entry entry{std::move(name)};
    if (!with_details) return entry;
    struct stat about {};
    if (::stat(found.path().c_str(), &about) != 0) return entry;  // it has gone, or leads nowhere
    entry.is_dir = S_ISDIR(about.st_mode);
    entry.size = entry.is_dir ? 0 : static_cast<std::uint64_t>(about.st_size);
    return entry;
}

// The next bytes of `from`, at its position or at `at`; 0 at the end.
std::size_t read_piece(const Descriptor& from, std::optional<std::size_t> at, std::span<char> into,
                       const Deed& deed, const IsAbandoned& is_abandoned) {
    for (;;) {
        const ssize_t got =
            at ? ::pread(from.get(), into.data(), into.size(), static_cast<off_t>(*at))
               : ::read(from.get(), into.data(), into.size());
        if (got >= 0) return static_cast<std::size_t>(got);
        if (errno == EAGAIN) {
            wait_until_ready(from.get(), POLLIN, is_abandoned);
        } else if (errno != EINTR) {
            deed.fail(errno);
        }
    }
}

constexpr std::size_t kPiece = std::size_t{1} << 20;
constexpr std::size_t kToTheEnd = static_cast<std::size_t>(-1);

// Copies what lies from `at` up to `end`. Returns where it stopped.
std::size_t copy_range(const Descriptor& from, std::size_t at, std::size_t end, Replacement& to,
                       const Deed& deed, const IsAbandoned& is_abandoned) {
    std::vector<char> piece(kPiece);
    while (at < end) {
        const std::span<char> room(piece.data(), std::min(kPiece, end - at));
        const std::size_t got = read_piece(from, at, room, deed, is_abandoned);
        if (got == 0) break;
        to.put(at, {piece.data(), got}, is_abandoned);
        at += got;
    }
    return at;
}

// Copies what comes from a pipe or a device. Returns how much it was.
std::size_t copy_stream(const Descriptor& from, Replacement& to, const Deed& deed,
                        const IsAbandoned& is_abandoned) {
    std::vector<char> piece(kPiece);
    std::size_t at = 0;
    while (const std::size_t got = read_piece(from, std::nullopt, piece, deed, is_abandoned)) {
        to.put(at, {piece.data(), got}, is_abandoned);
        at += got;
    }
    return at;
}

}  // namespace

bool exists(const std::string& path) {
    struct stat about {};
    return ::stat(path.c_str(), &about) == 0;
}

FileInfo info_of(const Deed& deed) {
    const struct stat about = status_of(deed);
    FileInfo info;
    info.is_dir = S_ISDIR(about.st_mode);
    info.is_file = S_ISREG(about.st_mode);
    info.size = info.is_dir ? 0 : static_cast<std::uint64_t>(about.st_size);
    info.modified_ms = to_ms(about.st_mtim);
    info.readonly = (about.st_mode & (S_IWUSR | S_IWGRP | S_IWOTH)) == 0;
    return info;
}

void delete_file(const Deed& deed) {
    struct stat about {};
    if (::lstat(deed.path.c_str(), &about) != 0) deed.fail(errno);
    if (S_ISDIR(about.st_mode)) deed.fail(EISDIR);
    if (::unlink(deed.path.c_str()) != 0) deed.fail(errno);
}

void copy_file(const Deed& deed, const IsAbandoned& is_abandoned) {
    const Descriptor from(::open(deed.path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (!from.is_open()) deed.fail(errno);
    const struct stat about = from.status(deed);
    if (S_ISDIR(about.st_mode)) deed.fail(EISDIR);
    if (is_same_file(about, deed.to)) deed.fail("other", "both paths name the same file");

    Replacement to(deed, deed.to, about.st_mode & 0777);
    if (!S_ISREG(about.st_mode)) {
        to.finish(copy_stream(from, to, deed, is_abandoned));
        return;
    }
    const auto size = static_cast<std::size_t>(about.st_size);
    const std::size_t overlap = std::min(size, to.old_size());
    const std::size_t end = copy_range(from, overlap, kToTheEnd, to, deed, is_abandoned);
    const std::size_t begin = copy_range(from, 0, overlap, to, deed, is_abandoned);
    to.finish(begin < overlap ? begin : end);  // it may have got shorter meanwhile
}

void rename_file(const Deed& deed) {
    if (std::rename(deed.path.c_str(), deed.to.c_str()) != 0) deed.fail(errno);
}

std::vector<Entry> list_dir(const Deed& deed, bool is_recursive, bool with_details,
                            const IsAbandoned& is_abandoned) {
    std::error_code failed;
    fs::recursive_directory_iterator at(deed.path, failed);
    if (failed) deed.fail(failed.value());
    const std::string root = deed.path.ends_with('/') ? deed.path : deed.path + '/';
    std::vector<Entry> entries;
    while (at != fs::recursive_directory_iterator()) {
        if (is_abandoned()) throw Abandoned{};
        entries.push_back(describe(*at, at->path().native().substr(root.size()), with_details));
        if (!is_recursive) at.disable_recursion_pending();
        at.increment(failed);
        if (failed) deed.fail(failed.value());
    }
    // Bytes of UTF-8 are in the order of the code points they stand for.
    std::sort(entries.begin(), entries.end(),
              [](const Entry& a, const Entry& b) { return a.name < b.name; });
    return entries;
}

bool make_dir(const Deed& deed) {
    struct stat about {};
    if (::stat(deed.path.c_str(), &about) == 0) {
        if (!S_ISDIR(about.st_mode)) deed.fail("already_exists", "a file of that name exists");
        return false;
    }
    // libstdc++ says of a path with a slash at its end that nothing new was made.
    const std::string path = deed.path.substr(0, deed.path.find_last_not_of('/') + 1);
    std::error_code failed;
    const bool is_new = fs::create_directories(path, failed);
    if (failed) deed.fail(failed.value());
    return is_new;
}

void remove_dir(const Deed& deed, bool is_recursive) {
    struct stat about {};
    if (::lstat(deed.path.c_str(), &about) != 0) deed.fail(errno);
    if (!S_ISDIR(about.st_mode)) deed.fail("not_directory", "it is not a directory");
    if (!is_recursive) {
        if (::rmdir(deed.path.c_str()) != 0) deed.fail(errno == EEXIST ? ENOTEMPTY : errno);
        return;
    }
    std::error_code failed;
    fs::remove_all(deed.path, failed);
    if (failed) deed.fail(failed.value());
}

std::string temporary_root() {
    std::error_code failed;
    const fs::path root = fs::temp_directory_path(failed);
    return failed ? "/tmp" : root.string();
}

std::string make_temporary_dir() {
    std::string path = temporary_root() + "/achronyme-XXXXXX";
    if (::mkdtemp(path.data()) == nullptr) {
        Deed{"make a temporary directory in", temporary_root()}.fail(errno);
    }
    return path;
}

}  // namespace ach::async_io
