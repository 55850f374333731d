#include "plugins/builtins/session/container.hpp"

#include "plugins/builtins/session/message_pack.hpp"

#include <fcntl.h>
#include <openssl/evp.h>
#include <unistd.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>

namespace ach::builtins::session {

namespace {

constexpr std::size_t kHeader = 64;
constexpr std::size_t kDigest = 32;
constexpr std::string_view kMagic("ACH\0", 4);

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

std::string mebibytes(unsigned long long bytes) { return std::to_string(bytes >> 20) + " MiB"; }

// The size that the frame states is believed only after it arrived: a few bytes can state anything.
std::string decompressed(std::string_view bytes, std::size_t most_bytes) {
    const auto fail = [] { return Malformed("Invalid session file: it cannot be decompressed"); };
    const unsigned long long size = ZSTD_getFrameContentSize(bytes.data(), bytes.size());
    if (size == ZSTD_CONTENTSIZE_UNKNOWN || size == ZSTD_CONTENTSIZE_ERROR) throw fail();
    if (size > most_bytes) {
        throw Malformed("Invalid session file: decompressed it has " + mebibytes(size) +
                        ", and no more than " + mebibytes(most_bytes) + " are read");
    }
    const std::unique_ptr<ZSTD_DStream, decltype(&ZSTD_freeDStream)> stream(ZSTD_createDStream(),
                                                                            &ZSTD_freeDStream);
    std::string out;
    ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
    for (std::size_t left = 1; left != 0;) {
        const std::size_t used = out.size();
        out.resize(std::min<std::size_t>(size, std::max<std::size_t>(2 * used, 1 << 16)));
        ZSTD_outBuffer to{out.data(), out.size(), used};
        left = ZSTD_decompressStream(stream.get(), &to, &in);
        const bool is_stuck = left != 0 && to.pos == used && in.pos == in.size;
        if (ZSTD_isError(left) != 0 || is_stuck) throw fail();
        out.resize(to.pos);
    }
    if (out.size() != size || in.pos != in.size) throw fail();
    return out;
}

}  // namespace

std::string writer() { return std::string("achronyme ") + kProgramVersion; }

std::string container_bytes(const Container& container) {
    if (container.body.size() > kMostBytes) {
        throw Malformed("the session has " + mebibytes(container.body.size()) +
                        ", and files of more than " + mebibytes(kMostBytes) +
                        " are not read: leave something out with exclude");
    }
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
    container.body = is_compressed ? decompressed(body, options.most_bytes) : std::string(body);
    return container;
}

std::optional<std::string> read_file(const std::string& path, std::string& problem) {
    constexpr std::size_t kMostOfFile = kHeader + kMostBytes + kDigest;
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
        if (text.size() > kMostOfFile) {
            errno = EFBIG;
            got = -1;
            break;
        }
    }
    if (got < 0) problem = std::strerror(errno);
    if (fd >= 0) ::close(fd);
    if (got < 0) return std::nullopt;
    return text;
}

}  // namespace ach::builtins::session
