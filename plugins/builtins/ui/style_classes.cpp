#include "plugins/builtins/ui/style_classes.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>

namespace ach::ui {

namespace {

// --- tokens that are whole words

struct Word {
    std::string_view name;
    void (*apply)(Style&);
};

void flex(Style& s, double grow, double shrink, Length basis) {
    s.grow = grow;
    s.shrink = shrink;
    s.basis = basis;
}

constexpr std::array kWords = {
    Word{"flex", [](Style&) {}},
    Word{"flex-col", [](Style& s) { s.direction = Direction::Column; }},
    Word{"flex-row", [](Style& s) { s.direction = Direction::Row; }},
    Word{"flex-col-reverse", [](Style& s) { s.direction = Direction::ColumnReverse; }},
    Word{"flex-row-reverse", [](Style& s) { s.direction = Direction::RowReverse; }},
    Word{"flex-wrap", [](Style& s) { s.wrap = true; }},
    Word{"flex-nowrap", [](Style& s) { s.wrap = false; }},
    Word{"justify-start", [](Style& s) { s.justify = Justify::Start; }},
    Word{"justify-center", [](Style& s) { s.justify = Justify::Center; }},
    Word{"justify-end", [](Style& s) { s.justify = Justify::End; }},
    Word{"justify-between", [](Style& s) { s.justify = Justify::Between; }},
    Word{"justify-around", [](Style& s) { s.justify = Justify::Around; }},
    Word{"justify-evenly", [](Style& s) { s.justify = Justify::Evenly; }},
    Word{"items-stretch", [](Style& s) { s.items = Align::Stretch; }},
    Word{"items-start", [](Style& s) { s.items = Align::Start; }},
    Word{"items-center", [](Style& s) { s.items = Align::Center; }},
    Word{"items-end", [](Style& s) { s.items = Align::End; }},
    Word{"items-baseline", [](Style& s) { s.items = Align::Baseline; }},
    Word{"self-auto", [](Style& s) { s.self = Align::Auto; }},
    Word{"self-start", [](Style& s) { s.self = Align::Start; }},
    Word{"self-center", [](Style& s) { s.self = Align::Center; }},
    Word{"self-end", [](Style& s) { s.self = Align::End; }},
    Word{"self-stretch", [](Style& s) { s.self = Align::Stretch; }},
    Word{"flex-1",
         [](Style& s) {
             flex(s, 1, 1, {Unit::Pixels, 0});
         }},
    Word{"flex-auto", [](Style& s) { flex(s, 1, 1, {}); }},
    Word{"flex-initial", [](Style& s) { flex(s, 0, 1, {}); }},
    Word{"flex-none", [](Style& s) { flex(s, 0, 0, {}); }},
    Word{"grow", [](Style& s) { s.grow = 1; }},
    Word{"flex-grow", [](Style& s) { s.grow = 1; }},
    Word{"grow-0", [](Style& s) { s.grow = 0; }},
    Word{"shrink", [](Style& s) { s.shrink = 1; }},
    Word{"shrink-0", [](Style& s) { s.shrink = 0; }},
    Word{"hidden", [](Style& s) { s.hidden = true; }},
    Word{"overflow-hidden", [](Style& s) { s.clip = true; }},
    Word{"overflow-visible", [](Style& s) { s.clip = false; }},
    Word{"text-xs", [](Style& s) { s.font_size = 10; }},
    Word{"text-sm", [](Style& s) { s.font_size = 12; }},
    Word{"text-base", [](Style& s) { s.font_size = 14; }},
    Word{"text-lg", [](Style& s) { s.font_size = 18; }},
    Word{"text-xl", [](Style& s) { s.font_size = 20; }},
    Word{"text-2xl", [](Style& s) { s.font_size = 24; }},
    Word{"text-3xl", [](Style& s) { s.font_size = 30; }},
    Word{"text-4xl", [](Style& s) { s.font_size = 36; }},
    Word{"text-5xl", [](Style& s) { s.font_size = 48; }},
    Word{"text-6xl", [](Style& s) { s.font_size = 60; }},
    Word{"text-left", [](Style& s) { s.text_align = TextAlign::Left; }},
    Word{"text-center", [](Style& s) { s.text_align = TextAlign::Center; }},
    Word{"text-right", [](Style& s) { s.text_align = TextAlign::Right; }},
    Word{"leading-none", [](Style& s) { s.line_height = 1; }},
    Word{"leading-tight", [](Style& s) { s.line_height = 1.25; }},
    Word{"leading-normal", [](Style& s) { s.line_height = 1.4; }},
    Word{"leading-relaxed", [](Style& s) { s.line_height = 1.625; }},
    Word{"leading-loose", [](Style& s) { s.line_height = 2; }},
    Word{"font-thin", [](Style& s) { s.font_weight = 100; }},
    Word{"font-extralight", [](Style& s) { s.font_weight = 200; }},
    Word{"font-light", [](Style& s) { s.font_weight = 300; }},
    Word{"font-normal", [](Style& s) { s.font_weight = 400; }},
    Word{"font-medium", [](Style& s) { s.font_weight = 500; }},
    Word{"font-semibold", [](Style& s) { s.font_weight = 600; }},
    Word{"font-bold", [](Style& s) { s.font_weight = 700; }},
    Word{"font-extrabold", [](Style& s) { s.font_weight = 800; }},
    Word{"font-black", [](Style& s) { s.font_weight = 900; }},
    Word{"font-sans", [](Style& s) { s.font_family = Family::Sans; }},
    Word{"font-serif", [](Style& s) { s.font_family = Family::Serif; }},
    Word{"font-mono", [](Style& s) { s.font_family = Family::Mono; }},
    Word{"italic", [](Style& s) { s.italic = true; }},
    Word{"not-italic", [](Style& s) { s.italic = false; }},
    Word{"truncate", [](Style& s) { s.nowrap = s.ellipsis = true; }},
    Word{"whitespace-nowrap", [](Style& s) { s.nowrap = true; }},
    Word{"cursor-default", [](Style& s) { s.cursor = Cursor::Default; }},
    Word{"cursor-pointer", [](Style& s) { s.cursor = Cursor::Pointer; }},
    Word{"cursor-text", [](Style& s) { s.cursor = Cursor::Text; }},
    Word{"cursor-grab", [](Style& s) { s.cursor = Cursor::Grab; }},
    Word{"cursor-wait", [](Style& s) { s.cursor = Cursor::Wait; }},
    Word{"cursor-not-allowed", [](Style& s) { s.cursor = Cursor::NotAllowed; }},
};

constexpr Shadow black_shadow(double dy, double blur, double spread, Color alpha,
                              bool inset = false) {
    return {0, dy, blur, spread, alpha << 24, inset};
}

// Words that may stand behind a state's prefix as well.
constexpr std::array kStateWords = {
    Word{"underline", [](Style& s) { s.underline = true; }},
    Word{"line-through", [](Style& s) { s.strike = true; }},
    Word{"no-underline", [](Style& s) { s.underline = s.strike = false; }},
    Word{"shadow-none", [](Style& s) { s.shadow = Shadow{}; }},
    Word{"shadow-sm", [](Style& s) { s.shadow = black_shadow(1, 2, 0, 40); }},
    Word{"shadow", [](Style& s) { s.shadow = black_shadow(1, 3, 0, 50); }},
    Word{"shadow-md", [](Style& s) { s.shadow = black_shadow(4, 6, -1, 50); }},
    Word{"shadow-lg", [](Style& s) { s.shadow = black_shadow(10, 15, -3, 50); }},
    Word{"shadow-xl", [](Style& s) { s.shadow = black_shadow(20, 25, -5, 50); }},
    Word{"shadow-2xl", [](Style& s) { s.shadow = black_shadow(25, 50, -12, 60); }},
    Word{"shadow-inner", [](Style& s) { s.shadow = black_shadow(2, 4, 0, 13, true); }},
};

template <std::size_t N>
bool apply_word(const std::array<Word, N>& words, std::string_view token, Style& style) {
    const auto* const word = std::ranges::find(words, token, &Word::name);
    if (word == words.end()) return false;
    word->apply(style);
    return true;
}

// --- sides and corners

// What a letter stands for: which of the four, and how narrow that is.
struct Part {
    char letter;
    unsigned width;  // 0 all, 1 two, 2 one
    std::array<bool, 4> covers;
};

constexpr Part kAllSides{0, 0, {true, true, true, true}};
constexpr std::array kSideParts = {
    Part{'x', 1, {false, true, false, true}},  Part{'y', 1, {true, false, true, false}},
    Part{'t', 2, {true, false, false, false}}, Part{'r', 2, {false, true, false, false}},
    Part{'b', 2, {false, false, true, false}}, Part{'l', 2, {false, false, false, true}}};
// Corners go around from the top left.
constexpr std::array kCornerParts = {
    Part{'t', 1, {true, true, false, false}}, Part{'r', 1, {false, true, true, false}},
    Part{'b', 1, {false, false, true, true}}, Part{'l', 1, {true, false, false, true}}};

// Four values, each with the narrowest token that said something about it.
template <class T>
class Four {
public:
    void set(const Part& part, T value) {
        for (std::size_t i = 0; i < 4; ++i) {
            if (part.covers[i]) by_width_[part.width][i] = value;
        }
    }
    std::array<std::optional<T>, 4> result() const {
        std::array<std::optional<T>, 4> narrowest;
        for (const auto& values : by_width_) {
            for (std::size_t i = 0; i < 4; ++i) {
                if (values[i]) narrowest[i] = values[i];
            }
        }
        return narrowest;
    }
    bool is_empty() const { return result() == std::array<std::optional<T>, 4>{}; }

private:
    std::array<std::array<std::optional<T>, 4>, 3> by_width_;
};

// A colour, and what its alpha is multiplied with wherever that stands.
struct Tint {
    std::optional<Color> color;
    double percent = 100;

