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
    {"print(1\n\n",
     "1:8 expected ',' or ')' to close the '(' of line 1, found the end of the text"},
    {"do { 1\nlet a = 2\n\n",
     "2:10 expected '}' to close the '{' of line 1, found the end of the "
     "text"},
    {"/* a\nb */ let x = )",
     "1:1 there are no comments between '/*' and '*/'\n"
     "2:14 expected an expression, found ')'"},
    {"let f = (a, b) -> a", "1:16 expected '=>', found '-'"},
    {"for (let i in v) { }", "1:6 expected a name, found 'let'"},
    {"for ([a, b] in v) { }", "1:6 expected a name, found '['"},
    {"f(a: 1)", "1:6 expected a type, found '1'"},
    {"let x := 1", "1:8 expected a type, found '='"},
    {"(a, ...b) => a", "1:5 expected a name, found '...'"},
    {"let x\n= 5", "2:1 expected '=', found a line feed before '='"},
    {"let x: A |\nB\n| C = 3", "3:1 expected '=', found a line feed before '|'"},
    {"match 5 { 'a' => 3, _ => 4 }", "1:11 expected a pattern, found a string in single quotes"},
    {"let b = {a: 1,\nlet c = 3\nlet d d",
     "2:1 the '{' of line 1 begins a record; expected a field, found 'let'\n"
     "3:7 expected '=', found 'd'"},
    {"if (a, b) { 1 }", "1:1 if() requires 3 arguments"},
    {"if (a, b) { 1 } else { 2 }\nlet d d",
     "1:1 if() requires 3 arguments\n2:7 expected '=', found 'd'"},
    {"let s = 'a ${b'\nlet t = 'c ${d}'", "1:12 this '${' is never closed"},
    {"do { let s = 'a ${b'\nlet t = 'c ${d}'\nlet d d\n}\nf('${x}', '${y')\nlet e e",
     "1:17 this '${' is never closed\n3:7 expected '=', found 'd'\n"
     "5:12 this '${' is never closed\n6:7 expected '=', found 'e'"},
    {"let s = 'a ${f('x\ny')}'\nlet d d", "3:7 expected '=', found 'd'"},
    {"\"a\\\nb\"", "1:3 unknown escape in a string: a backslash before U+000A"},
    {"while (x += 1) { 1 }", "1:10 an assignment is a statement, not a value"},
    {"while (x = 1) { 1 }", "1:10 an assignment is a statement, not a value"},
    {"if (x -= 5) { 1 }", "1:7 an assignment is a statement, not a value"},
    {"f(x += 1)", "1:5 an assignment is a statement, not a value"},
    {"type T = (Number)\n: Number", "2:1 expected an expression, found ':'"},
    {"let x: Tensor<Number, []> = 1", "1:24 expected a size or '_', found ']'"},
    {"let a = 1 + export", "1:13 expected an expression, found 'export'"},
    {"[1, type]", "1:5 expected an expression, found 'type'"},
    {"type F = (Number) => String", "1:19 expected the end of the statement, found '=>'"},
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

struct Hint {
    const char* source;
    const char* hint;
};

