// Whole files, read with plain blocking calls on a thread that may block.
//
// A file that is replaced meanwhile is read to its end as it was; one to which others append gives
// its beginning. One that another program rewrites in place is read again when its time or its size
// shows it, until it holds still; if it does not, the answer is IOError "busy".
#pragma once

#include "plugins/async_io/abandoned.hpp"
#include "plugins/async_io/io_error.hpp"

#include <cstddef>
#include <string>

namespace ach::async_io {

inline constexpr std::size_t kMostBytes = std::size_t{512} << 20;  // read into one value

// All bytes of the file `deed.path`, whatever size it claims.
std::string read_bytes(const Deed& deed, const IsAbandoned& is_abandoned);

// The same as text: it must be UTF-8, and a leading byte-order mark is removed.
std::string read_text(const Deed& deed, const IsAbandoned& is_abandoned);

}  // namespace ach::async_io
