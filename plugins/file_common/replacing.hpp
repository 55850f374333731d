// A file gets another content, or keeps the one it has, whatever happens meanwhile: also when the
// disk is full, the process ends or the machine loses power.
//
// The content is written to a file beside the one that is meant, brought to disk, and renamed over
// it; then the folder is brought to disk, for that is where a rename stands. A link stays, what it
// leads to is replaced. The file keeps its permissions; a new one gets those that open() gives.
#pragma once

#include <string>
#include <string_view>

namespace ach::file {

// 0, or the errno of what failed; then nothing is left behind. [any]
[[nodiscard]] int replace_file(const std::string& path, std::string_view bytes);

}  // namespace ach::file
