#include "vm/support/source_file.hpp"

#include <algorithm>

#include "vm/support/utf8.hpp"

namespace ach::vm {

namespace {

// Editors do not show it, so it is no part of the first line.
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace

SourceFile::SourceFile(std::string name, std::string text)
    : name_(std::move(name)),
      text_(std::move(text)),
      line_starts_{text_.starts_with(kByteOrderMark) ? 3U : 0U} {
    const std::size_t indexed = std::min(text_.size(), kMaxSize);
    for (std::size_t at = 0; at < indexed; ++at) {
        if (text_[at] == '\n') line_starts_.push_back(static_cast<std::uint32_t>(at + 1));
    }
}

std::string_view SourceFile::text(Span span) const {
    const std::string_view all = text_;
    const std::size_t begin = std::min<std::size_t>(span.begin, all.size());
    const std::size_t end = std::clamp<std::size_t>(span.end, begin, all.size());
    return all.substr(begin, end - begin);
}

Position SourceFile::position(std::uint32_t offset) const {
    const auto end = static_cast<std::uint32_t>(std::min(text_.size(), kMaxSize));
    offset = std::max(std::min(offset, end), begin());
    const auto next = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
    const auto line = static_cast<std::uint32_t>(next - line_starts_.begin());
    const std::uint32_t start = line_starts_[line - 1];
    const std::size_t before = count_utf8(text({start, offset}));
    return {line, static_cast<std::uint32_t>(before) + 1};
}

Utf16Position SourceFile::utf16_position(std::uint32_t offset) const {
    const Position at = position(offset);
    const std::uint32_t start = line_starts_[at.line - 1];
    std::uint32_t units = at.column - 1;
    // Scalars beyond U+FFFF, whose first of four bytes is 0xF0 or more, take two units.
    for (const char c : text({start, offset})) {
        if (static_cast<unsigned char>(c) >= 0xF0) ++units;
    }
    return {at.line - 1, units};
}

std::string_view SourceFile::line(std::uint32_t number) const {
    if (number == 0 || number > line_count()) return {};
    const std::uint32_t begin = line_starts_[number - 1];
    std::string_view rest = std::string_view(text_).substr(begin);
    rest = rest.substr(0, rest.find('\n'));
    if (rest.ends_with('\r')) rest.remove_suffix(1);
    return rest;
}

}  // namespace ach::vm
