// The tree of a program as one line of text, so that a test can say what it expects to be parsed.
#pragma once

#include <string>
#include <vector>

#include "vm/language/ast.hpp"
#include "vm/support/diagnostics.hpp"

namespace ach::vm::language {

// Statements separated by blanks, each as `(form part …)`.
std::string tree_text(const Ast& ast);

// Parses `source` as a file named t.soc: its tree, or its messages as `line:column text` lines.
std::string parsed(std::string source);
std::vector<Diagnostic> parse_diagnostics(std::string source);
std::string messages_of(const SourceFile& file, const std::vector<Diagnostic>& diagnostics);

}  // namespace ach::vm::language
