// The few things the host does with files, without iostreams.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace ach::host {

// Owns a file descriptor.
class Fd {
public:
    explicit Fd(int fd = -1) : fd_(fd) {}
    Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    Fd& operator=(Fd&& other) noexcept {
        std::swap(fd_, other.fd_);
        return *this;
    }
    ~Fd();

    int get() const { return fd_; }

private:
    int fd_;
};

Fd open_for_reading(const std::string& path);

// Nothing when it cannot be read, or holds more than `most` bytes; errno says why.
std::optional<std::string> read_file(const std::string& path,
                                     std::size_t most = std::numeric_limits<std::size_t>::max());

// Puts a complete file in place of the old one, or leaves the old one. `durable`: on the disk
// before it returns.
bool replace_file(const std::string& path, std::string_view content, bool durable = false);

// Like mkdir -p.
bool make_folders(const std::string& path);

// Tells whether a file is still the one it was: two equal stamps, same content for our purposes.
struct FileStamp {
    std::int64_t modified_ns = 0;
    std::uint64_t size = 0;
    std::uint64_t inode = 0;
    std::uint64_t device = 0;

    bool exists() const { return inode != 0; }
    auto operator<=>(const FileStamp&) const = default;
};

FileStamp stamp_of(const std::string& path);

}  // namespace ach::host
