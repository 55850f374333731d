// Finds out what every name means, before any code is made.
//
// One walk over the tree in the order of the text. Variables are pushed when their declaration ends
// and popped with their block, so the newest meaning of a name is always on top. Uses that no
// declaration precedes wait: the first later declaration around them takes them (§5.2, late names).
// The rules behind the grammar that concern one place only (where `self`, `break` or `yield` may
// stand, the shape of `piecewise`) are checked on the same walk.
#pragma once

#include <deque>
#include <vector>

#include "vm/language/ast.hpp"
#include "vm/language/compile.hpp"
#include "vm/language/scope.hpp"
#include "vm/support/diagnostics.hpp"

namespace ach::vm::language {

struct Resolution {
    FunctionScope* top_level = nullptr;
    std::vector<Variable*> globals;  // in slot order, from the first new slot of a REPL entry
    std::vector<TypeAlias*> exported_types;
    std::vector<Symbol> exported_type_names;
    std::vector<TypeAlias*> top_level_types;  // for the REPL
    std::deque<Constant> constants;           // what Constant names mean; addresses stay
};

// Fills the "resolved" members of the tree. The result may be used only if no error was added.
Resolution resolve(const SourceFile& file, Ast& ast, const CompileOptions& options,
                   std::vector<Diagnostic>& diagnostics);

}  // namespace ach::vm::language
