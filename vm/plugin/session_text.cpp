#include "vm/plugin/session_text.hpp"

#include <unistd.h>

#include <cstdlib>

namespace ach::vm {

namespace {

constexpr std::string_view kRed = "\x1b[1;31m";
constexpr std::string_view kYellow = "\x1b[1;33m";
constexpr std::string_view kPlain = "\x1b[0m";

constexpr std::string_view kWords[] = {
    "and",    "as",    "async", "await", "break",    "catch", "continue", "do",  "else",
    "export", "false", "for",   "from",  "generate", "if",    "import",   "in",  "let",
    "match",  "mut",   "null",  "or",    "return",   "throw", "true",     "try", "type",
    "while",  "yield", "PI",    "E",     "PHI",      "SQRT2", "SQRT3",    "LN2", "LN10"};

std::string_view variable(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? std::string_view() : value;
}

std::string painted(std::string_view text, std::string_view colour) {
    return std::string(colour).append(text).append(kPlain);
}

}  // namespace

bool input_is_terminal() { return ::isatty(STDIN_FILENO) != 0 && ::isatty(STDOUT_FILENO) != 0; }

bool errors_have_colours() {
    return ::isatty(STDERR_FILENO) != 0 && variable("NO_COLOR").empty() &&
           variable("TERM") != "dumb";
}

std::string session_greeting() {
    return "Achronyme. `help` says what can be done here, `exit` leaves.\n";
}

std::string session_help() {
    return "Write an expression or a statement; its value is printed. An entry that is not "
           "complete\n"
           "goes on in the next line.\n"
           "\n"
           "  help(name)   what a function does: help(map), help(\"read_file\")\n"
           "  cls          clear the screen\n"
           "  clear        clear the screen and forget all variables\n"
           "  exit, quit   leave; so does the end of input (Ctrl-D)\n"
           "\n"
           "Tab completes names, fields and methods, the arrows find earlier lines, Ctrl-C "
           "drops\n"
           "what is being written, or cancels what runs.\n";
}

std::span<const std::string_view> session_words() { return kWords; }

std::string with_colours(std::string message, bool is_colourful) {
    if (!is_colourful) return message;
    const std::size_t end = std::min(message.find('\n'), message.size());
    const std::string_view headline = std::string_view(message).substr(0, end);
    std::string out = painted(headline, headline.starts_with("Warning") ? kYellow : kRed);
    std::string_view rest = std::string_view(message).substr(end);
    while (!rest.empty()) {
        const std::size_t line_end = std::min(rest.find('\n', 1), rest.size());
        const std::string_view line = rest.substr(0, line_end);
        const std::size_t caret = line.find('^');
        const bool is_pointing =
            caret != line.npos && line.find_first_not_of("\n |^~") == line.npos;
        out += is_pointing ? std::string(line.substr(0, caret)) + painted(line.substr(caret), kRed)
                           : std::string(line);
        rest.remove_prefix(line_end);
    }
    return out;
}

}  // namespace ach::vm
