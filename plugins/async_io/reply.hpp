// What a file operation ends with, carried from the thread that worked to the strand that waits,
// and made into a value there.
#pragma once

#include "plugins/async_io/entries.hpp"
#include "plugins/async_io/io_error.hpp"

#include <achronyme/cpp/native.hpp>

#include <string>
#include <variant>
#include <vector>

namespace ach::async_io {

struct Nothing {};  // null
struct Text {
    std::string text;
};
struct JsonText {
    std::string text;
    std::string path;
};
struct Lines {
    std::string text;
};
struct Bytes {
    std::string bytes;
};
struct Listing {
    std::vector<Entry> entries;
    bool with_details = false;
};
// The operation was dropped because nobody waits for it.
struct Dropped {};

using Reply =
    std::variant<Dropped, Nothing, bool, Text, JsonText, Lines, Bytes, FileInfo, Listing, IoError>;

// The value of a reply; an IoError is raised, with its code and path as `source`.
Outcome give_reply(Call& call, const Reply& reply);

}  // namespace ach::async_io
