#include "vm/support/diagnostics.hpp"

#include <algorithm>

#include "vm/support/utf8.hpp"

namespace ach::vm {

namespace {

// Of a name that a message quotes no more than this many bytes matter.
constexpr std::size_t kLongestQuote = 160;
constexpr std::size_t kQuoteHead = 80;
constexpr std::size_t kQuoteTail = 40;

// Lines longer than this are shown as a window around the place that matters.
constexpr std::size_t kWidestExcerpt = 160;
constexpr std::size_t kContextBefore = 60;

bool continues_scalar(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

// Text that goes to a terminal: tabs become one blank so that the caret lines up, and control
// characters and broken bytes become dots so that they cannot act on the terminal.
std::string printable(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const bool broken = first_invalid_utf8(text.substr(
                                0, std::min<std::size_t>(4, text.size()))) == std::size_t{0};
        if (broken) {
            out.push_back('.');
            text.remove_prefix(1);
            continue;
        }
        const Utf8Scalar scalar = decode_utf8(text);
        if (scalar.value == '\t') {
            out.push_back(' ');
        } else if (scalar.value < 0x20 || (scalar.value >= 0x7F && scalar.value < 0xA0)) {
            out.push_back('.');
        } else {
            out.append(text.substr(0, scalar.length));
        }
        text.remove_prefix(scalar.length);
    }
    return out;
}

struct Window {
    std::string_view text;
    std::size_t begin;  // offset of the window in its line
};

Window window_around(std::string_view line, std::size_t at) {
    if (line.size() <= kWidestExcerpt) return {line, 0};
    std::size_t begin = at > kContextBefore ? at - kContextBefore : 0;
    while (begin > 0 && begin < line.size() && continues_scalar(line[begin])) --begin;
    std::size_t end = std::min(line.size(), begin + kWidestExcerpt);
    while (end < line.size() && continues_scalar(line[end])) ++end;
    return {line.substr(begin, end - begin), begin};
}

}  // namespace

std::string visible(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '\n') {
            out += "\\n";
        } else if (c == '\r') {
            out += "\\r";
        } else if (c == '\t') {
            out += "\\t";
        } else if (byte < 0x20 || byte == 0x7F) {
            constexpr std::string_view kDigits = "0123456789ABCDEF";
            out += "\\u{";
            if (byte >= 0x10) out += kDigits[byte / 16];
            out += kDigits[byte % 16];
            out += '}';
        } else {
            out += c;
        }
    }
    return out;
}

std::string shortened(std::string_view text) {
    if (text.size() <= kLongestQuote) return visible(text);
    std::size_t head = kQuoteHead;
    while (head > 0 && continues_scalar(text[head])) --head;
    std::size_t tail = text.size() - kQuoteTail;
    while (tail < text.size() && continues_scalar(text[tail])) ++tail;
    return visible(text.substr(0, head)) + "…" + visible(text.substr(tail));
}

std::string fill_blanks(std::string_view text, std::vector<std::string_view> values) {
    std::string out;
    for (const std::string_view value : values) {
        const std::size_t blank = text.find("{}");
        out.append(text.substr(0, blank)).append(shortened(value));
        text.remove_prefix(blank + 2);
    }
    return out.append(text);
}

std::string_view heading(Stage stage) {
    switch (stage) {
        case Stage::Parse: return "Parse error";
        case Stage::Compile: return "Compile error";
        case Stage::Warning: return "Warning";
    }
    return {};
}

std::string render_excerpt(const SourceFile& file, Span span) {
    const Position from = file.position(span.begin);
    const std::string_view line = file.line(from.line);
    const auto line_begin = static_cast<std::size_t>(line.data() - file.text().data());
    const std::size_t at = std::min<std::size_t>(
        span.begin - std::min<std::size_t>(line_begin, span.begin), line.size());
    const Window window = window_around(line, at);

    const std::string_view before = window.text.substr(0, at - window.begin);
    const std::size_t length = span.end > span.begin ? span.end - span.begin : 1;
    const std::string_view marked = window.text.substr(before.size(), length);
    const std::size_t carets = std::max<std::size_t>(1, count_utf8(printable(marked)));

    const std::string number = std::to_string(from.line);
    std::string out = "  " + number + " | " + printable(window.text) + "\n";
    out.append(number.size() + 2, ' ').append(" | ");
    out.append(count_utf8(printable(before)), ' ').append(carets, '^').append("\n");
    return out;
}

std::string render(const SourceFile& file, const Diagnostic& diagnostic) {
    const Position at = file.position(diagnostic.span.begin);
    std::string out(heading(diagnostic.stage));
    out.append(": ").append(file.name()).append(":").append(std::to_string(at.line));
    out.append(":").append(std::to_string(at.column)).append(": ").append(diagnostic.text);
    out.append("\n").append(render_excerpt(file, diagnostic.span));
    if (!diagnostic.hint.empty()) out.append("  hint: ").append(diagnostic.hint).append("\n");
    return out;
}

bool has_errors(const std::vector<Diagnostic>& diagnostics) {
    return std::any_of(diagnostics.begin(), diagnostics.end(),
                       [](const Diagnostic& d) { return d.is_error(); });
}

}  // namespace ach::vm
