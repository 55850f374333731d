// Reads the manifests in folders of plugins and makes an index of them.
#pragma once

#include "host/shell/plugin_index.hpp"

#include <span>
#include <string>

namespace ach::host {

// Plugins in folders named earlier come first: of two with one id the second is refused. A folder
// that is not there is an empty one. What is wrong with a plugin is in its `refusal`.
PluginIndex build_index(std::span<const std::string> folders);

}  // namespace ach::host
