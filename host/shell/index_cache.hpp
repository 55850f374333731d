// Keeps the index between runs.
//
// The cache is a convenience: when it is missing, damaged, stale or cannot be written, the index is
// made from the manifests and nobody hears of it.
#pragma once

#include "host/shell/plugin_index.hpp"

#include <span>
#include <string>

namespace ach::host {

class IndexCache {
public:
    // `folder` is where index files live; empty: keep nothing.
    explicit IndexCache(std::string folder) : folder_(std::move(folder)) {}

    // The index of these plugin folders, as they are at this moment.
    PluginIndex open(std::span<const std::string> plugin_folders) const;

    // The file in which the index of these folders is kept.
    std::string file_for(std::span<const std::string> plugin_folders) const;

private:
    std::string folder_;
};

// Were the folders and files it was made from touched since?
bool is_fresh(const PluginIndex& index, std::span<const std::string> plugin_folders);

}  // namespace ach::host
