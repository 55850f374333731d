// ach_preludec PRELUDE.soc OUTPUT.hpp SYMBOL [MANIFEST.json …]
//
// Compiles a prelude to bytecode and writes it as a C++ header with one array named SYMBOL. Which
// built-in names exist is read from the manifests (contributes.natives); without any, every name
// that the prelude does not declare is taken for a built-in function. Names that begin with `__`
// always are: they belong to the machine and to the helpers of packs.
//
// What help(name) says about a function stands above its `#builtin`, as a comment that begins with
// the name and its parameters: `// any(p, c): whether …`. The header has these texts as SYMBOLDocs,
// in the form that ach_prelude_def::docs wants.
#include <charconv>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "vm/bytecode/serialize.hpp"
#include "vm/bytecode/verify.hpp"
#include "vm/language/compile.hpp"
#include "vm/support/nearest_name.hpp"

namespace {

using namespace ach::vm;

class ManifestNames final : public language::NameSource {
public:
    // False: the file cannot be read or is no manifest.
    bool add(const std::string& path) {
        std::ifstream in(path, std::ios::binary);
        const auto manifest = nlohmann::json::parse(in, nullptr, false);
        const nlohmann::json::json_pointer natives("/contributes/natives");
        if (!manifest.is_object() || !manifest.contains(natives)) return false;
        for (const auto& name : manifest[natives]) names_.insert(name.get<std::string>());
        return true;
    }

    language::NameMeaning lookup(std::string_view name) const override {
        const bool known = names_.empty() || name.starts_with("__") || names_.contains(name);
        return {known ? language::NameKind::Builtin : language::NameKind::Unknown, 0.0};
    }

    std::string nearest(std::string_view name) const override {
        NearestName search(name);
        for (const std::string& known : names_) search.offer(known);
        return search.best();
    }

private:
    std::set<std::string, std::less<>> names_;
};

// Names and their texts by turns.
std::vector<std::string> docs_in(const std::string& source) {
    constexpr std::string_view kComment = "// ";
    constexpr std::string_view kBuiltin = "#builtin";
    constexpr std::string_view kLet = "let ";
    std::vector<std::string> docs;
    std::string comment;
    std::string line;
    std::string before;
    for (std::istringstream in(source); std::getline(in, line); before = line) {
        if (line.starts_with(kComment)) {
            comment += (comment.empty() ? "" : "\n") + line.substr(kComment.size());
        } else if (line.starts_with(kLet) && before == kBuiltin) {
            const std::string name =
                line.substr(kLet.size(), line.find(' ', kLet.size()) - kLet.size());
            if (comment.starts_with(name + "(")) docs.insert(docs.end(), {name, comment});
            comment.clear();
        } else if (line != kBuiltin) {
            comment.clear();
        }
    }
    return docs;
}

std::string literal(const std::string& text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '\n') {
            out += "\\n";
        } else {
            if (c == '"' || c == '\\') out += '\\';
            out += c;
        }
    }
    return out + "\\000\"";
}

std::string header_text(const std::string& symbol, const std::vector<std::uint8_t>& bytes,
                        const std::vector<std::string>& docs) {
    std::ostringstream out;
    out << "// Compiled from a prelude; see cmake/AchPrelude.cmake.\n#pragma once\n\n"
        << "inline constexpr unsigned char " << symbol << "[] = {";
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        out << (i % 24 == 0 ? "\n    " : " ") << static_cast<unsigned>(bytes[i]) << ",";
    }
    out << "\n};\n\ninline constexpr char " << symbol << "Docs[] =";
    for (const std::string& text : docs) out << "\n    " << literal(text);
    out << "\n    \"\";\n";
    return out.str();
}

std::string file_name_of(const std::string& path) {
    return path.substr(path.find_last_of('/') + 1);
}

int complain(const std::string& text) {
    std::fprintf(stderr, "ach_preludec: %s\n", text.c_str());
    return 1;
}

int compile_prelude(const std::string& input, const std::string& output, const std::string& symbol,
                    const ManifestNames& names) {
    std::ifstream in(input, std::ios::binary);
    if (!in) return complain("cannot read " + input);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    // The name that traces and messages of users may show has no folders of the builder in it.
    const auto file = std::make_shared<SourceFile>(file_name_of(input), text);

    const language::Compilation compiled =
        language::compile(file, {.kind = UnitKind::Prelude, .names = &names});
    const SourceFile shown(input, text);
    for (const Diagnostic& made : compiled.diagnostics) {
        std::fputs(render(shown, made).c_str(), stderr);
    }
    if (compiled.unit == nullptr) return 1;
    if (const auto wrong = verify(*compiled.unit)) return complain(input + ": " + *wrong);

    std::ofstream out(output, std::ios::binary);
    out << header_text(symbol, write_unit(*compiled.unit), docs_in(text));
    out.close();
    return out ? 0 : complain("cannot write " + output);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 4)
        return complain("usage: ach_preludec PRELUDE.soc OUTPUT.hpp SYMBOL [MANIFEST.json …]");
    ManifestNames names;
    for (int i = 4; i < argc; ++i) {
        if (!names.add(argv[i]))
            return complain(std::string("no manifest with natives: ") + argv[i]);
    }
    return compile_prelude(argv[1], argv[2], argv[3], names);
}
