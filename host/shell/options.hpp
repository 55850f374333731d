// What was typed: the host's own flags, then a subcommand with arguments that are none of our
// business.
#pragma once

#include "host/shell/assignment.hpp"
#include "host/shell/result.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ach::host {

struct Options {
    bool help = false;
    bool version = false;
    bool sandbox = false;
    std::string config_file;
    std::vector<Assignment> assignments;  // in order
    std::vector<std::string> plugin_folders;
    std::string command;                      // empty: none was named
    std::vector<std::string_view> arguments;  // of the command; they live as long as argv
};

// `arguments` without the program's name. A problem has status ACH_E_ARG.
Result<Options> parse_options(std::span<char* const> arguments);

// The part of --help that is about flags.
std::string_view help_on_flags();

}  // namespace ach::host
