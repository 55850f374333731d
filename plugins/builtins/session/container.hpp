// The file around a session: a header of 64 bytes, the body, and the SHA-256 of the body as stored.
// Numbers are little-endian.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ach::builtins::session {

inline constexpr std::uint16_t kMajorVersion = 2;
inline constexpr std::uint16_t kMinorVersion = 0;
// Of the module, and of the files it writes.
inline constexpr const char* kProgramVersion = "0.1.0";

struct Container {
    std::uint64_t created = 0;     // seconds since 1970
    std::optional<int> level = 3;  // of Zstandard; nothing: not compressed
    std::string body;
};

// What a body may have, decompressed.
inline constexpr std::size_t kMostBytes = std::size_t{1} << 30;

// "achronyme VERSION", as files name it.
std::string writer();

// Throws Malformed when there is too much.
std::string container_bytes(const Container& container);

struct ReadOptions {
    bool verifies_checksum = true;
    bool is_strict_version = false;
    std::size_t most_bytes = kMostBytes;
};
// Throws Malformed with the words that a script finds in its error.
Container container_of(std::string_view bytes, ReadOptions options);

// Empty: it cannot be read, and `problem` says why.
std::optional<std::string> read_file(const std::string& path, std::string& problem);

}  // namespace ach::builtins::session
