// What a mistake in the grammar looks like: every message, where it points, and what it suggests.
#include <gtest/gtest.h>

#include "tests/vm/language/tree_text.hpp"
#include "vm/language/parser.hpp"

namespace ach::vm::language {
namespace {

struct Case {
    const char* source;
    const char* messages;
};

void PrintTo(const Case& c, std::ostream* out) { *out << c.source; }

class SyntaxError : public testing::TestWithParam<Case> {};

TEST_P(SyntaxError, IsReported) { EXPECT_EQ(parsed(GetParam().source), GetParam().messages); }

constexpr Case kCases[] = {
    {"let a = 1\nlet s = \"abc\nx", "2:9 this string is never closed"},
    {"let s = 'abc ${x} y", "1:9 this string is never closed"},
    {"'abc ${x ", "1:6 this '${' is never closed"},
    {"\"a\\qb\"", "1:3 unknown escape '\\q' in a string"},
    {"\"\\u{110000}\"", "1:2 '\\u{110000}' is not a Unicode scalar value"},
    {"\"\\u{}\"", "1:2 '\\u' needs one to six hexadecimal digits in braces"},
    {"let x = 2x", "1:9 '2x' is not a number"},
    {"1e+", "1:1 the exponent of '1e+' has no digits"},
    {"let é = 1", "1:5 unexpected character 'é'"},
    {"a \x01 b", "1:3 unexpected control character U+0001"},
    {".5", "1:1 expected an expression, found '.'"},
    {"5.", "1:3 expected a name after '.', found the end of the text"},
    {"f(1, 2", "1:7 expected ',' or ')' to close the '(' of line 1, found the end of the text"},
    {"[1 2]", "1:4 expected ',' or ']' to close the '[' of line 1, found '2'"},
    {"a < b < c", "1:7 comparisons do not chain"},
    {"a .. b .. c", "1:8 ranges do not chain"},
    {"if(a, b)", "1:1 if() requires 3 arguments"},
    {"if(a, b, c, d)", "1:1 if() requires 3 arguments"},
    {"if (a) 1", "1:8 expected '{', found '1'"},
    {"while a { }", "1:7 expected '(', found 'a'"},
    {"match x { }", "1:1 a match needs at least one arm"},
    {"a + b = 1", "1:1 Invalid assignment target"},
    {"() => n = 1", "1:1 Invalid assignment target"},
    {"f(x = 1)", "1:5 expected ',' or ')', found '='"},
    {"f(...v)", "1:3 a call takes no spread argument"},
    {"let [...a, b] = v", "1:9 '...a' must be the last element of the pattern"},
    {"([a]) => a", "1:2 a parameter is a name, not a pattern"},
    {"(a? = 1) => a", "1:2 the optional parameter 'a' cannot have a default"},
    {"let if = 1", "1:5 'if' is a reserved word and cannot name a variable"},
    {"(for) => 1", "1:2 'for' is a reserved word and cannot name a parameter"},
    {"() => do { throw\n5 }", "1:12 the operand of 'throw' must begin on the same line"},
    {"a || return b", "1:6 'return' cannot be an operand here"},
    {"do { f() g() }", "1:10 expected a new line or ';' before 'g'"},
    {"else { 1 }", "1:1 this 'else' belongs to no 'if'"},
    {"1\n}\n2", "2:1 this '}' closes nothing"},
    {"let x: Infinity = 1", "1:8 'Infinity' is a value, not a type"},
    {"let x", "1:6 expected '=', found the end of the text"},
    {"try { 1 }", "1:10 expected 'catch', found the end of the text"},
    {"match v { x if x > 1 => 2 }", "1:16 expected '(', found 'x'"},
    {"import { a } from b", "1:19 expected the module's name in double quotes, found 'b'"},
    {"async 5", "1:7 expected a function or `do`, found '5'"},
    {"print(1)print(2)", "1:9 two statements on one line without ';' between them"},
};

INSTANTIATE_TEST_SUITE_P(All, SyntaxError, testing::ValuesIn(kCases));

std::string hint_of(std::string source) {
    const std::vector<Diagnostic> found = parse_diagnostics(std::move(source));
    return found.empty() ? "nothing reported" : found.front().hint;
}

TEST(SyntaxErrors, SuggestABlockWhereARecordStands) {
    constexpr const char* kHint = "braces here are a record; a block is written `do { … }`";
    EXPECT_EQ(hint_of("let f = x => { let y = 1 }"), kHint);
    EXPECT_EQ(hint_of("let f = x => { print(x) }"), kHint);
    EXPECT_EQ(hint_of("let f = x => { x + 1 }"), kHint);
    EXPECT_EQ(hint_of("let f = x => { return x }"), kHint);
    EXPECT_EQ(hint_of("let f = x => { y = x }"), kHint);
    EXPECT_EQ(hint_of("let f = x => { if (x) { 1 } }"), kHint);
}

TEST(SyntaxErrors, KnowTheHabitsOfOtherLanguages) {
    for (const char* source : {"do { var x = 1 }", "const x = 1", "let x = do { val y = 2 }"})
        EXPECT_EQ(hint_of(source),
                  "`let x = …` declares a name, `mut x = …` one that is assigned again")
            << source;
    for (const char* source : {"function f(a) { 1 }", "do { fn f(a) { 1 } }", "def f(a): 1"})
        EXPECT_EQ(hint_of(source), "a function is a value: `let f = (a, b) => …`") << source;
    for (const char* source : {"if (a and b) { 1 }", "if (a or b) { 1 }", "if (not b) { 1 }"})
        EXPECT_EQ(hint_of(source), "logic is written with `&&`, `||` and `!`") << source;
    for (const char* source : {"y++", "y++\n1", "y--"})
        EXPECT_EQ(hint_of(source), "one more is written `x += 1`, one less `x -= 1`") << source;
    for (const char* source : {"a === b", "a !== b"})
        EXPECT_EQ(hint_of(source), "values are compared with `==` and `!=`") << source;
    EXPECT_EQ(hint_of("let f = x -> x"), "a function is written `x => …`");
    EXPECT_EQ(hint_of("2 ** 3"), "a power is written `x ^ y`");
    EXPECT_EQ(hint_of("let t = a ? 1 : 2"),
              "choose with `if (c) { a } else { b }`, or in short if(c, a, b)");
    EXPECT_EQ(hint_of("do { if (a) { 1 } elif (b) { 2 } }"),
              "after a branch comes `else if (…) { … }`");
    EXPECT_EQ(hint_of("`a`"), "a text stands in \"…\", or with ${…} in it in '…'");
    EXPECT_EQ(hint_of("do { f() g() }"), "");
}

TEST(SyntaxErrors, InvalidUtf8NamesByteAndLine) {
    EXPECT_EQ(parsed("let a = 1\nlet b = \"\xFF\"\n"),
              "2:10 the file is not valid UTF-8: unexpected byte 0xFF at offset 19");
}

TEST(SyntaxErrors, SeveralInOneRun) {
    EXPECT_EQ(parsed("let a = )\nlet b = 1\ndo {\n  let = 3\n  let c = 4\n  f(]\n}\nlet d d\n"),
              "1:9 expected an expression, found ')'\n"
              "4:7 expected a name, found '='\n"
              "6:5 expected an expression, found ']'\n"
              "8:7 expected '=', found 'd'");
}

TEST(SyntaxErrors, OneMistakeGivesOneMessage) {
    EXPECT_EQ(parsed("let f = x => {\n  let y = 1\n  let z = 2\n  y + z\n}\nf(1)\n"),
              "2:3 a '{' here begins a record; expected a field, found 'let'");
}

class DeepNesting : public testing::TestWithParam<const char*> {};

TEST_P(DeepNesting, IsOneClearMessage) {
    std::string source = "let a = 1\nlet b = ";
    for (int i = 0; i < 10'000; ++i) source += GetParam();
    const std::vector<Diagnostic> found = parse_diagnostics(source);
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].text, "the program is nested too deeply (more than 400 levels)");
}

INSTANTIATE_TEST_SUITE_P(All, DeepNesting,
                         testing::Values("(", "[", "{a: ", "-", "x => ", "do { ", "f(", "'${", "2^",
                                         "if (", "throw ", "generate { match ", "!", "while (1) {",
                                         "a[", "try { ", "async do {"));

TEST(Nesting, InPatternsAndTypes) {
    EXPECT_EQ(parse_diagnostics("let " + std::string(10'000, '[')).size(), 1u);
    EXPECT_EQ(parse_diagnostics("let x: " + std::string(10'000, '(')).size(), 1u);
}

TEST(Nesting, LongIsNotDeep) {
    std::string sum = "1", branches = "if (a) { 1 }";
    for (int i = 0; i < 10'000; ++i) sum += " + 1";
    for (int i = 0; i < 10'000; ++i) branches += " else if (a) { 1 }";
    EXPECT_TRUE(parse_diagnostics(sum).empty());
    EXPECT_TRUE(parse_diagnostics(branches).empty());
}

TEST(SyntaxErrors, EndOfInputIsMarkedForTheRepl) {
    for (const char* source : {"let x =", "f(1,", "do {", "\"abc", "'a ${", "[1,\n2", "if (x)"}) {
        const std::vector<Diagnostic> found = parse_diagnostics(source);
        ASSERT_FALSE(found.empty()) << source;
        EXPECT_TRUE(found.back().at_end_of_input) << source;
    }
    EXPECT_FALSE(parse_diagnostics("let x = )").front().at_end_of_input);
}

}  // namespace
}  // namespace ach::vm::language
