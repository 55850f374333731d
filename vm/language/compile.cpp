#include "vm/language/compile.hpp"

#include <algorithm>
#include <string>
#include <unordered_set>

#include "vm/language/follow_ups.hpp"
#include "vm/language/function_compiler.hpp"
#include "vm/language/parser.hpp"
#include "vm/language/resolver.hpp"
#include "vm/support/stack_room.hpp"

namespace ach::vm::language {

namespace {

// The stack that a level of nesting takes in all passes together, with room to spare.
constexpr std::size_t kStackPerLevel = kHasLargeFrames ? 32 << 10 : 8 << 10;

// Programs nested no deeper than this, that is nearly all, are compiled on whatever stack the
// caller has: a thread would cost a short program a tenth of its start. 80 KB, unoptimised.
constexpr std::uint32_t kModestNesting = kHasLargeFrames ? 0 : 32;

// What fits any stack.
constexpr std::uint32_t kLeastNesting = 32;

ParserOptions parser_options(UnitKind kind, const std::atomic<bool>* stop,
                             std::uint32_t max_nesting) {
    return {kind == UnitKind::File, kind == UnitKind::Prelude, max_nesting, StopCheck(stop)};
}

bool is_too_deep(const std::vector<Diagnostic>& diagnostics) {
    return std::ranges::any_of(
        diagnostics, [](const Diagnostic& d) { return d.number == diag::NestedTooDeeply.number; });
}

// Parses with as much stack as the program needs, and goes on with it there. What is nested so
// deeply that there is no room for it is refused as far as there is.
template <class Use>
void with_parsed(const SourceFile& file, UnitKind kind, const std::atomic<bool>* stop, Use use) {
    bool done = false;
    const auto attempt = [&](std::uint32_t nesting, bool is_last) {
        Ast ast;
        std::vector<Diagnostic> diagnostics;
        parse(file, parser_options(kind, stop, nesting), ast, diagnostics);
        done = is_last || !is_too_deep(diagnostics);
        if (done) use(ast, std::move(diagnostics));
    };
    const bool has_usual_room =
        with_stack_room(kUsualNesting * kStackPerLevel, [&] { attempt(kUsualNesting, false); });
    if (done) return;
    const bool has_room = has_usual_room && with_stack_room(kMaxNesting * kStackPerLevel,
                                                            [&] { attempt(kMaxNesting, true); });
    if (!has_room) attempt(kLeastNesting, true);
}

void sort_by_position(std::vector<Diagnostic>& diagnostics) {
    std::stable_sort(
        diagnostics.begin(), diagnostics.end(),
        [](const Diagnostic& a, const Diagnostic& b) { return a.span.begin < b.span.begin; });
    const auto same = [](const Diagnostic& a, const Diagnostic& b) {
        return a.number == b.number && a.span == b.span;
    };
    diagnostics.erase(std::unique(diagnostics.begin(), diagnostics.end(), same), diagnostics.end());
}

// The declarations marked `#builtin`, in order.
std::vector<std::string> definitions_of(const Ast& ast) {
    std::vector<std::string> names;
    for (const Node* statement : ast.program.statements) {
        if (statement->kind != NodeKind::Let) continue;
        const LetNode& let = as<LetNode>(*statement);
        const bool marked =
            let.value->kind == NodeKind::Lambda && as<LambdaNode>(*let.value).builtin_mark;
        if (marked) names.emplace_back(ast.symbols.text(as<NamePattern>(*let.pattern).name));
    }
    return names;
}

// The globals of a REPL entry follow those of the entries before it, which the unit names, too.
void list_globals(Unit& unit, const Ast& ast, const Resolution& resolution, const ReplScope* repl) {
    if (repl != nullptr) {
        unit.first_new_global = repl->slots;
        unit.globals.resize(repl->slots);
        for (const ReplScope::Name& name : repl->names) {
            unit.globals[name.slot] = {name.name, name.is_mutable};
        }
    }
    for (const Variable* variable : resolution.globals) {
        unit.globals.push_back(
            {std::string(ast.symbols.text(variable->name)), variable->is_mutable});
    }
}

void extend_session(ReplScope& repl, const std::shared_ptr<Unit>& unit, const Ast& ast,
                    const Resolution& resolution, TypeTable& types) {
    for (const Variable* variable : resolution.globals) {
        ReplScope::Name name{std::string(ast.symbols.text(variable->name)), variable->global,
                             variable->is_mutable};
        if (variable->type != nullptr) {
            name.unit = unit;
            name.type = types.index_of(*variable->type);
        }
        repl.names.push_back(std::move(name));
    }
    repl.slots += static_cast<std::uint32_t>(resolution.globals.size());
    for (TypeAlias* alias : resolution.top_level_types) {
        const std::string name(ast.symbols.text(alias->name));
        const bool is_new = alias->type != nullptr || alias->module != nullptr;
        if (is_new && alias->span.end != 0)
            repl.types.push_back({name, unit, types.index_of(*alias)});
    }
}

// A prelude's own functions are what their names mean in it, before and after their line, although
// the catalog lists them as builtins.
class OwnNamesFirst final : public NameSource {
public:
    OwnNamesFirst(const Ast& ast, const NameSource* others) : others_(others) {
        for (const Node* statement : ast.program.statements) {
            if (statement->kind != NodeKind::Let) continue;
            const Pattern& pattern = *as<LetNode>(*statement).pattern;
            if (pattern.kind != PatternKind::Name) continue;
            own_.emplace(ast.symbols.text(as<NamePattern>(pattern).name));
        }
    }

