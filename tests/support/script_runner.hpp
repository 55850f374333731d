// Compiles and runs source text in this process, with a machine of its own and a handful of
// natives, for tests of the machine that need a program. The scripts say beside their lines what
// they do:
//
//     print(1 + 1)            // expect: 2
//     throw "low"             // expect error: low
//
// `expect error` names text of the message of an uncaught error or of a diagnostic, at that line.
//
// The natives: print, str, push, len, `sync(f, …)` and `then(f, …)` call f through call_sync and
// call_then, `later(v)` suspends and gives v, `later_future(v)` gives a Future of it,
// `fail_later(m)` suspends and raises; what is later is completed by another thread. `spawn(f, …)`
// calls f on a strand of its own. `program(path)` is a function that runs that module. push and len
// are methods too.
#pragma once

#include "vm/runtime/machine.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ach::vm {

struct ScriptOptions {
    MachineOptions machine;
    std::map<std::string, std::string> modules;  // source text by path, as imports write it
    std::string prelude;                         // run before the program; exports become builtins
    const std::uint32_t* preempt = nullptr;
    std::uint32_t polls = 0;   // of a slice; 0: see preempt
    std::uint32_t slices = 0;  // of the main strand, and no more; 0: to the end
    // Without those that start threads or trust their arguments.
    bool has_only_tame_natives = false;
    unsigned threads = 1;  // that run strands
};

struct ScriptResult {
    std::vector<std::string> printed;  // lines
    std::string value;                 // of a program that ended well, in quoted form
    std::string error;   // "Kind: message", or the diagnostics; empty when all was well
    std::string report;  // the whole text of an uncaught error
    std::uint32_t error_line = 0;
    std::uint64_t collections = 0;
    bool is_stuck = false;  // it waits for something that cannot happen
};

ScriptResult run_script(std::string_view source, const ScriptOptions& options = {});

// What the result has against the expectations in the source; empty when all is as expected.
std::string complaint_about(std::string_view source, const ScriptResult& result);

}  // namespace ach::vm
