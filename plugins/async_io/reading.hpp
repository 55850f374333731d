// Whole files, read and written with plain blocking calls: only the I/O thread does that.
#pragma once

#include "plugins/async_io/io_error.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace ach::async_io {

inline constexpr std::size_t kMaxText = std::size_t{512} << 20;  // bytes read into one value

// Appends the content of `path` to `out`, without a leading byte-order mark. The content must be
// UTF-8. On failure `out` is what it was.
std::optional<IoError> read_text(const std::string& path, std::string& out);

enum class WriteMode { Replace, ReplaceAtomically };

// Creates or replaces `path`. ReplaceAtomically writes a temporary file beside it, makes it durable
// and renames it, so that a reader sees the old content or the new, never a part.
std::optional<IoError> write_text(const std::string& path, std::string_view text, WriteMode mode);

// Whether a file or directory is there; false when that cannot be found out.
bool exists(const std::string& path);

}  // namespace ach::async_io
