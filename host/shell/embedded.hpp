// Files of config/ that are part of the executable, so that it never depends on where it is
// installed.
#pragma once

#include <string_view>

namespace ach::host::embedded {

std::string_view manifest_schema();  // config/manifest.schema.json
std::string_view config_schema();    // config/achronyme.schema.json

}  // namespace ach::host::embedded
