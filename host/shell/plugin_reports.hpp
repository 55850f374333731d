// What `achronyme plugins` says: texts made from the index and its resolution, without any plugin
// being loaded.
//
// A person may name a plugin by its id, by the last part of it, or by something it contributes: a
// function, a method, a module, a subcommand, an interface.
#pragma once

#include "host/shell/plugin_index.hpp"
#include "host/shell/result.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace ach::host {

class Shell;

// A line for each plugin that was found, reasons for those that cannot be used, and where was
// looked.
std::string list_of_plugins(const Shell& shell);

// What the plugins meant by `name` offer and need.
Result<std::string> about_plugins(const Shell& shell, std::string_view name);

// Why they cannot be used, or what they bring along.
Result<std::string> reasons_of_plugins(const Shell& shell, std::string_view name);

// The plugin of that id, or with an id that ends with it behind a dot; kNoPlugin without exactly
// one.
PluginNumber plugin_called(const PluginIndex& index, std::string_view name);

// "there is no plugin 'htp'; did you mean 'http'?"
std::string no_such_plugin(const PluginIndex& index, std::string_view name);

// With spaces behind it, to `width` bytes.
std::string padded(std::string_view text, std::size_t width);

}  // namespace ach::host
