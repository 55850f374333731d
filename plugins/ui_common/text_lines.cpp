#include "plugins/ui_common/text_lines.hpp"

#include <algorithm>
#include <utility>

namespace ach::ui {

namespace {

constexpr double kRoundingError = 1e-6;
constexpr std::size_t kLongWord = 48;
constexpr std::size_t kAbsurdWord = 1024;
constexpr std::size_t kMostWords = 20000;
constexpr std::size_t kMostFonts = 32;

bool is_inside_character(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

// Calls `line(begin, end)` for each line between breaks.
template <class Line>
void each_paragraph(std::string_view text, Line line) {
    std::size_t begin = 0;
    while (true) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        line(begin, end);
        if (end == text.size()) return;
        begin = end + 1;
    }
}

class Breaker {
public:
    Breaker(std::string_view text, const Font& font, double width, TextMeasure& measure,
            std::vector<TextLine>& lines)
        : text_(text),
          font_(font),
          limit_(width + kRoundingError),
          measure_(measure),
          lines_(lines),
          space_(measure.width(" ", font)) {}

    void paragraph(std::size_t begin, std::size_t end) {
        line_ = {begin, begin, 0};
        std::size_t at = begin;
        while (at < end) {
            const std::size_t word = std::min(text_.find_first_not_of(' ', at), end);
            const std::size_t word_end = std::min(text_.substr(0, end).find(' ', word), end);
            add(at, word, word_end);
            at = word_end;
        }
        lines_.push_back(line_);
    }

private:
    // Spaces from `at`, a word from `word` to `end`.
    void add(std::size_t at, std::size_t word, std::size_t end) {
        const double blank = static_cast<double>(word - at) * space_;
        const double width = measure_.width(text_.substr(word, end - word), font_);
        if (line_.width + blank + width <= limit_ || (word == end && line_.end > line_.begin)) {
            line_.end = end;
            line_.width += blank + width;
            return;
        }
        if (line_.end > line_.begin) {
            lines_.push_back(line_);
            line_ = {word, word, 0};
        }
        if (width <= limit_) {
            line_ = {word, end, width};
        } else {
            add_pieces(word, end);
        }
    }

    void add_pieces(std::size_t word, std::size_t end) {
        line_ = {word, word, 0};
        for (std::size_t at = word; at < end;) {
            const std::size_t next = std::min(next_character(text_, at), end);
            const double width = measure_.width(text_.substr(at, next - at), font_);
            if (line_.width + width > limit_ && line_.end > line_.begin) {
                lines_.push_back(line_);
                line_ = {at, at, 0};
            }
            line_.end = next;
            line_.width += width;
            at = next;
        }
    }

    std::string_view text_;
    const Font& font_;
    double limit_;
    TextMeasure& measure_;
    std::vector<TextLine>& lines_;
    double space_;
    TextLine line_;
};

}  // namespace

std::size_t next_character(std::string_view utf8, std::size_t at) {
    if (at >= utf8.size()) return utf8.size();
    do ++at;
    while (at < utf8.size() && is_inside_character(utf8[at]));
    return at;
}

std::size_t previous_character(std::string_view utf8, std::size_t at) {
    if (at == 0) return 0;
    do --at;
    while (at > 0 && is_inside_character(utf8[at]));
    return at;
}

std::size_t count_characters(std::string_view utf8) {
    return static_cast<std::size_t>(
        std::count_if(utf8.begin(), utf8.end(), [](char c) { return !is_inside_character(c); }));
}

TextWidths::PerFont& TextWidths::of(const Font& font) {
    const auto found = std::find_if(fonts_.begin(), fonts_.end(),
                                    [&](const PerFont& known) { return known.font == font; });
    if (found != fonts_.end()) return *found;
    if (fonts_.size() == kMostFonts) fonts_.clear();
    return fonts_.emplace_back(PerFont{font, {}, {}});
}

double TextWidths::width(std::string_view utf8, const Font& font) {
    if (utf8.empty()) return 0;
    if (utf8.size() <= kLongWord) return remembered(of(font), utf8);
    if (utf8.size() <= kAbsurdWord) return measure_->width(utf8, font);
    // Toolkits take their time over a word of a megabyte; what it is made of is known.
    PerFont& known = of(font);
    double width = 0;
    for (std::size_t at = 0; at < utf8.size();) {
        const std::size_t next = next_character(utf8, at);
        width += remembered(known, utf8.substr(at, next - at));
        at = next;
    }
    return width;
}

double TextWidths::remembered(PerFont& font, std::string_view utf8) {
    const auto first = static_cast<unsigned char>(utf8.front());
    if (utf8.size() == 1 && first < font.ascii.size()) {
        std::optional<double>& width = font.ascii[first];
        if (!width) width = measure_->width(utf8, font.font);
        return *width;
    }
    std::string word(utf8);
    if (const auto known = font.words.find(word); known != font.words.end()) return known->second;
    if (font.words.size() == kMostWords) font.words.clear();
    const double width = measure_->width(utf8, font.font);
    font.words.emplace(std::move(word), width);
    return width;
}

std::vector<TextLine> break_lines(std::string_view utf8, const Font& font, double width,
                                  TextMeasure& measure) {
    std::vector<TextLine> lines;
    Breaker breaker(utf8, font, width, measure, lines);
    each_paragraph(utf8,
                   [&](std::size_t begin, std::size_t end) { breaker.paragraph(begin, end); });
    return lines;
}

TextExtent text_extent(std::string_view utf8, const Font& font, TextMeasure& measure) {
    TextExtent extent;
    const double space = measure.width(" ", font);
    each_paragraph(utf8, [&](std::size_t begin, std::size_t end) {
        ++extent.lines;
        double line = 0;
        for (std::size_t at = begin; at < end;) {
            if (utf8[at] == ' ') {
                line += space;
                ++at;
                continue;
            }
            const std::size_t word_end = std::min(utf8.substr(0, end).find(' ', at), end);
            const double word = measure.width(utf8.substr(at, word_end - at), font);
            extent.widest_word = std::max(extent.widest_word, word);
            line += word;
            at = word_end;
        }
        extent.widest_line = std::max(extent.widest_line, line);
    });
    return extent;
}

std::string ellipsized(std::string_view utf8, const Font& font, double width,
                       TextMeasure& measure) {
    if (measure.width(utf8, font) <= width + kRoundingError) return std::string(utf8);
    const std::string dots = "…";
    double used = measure.width(dots, font);
    std::size_t end = 0;
    while (end < utf8.size()) {
        const std::size_t next = next_character(utf8, end);
        used += measure.width(utf8.substr(end, next - end), font);
        if (used > width + kRoundingError) break;
        end = next;
    }
    return std::string(utf8.substr(0, end)) + dots;
}

}  // namespace ach::ui
