// Text broken into lines. Widths of words are remembered, because asking a toolkit is slow and the
// same words come again.
#pragma once

#include "plugins/ui_common/painter.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace ach::ui {

struct TextLine {
    std::size_t begin = 0, end = 0;  // bytes of the text
    double width = 0;
};

class TextWidths final : public TextMeasure {
public:
    // `measure` is used by the calls until the next use().
    void use(TextMeasure& measure) { measure_ = &measure; }
    double width(std::string_view utf8, const Font& font) override;

private:
    struct PerFont {
        Font font;
        std::unordered_map<std::string, double> words;
        std::array<std::optional<double>, 128> ascii;  // of single characters
    };
    PerFont& of(const Font& font);
    double remembered(PerFont& font, std::string_view utf8);

    TextMeasure* measure_ = nullptr;
    std::vector<PerFont> fonts_;
};

// Breaks at line breaks and, between words, where a line would be wider than `width`; a word that
// is wider than that alone is broken.
std::vector<TextLine> break_lines(std::string_view utf8, const Font& font, double width,
                                  TextMeasure& measure);

// Of the text without any breaks but its own, and of its widest word.
struct TextExtent {
    double widest_line = 0, widest_word = 0;
    std::size_t lines = 0;
};
TextExtent text_extent(std::string_view utf8, const Font& font, TextMeasure& measure);

// As much of one line as fits, with an ellipsis when that is not all.
std::string ellipsized(std::string_view utf8, const Font& font, double width, TextMeasure& measure);

// The byte behind the character that starts at `at`.
std::size_t next_character(std::string_view utf8, std::size_t at);
std::size_t previous_character(std::string_view utf8, std::size_t at);
std::size_t count_characters(std::string_view utf8);

}  // namespace ach::ui
