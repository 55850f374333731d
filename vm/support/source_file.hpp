// A source text, its name in messages, and an index of its lines. Immutable, so it may be shared.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "vm/support/span.hpp"

namespace ach::vm {

class SourceFile {
public:
    // `name` is what messages call the file, normally the path as the user wrote it. `text` may be
    // any bytes; the compiler refuses what is not UTF-8 or longer than kMaxSize.
    SourceFile(std::string name, std::string text);

    static constexpr std::size_t kMaxSize = std::size_t{1} << 30;

    const std::string& name() const { return name_; }
    std::string_view text() const { return text_; }
    std::string_view text(Span span) const;

    // Where the text begins to count: behind a byte-order mark.
    std::uint32_t begin() const { return line_starts_.front(); }

    // Where byte `offset` stands. An offset at or behind the end gives the end of the text.
    Position position(std::uint32_t offset) const;

    // The same as editors count that speak the Language Server Protocol.
    Utf16Position utf16_position(std::uint32_t offset) const;

    // Line `number`, from 1, without its line ending.
    std::string_view line(std::uint32_t number) const;

    std::uint32_t line_count() const { return static_cast<std::uint32_t>(line_starts_.size()); }

private:
    std::string name_;
    std::string text_;
    std::vector<std::uint32_t> line_starts_;
};

}  // namespace ach::vm