constexpr Hint kHints[] = {
    {"let x = 1_000", "the digits of a number stand together: 1000000"},
    {"let x = 0x1F", "numbers are written in decimal"},
    {"let x = 2x", "write a product with '*': 2 * x"},
    {"let x = 1, 5",
     "several values make a Vector `[a, b]`, several parameters stand in "
     "parentheses `(a, b) => …`"},
    {"let x := 1", "a value is given with `=`: `let x = …`"},
    {"let x == 1", "a value is given with `=`"},
    {"let x-y = 1", "a name has letters, digits and '_'"},
    {"let x: Number[] = 1", "what a Vector holds has no type: write `Vector`"},
    {"a <> b", "values are compared with `==` and `!=`"},
    {"x =+ 1", "a number has no sign '+'; one more is written `x += 1`"},
    {"1 | 2", "there are no operators on bits; logic is `&&` and `||`"},
    {"/* a */", "comments begin with // and end with the line"},
    {"let s = \"abc", R"(close it with "; a quote inside is written \")"},
    {"let s = 'abc", R"(close it with '; an apostrophe inside is written \')"},
    {"let s = '${1 + 2'", "or the '${' before it is not closed with '}'"},
    {"'${}'", "write what is to be inserted between '${' and '}'"},
    {"{a = 1}", "a field is written `name: value`; a block `do { … }`"},
    {"{a: 1; b: 2}", "fields are separated by commas"},
    {"{1: 2}", "a key is a name or a text in double quotes; `r[key] = value` takes any text"},
    {"match x { 1 | 2 => 3 }", "an arm has one pattern; try `x if (x == 1 || x == 2) => value`"},
    {"import math", "an import is written `import { name } from \"module\"`"},
    {"from math import sin", "an import is written `import { name } from \"module\"`"},
    {"export let x = 1", "what is declared is exported by name: `export { name }`"},
    {"[x for (x in v) { }]", "a Vector is built from another by map() and filter()"},
    {"for (i of v) { }", "a loop is written `for (x in items) { … }`"},
    {"for ([a, b] in v) { }", "take it apart in the body: `let [a, b] = x`"},
    {"f(a: 1)", "arguments have no names; pass them in order"},
    {"(a, ...b) => a", "a function takes no more arguments than it names; pass a Vector"},
    {"lett x = 1", "did you mean 'let'?"},
    {"retrun 3", "did you mean 'return'?"},
    {"do { retrun 3 }", "did you mean 'return'?"},
    {"mach 3 { _ => 1 }", "did you mean 'match'?"},
    {"set x", "a call needs parentheses: `set(…)`"},
    {"print \"hello\"", "a call needs parentheses: `print(…)`"},
    {"v.push 4", "a call needs parentheses: `v.push(…)`"},
    {"println!(\"x\")", "a call needs parentheses: `println(…)`"},
    {"f(1) 2", "put ';' or a new line before it"},
    {"let x = a\n&& b",
     "an expression goes on if its line ends with the operator: put '&&' at the end of the line "
     "above"},
    {"let x = 1\n+ 2",
     "an expression goes on if its line ends with the operator: put '+' at the end of the line "
     "above"},
    {"let x = 1;\n* 2", ""},
    {"let t = (1, 2)", "several values make a Vector: `[1, 2]`"},
    {"let t = (1, 2)\nf()", "several values make a Vector: `[1, 2]`"},
    {"let f = (a, b) { a + b }",
     "`=>` is missing between the parameters and the result: `(a, b) => …`"},
    {"let f = (a, b) do { a + b }",
     "`=>` is missing between the parameters and the result: `(a, b) => …`"},
    {"let f = (x) x + 1", "`=>` is missing between the parameter and the result: `(x) => …`"},
    {"let f(x) = x + 1", "a function is a value: `let f = (a, b) => …`"},
    {"print(7 // 2)", "`//` begins a comment; a whole division is `floor(a / b)`"},
    {"print(7 // two sevenths\n", ""},
    {"if (x =< 3) { 1 }", "'less or equal' is written `<=`"},
    {"if (x = 3) { 1 }", "'==' compares"},
    {"delete r.a", "a field is removed with `remove_field(r, \"name\")`"},
    {"print(\"a\" in r)",
     "whether a record has a field says `has_field(r, \"name\")`, a Vector an element "
     "`contains(v, x)`"},
    {"v[0:2]", "a slice is written `v[0..2]`"},
    {"for (k in 0..10..2) { }", "steps are made by `range(0, 10, 2)`"},
    {"let mut x = 1", "`mut x = …` alone declares a name that is assigned again"},
    {"throw new Error(\"x\")", "an error is raised with `throw error(\"…\")`"},
    {"print(r?.a)", "there is no `?.`: write `if(r == null, null, r.name)`"},
    {"print(r ?? 1)", "there is no `??`: write `if(x == null, other, x)`"},
    {"print(f\"a {1}\")", "values are inserted in single quotes: '…${x}…'"},
    {"let x\n= 5", "a statement ends at the line feed: put '=' on the line of the name"},
    {"let x: A |\nB\n| C = 3",
     "a statement ends at the line feed: put '|' at the end of the line before"},
    {"type T = A\n| B", "a statement ends at the line feed: put '|' at the end of the line before"},
    {"type T =\n| A", "a union is written `A | B`, without a bar before the first"},
    {"match 5 { 'a' => 3 }", "a text in a pattern stands in double quotes: \"…\""},
    {"{'a': 1}", "a key is a name or a text in double quotes; `r[key] = value` takes any text"},
    {"{a: 1,, b: 2}", "one comma stands between two fields"},
    {"{,}", "a record without fields is written `{}`"},
    {"let x = {b a", "braces here are a record; a block is written `do { … }`"},
    {"{type}", "a reserved word has no short form: write `type: …`"},
    {"{a, b.c}", "give the value a key: `c: b.c`"},
    {"{f(x) { x }}", "a method is written `f: (…) => …`"},
    {"{get n2: 1}", "a field is written `n2: value`, a method `n2: () => …`"},
    {"let b = {a: 1,\nlet c = 3", "is the '}' of the record missing?"},
    {"{a: 1, b + 1}", "a field is written `name: value`"},
    {"if (a, b) { 1 }", "with blocks, one condition: `if (c) { a } else { b }`"},
    {"if (x = 5) { 1 }", "'==' compares"},
    {"3in", "a blank stands between the number and 'in'"},
    {"let x, y = 1, 2", "declare one after the other, or together: `let [x, y] = [1, 2]`"},
    {"let (a, b) = [1, 2]", "a Vector is taken apart in brackets: `let [a, b] = v`"},
    {"let f: Function<Number> = 1", "a function type is written `(Number): String`"},
    {"let f: (Number) => String = 1", "a function type is written `(Number): String`"},
    {"let f: () => String = 1", "a function type is written `(Number): String`"},
    {"type F = (Number) => String", "a function type is written `(Number): String`"},
    {"let a = 1 + export", "'export' is a reserved word"},
    {"x & y", "logical and is written &&; there are no operators on bits"},
};

void PrintTo(const Hint& h, std::ostream* out) { *out << h.source; }

class SyntaxHint : public testing::TestWithParam<Hint> {};

TEST_P(SyntaxHint, SaysWhatToWrite) { EXPECT_EQ(hint_of(GetParam().source), GetParam().hint); }

INSTANTIATE_TEST_SUITE_P(All, SyntaxHint, testing::ValuesIn(kHints));

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
              "2:3 the '{' of line 1 begins a record; expected a field, found 'let'");
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
