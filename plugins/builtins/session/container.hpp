// The file around a session: a header of 64 bytes, the body, and the SHA-256 of the body as stored.
// Numbers are little-endian.
#pragma once

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

// "achronyme VERSION", as files name it.
std::string writer();

std::string container_bytes(const Container& container);

struct ReadOptions {
    bool verifies_checksum = true;
    bool is_strict_version = false;
};
// Throws Malformed with the words that a script finds in its error.
Container container_of(std::string_view bytes, ReadOptions options);

// Replaces the file at once, or leaves it alone and returns what went wrong.
std::string replace_file(const std::string& path, std::string_view bytes);
// Empty: it cannot be read, and `problem` says why.
std::optional<std::string> read_file(const std::string& path, std::string& problem);

}  // namespace ach::builtins::session
