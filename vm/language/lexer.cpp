#include "vm/language/lexer.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <string>

#include "vm/support/utf8.hpp"

namespace ach::vm::language {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_name_start(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_control(char32_t c) { return c < 0x20 || c == 0x7F; }
bool is_name_part(char c) { return is_name_start(c) || is_digit(c); }

int hex_value(char c) {
    if (is_digit(c)) return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

std::string hex(std::uint32_t value, std::size_t width) {
    char digits[8];
    const auto end = std::to_chars(digits, digits + sizeof digits, value, 16).ptr;
    std::string out(digits, end);
    for (char& c : out) c = c >= 'a' ? static_cast<char>(c - 'a' + 'A') : c;
    return out.size() < width ? std::string(width - out.size(), '0') + out : out;
}

// from_chars refuses what is out of range and does not say on which side; the decimal exponent of
// the first digit that counts does.
double out_of_range_value(std::string_view digits) {
    const std::size_t mark = std::min(digits.find_first_of("eE"), digits.size());
    const std::string_view mantissa = digits.substr(0, mark);
    long exponent = 0;
    if (mark < digits.size()) {
        std::string_view written = digits.substr(mark + 1);
        if (written.starts_with('+')) written.remove_prefix(1);
        const auto read =
            std::from_chars(written.data(), written.data() + written.size(), exponent);
        const bool huge = read.ec == std::errc::result_out_of_range;
        if (huge) exponent = written.starts_with('-') ? -1'000'000'000 : 1'000'000'000;
    }
    const auto point = static_cast<long>(std::min(mantissa.find('.'), mantissa.size()));
    const auto first =
        static_cast<long>(std::min(mantissa.find_first_not_of("0."), mantissa.size()));
    return point - first + exponent > 0 ? std::numeric_limits<double>::infinity() : 0.0;
}

struct Mark {
    std::string_view text;
    Tok kind;
};

// Longest first, so that the first that fits is the longest match.
constexpr Mark kMarks[] = {
    {"..=", Tok::DotDotEqual},
    {"...", Tok::Ellipsis},
    {"==", Tok::EqualEqual},
    {"!=", Tok::NotEqual},
    {"<=", Tok::LessEqual},
    {">=", Tok::GreaterEqual},
    {"&&", Tok::AndAnd},
    {"||", Tok::OrOr},
    {"+=", Tok::PlusAssign},
    {"-=", Tok::MinusAssign},
    {"*=", Tok::StarAssign},
    {"/=", Tok::SlashAssign},
    {"%=", Tok::PercentAssign},
    {"^=", Tok::CaretAssign},
    {"=>", Tok::Arrow},
    {"..", Tok::DotDot},
    {"+", Tok::Plus},
    {"-", Tok::Minus},
    {"*", Tok::Star},
    {"/", Tok::Slash},
    {"%", Tok::Percent},
    {"^", Tok::Caret},
    {"<", Tok::Less},
    {">", Tok::Greater},
    {"!", Tok::Not},
    {"=", Tok::Assign},
    {".", Tok::Dot},
    {",", Tok::Comma},
    {";", Tok::Semicolon},
    {":", Tok::Colon},
    {"?", Tok::Question},
    {"|", Tok::Bar},
    {"(", Tok::OpenParen},
    {")", Tok::CloseParen},
    {"[", Tok::OpenBracket},
    {"]", Tok::CloseBracket},
    {"{", Tok::OpenBrace},
    {"}", Tok::CloseBrace},
};

class Lexer {
public:
    Lexer(const SourceFile& file, LexerOptions options, Arena& arena, SymbolTable& symbols,
          std::vector<Diagnostic>& diagnostics)
        : file_(file),
          text_(file.text()),
          options_(options),
          arena_(arena),
          symbols_(symbols),
          diagnostics_(diagnostics) {}

    TokenList run() {
        skip_prologue();
        while (skip_blanks(), at_ < size() && !has_enough()) {
            options_.stop.look();
            lex_token();
        }
        if (has_enough()) {
            push(Tok::Error, at_, 0);
        } else {
            report_open_interpolations();
        }
        push(Tok::End, size(), 0);
        return std::move(list_);
    }

private:
    std::uint32_t size() const { return static_cast<std::uint32_t>(text_.size()); }
    char peek(std::uint32_t ahead = 0) const {
        return at_ + ahead < size() ? text_[at_ + ahead] : '\0';
    }
    std::string_view since(std::uint32_t begin) const { return text_.substr(begin, at_ - begin); }

    // A byte-order mark, and a first line for the shell.
    void skip_prologue() {
        if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
        if (text_.substr(at_).starts_with("#!")) skip_line();
    }

    void skip_line() {
        while (at_ < size() && peek() != '\n') ++at_;
    }

    void skip_blanks() {
        for (; at_ < size() && !has_enough(); ++at_) {
            const char c = peek();
            if (c == '\n') {
                line_feed_ = true;
            } else if (c == '/' && peek(1) == '/') {
                skip_line();
                --at_;
            } else if (c == '/' && peek(1) == '*') {
                refuse_block_comment();
                --at_;
            } else if (c != ' ' && c != '\t' && c != '\r') {
                return;
            }
        }
    }

    // `/*` begins nothing else, so what stands behind it is taken for the comment it was meant as.
    void refuse_block_comment() {
        Diagnostic made = diagnostic<diag::BlockComment>({at_, at_ + 2});
        made.hint = "comments begin with // and end with the line";
        report(std::move(made));
        const std::size_t end = text_.find("*/", at_ + 2);
        const std::uint32_t behind =
            end == text_.npos ? at_ + 2 : static_cast<std::uint32_t>(end) + 2;
        line_feed_ = line_feed_ || since_to(at_, behind).find('\n') != text_.npos;
        at_ = behind;
    }
    std::string_view since_to(std::uint32_t begin, std::uint32_t end) const {
        return text_.substr(begin, end - begin);
    }

    void push(Tok kind, std::uint32_t begin, std::uint32_t payload) {
        list_.tokens.push_back({kind, line_feed_, payload, {begin, at_}});
        line_feed_ = false;
    }

    std::uint32_t keep(std::string_view cooked) {
        list_.strings.push_back(arena_.copy(cooked));
        return static_cast<std::uint32_t>(list_.strings.size() - 1);
    }

    void report(Diagnostic made) {
        if (!has_enough()) diagnostics_.push_back(std::move(made));
    }
    bool has_enough() const { return diagnostics_.size() >= options_.max_errors; }

    void lex_token() {
        const char c = peek();
        if (is_name_start(c)) return lex_word();
        if (is_digit(c)) return lex_number();
        if (c == '"') return lex_plain_string();
        if (c == '\'') return begin_interpolated_string();
        if (c == '#' && options_.builtin_marks && lex_builtin_mark()) return;
        for (const Mark& mark : kMarks) {
            if (text_.substr(at_).starts_with(mark.text)) return lex_mark(mark);
        }
        refuse_character();
    }

    void lex_word() {
        const std::uint32_t begin = at_;
        while (is_name_part(peek())) ++at_;
        const std::string_view word = since(begin);
        push(keyword_or_name(word), begin, symbols_.intern(word).id);
    }

    bool lex_builtin_mark() {
        constexpr std::string_view kMark = "#builtin";
        constexpr auto kLength = static_cast<std::uint32_t>(kMark.size());
        if (!text_.substr(at_).starts_with(kMark) || is_name_part(peek(kLength))) return false;
        const std::uint32_t begin = at_;
        at_ += kLength;
        push(Tok::BuiltinMark, begin, 0);
        return true;
    }

    void lex_mark(const Mark& mark) {
        const std::uint32_t begin = at_;
        at_ += static_cast<std::uint32_t>(mark.text.size());
        switch (mark.kind) {
            case Tok::OpenParen:
            case Tok::OpenBracket:
            case Tok::OpenBrace: return open(mark.kind, begin);
            case Tok::CloseParen: return close(mark.kind, Tok::OpenParen, begin);
            case Tok::CloseBracket: return close(mark.kind, Tok::OpenBracket, begin);
            case Tok::CloseBrace: return close_brace(begin);
            default: return push(mark.kind, begin, 0);
        }
    }

    void open(Tok kind, std::uint32_t begin) {
        open_.push_back(static_cast<std::uint32_t>(list_.tokens.size()));
        push(kind, begin, kNoPartner);
    }

    Tok kind_of(std::uint32_t token) const { return list_.tokens[token].kind; }

    // Where on the stack the partner of a closer stands. Openers above it stay without partner;
    // nothing reaches out of the `${…}` it stands in.
    std::size_t find_open(Tok opener) const {
        for (std::size_t i = open_.size(); i > 0; --i) {
            const Tok kind = kind_of(open_[i - 1]);
            if (kind == opener) return i - 1;
            if (kind == Tok::HoleBegin) break;
        }
        return open_.size();
    }

    void pair_with(std::size_t on_stack, Tok closer, std::uint32_t begin) {
        const std::uint32_t opener = open_[on_stack];
        list_.tokens[opener].payload = static_cast<std::uint32_t>(list_.tokens.size());
        open_.resize(on_stack);
        push(closer, begin, opener);
    }

    void close(Tok closer, Tok opener, std::uint32_t begin) {
        const std::size_t found = find_open(opener);
        if (found == open_.size()) return push(closer, begin, kNoPartner);
        pair_with(found, closer, begin);
    }

    void close_brace(std::uint32_t begin) {
        const std::size_t brace = find_open(Tok::OpenBrace);
        if (brace < open_.size()) return pair_with(brace, Tok::CloseBrace, begin);
        const std::size_t hole = find_open(Tok::HoleBegin);
        if (hole == open_.size()) return push(Tok::CloseBrace, begin, kNoPartner);
        pair_with(hole, Tok::HoleEnd, begin);
        lex_string_text();
    }

    void lex_number() {
        const std::uint32_t begin = at_;
        skip_digits();
        if (peek() == '.' && is_digit(peek(1))) {
            ++at_;
            skip_digits();
        }
        if ((peek() == 'e' || peek() == 'E') && !lex_exponent(begin)) return;
        const std::string_view digits = since(begin);
        const bool complex = peek() == 'i' && !is_name_part(peek(1));
        if (complex) ++at_;
        if (is_name_part(peek())) return refuse_number(begin, digits);
        list_.numbers.push_back(value_of(digits));
        push(complex ? Tok::Complex : Tok::Number, begin,
             static_cast<std::uint32_t>(list_.numbers.size() - 1));
    }

    void skip_digits() {
        while (is_digit(peek())) ++at_;
    }

    // False, and reported, if no digit follows.
    bool lex_exponent(std::uint32_t begin) {
        const std::uint32_t sign = peek(1) == '+' || peek(1) == '-' ? 1 : 0;
        if (is_digit(peek(1 + sign))) {
            at_ += 1 + sign;
            skip_digits();
            return true;
        }
        ++at_;
        if (is_name_part(peek())) {
            --at_;
            refuse_number(begin, since(begin));
            return false;
        }
        at_ += sign;
        report(diagnostic<diag::MissingExponentDigits>({begin, at_}, since(begin)));
        push(Tok::Error, begin, 0);
        return false;
    }

    void refuse_number(std::uint32_t begin, std::string_view digits) {
        const std::uint32_t name = at_;
        while (is_name_part(peek())) ++at_;
        Diagnostic made = diagnostic<diag::MalformedNumber>({begin, at_}, since(begin));
        made.hint = hint_for_number(digits, since(name));
        report(std::move(made));
        push(Tok::Error, begin, 0);
    }

    static std::string hint_for_number(std::string_view digits, std::string_view name) {
        const bool is_grouped = name.find_first_not_of("_0123456789") == name.npos;
        if (is_grouped) return "the digits of a number stand together: 1000000";
        const bool has_base = digits == "0" && name.size() > 1 &&
                              std::string_view("xXbBoO").find(name[0]) != name.npos;
        if (has_base) return "numbers are written in decimal";
        if (is_keyword(keyword_or_name(name))) {
            return "a blank stands between the number and '" + std::string(name) + "'";
        }
        return "write a product with '*': " + std::string(digits) + " * " + std::string(name);
    }

    static double value_of(std::string_view digits) {
        double value = 0;
        const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value);
        return read.ec == std::errc::result_out_of_range ? out_of_range_value(digits) : value;
    }

    void lex_plain_string() {
        const std::uint32_t begin = at_++;
        cooked_.clear();
        while (at_ < size() && peek() != '"') lex_string_character();
        if (at_ == size()) {
            refuse_unterminated(begin);
            return push(Tok::Error, begin, 0);
        }
        ++at_;
        push(Tok::String, begin, keep(cooked_));
    }

    void begin_interpolated_string() {
        const std::uint32_t begin = at_++;
        open_.push_back(static_cast<std::uint32_t>(list_.tokens.size()));
        push(Tok::StringBegin, begin, kNoPartner);
        lex_string_text();
    }

    // A hole of the same line, in which the text that has been read from `begin` stands.
    void doubt_hole_around(std::uint32_t begin) {
        if (open_.size() < 2 || kind_of(open_[open_.size() - 2]) != Tok::HoleBegin) return;
        const std::uint32_t hole = list_.tokens[open_[open_.size() - 2]].span.begin;
        const std::size_t feed = text_.find('\n', hole);
        if (feed >= begin && feed < at_) list_.doubtful_holes.push_back(hole);
    }

    // Goes on behind the string, which ends on this line.
    void refuse_hole(std::uint32_t mark) {
        Diagnostic made = diagnostic<diag::UnterminatedInterpolation>({mark, mark + 2});
        made.hint = "what is inserted ends with '}'";
        report(std::move(made));
        while (at_ < size() && peek() != '\'' && peek() != '\n') ++at_;
        push(Tok::Error, mark, 0);
        const std::uint32_t quote = at_;
        if (peek() == '\'') ++at_;
        pair_with(open_.size() - 1, Tok::StringEnd, quote);
    }

    // Text up to the end of the string or to its next `${`.
    void lex_string_text() {
        const std::uint32_t begin = at_;
        cooked_.clear();
        while (at_ < size() && peek() != '\'' && !(peek() == '$' && peek(1) == '{')) {
            lex_string_character();
        }
        doubt_hole_around(begin);
        if (!cooked_.empty()) push(Tok::StringText, begin, keep(cooked_));
        if (at_ == size()) return;
        const std::uint32_t mark = at_;
        if (peek() == '\'') {
            ++at_;
            return pair_with(open_.size() - 1, Tok::StringEnd, mark);
        }
        at_ += 2;
        if (std::ranges::find(options_.open_holes, mark) != options_.open_holes.end()) {
            return refuse_hole(mark);
        }
        open(Tok::HoleBegin, mark);
    }

    void lex_string_character() {
        if (peek() == '\\') return lex_escape();
        cooked_.push_back(peek());
        ++at_;
    }

    void lex_escape() {
        const std::uint32_t begin = at_++;
        if (at_ == size()) return;
        const char c = peek();
        switch (c) {
            case 'n': cooked_.push_back('\n'); break;
            case 't': cooked_.push_back('\t'); break;
            case 'r': cooked_.push_back('\r'); break;
            case '0': cooked_.push_back('\0'); break;
            case '"':
            case '\\':
            case '\'':
            case '$': cooked_.push_back(c); break;
            case 'u': return lex_unicode_escape(begin);
            default: return refuse_escape(begin);
        }
        ++at_;
    }

    void lex_unicode_escape(std::uint32_t begin) {
        ++at_;
        std::uint32_t digits = 0;
        std::uint32_t value = 0;
        bool well_formed = peek() == '{';
        if (well_formed) ++at_;
        for (; well_formed && hex_value(peek()) >= 0 && digits < 7; ++digits, ++at_) {
            value = value * 16 + static_cast<std::uint32_t>(hex_value(peek()));
        }
        well_formed = well_formed && digits >= 1 && digits <= 6 && peek() == '}';
        if (!well_formed) return report(diagnostic<diag::MalformedUnicodeEscape>({begin, at_}));
        ++at_;
        if (is_scalar_value(value)) return append_utf8(cooked_, value);
        report(diagnostic<diag::InvalidUnicodeEscape>({begin, at_}, since(begin)));
    }

    void refuse_escape(std::uint32_t begin) {
        const Utf8Scalar scalar = decode_utf8(text_.substr(at_));
        const std::string_view shown = text_.substr(at_, scalar.length);
        at_ += scalar.length;
        if (is_control(scalar.value)) {
            const std::string code = hex(scalar.value, 4);
            Diagnostic made = diagnostic<diag::EscapedControl>({begin, begin + 1}, code);
            made.hint = R"(a string may go over several lines as it is; a backslash itself is \\)";
            return report(std::move(made));
        }
        Diagnostic made = diagnostic<diag::UnknownEscape>({begin, at_}, shown);
        made.hint = R"(known are \" \' \\ \n \t \r \0 \$ \u{…}; a backslash itself is \\)";
        report(std::move(made));
    }

    void refuse_unterminated(std::uint32_t begin) {
        Diagnostic made = diagnostic<diag::UnterminatedString>({begin, begin + 1});
        made.at_end_of_input = true;
        made.hint = text_[begin] == '"' ? R"(close it with "; a quote inside is written \")"
                                        : R"(close it with '; an apostrophe inside is written \')";
        if (text_[begin] != '"' && std::ranges::any_of(open_, [&](std::uint32_t i) {
                return kind_of(i) == Tok::HoleBegin;
            })) {
            made.hint = "or the '${' before it is not closed with '}'";
        }
        if (const Token* text = text_over_lines(); text != nullptr && text_[begin] == '"') {
            made.hint = "the text that begins in line " + line_of(text->span.begin) +
                        " goes on to line " + line_of(text->span.end) + ": is a \" missing there?";
        }
        report(std::move(made));
    }

    // The last plain string that has line feeds in it: where quotes are missing, that is where they
    // began to mean the opposite.
    const Token* text_over_lines() const {
        for (std::size_t i = list_.tokens.size(); i > 0; --i) {
            const Token& token = list_.tokens[i - 1];
            if (token.kind == Tok::String &&
                text_.substr(token.span.begin, token.span.end - token.span.begin).find('\n') !=
                    text_.npos)
                return &token;
        }
        return nullptr;
    }
    std::string line_of(std::uint32_t offset) const {
        return std::to_string(file_.position(offset).line);
    }

    // One message: the innermost thing that is open when the text ends.
    void report_open_interpolations() {
        for (std::size_t i = open_.size(); i > 0; --i) {
            const Token& token = list_.tokens[open_[i - 1]];
            if (token.kind == Tok::StringBegin) {
                refuse_unterminated(token.span.begin);
                return push(Tok::Error, size(), 0);
            }
            if (token.kind == Tok::HoleBegin) {
                Diagnostic made = diagnostic<diag::UnterminatedInterpolation>(token.span);
                made.at_end_of_input = true;
                report(std::move(made));
                return push(Tok::Error, size(), 0);
            }
        }
    }

    // Of several in a row, the first.
    void refuse_character() {
        const std::uint32_t begin = at_;
        const Utf8Scalar scalar = decode_utf8(text_.substr(at_));
        at_ += scalar.length;
        if (Token* before = list_.tokens.empty() ? nullptr : &list_.tokens.back();
            before != nullptr && before->kind == Tok::Error && before->span.end == begin) {
            before->span.end = at_;
            return;
        }
        if (is_control(scalar.value)) {
            const std::string code = hex(scalar.value, 4);
            report(diagnostic<diag::ControlCharacter>({begin, at_}, code));
        } else {
            Diagnostic made = diagnostic<diag::UnexpectedCharacter>({begin, at_}, since(begin));
            made.hint = hint_for(scalar.value);
            report(std::move(made));
        }
        push(Tok::Error, begin, 0);
    }

    static std::string hint_for(char32_t value) {
        switch (value) {
            case U'“':
            case U'”':
            case U'„': return "strings are written with straight quotes: \"…\"";
            case U'‘':
            case U'’': return "interpolated strings are written with straight quotes: '…'";
            case U'−':
            case U'–': return "minus is written -";
            case U'×':
            case U'·': return "multiplication is written *";
            case U'\u00A0': return "this is a no-break space; write an ordinary one";
            case U'&': return "logical and is written &&; there are no operators on bits";
            case U'~': return "there are no operators on bits; logical not is written !";
            case U'$': return "a name begins with a letter or '_'; ${…} stands in '…' only";
            case U'\\': return "a function is written `x => …`; escapes stand in strings only";
            case U'`': return "a text stands in \"…\", or with ${…} in it in '…'";
            case U'|': return "logical or is written ||";
            case U'#': return "comments begin with //";
            default: break;
        }
        return value >= 0x80 ? "characters outside ASCII belong in strings and comments" : "";
    }

    const SourceFile& file_;
    std::string_view text_;
    LexerOptions options_;
    Arena& arena_;
    SymbolTable& symbols_;
    std::vector<Diagnostic>& diagnostics_;
    TokenList list_;
    std::vector<std::uint32_t> open_;  // openers without partner so far, as token indices
    std::string cooked_;
    std::uint32_t at_ = 0;
    bool line_feed_ = false;
};

// Empty if the bytes are fit to be read at all.
std::vector<Diagnostic> refuse_bytes(const SourceFile& file) {
    const std::string_view text = file.text();
    if (text.size() > SourceFile::kMaxSize) {
        return {diagnostic<diag::SourceTooLarge>({}, std::to_string(text.size()),
                                                 std::to_string(SourceFile::kMaxSize))};
    }
    const std::optional<std::size_t> invalid = first_invalid_utf8(text);
    if (!invalid) return {};
    const auto at = static_cast<std::uint32_t>(*invalid);
    const std::string byte = hex(static_cast<unsigned char>(text[at]), 2);
    Diagnostic made = diagnostic<diag::InvalidUtf8>({at, at + 1}, byte, std::to_string(at));
    made.hint = "save the file as UTF-8";
    return {made};
}

}  // namespace

TokenList lex(const SourceFile& file, LexerOptions options, Arena& arena, SymbolTable& symbols,
              std::vector<Diagnostic>& diagnostics) {
    if (std::vector<Diagnostic> refused = refuse_bytes(file); !refused.empty()) {
        diagnostics.insert(diagnostics.end(), refused.begin(), refused.end());
        TokenList nothing;
        nothing.tokens = {{Tok::Error, false, 0, {}}, {Tok::End, false, 0, {}}};
        return nothing;
    }
    return Lexer(file, options, arena, symbols, diagnostics).run();
}

}  // namespace ach::vm::language
