// Where things lie on this machine. Environment overrides are ignored when the process has more
// privileges than its user.
#pragma once

#include <string>
#include <vector>

namespace ach::host {

struct Paths {
    std::string config_file;   // the user's; may not exist
    std::string cache_folder;  // empty: no home, keep nothing
    std::string state_folder;  // as above
    std::vector<std::string>
        plugin_folders;  // the user's, then those that came with the executable

    static Paths of_this_process();
};

// `path` as seen from `folder`, with a leading ~ for the home folder. Does not look at the disk.
std::string absolute_path(const std::string& path, const std::string& folder);

std::string current_folder();

// The folder part of `path`; "." when it has none.
std::string folder_of(const std::string& path);

// The real place of `path`: absolute, symbolic links and .. resolved step by step, as the kernel
// would when opening it. What does not exist yet keeps its name. Empty when it leads in a circle.
std::string resolve_path(const std::string& path);

}  // namespace ach::host