    std::optional<Color> result(std::optional<Color> otherwise = std::nullopt) const {
        const std::optional<Color> own = color ? color : percent < 100 ? otherwise : std::nullopt;
        if (!own) return std::nullopt;
        return percent < 100 ? with_alpha(*own, percent) : *own;
    }
};

// "40" in "opacity-40".
std::optional<double> parse_percent(std::string_view text) {
    int percent = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), percent);
    if (error != std::errc() || stop != text.data() + text.size()) return std::nullopt;
    if (percent < 0 || percent > 100) return std::nullopt;
    return percent;
}

// "2" and "[3px]" of a border, where the number is not multiplied.
std::optional<double> parse_width(std::string_view text) {
    const auto pixels = parse_pixels(text);
    if (!pixels || text.empty() || text.front() == '[' || text == "px") return pixels;
    return *pixels / 4;
}

std::optional<double> parse_radius(std::string_view text) {
    if (text.empty()) return 4;
    if (text == "none") return 0;
    if (text == "sm") return 2;
    if (text == "md") return 6;
    if (text == "lg") return 8;
    if (text == "xl") return 12;
    if (text == "2xl") return 16;
    if (text == "3xl") return 24;
    if (text == "full") return 9999;
    if (text.front() == '[') return parse_pixels(text);
    return std::nullopt;
}

