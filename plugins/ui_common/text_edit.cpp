#include "plugins/ui_common/text_edit.hpp"

#include "plugins/ui_common/text_lines.hpp"

#include <algorithm>

namespace ach::ui {

namespace {

std::size_t boundary_at_or_before(std::string_view text, std::size_t at) {
    if (at >= text.size()) return text.size();
    return previous_character(text, at + 1);
}

std::size_t word_edge(std::string_view text, std::size_t at, int direction) {
    const auto is_space = [&](std::size_t i) { return text[i] == ' ' || text[i] == '\n'; };
    if (direction > 0) {
        while (at < text.size() && is_space(at)) ++at;
        while (at < text.size() && !is_space(at)) ++at;
    } else {
        while (at > 0 && is_space(at - 1)) --at;
        while (at > 0 && !is_space(at - 1)) --at;
    }
    return at;
}

std::size_t line_begin(std::string_view text, std::size_t at) {
    if (at == 0) return 0;
    const std::size_t found = text.rfind('\n', at - 1);
    return found == text.npos ? 0 : found + 1;
}

std::size_t line_end(std::string_view text, std::size_t at) {
    return std::min(text.find('\n', at), text.size());
}

}  // namespace

std::string TextEdit::selected() const {
    return text.substr(selection_begin(), selection_end() - selection_begin());
}

void TextEdit::take(std::string_view from_outside) {
    if (text == from_outside) return;
    const bool was_at_end = cursor == text.size();
    text = from_outside;
    cursor = was_at_end ? text.size() : boundary_at_or_before(text, cursor);
    anchor = cursor;
}

bool TextEdit::insert(std::string_view utf8, std::size_t most) {
    const std::size_t begin = selection_begin(), length = selection_end() - begin;
    if (most != 0) {
        const std::size_t kept =
            count_characters(text) - count_characters(std::string_view(text).substr(begin, length));
        std::size_t room = most > kept ? most - kept : 0, end = 0;
        while (room-- > 0) end = next_character(utf8, end);
        utf8 = utf8.substr(0, end);
    }
    if (utf8.empty() && length == 0) return false;
    text.replace(begin, length, utf8);
    cursor = anchor = begin + utf8.size();
    return true;
}

bool TextEdit::erase_backward(bool whole_word) {
    if (!has_selection()) move(-1, whole_word, true);
    return insert("", 0);
}

bool TextEdit::erase_forward(bool whole_word) {
    if (!has_selection()) move(1, whole_word, true);
    return insert("", 0);
}

void TextEdit::select_all() {
    anchor = 0;
    cursor = text.size();
}

void TextEdit::move_to(std::size_t position, bool extends) {
    cursor = boundary_at_or_before(text, position);
    if (!extends) anchor = cursor;
}

void TextEdit::move(int direction, bool by_word, bool extends) {
    if (has_selection() && !extends && !by_word) {
        return move_to(direction < 0 ? selection_begin() : selection_end(), false);
    }
    if (by_word) return move_to(word_edge(text, cursor, direction), extends);
    move_to(direction < 0 ? previous_character(text, cursor) : next_character(text, cursor),
            extends);
}

void TextEdit::move_to_line_end(int direction, bool extends) {
    move_to(direction < 0 ? line_begin(text, cursor) : line_end(text, cursor), extends);
}

void TextEdit::move_line(int direction, bool extends) {
    const std::size_t begin = line_begin(text, cursor), end = line_end(text, cursor);
    const std::size_t column = cursor - begin;
    if (direction < 0) {
        if (begin == 0) return move_to(0, extends);
        const std::size_t above = line_begin(text, begin - 1);
        return move_to(std::min(above + column, begin - 1), extends);
    }
    if (end == text.size()) return move_to(end, extends);
    move_to(std::min(end + 1 + column, line_end(text, end + 1)), extends);
}

}  // namespace ach::ui
