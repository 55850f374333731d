// The state of a text input, for backends that have no native control: a text, a cursor and a
// selection. Positions are bytes, always between characters.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace ach::ui {

struct TextEdit {
    std::string text;
    std::size_t cursor = 0;
    std::size_t anchor = 0;  // the other end of the selection; equal to the cursor: none
    double scroll = 0;       // pixels of a long line that are out of sight

    std::size_t selection_begin() const { return cursor < anchor ? cursor : anchor; }
    std::size_t selection_end() const { return cursor < anchor ? anchor : cursor; }
    bool has_selection() const { return cursor != anchor; }
    std::string selected() const;

    // Takes over a text from outside; the cursor stays where it can.
    void take(std::string_view from_outside);

    // True when the text has changed. `most`: characters; 0 is no limit.
    bool insert(std::string_view utf8, std::size_t most);
    bool erase_backward(bool whole_word);
    bool erase_forward(bool whole_word);

    void select_all();
    void move_to(std::size_t position, bool extends);
    void move(int direction, bool by_word, bool extends);
    void move_to_line_end(int direction, bool extends);
    void move_line(int direction, bool extends);
};

}  // namespace ach::ui