bool take_prefix(std::string_view& text, std::string_view prefix) {
    if (!text.starts_with(prefix)) return false;
    text.remove_prefix(prefix.size());
    return true;
}

// --- one style, or one of its states

class Gathering {
public:
    // Classes that a state may change.
    bool add_for_state(std::string_view token) {
        return apply_word(kStateWords, token, style_) || add_opacity(token) || add_border(token) ||
               add_color(token, "bg-", background_) || add_color(token, "text-", foreground_) ||
               add_color(token, "border-", border_color_);
    }
    bool add(std::string_view token) {
        return apply_word(kWords, token, style_) || add_for_state(token) || add_font_size(token) ||
               add_radius(token) || add_gap(token) || add_padding(token) || add_margin(token) ||
               add_size(token);
    }

    Style result(const Style& base = {}) const {
        Style style = style_;
        style.padding = padding_.result();
        style.margin = margin_.result();
        style.radius = radius_.result();
        style.border = border_.result();
        style.background = background_.result(base.background);
        style.foreground = foreground_.result(base.foreground);
        if (style.foreground == kCurrentColor) style.foreground.reset();  // is what it inherits
        style.border_color = border_color_.result(base.border_color);
        return style;
    }

    // Of the style itself: a border without width has 1 px, one without colour is grey.
    Style with_whole_border() const {
        Style style = result();
        if (border_.is_empty() && style.border_color) style.border.fill(1);
        if (!border_.is_empty() && !style.border_color) style.border_color = 0xFF808080;
        return style;
    }

private:
    bool add_color(std::string_view token, std::string_view prefix, Tint& tint) {
        if (!take_prefix(token, prefix)) return false;
        if (take_prefix(token, "opacity-")) {
            const auto percent = parse_percent(token);
            if (percent) tint.percent = *percent;
            return percent.has_value();
        }
        const auto color = parse_color(token);
        if (color) tint.color = *color;
        return color.has_value();
    }

