// Lexer, parser, resolver, compiler, verifier, and units as bytes, on any text.
#include "tests/fuzz/fuzz.hpp"
#include "vm/bytecode/serialize.hpp"
#include "vm/bytecode/verify.hpp"
#include "vm/language/compile.hpp"

#include <memory>
#include <string>

using namespace ach::vm;
using ach::fuzz::require;

namespace {

// A few names are known, so that both kinds of names come up.
class SomeNames final : public language::NameSource {
public:
    language::NameMeaning lookup(std::string_view name) const override {
        language::NameMeaning meaning;
        if (name == "print" || name == "map" || name == "str" || name == "len") {
            meaning.kind = language::NameKind::Builtin;
        }
        return meaning;
    }
    std::string nearest(std::string_view) const override { return "print"; }
};

void compile(std::string text, UnitKind kind) {
    const SomeNames names;
    language::ReplScope repl;
    language::CompileOptions options;
    options.kind = kind;
    options.names = &names;
    if (kind == UnitKind::ReplEntry) options.repl = &repl;
    const auto file = std::make_shared<SourceFile>("fuzz.soc", std::move(text));
    const language::Compilation made = language::compile(file, options);
    bool has_errors = false;
    for (const Diagnostic& diagnostic : made.diagnostics) {
        has_errors |= diagnostic.is_error();
        require(!render(*file, diagnostic).empty());
    }
    require((made.unit == nullptr) == has_errors);
    if (made.unit == nullptr) return;
    require(!verify(*made.unit));
    std::string problem;
    const auto again = read_unit(write_unit(*made.unit), problem);
    require(again != nullptr && !verify(*again));
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(ach::fuzz::text_of(data, size));
    compile(text, UnitKind::File);
    compile(text, UnitKind::ReplEntry);
    language::check_syntax(SourceFile("fuzz.soc", text), UnitKind::Prelude);
    return 0;
}
