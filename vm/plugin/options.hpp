// What the words after a subcommand ask for. Pure: nothing is opened or run here. The help texts
// are in the manifest, where the host finds them without this module.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace ach::vm {

// Serve is no subcommand: a machine without a script of its own, for ach.vm/1.
enum class Action { Run, Eval, Check, Disassemble, Repl, Serve };

// What FILE is called when it is "-".
inline constexpr std::string_view kStandardInput = "<stdin>";

struct Options {
    Action action = Action::Run;
    bool print = false;        // the program's value, in quoted form
    bool json_result = false;  // the program's value, or its error, as one JSON line
    bool parse_only = false;   // check: the grammar alone
    bool json = false;         // check: diagnostics as JSON
    bool gc_stress = false;
    bool gc_statistics = false;          // how often and how long, on stderr at the end
    std::uint64_t max_heap_bytes = 0;    // 0: no limit
    std::string source;                  // a file or kStandardInput; of Eval the text
    std::vector<std::string> arguments;  // of the script
};

struct UsageError {
    std::string message;  // names the word and what would be right
};

// `command` is one of "run", "eval", "check", "disassemble", "repl".
std::variant<Options, UsageError> parse_options(std::string_view command,
                                                const std::vector<std::string_view>& words);

}  // namespace ach::vm