    bool add_opacity(std::string_view token) {
        if (!take_prefix(token, "opacity-")) return false;
        const auto percent = parse_percent(token);
        if (percent) style_.opacity = *percent / 100;
        return percent.has_value();
    }

    // "border", "border-2", "border-t", "border-t-2".
    bool add_border(std::string_view token) {
        if (!take_prefix(token, "border")) return false;
        Part part = kAllSides;
        if (token.size() > 1 && token[0] == '-') {
            const auto* const side = std::ranges::find(kSideParts, token[1], &Part::letter);
            if (side != kSideParts.end() && (token.size() == 2 || token[2] == '-')) {
                part = *side;
                token.remove_prefix(2);
            }
        }
        const auto width = token.empty()     ? std::optional<double>(1)
                           : token[0] == '-' ? parse_width(token.substr(1))
                                             : std::nullopt;
        if (width) border_.set(part, *width);
        return width.has_value();
    }

    bool add_font_size(std::string_view token) {
        if (!token.starts_with("text-[")) return false;
        const auto size = parse_pixels(token.substr(5));
        if (size) style_.font_size = *size;
        return size.has_value();
    }

    // "rounded", "rounded-lg", "rounded-t", "rounded-t-lg".
    bool add_radius(std::string_view token) {
        if (!take_prefix(token, "rounded")) return false;
        if (!token.empty() && !take_prefix(token, "-")) return false;
        Part part = kAllSides;
        if (!token.empty() && (token.size() == 1 || token[1] == '-')) {
            const auto* const side = std::ranges::find(kCornerParts, token[0], &Part::letter);
            if (side == kCornerParts.end()) return false;
            part = *side;
            token.remove_prefix(std::min<std::size_t>(2, token.size()));
        }
        const auto radius = parse_radius(token);
        if (radius) radius_.set(part, *radius);
        return radius.has_value();
    }

    bool add_gap(std::string_view token) {
        if (!take_prefix(token, "gap-")) return false;
        const bool only_x = take_prefix(token, "x-");
        const bool only_y = !only_x && take_prefix(token, "y-");
        const auto gap = parse_pixels(token);
        if (!gap) return false;
        // A narrower one stays, wherever the wider one stands.
        if (only_x || (!only_y && !is_narrow_gap_x_)) style_.gap_x = gap;
        if (only_y || (!only_x && !is_narrow_gap_y_)) style_.gap_y = gap;
        is_narrow_gap_x_ |= only_x;
        is_narrow_gap_y_ |= only_y;
        return true;
    }

    // The part that "p-", "px-", "pl-" … begin with; `token` becomes what follows.
    static const Part* take_sides(std::string_view& token, char letter) {
        if (token.size() < 3 || token[0] != letter) return nullptr;
        if (token[1] == '-') {
            token.remove_prefix(2);
            return &kAllSides;
        }
        const auto* const side = std::ranges::find(kSideParts, token[1], &Part::letter);
        if (side == kSideParts.end() || token[2] != '-') return nullptr;
        token.remove_prefix(3);
        return side;
    }

