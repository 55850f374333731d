// What a program's end looks like on standard output and standard error.
#pragma once

#include "vm/runtime/mutator.hpp"
#include "vm/runtime/trace.hpp"
#include "vm/support/diagnostics.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace ach::vm {

// Writes to a standard stream, after what scripts have printed. A reader that went away is no
// error.
void print_out(std::string_view text);
void print_error(std::string_view text);

// What is said of an error that nobody looked at, in the task that ran a function of that name.
std::string unhandled(std::string_view task, const ErrorReport& report);

// What is said of an error in an "effect" or a "cleanup" that nobody can be given.
std::string in_observer(std::string_view where, const ErrorReport& report);

// {"error":{"kind":…,"message":…,"file":…,"line":…,"column":…}} and a line feed.
std::string json_of(const ErrorReport& report);
std::string json_of(const SourceFile& file, const Diagnostic& diagnostic);

// The diagnostics as a JSON array for editors: severity, kind, number, message, hint, file, line,
// column, end_line, end_column, and the same place once more as a "range" of the Language Server
// Protocol.
std::string json_list_of(const SourceFile& file, const std::vector<Diagnostic>& diagnostics);
// The same for a file that cannot be read.
std::string json_list_of(const std::string& path, std::string_view problem);

}  // namespace ach::vm