    NameMeaning lookup(std::string_view name) const override {
        if (others_ == nullptr || own_.contains(std::string(name))) return {};
        return others_->lookup(name);
    }
    std::string nearest(std::string_view name) const override {
        return others_ == nullptr ? std::string() : others_->nearest(name);
    }

private:
    const NameSource* others_;
    std::unordered_set<std::string> own_;
};

bool has_imports(const Ast& ast) {
    return std::ranges::any_of(ast.program.statements, [](const Node* statement) {
        return statement->kind == NodeKind::Import;
    });
}

// What stands behind the grammar.
Compilation compile_parsed(const std::shared_ptr<const SourceFile>& file, Ast& ast,
                           std::vector<Diagnostic> found, const CompileOptions& options) {
    Compilation result;
    std::vector<Diagnostic>& diagnostics = result.diagnostics;
    diagnostics = std::move(found);
    if (has_errors(diagnostics)) return result;
    const OwnNamesFirst own_names(ast, options.names);
    CompileOptions resolving = options;
    if (options.kind == UnitKind::Prelude) resolving.names = &own_names;
    Resolution resolution = resolve(*file, ast, resolving, diagnostics);
    if (has_errors(diagnostics)) {
        sort_by_position(diagnostics);
        return result;
    }
    auto unit = std::make_shared<Unit>();
    unit->kind = options.kind;
    unit->path = file->name();
    unit->source = file;
    list_globals(*unit, ast, resolution, options.repl);

    TypeTable types(*unit, ast.symbols);
    PositionCursor positions(*file);
    UnitContext context{*unit, ast, types, positions, diagnostics, StopCheck(options.stop),
                        {},    {},  {}};
    FunctionCompiler::compile_unit(context, ast.program, *resolution.top_level);
    for (std::size_t i = 0; i < resolution.exported_types.size(); ++i) {
        const std::string name(ast.symbols.text(resolution.exported_type_names[i]));
        unit->exported_types.push_back({name, types.index_of(*resolution.exported_types[i])});
    }
    if (options.kind == UnitKind::Prelude) unit->definitions = definitions_of(ast);
    sort_by_position(diagnostics);
    if (has_errors(diagnostics)) return result;
    if (options.repl != nullptr) extend_session(*options.repl, unit, ast, resolution, types);
    result.unit = std::move(unit);
    return result;
}

}  // namespace

Compilation compile(std::shared_ptr<const SourceFile> file, const CompileOptions& options) try {
    if (kModestNesting != 0) {
        Ast ast;
        std::vector<Diagnostic> diagnostics;
        parse(*file, parser_options(options.kind, options.stop, kModestNesting), ast, diagnostics);
        // Imports compile other files in the middle of this one, each with its own need of stack.
        if (!has_errors(diagnostics) && !has_imports(ast)) {
            Compilation result = compile_parsed(file, ast, std::move(diagnostics), options);
            drop_follow_ups(*file, result.diagnostics);
            return result;
        }
    }
    Compilation result;
    with_parsed(*file, options.kind, options.stop,
                [&](Ast& ast, std::vector<Diagnostic> diagnostics) {
                    result = compile_parsed(file, ast, std::move(diagnostics), options);
                });
    drop_follow_ups(*file, result.diagnostics);
    return result;
} catch (const Stopped&) {
    return {};
}

std::vector<Diagnostic> check_syntax(const SourceFile& file, UnitKind kind,
                                     const std::atomic<bool>* stop) try {
    std::vector<Diagnostic> diagnostics;
    with_parsed(file, kind, stop,
                [&](const Ast&, std::vector<Diagnostic> found) { diagnostics = std::move(found); });
    drop_follow_ups(file, diagnostics);
    return diagnostics;
} catch (const Stopped&) {
    return {};
}

}  // namespace ach::vm::language