    bool add_padding(std::string_view token) {
        const Part* const part = take_sides(token, 'p');
        const auto pixels = part == nullptr ? std::nullopt : parse_pixels(token);
        if (pixels) padding_.set(*part, *pixels);
        return pixels.has_value();
    }

    // "mt-2", "-mt-2", "mt-[-8px]", "mx-auto".
    bool add_margin(std::string_view token) {
        bool is_negative = take_prefix(token, "-");
        const Part* const part = take_sides(token, 'm');
        if (part == nullptr) return false;
        std::string inner(token);
        if (!is_negative && token.starts_with("[-")) {
            is_negative = true;
            inner.erase(1, 1);
        }
        auto length = parse_size(inner);
        if (!length || (length->unit != Unit::Pixels && length->unit != Unit::Auto)) return false;
        if (is_negative && length->unit == Unit::Auto) return false;
        if (is_negative) length->amount = -length->amount;
        margin_.set(*part, *length);
        return true;
    }

    bool add_size(std::string_view token) {
        if (take_prefix(token, "size-")) {
            const auto length = parse_size(token);
            if (length) style_.width = style_.height = length;
            return length.has_value();
        }
        struct Target {
            std::string_view prefix;
            std::optional<Length> Style::*field;
        };
        static constexpr std::array<Target, 6> kTargets = {{{"w-", &Style::width},
                                                            {"h-", &Style::height},
                                                            {"min-w-", &Style::min_width},
                                                            {"min-h-", &Style::min_height},
                                                            {"max-w-", &Style::max_width},
                                                            {"max-h-", &Style::max_height}}};
        for (const Target& target : kTargets) {
            std::string_view rest = token;
            if (!take_prefix(rest, target.prefix)) continue;
            const bool is_none = rest == "none" && target.prefix.starts_with("max");
            const auto length = is_none ? std::optional(Length{}) : parse_size(rest);
            if (length) style_.*target.field = length;
            return length.has_value();
        }
        return false;
    }

    Style style_;
    Four<double> padding_, border_, radius_;
    Four<Length> margin_;
    Tint background_, foreground_, border_color_;
    bool is_narrow_gap_x_ = false, is_narrow_gap_y_ = false;
};

struct State {
    std::string_view prefix;
    std::optional<Style> StateStyles::*field;
};
constexpr std::array<State, 4> kStates = {{{"hover:", &StateStyles::hover},
                                           {"active:", &StateStyles::active},
                                           {"focus:", &StateStyles::focus},
                                           {"disabled:", &StateStyles::disabled}}};

constexpr std::string_view kWhitespace = " \t\r\n\f\v";

std::vector<std::string_view> split(std::string_view text) {
    std::vector<std::string_view> tokens;
    for (std::size_t at = text.find_first_not_of(kWhitespace); at != std::string_view::npos;) {
        const std::size_t end = std::min(text.find_first_of(kWhitespace, at), text.size());
        tokens.push_back(text.substr(at, end - at));
        at = text.find_first_not_of(kWhitespace, end);
    }
    return tokens;
}

}  // namespace

StyleClasses parse_classes(std::string_view text) {
    StyleClasses parsed;
    Gathering base;
    std::array<std::optional<Gathering>, kStates.size()> states;
    const auto add = [&](std::string_view token) {
        for (std::size_t i = 0; i < kStates.size(); ++i) {
            std::string_view rest = token;
            if (!take_prefix(rest, kStates[i].prefix)) continue;
            if (!states[i]) states[i].emplace();
            return states[i]->add_for_state(rest);
        }
        return base.add(token);
    };
    for (const std::string_view token : split(text)) {
        if (add(token) || std::ranges::find(parsed.unknown, token) != parsed.unknown.end())
            continue;
        parsed.unknown.emplace_back(token);
    }
    parsed.style = base.with_whole_border();
    for (std::size_t i = 0; i < kStates.size(); ++i) {
        if (states[i]) parsed.states.*kStates[i].field = states[i]->result(parsed.style);
    }
    return parsed;
}

}  // namespace ach::ui
