#include "plugins/builtins/session/container.hpp"

#include "plugins/builtins/session/message_pack.hpp"

#include <fcntl.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>

namespace ach::builtins::session {

namespace {

constexpr std::size_t kHeader = 64;
constexpr std::size_t kDigest = 32;
constexpr std::string_view kMagic("ACH\0", 4);
constexpr unsigned long long kMostBytes = 1ull << 31;

enum Flag : std::uint32_t { kCompressed = 1, kHasMetadata = 2 };

void put(std::string& bytes, std::size_t at, std::uint64_t n, int width) {
    for (int i = 0; i < width; ++i) bytes[at + i] = static_cast<char>(n >> (8 * i));
}

std::uint64_t get(std::string_view bytes, std::size_t at, int width) {
    std::uint64_t n = 0;
    for (int i = width - 1; i >= 0; --i) n = n << 8 | static_cast<unsigned char>(bytes[at + i]);
    return n;
}

std::string digest_of(std::string_view bytes) {
    std::array<unsigned char, kDigest> digest{};
    EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_sha256(), nullptr);
    return {digest.begin(), digest.end()};
}

std::string compressed(std::string_view text, int level) {
    std::string out(ZSTD_compressBound(text.size()), '\0');
    const std::size_t size = ZSTD_compress(out.data(), out.size(), text.data(), text.size(), level);
    if (ZSTD_isError(size) != 0) throw Malformed(ZSTD_getErrorName(size));
    out.resize(size);
    return out;
}

std::string decompressed(std::string_view bytes) {
    const unsigned long long size = ZSTD_getFrameContentSize(bytes.data(), bytes.size());
    if (size > kMostBytes) throw Malformed("Invalid session file: it cannot be decompressed");
    std::string out(size, '\0');
    const std::size_t got = ZSTD_decompress(out.data(), out.size(), bytes.data(), bytes.size());
    if (ZSTD_isError(got) != 0 || got != size) {
        throw Malformed("Invalid session file: it cannot be decompressed");
    }
    return out;
}

bool write_all(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(fd, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

}  // namespace

std::string writer() { return std::string("achronyme ") + kProgramVersion; }

std::string container_bytes(const Container& container) {
    std::string bytes(kHeader, '\0');
    bytes.replace(0, kMagic.size(), kMagic);
    put(bytes, 4, kMajorVersion, 2);
    put(bytes, 6, kMinorVersion, 2);
    put(bytes, 8, kHasMetadata | (container.level ? std::uint32_t{kCompressed} : 0), 4);
    put(bytes, 12, container.created, 8);
    const std::string by = writer();
    bytes.replace(20, by.size(), by);
    put(bytes, 36, container.level ? 1 : 0, 1);
    const std::string body =
        container.level ? compressed(container.body, *container.level) : container.body;
    return bytes + body + digest_of(body);
}

Container container_of(std::string_view bytes, ReadOptions options) {
    if (bytes.size() < kHeader + kDigest || !bytes.starts_with(kMagic)) {
        throw Malformed("Invalid session file");
    }
    const auto major = get(bytes, 4, 2);
    const bool fits = options.is_strict_version ? major == kMajorVersion : major <= kMajorVersion;
    if (!fits || major < 2) {
        throw Malformed("the file has version " + std::to_string(major) + ", this program reads " +
                        std::to_string(kMajorVersion));
    }
    const std::string_view body = bytes.substr(kHeader, bytes.size() - kHeader - kDigest);
    if (options.verifies_checksum && digest_of(body) != bytes.substr(bytes.size() - kDigest)) {
        throw Malformed("Checksum mismatch: the file was changed or damaged");
    }
    Container container;
    container.created = get(bytes, 12, 8);
    const bool is_compressed = get(bytes, 36, 1) != 0;
    container.body = is_compressed ? decompressed(body) : std::string(body);
    return container;
}

std::string replace_file(const std::string& path, std::string_view bytes) {
    std::string made = path + ".XXXXXX";
    const int fd = ::mkstemp(made.data());
    if (fd < 0) return std::strerror(errno);
    const bool written = write_all(fd, bytes) && ::fchmod(fd, 0644) == 0;
    const bool closed = ::close(fd) == 0;
    if (written && closed && std::rename(made.c_str(), path.c_str()) == 0) return {};
    const int problem = errno;
    ::unlink(made.c_str());
    return std::strerror(problem);
}

std::optional<std::string> read_file(const std::string& path, std::string& problem) {
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    std::string text;
    ssize_t got = fd < 0 ? -1 : 0;
    while (fd >= 0) {
        const std::size_t used = text.size();
        text.resize(used + 65536);
        got = ::read(fd, text.data() + used, 65536);
        text.resize(used + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) break;
    }
    if (got < 0) problem = std::strerror(errno);
    if (fd >= 0) ::close(fd);
    if (got < 0) return std::nullopt;
    return text;
}

}  // namespace ach::builtins::session
