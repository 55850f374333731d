// Tokens to tree: the grammar of chapters 1 and 2, and nothing behind it.
//
// The parser is a recursive descent with one rule per function, kept shallow by precedence climbing
// and bounded by kMaxNesting, so hostile nesting ends in a message and not in a stack overflow.
// After an error it goes on at the next statement, so one run reports several mistakes.
#pragma once

#include <cstdint>
#include <vector>

#include "vm/language/ast.hpp"
#include "vm/language/stop_check.hpp"
#include "vm/support/diagnostics.hpp"
#include "vm/support/source_file.hpp"
#include "vm/support/stack_room.hpp"

namespace ach::vm::language {

// Levels of expressions, types and patterns within each other. The passes behind the parser recurse
// as deep as the tree is, so the compiler provides stack for the usual case first.
inline constexpr std::uint32_t kUsualNesting = 400;  // more than any program that a person reads
inline constexpr std::uint32_t kMaxNesting = kHasLargeFrames ? kUsualNesting : 6000;

// No more errors than this are reported in one run.
inline constexpr std::size_t kMaxParseErrors = 20;

struct ParserOptions {
    bool lenient_top_level = true;  // two statements on one line: a warning (files), else an error
    bool builtin_marks = false;     // `#builtin` is known (preludes)
    std::uint32_t max_nesting = kUsualNesting;
    StopCheck stop{nullptr};
};

// Parses into `ast`. The tree may be used only if no error was added to `diagnostics`; those are in
// the order of their positions.
void parse(const SourceFile& file, ParserOptions options, Ast& ast,
           std::vector<Diagnostic>& diagnostics);

}  // namespace ach::vm::language
