// What the front end has to say about a program, as values.
//
// All messages live in diagnostics.def; whoever reports names one and fills its blanks, and the
// compiler checks that every blank is filled. Rendering is separate, because a terminal wants the
// line and a caret while an editor wants the numbers.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "vm/support/source_file.hpp"
#include "vm/support/span.hpp"

namespace ach::vm {

enum class Stage : std::uint8_t { Parse, Compile, Warning };

struct Message {
    std::uint16_t number;
    Stage stage;
    std::string_view text;
};

namespace diag {
#define DIAG(number, stage, name, text) inline constexpr Message name{number, Stage::stage, text};
#include "vm/support/diagnostics.def"
#undef DIAG
}  // namespace diag

struct Diagnostic {
    std::uint16_t number = 0;
    Stage stage = Stage::Parse;
    Span span;
    std::string text;
    std::string hint;              // what to do about it; may be empty
    bool at_end_of_input = false;  // more text could still make the program well formed

    bool is_error() const { return stage != Stage::Warning; }
};

constexpr std::size_t blanks_in(std::string_view text) {
    std::size_t blanks = 0;
    for (auto at = text.find("{}"); at != text.npos; at = text.find("{}", at + 2)) ++blanks;
    return blanks;
}

// Foreign text with its control characters written as escapes, so that a line stays a line.
std::string visible(std::string_view text);

// Foreign text as part of a message: visible, and a long middle is left out.
std::string shortened(std::string_view text);

// `text` with its blanks filled from the left; values are shortened.
std::string fill_blanks(std::string_view text, std::vector<std::string_view> values);

// diagnostic<diag::UndefinedVariable>(span, name)
template <const Message& message, class... Args>
Diagnostic diagnostic(Span span, const Args&... args) {
    static_assert(sizeof...(Args) == blanks_in(message.text), "fill every blank of the message");
    Diagnostic made;
    made.number = message.number;
    made.stage = message.stage;
    made.span = span;
    made.text = fill_blanks(message.text, {std::string_view(args)...});
    return made;
}

// "Parse error", "Compile error" or "Warning".
std::string_view heading(Stage stage);

// "Parse error: FILE:LINE:COL: text", the source line with a caret below it, and the hint. Ends
// with a line feed.
std::string render(const SourceFile& file, const Diagnostic& diagnostic);

// The source line of `span`, and below it a caret under each of its characters on that line.
std::string render_excerpt(const SourceFile& file, Span span);

bool has_errors(const std::vector<Diagnostic>& diagnostics);

}  // namespace ach::vm
