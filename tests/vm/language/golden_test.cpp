// What the compiler makes of each construct, as text beside its source.
//
// A golden file is a row of cases: a line `## what it shows`, the source, a line `---`, and the
// disassembly. After a change on purpose run the test with ACH_UPDATE_GOLDENS=1 and read the diff.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/vm/language/sample_names.hpp"
#include "vm/bytecode/disassemble.hpp"
#include "vm/bytecode/verify.hpp"
#include "vm/language/compile.hpp"

namespace ach::vm::language {
namespace {

struct Case {
    std::string about;
    std::string source;
    std::string expected;
};

std::string read_file(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

std::vector<Case> read_cases(const std::filesystem::path& path) {
    std::vector<Case> cases;
    std::istringstream in(read_file(path));
    bool in_source = false;
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with("## ")) {
            cases.push_back({line.substr(3), "", ""});
            in_source = true;
        } else if (line == "---") {
            in_source = false;
        } else if (!cases.empty()) {
            (in_source ? cases.back().source : cases.back().expected) += line + "\n";
        }
    }
    return cases;
}

std::string without_blank_end(std::string text) {
    while (text.ends_with("\n")) text.pop_back();
    return text + "\n";
}

// `#builtin` and a leading `//prelude` choose how the source is compiled.
UnitKind kind_of(const std::string& source) {
    return source.starts_with("// prelude") ? UnitKind::Prelude : UnitKind::File;
}

std::string compiled(const std::string& source) {
    const SampleNames names;
    CompileOptions options;
    options.kind = kind_of(source);
    options.names = &names;
    const auto file = std::make_shared<SourceFile>("golden.soc", source);
    const Compilation result = compile(file, options);
    std::string out;
    for (const Diagnostic& made : result.diagnostics) out += render(*file, made);
    if (result.unit == nullptr) return out;
    if (const auto problem = verify(*result.unit)) out += "does not verify: " + *problem + "\n";
    return out + disassemble(*result.unit);
}

class Golden : public testing::TestWithParam<std::filesystem::path> {};

TEST_P(Golden, CompilesAsWritten) {
    std::vector<Case> cases = read_cases(GetParam());
    ASSERT_FALSE(cases.empty());
    const bool update = std::getenv("ACH_UPDATE_GOLDENS") != nullptr;
    std::string updated;
    for (const Case& c : cases) {
        const std::string actual = compiled(c.source);
        updated += "## " + c.about + "\n" + c.source + "---\n" + without_blank_end(actual) + "\n";
        if (!update) {
            EXPECT_EQ(without_blank_end(actual), without_blank_end(c.expected))
                << GetParam().filename() << ": " << c.about << "\n"
                << c.source;
        }
    }
    if (update) std::ofstream(GetParam(), std::ios::binary) << without_blank_end(updated);
}

std::vector<std::filesystem::path> golden_files() {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(ACH_GOLDEN_DIR)) {
        if (entry.path().extension() == ".txt") files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    return files;
}

INSTANTIATE_TEST_SUITE_P(All, Golden, testing::ValuesIn(golden_files()),
                         [](const auto& golden) { return golden.param.stem().string(); });

}  // namespace
}  // namespace ach::vm::language
