// The rules behind the grammar: every message, where it points, and what it suggests.
#include <gtest/gtest.h>

#include "tests/vm/language/sample_names.hpp"
#include "tests/vm/language/tree_text.hpp"
#include "vm/language/compile.hpp"

namespace ach::vm::language {
namespace {

Compilation compile_text(std::string source, CompileOptions options = {}) {
    static const SampleNames names;
    if (options.names == nullptr) options.names = &names;
    return compile(std::make_shared<SourceFile>("t.soc", std::move(source)), options);
}

std::string messages(std::string source) {
    const SourceFile file("t.soc", source);
    return messages_of(file, compile_text(std::move(source)).diagnostics);
}

std::string hint_of(std::string source) {
    const Compilation result = compile_text(std::move(source));
    return result.diagnostics.empty() ? "nothing reported" : result.diagnostics.front().hint;
}

struct Case {
    const char* source;
    const char* messages;  // empty: it compiles
};

void PrintTo(const Case& c, std::ostream* out) { *out << c.source; }

class CompileError : public testing::TestWithParam<Case> {};

TEST_P(CompileError, IsReported) { EXPECT_EQ(messages(GetParam().source), GetParam().messages); }

constexpr Case kNames[] = {
    {"x", "1:1 Undefined variable: x"},
    {"let x = x", "1:9 Undefined variable: x"},
    {"do { let y = 1 }; y", "1:19 Undefined variable: y"},
    {"let f = () => g()", "1:15 Undefined variable: g"},
    {"let f = () => do { let g = () => h(); g }; let h = 1", ""},
    {"let f = () => g; let g = 1", ""},
    {"let f = () => do { print(x); let x = 1 }", ""},
    {"let x = 5; x = 1", "1:12 Cannot assign to immutable variable 'x'"},
    {"let f = () => do { x = 1 }; let x = 2", "1:20 Cannot assign to immutable variable 'x'"},
    {"let f = () => do { x = 1 }; mut x = 2", ""},
    {"PI = 3", "1:1 Cannot assign to immutable variable 'PI'"},
    {"print = 3", "1:1 Cannot assign to immutable variable 'print'"},
    {"n += 1", "1:1 Undefined variable: n"},
    {"let f = a => do { a = 1 }; for (x in []) { x = 2 }; try { 1 } catch (e) { e = 1 }", ""},
    {"match 1 { n => do { n = 2 } }", ""},
    {"let _ = 1; _", "1:12 '_' discards its value and cannot be read"},
    {"_ = 1", "1:1 '_' discards its value and cannot be assigned to"},
    {"let f = (_, _) => 1", ""},
    {"let __x = 1; __x", ""},
    {"__len([1])", "1:1 Undefined variable: __len"},
    {"1 = 2", "1:1 Invalid assignment target"},
    {"print() = 2", "1:1 Invalid assignment target"},
    {"let v = []; v[1..2] = 3", "1:15 Cannot assign to a slice"},
    {"mut v = []; (v) = 3", "1:14 Invalid assignment target"},
};

constexpr Case kPlaces[] = {
    {"rec(1)", "1:1 'rec' can only be used inside functions"},
    {"let g = generate { yield rec }", "1:26 'rec' can only be used inside functions"},
    {"let f = async do { rec }", ""},
    {"self.x", "1:1 'self' can only be used inside record methods"},
    {"let f = () => self", "1:15 'self' can only be used inside record methods"},
    {"let r = {a: 1, b: self.a, c: () => x => self.a}", ""},
    {"break", "1:1 break statement outside loop"},
    {"while (true) { let f = () => continue }", "1:30 continue statement outside loop"},
    {"while (do { break }) { }", "1:13 break statement outside loop"},
    {"yield 1", "1:1 yield outside generator"},
    {"async () => generate { yield 1 }", "1:13 async generators are not supported"},
    {"generate { let f = () => yield 1 }", "1:26 yield outside generator"},
    {"return 5", ""},
    {"do { import { a } from \"b\" }", "1:6 'import' is allowed only at the top level of a file"},
    {"let f = () => do { export { f } }",
     "1:20 'export' is allowed only at the top level of a file"},
};

constexpr Case kShapes[] = {
    {"let f = (a, a) => 1", "1:13 duplicate parameter 'a'"},
    {"let f = (a = 1, b) => 1", "1:17 required parameter 'b' follows one with a default"},
    {"let [a, {b, c: a}] = 1", "1:16 'a' is bound twice in one pattern"},
    {"let {x: Number} = {x: 1}; x", ""},
    {"let {x: Number, y: x} = {}; x", ""},
    {"let [1, a] = [1, 2]", "1:6 a literal cannot be destructured into"},
    {"piecewise()", "1:1 piecewise() needs at least one case"},
    {"piecewise([1, 2, 3])", "1:11 a piecewise case has exactly two elements: [condition, value]"},
    {"piecewise(1, [true, 2])", "1:11 only the last argument of piecewise() can be the default"},
    {"piecewise([true, 2], ([1]))", ""},
};

constexpr Case kTypes[] = {
    {"let x: Foo = 1", "1:8 Unknown type 'Foo'"},
    {"let x: Signal? = null", ""},
    {"type Number = String", "1:6 built-in type 'Number' cannot be redefined"},
    {"type A = B | null; type B = A", "1:6 type 'A' is defined by itself"},
    {"type List = {head: Any, tail: List?}; let l: List = {head: 1, tail: null}", ""},
    {"let x: Late = 1; type Late = Number", ""},
    {"type A = Number; type A = String", "1:23 type 'A' is already defined in this block"},
    {"type A = Number; do { type A = String; let x: A = \"\" }", ""},
    {"do { type B = Number }; let x: B = 1", "1:32 Unknown type 'B'"},
};

constexpr Case kModules[] = {
    {"let a = 1; import { a } from \"m\"", "1:21 Variable 'a' already defined"},
    {"import { a } from \"m\"; let a = 2; a", ""},
    {"import { a } from \"m\"; a = 2", "1:24 Cannot assign to immutable variable 'a'"},
    {"export { zz }", "1:10 Cannot export 'zz': not found in current scope"},
    {"let a = 1; let b = 2; export { a, b as a }", "1:40 'a' is exported twice"},
    {"type T = Number; export { T, print, PI }", ""},
    {"import { T } from \"m\"; let x: T = 1", ""},
};

INSTANTIATE_TEST_SUITE_P(Names, CompileError, testing::ValuesIn(kNames));
INSTANTIATE_TEST_SUITE_P(Places, CompileError, testing::ValuesIn(kPlaces));
INSTANTIATE_TEST_SUITE_P(Shapes, CompileError, testing::ValuesIn(kShapes));
INSTANTIATE_TEST_SUITE_P(Types, CompileError, testing::ValuesIn(kTypes));
INSTANTIATE_TEST_SUITE_P(Modules, CompileError, testing::ValuesIn(kModules));

TEST(CompileErrors, SuggestTheNearestName) {
    EXPECT_EQ(hint_of("let total = 1\ntotl"), "did you mean 'total'?");
    EXPECT_EQ(hint_of("prnt(1)"), "did you mean 'print'?");
    EXPECT_EQ(hint_of("let f = (width) => widht"), "did you mean 'width'?");
    EXPECT_EQ(hint_of("let f = () => hepler(); let helper = 1"), "did you mean 'helper'?");
    EXPECT_EQ(hint_of("let x: Nubmer = 1"), "did you mean 'Number'?");
    EXPECT_EQ(hint_of("zzz"), "");
    EXPECT_EQ(hint_of("let x = 1; x = 2"), "declare it with `mut` to assign to it");
}

TEST(CompileErrors, KnowTheNamesOfOtherLanguages) {
    EXPECT_EQ(hint_of("print(None)"), "nothing is written `null`");
    EXPECT_EQ(hint_of("print(True)"), "truth is written `true` and `false`");
    EXPECT_EQ(hint_of("this.x"), "the record that a method belongs to is `self`");
    EXPECT_EQ(hint_of("let x: int = 1"), "it is called 'Number'");
    EXPECT_EQ(hint_of("let x: list = []"), "it is called 'Vector'");
}

TEST(CompileErrors, TellHowToDeclareWhatIsAssigned) {
    EXPECT_EQ(hint_of("x = 5"),
              "declare it with `let x = 5`, or with `mut` if it is assigned again");
    EXPECT_EQ(hint_of("x = [1,\n2]"),
              "declare it with `let x = …`, or with `mut` if it is assigned again");
    EXPECT_EQ(hint_of("x += 5"), "declare it before, with `mut x = …`");
    EXPECT_EQ(hint_of("let total = 1\ntotl = 2"),
              "did you mean 'total'? Otherwise declare it with `let totl = 2`, or with `mut` if it "
              "is assigned again");
    EXPECT_EQ(hint_of("prnt = 1"),
              "declare it with `let prnt = 1`, or with `mut` if it is assigned again");
    EXPECT_EQ(hint_of("f(zzz)"), "");
}

TEST(CompileErrors, TellWhyANameCannotBeAssignedTo) {
    EXPECT_EQ(hint_of("import { a } from \"m\"; a = 2"), "it is imported: take another name");
    EXPECT_EQ(hint_of("print = 3"),
              "it is built in: take another name, or declare your own with `let`");
    EXPECT_EQ(hint_of("PI = 3"),
              "it is built in: take another name, or declare your own with `let`");
}

TEST(CompileErrors, KnowTheFieldsOfTheRecordAround) {
    EXPECT_EQ(hint_of("let c = {n: 0, inc: () => do { n += 1 }}"),
              "the record's field is `self.n`");
    EXPECT_EQ(hint_of("let c = {get: () => map(x => x + n, []), n: 0}"),
              "the record's field is `self.n`");
    EXPECT_EQ(hint_of("let c = {n: 2, m: n * 2}"), "the record's field is `self.n`");
    EXPECT_EQ(hint_of("let c = {m: n * 2, n: 2}"), "");
    EXPECT_EQ(hint_of("let c = {n: n}"), "");
    EXPECT_EQ(hint_of("let c = {n}"), "");
}

TEST(CompileErrors, TellSlipsInTheWordsOfStatements) {
    EXPECT_EQ(messages("lett x = 1"), "1:1 Undefined variable: lett");
    EXPECT_EQ(hint_of("lett x = 1"), "did you mean 'let'?");
    EXPECT_EQ(hint_of("whlie (true) { break }"), "did you mean 'while'?");
    EXPECT_EQ(hint_of("retrun 3"), "did you mean 'return'?");
    EXPECT_EQ(hint_of("let f = (x) x + 1"),
              "`=>` is missing between the parameter and the result: `(x) => …`");
    EXPECT_EQ(hint_of("Math.sqrt(4)"), "functions need no prefix: `sqrt(x)`, `floor(x)`");
}

TEST(CompileErrors, TellWhereAQuoteIsMissing) {
    EXPECT_EQ(hint_of("let s = \"one\nlet n = 2\nlet t = \"two\"\n"),
              "the text that begins in line 1 goes on to line 3: is a \" missing there?");
}

TEST(CompileErrors, TellThatADeclarationGoesOn) {
    EXPECT_EQ(hint_of("let x = 1 +\nprint(x)"), "its declaration, begun in line 1, goes on here");
    EXPECT_EQ(hint_of("let x = x + 1"), "it has no value before its declaration ends");
}

TEST(CompileErrors, OneMistakeGivesOneMessage) {
    EXPECT_EQ(messages("fn f(a) { a }"), "1:1 Undefined variable: fn");
    EXPECT_EQ(hint_of("fn f(a) { a }"), "a function is a value: `let f = (a, b) => …`");
    EXPECT_EQ(messages("const x = 1"), "1:1 Undefined variable: const");
    EXPECT_EQ(hint_of("const x = 1"),
              "`let x = …` declares a name, `mut x = …` one that is assigned again");
    EXPECT_EQ(messages("function f(a) { return a }"),
              "1:17 the '{' of line 1 begins a record; expected a field, found 'return'");
    EXPECT_EQ(messages("let x = 1 and 2"), "1:11 Undefined variable: and");
    EXPECT_EQ(messages("class A { }"), "1:1 Undefined variable: class");
    EXPECT_EQ(messages("try { 1 } catch (e) { 2 } finally { 3 }"),
              "1:37 the '{' of line 1 begins a record; expected a field, found '3'");
    EXPECT_EQ(messages("let s = 'it's'"), "1:14 this string is never closed");
    EXPECT_EQ(hint_of("let s = 'it's'"), R"(close it with '; an apostrophe inside is written \')");
    EXPECT_EQ(hint_of("unless (a) { 1 }"), "the opposite is tested with `if (!c) { … }`");
    EXPECT_EQ(messages("a; b"), "1:1 Undefined variable: a\n1:4 Undefined variable: b");
    EXPECT_EQ(messages("a b"), "1:1 Undefined variable: a\n1:3 Undefined variable: b");
}

TEST(CompileErrors, SeveralInOneRun) {
    EXPECT_EQ(
        messages("a\nlet f = () => b\nbreak"),
        "1:1 Undefined variable: a\n2:15 Undefined variable: b\n3:1 break statement outside loop");
}

TEST(CompileErrors, SyntaxErrorsHideThem) {
    EXPECT_EQ(messages("a\nlet = 1"), "2:5 expected a name, found '='");
}

TEST(Repl, EntriesShareOneScope) {
    ReplScope scope;
    CompileOptions options;
    options.kind = UnitKind::ReplEntry;
    options.repl = &scope;
    const Compilation first = compile_text("let a = 1; mut b = 2; type T = Number", options);
    ASSERT_NE(first.unit, nullptr);
    EXPECT_EQ(first.unit->first_new_global, 0u);
    EXPECT_EQ(first.unit->globals.size(), 2u);
    const Compilation second = compile_text("b = a; let a: T = 3; a", options);
    ASSERT_NE(second.unit, nullptr);
    EXPECT_EQ(second.unit->first_new_global, 2u);
    EXPECT_EQ(second.unit->globals.size(), 3u);
    EXPECT_EQ(compile_text("a = 1", options).unit, nullptr) << "still immutable";
    EXPECT_EQ(compile_text("let c = a; c = 1", options).unit, nullptr);
    EXPECT_EQ(compile_text("c", options).unit, nullptr) << "a failed entry declares nothing";
    scope.drop_unfilled(2, [](std::uint32_t) { return false; });
    const Compilation third = compile_text("a", options);
    ASSERT_NE(third.unit, nullptr);
    EXPECT_EQ(third.unit->first_new_global, 3u);
}

TEST(Repl, LaterEntriesCheckWhatAnEarlierOneAnnotated) {
    ReplScope scope;
    CompileOptions options;
    options.kind = UnitKind::ReplEntry;
    options.repl = &scope;
    ASSERT_NE(compile_text("mut id: Number | String = 1", options).unit, nullptr);
    const Compilation second = compile_text("id = []", options);
    ASSERT_NE(second.unit, nullptr);
    ASSERT_EQ(second.unit->functions[0].checks.size(), 1u);
    const TypeCheck& check = second.unit->functions[0].checks[0];
    EXPECT_EQ(check.name, "id");
    EXPECT_EQ(second.unit->types[check.type].text, "Number | String");
}

class Modules final : public ModuleSource {
public:
    const Unit* find(std::string_view path) override {
        return path == "m" ? module.unit.get() : nullptr;
    }
    Compilation module = compile_text(
        "type Shape = {area: Number}; type Both = Number; let Both = 1; export { Shape, Both }");
};

TEST(ModuleTypes, AreKnownToTheImporter) {
    Modules modules;
    CompileOptions options;
    options.modules = &modules;
    const Compilation result =
        compile_text("import { Shape, Both } from \"m\"\nlet s: Shape = {area: Both}", options);
    ASSERT_NE(result.unit, nullptr);
    const Import& import = result.unit->imports.at(0);
    EXPECT_EQ(import.names.at(0).global, std::nullopt) << "Shape is a type alone";
    EXPECT_NE(import.names.at(1).global, std::nullopt);
    EXPECT_EQ(result.unit->types.at(0).text, "Shape");
    EXPECT_EQ(result.unit->types.at(2).text, "{area: Number}");
    EXPECT_EQ(compile_text("import { Shape } from \"m\"; Shape", options).unit, nullptr);
    EXPECT_EQ(compile_text("import { Gone } from \"m\"; let x: Gone = 1", options).unit, nullptr);
}

TEST(TypeTexts, AreNotAllAsLongAsTheProgram) {
    std::string type = "Number";
    for (int i = 0; i < 300; ++i) type = "{field: " + type + "}";
    const Compilation made = compile_text("let x: " + type + " = 1");
    ASSERT_NE(made.unit, nullptr);
    for (const vm::Type& t : made.unit->types) EXPECT_LT(t.text.size(), 1500u);
}

}  // namespace
}  // namespace ach::vm::language
