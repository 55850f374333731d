// Whatever the text, the compiler answers: with a unit that verifies, or with a message. The inputs
// are the goldens' sources, cut off, with pieces deleted, doubled, swapped or overwritten, always
// in the same way.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <random>
#include <sstream>

#include "tests/vm/language/sample_names.hpp"
#include "vm/bytecode/disassemble.hpp"
#include "vm/bytecode/verify.hpp"
#include "vm/language/compile.hpp"

namespace ach::vm::language {
namespace {

std::vector<std::string> sources() {
    std::vector<std::string> found;
    std::vector<std::filesystem::path> paths;
    for (const auto& entry : std::filesystem::directory_iterator(ACH_GOLDEN_DIR)) {
        paths.push_back(entry.path());
    }
    std::sort(paths.begin(), paths.end());
    for (const auto& path : paths) {
        std::ifstream in(path, std::ios::binary);
        std::string source;
        bool in_source = false;
        for (std::string line; std::getline(in, line);) {
            if (line.starts_with("## ")) {
                in_source = true;
                source.clear();
            } else if (line == "---") {
                in_source = false;
                found.push_back(source);
            } else if (in_source) {
                source += line + "\n";
            }
        }
    }
    return found;
}

void expect_an_answer(const std::string& source, UnitKind kind = UnitKind::File) {
    static const SampleNames names;
    CompileOptions options;
    options.names = &names;
    options.kind = kind;
    const auto file = std::make_shared<SourceFile>("t.soc", source);
    const Compilation result = compile(file, options);
    for (const Diagnostic& made : result.diagnostics) {
        ASSERT_FALSE(render(*file, made).empty());
        ASSERT_LE(made.span.begin, source.size() + 1) << source;
    }
    ASSERT_EQ(result.unit == nullptr, has_errors(result.diagnostics)) << source;
    if (result.unit == nullptr) return;
    ASSERT_EQ(verify(*result.unit), std::nullopt) << source << disassemble(*result.unit);
}

TEST(Robustness, EveryPrefixGetsAnAnswer) {
    for (const std::string& source : sources()) {
        for (std::size_t size = 0; size < source.size(); ++size) {
            expect_an_answer(source.substr(0, size));
        }
    }
}

TEST(Robustness, DeletedTokensGetAnAnswer) {
    for (const std::string& source : sources()) {
        for (std::size_t at = 0; at < source.size(); at += 2) {
            for (const std::size_t length : {1u, 3u}) {
                std::string cut = source;
                expect_an_answer(cut.erase(at, length));
            }
        }
    }
}

TEST(Robustness, MixedUpTextGetsAnAnswer) {
    constexpr std::string_view kPieces[] = {
        "{",      "}",      "(",         ")",        "[",    "]",   "=>",         "...",
        "..",     "'",      "\"",        "${",       "\n",   ";",   ",",          ":",
        "if",     "match",  "do ",       "let x = ", "self", "rec", "yield",      "return",
        "break ", "try {",  "catch",     "\\",       "\xFF", "// ", "piecewise(", "generate {",
        "async ", "await ", "type T = ", "= ",       "mut ", "1e",  "0.5i",       "_"};
    const std::vector<std::string> all = sources();
    std::mt19937 random(12345);
    const auto below = [&random](std::size_t limit) { return random() % limit; };
    for (int round = 0; round < 6000; ++round) {
        std::string text = all[below(all.size())];
        for (std::size_t edits = 1 + below(3); edits > 0; --edits) {
            const std::size_t at = below(text.size() + 1);
            const std::string_view piece = kPieces[below(std::size(kPieces))];
            switch (below(4)) {
                case 0: text.insert(at, piece); break;
                case 1: text.replace(at, piece.size(), piece); break;
                case 2: text.insert(at, text.substr(below(text.size() + 1), below(20))); break;
                default: text.erase(at, below(6)); break;
            }
        }
        expect_an_answer(text, round % 3 == 0 ? UnitKind::ReplEntry : UnitKind::File);
    }
}

std::string repeated(int count, const std::function<std::string(int)>& part) {
    std::string out;
    for (int i = 0; i < count; ++i) out += part(i);
    return out;
}

bool compiles(const std::string& source) {
    const auto result = compile(std::make_shared<SourceFile>("big.soc", source), {});
    for (const Diagnostic& made : result.diagnostics) ADD_FAILURE() << made.text;
    if (result.unit == nullptr) return false;
    return !verify(*result.unit).has_value();
}

TEST(Sizes, ManyOfEverything) {
    const auto n = [](int i) { return std::to_string(i); };
    const auto lets = [&](int count) {
        return repeated(count, [&](int i) { return "mut v" + n(i) + " = " + n(i) + ".5\n"; });
    };
    const auto sum = repeated(1000, [&](int i) { return " + v" + n(i); });
    EXPECT_TRUE(compiles(lets(3000))) << "top-level variables";
    EXPECT_TRUE(compiles("let f = () => do {\n" + lets(1000) + "0" + sum + "\n}")) << "locals";
    EXPECT_TRUE(
        compiles("let f = () => do {\n" + lets(1000) + "() => do { v7 += 1; 0" + sum + " } }"))
        << "captures";
    EXPECT_TRUE(compiles("[" + repeated(5000, [&](int i) { return n(i) + ".25, "; }) + "]"));
    EXPECT_TRUE(compiles("{" + repeated(5000, [&](int i) { return "k" + n(i) + ": 1, "; }) + "}"));
    EXPECT_TRUE(
        compiles("let f = 1; f(" + repeated(1000, [&](int i) { return n(i) + ", "; }) + ")"));
    EXPECT_TRUE(compiles("'" + repeated(1000, [&](int i) { return "${" + n(i) + "} "; }) + "'"));
    EXPECT_TRUE(
        compiles("let [" + repeated(100, [&](int i) { return "a" + n(i) + ", "; }) + "] = []"));
    EXPECT_TRUE(compiles("0" + repeated(50'000, [&](int i) { return " - " + n(i); })));
    EXPECT_TRUE(
        compiles("let x = 1; x" + repeated(20'000, [&](int) { return std::string(" && x"); })));
    EXPECT_TRUE(compiles("let x = 1; if (x) { 1 }" + repeated(5000, [&](int i) {
                             return " else if (x == " + n(i) + ") { 1 }";
                         })));
    EXPECT_TRUE(
        compiles(repeated(2000, [&](int i) { return "let f" + n(i) + " = x => x + 1\n"; })));
}

TEST(Sizes, ParametersHaveNoLimit) {
    const std::string parameters =
        repeated(300, [](int i) { return "p" + std::to_string(i) + ", "; });
    const auto file =
        std::make_shared<SourceFile>("big.soc", "let f = (" + parameters + ") => p0 + p299");
    EXPECT_TRUE(compile(file, {}).diagnostics.empty());
}

TEST(Sizes, PatternsBindAnyNumberOfNames) {
    const std::string names = repeated(3000, [](int i) { return "p" + std::to_string(i) + ", "; });
    EXPECT_TRUE(compiles("let f = v => match v { [" + names + "] => p0 + p2999 }"));
    EXPECT_TRUE(compiles("let g = v => do { let [" + names + "] = v; p0 + p2999 }"));
}

TEST(Sizes, TooManyIndicesAreAMessage) {
    const std::string indices = repeated(121, [](int) { return std::string("0, "); });
    const auto file = std::make_shared<SourceFile>("big.soc", "let f = v => v[" + indices + "]");
    const Compilation result = compile(file, {});
    ASSERT_EQ(result.diagnostics.size(), 1u);
    EXPECT_EQ(result.diagnostics[0].text,
              "f: there are more than 120 indices in one pair of brackets");
    EXPECT_EQ(result.diagnostics[0].hint, "index in steps: `v[i][j]`");
}

TEST(Sizes, DeepestNestingThatParsesCompiles) {
    const auto answer = [](std::string opening, std::string middle, std::string closing,
                           int depth) {
        std::string source;
        for (int i = 0; i < depth; ++i) source += opening;
        source += middle;
        for (int i = 0; i < depth; ++i) source += closing;
        expect_an_answer("let f = 1; let x = 1\n" + source);
    };
    for (const int depth : {100, 190, 390, 500, 2900}) {
        answer("(", "1", ")", depth);
        answer("[", "1", "]", depth);
        answer("{a: ", "1", "}", depth);
        answer("f(1, ", "1", ")", depth);
        answer("do { let y = 1\n", "1", "}", depth);
        answer("if (x) { ", "1", "}", depth);
        answer("x => ", "1", "", depth);
        answer("match x { n => ", "1", "}", depth);
        answer("try { ", "1", "} catch (e) { e }", depth);
        answer("for (i in x) { ", "1", "}", depth);
        answer("'${", "1", "}'", depth);
        answer("generate { ", "yield 1", "}", depth);
        answer("x => do { mut n = 1; () => do { n += 1; ", "1", "} }", depth / 3);
    }
}

}  // namespace
}  // namespace ach::vm::language
