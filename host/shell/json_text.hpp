// JSON as people write it into files and flags, read more strictly than the library does: nothing
// may stand behind the document, no key may stand twice in an object (the library lets the last
// one win, and whoever wrote the first wonders), and nesting has a limit, because what looks at
// documents later recurses.
#pragma once

#include "host/shell/result.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string_view>

namespace ach::host {

inline constexpr int kDeepestJson = 200;

// The JSON in `text`, or a problem that says `name:line:column`.
Result<nlohmann::json> parse_json(std::string_view text, std::string_view name);

// Is it JSON at all, however odd?
bool is_json(std::string_view text);

}  // namespace ach::host
