// What the compiler hands to the machine: a unit (file, expression, REPL entry or prelude) with its
// functions, as plain data. Nothing in here knows values or the heap; the runtime turns a verified
// unit into objects when it is loaded. A unit can be written to bytes and read back
// (serialize.hpp), which is how preludes travel inside plugins.
//
// Where variables live
//   registers   locals of a function, and top-level variables that no function captures
//   cells       captured variables that are assigned after their capture
//   captures    captured variables that are never assigned again are copied into the closure
//   globals     top-level variables of a file that a function captures, imports, and every
//               top-level variable of a REPL entry; one slot array per loaded unit (a REPL's
//               entries share one array, see Unit::first_new_global)
//   builtins    names that the catalog resolved; linked once, when the unit is loaded
#pragma once

#include "vm/bytecode/instruction.hpp"

#include <complex>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace ach::vm {

class SourceFile;

using Constant = std::variant<double, std::complex<double>, std::string>;

// Where a closure finds one captured word when it is made: a register of the function that makes
// it, one of that function's own captures, the self around it, or a slot of its spill object. A
// function with a spill object begins with the NewSpill that puts it right behind the arguments,
// into the register that argument_registers() counts, and leaves it there.
struct CaptureSource {
    enum class From : std::uint8_t { Register, Capture, Self, Spilled };
    From from;
    std::uint32_t index;  // zero for Self
};

// Code in [start, end) that raises continues at `target` with the Error in `reg`. Inner handlers
// come first. Registers at and above `reg` hold nothing that the handler needs.
struct Handler {
    std::uint32_t start, end, target;
    std::uint8_t reg;
};

// A place where a name is looked up in a record or a type; owns one inline-cache slot.
struct Site {
    std::uint32_t name;  // constant (String)
};

struct TypeCheck {
    enum class Where : std::uint8_t { Variable, Destructuring, Argument, Return };
    std::uint32_t type;  // index into Unit::types
    Where where;
    std::uint32_t argument;  // 1-based, for Argument
    std::string name;        // of the variable or parameter
};

// The shape of `v[i, a.., ..b]`. Values stand in consecutive registers in reading order: one for a
// Plain, one for each bound that is there of a Slice.
struct IndexItem {
    bool is_slice;
    bool has_start, has_end, inclusive;
};
using IndexSpec = std::vector<IndexItem>;

struct LineEntry {
    std::uint32_t pc;  // valid from this word on
    std::uint32_t line, column;
};

enum FunctionFlag : std::uint32_t {
    kIsMethod = 1u << 0,     // a lambda written as a record field's value: self is the receiver
    kIsAsync = 1u << 1,      // a call gives a Future
    kIsGenerator = 1u << 2,  // body of a `generate` block
    kCollectsArguments = 1u << 3,  // prelude functions that use __args(): any count at or above
                                   // min_arguments is accepted
    kIsBuiltin = 1u << 4,          // #builtin: argument errors name it, traces hide its frames
    kIsTopLevel = 1u << 5,         // function 0 of a unit
    kStartsTask = 1u << 6,         // async, and a call starts its task at once: without BeginAsync
};

struct Function {
    std::string name;  // of the binding or field it was written for; "" when anonymous
    std::uint32_t flags = 0;
    std::uint32_t min_arguments = 0;
    std::uint32_t max_arguments = 0;  // arguments arrive in registers 0 …; missing ones are null
    std::vector<std::string> parameters;  // their names
    std::uint32_t registers = 0;          // how many it uses, scratch of calls included
    std::vector<Word> code;
    std::vector<Constant> constants;
    std::vector<std::uint32_t>
        children;  // functions of the unit that Closure and NewGenerator name
    std::vector<CaptureSource> captures;
    std::vector<Handler> handlers;
    std::vector<Site> sites;
    std::vector<TypeCheck> checks;
    std::vector<IndexSpec> index_specs;
    std::vector<LineEntry> lines;
    std::uint32_t line = 0, column = 0;  // where it was written
};

// Arguments beyond these arrive together, in a Vector in the register behind the others.
inline constexpr std::uint32_t kMaxSingleArguments = 64;

inline std::uint32_t argument_registers(const Function& function) {
    const bool gathers = function.max_arguments > kMaxSingleArguments;
    return gathers ? kMaxSingleArguments + 1 : function.max_arguments;
}

// A type as an annotation or pattern names it. `text` is its spelling for messages.
struct Type {
    enum class Kind : std::uint8_t {
        Any,
        Null,
        Named,
        Union,
        Tensor,
        Record,
        Function,
        Alias,
    };
    struct Field {
        std::string name;
        bool optional;
        std::uint32_t type;
    };
    Kind kind;
    std::string text;
    std::string name;                    // Named: the typeof name
    std::vector<std::uint32_t> members;  // Union: alternatives. Function: parameters and result.
                                         // Alias: target. Tensor: element type, or empty
    std::vector<Field> fields;           // Record
    bool has_shape = false;              // Tensor
    std::vector<std::optional<std::uint64_t>> shape;  // nullopt is `_`
};

struct Import {
    struct Name {
        std::string exported;
        std::string local;
        std::optional<std::uint32_t> global;  // slot to fill; none when only a type is imported
    };
    std::string path;  // as written
    std::vector<Name> names;
    std::uint32_t line, column;
};

struct ExportedType {
    std::string name;
    std::uint32_t type;
};

struct GlobalVariable {
    std::string name;
    bool is_mutable;
};

enum class UnitKind : std::uint8_t { File, Expression, ReplEntry, Prelude };

// A failed PatternFail; see §8.3 for the texts.
enum class PatternFailure : std::uint8_t {
    NotRecord,
    NotVector,
    MissingField,
    TooFewItems,
    WrongType,
    WrongLiteral,
};

// What Await does with what is no Future, and with how a Future ends.
enum class AwaitMode : std::uint8_t {
    Future,         // anything else is an error
    FutureOrValue,  // anything else is the result: __await(v) of preludes
    Result,         // the same, and so is a JobHandle: what an async function gives
    EndOnly,        // waits for the end and gives null, however it ends: __wait(f)
};

// Error kinds that Raise can name.
enum class RaisedKind : std::uint8_t { RuntimeError, TypeError, ReferenceError, ImportError };

struct Unit {
    UnitKind kind = UnitKind::File;
    std::string path;                          // as the user knows it; for positions in errors
    std::shared_ptr<const SourceFile> source;  // null when read from bytes
    std::vector<Function> functions;           // 0 is the top level, without parameters
    std::vector<GlobalVariable> globals;
    std::uint32_t first_new_global = 0;  // REPL entries: slots below exist already
    std::vector<std::string> builtins;   // link table of GetBuiltin
    std::vector<std::string> methods;  // every method name that is called or read: their packs are
                                       // loaded before the first statement, too
    std::vector<Type> types;
    std::vector<Import> imports;
    std::vector<ExportedType> exported_types;
    std::vector<std::string> definitions;  // Prelude: names its top level exports, in order
};

}  // namespace ach::vm
