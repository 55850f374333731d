#include "host/shell/index_cache.hpp"

#include "host/shell/index_builder.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>

namespace ach::host {
namespace {

bool is_unchanged(const PluginIndex& index, const index::Folder& folder) {
    return stamp_of(std::string(index.text(folder.path))) == folder.stamp;
}

bool is_unchanged(const PluginIndex& index, const index::Plugin& plugin) {
    return stamp_of(std::string(index.text(plugin.library))) == plugin.library_stamp &&
           stamp_of(std::string(index.text(plugin.manifest))) == plugin.manifest_stamp;
}

// A file system's clock ticks every few milliseconds. What changed within the last tick may change
// again without its stamp moving, so an index made that soon must not be kept.
bool has_settled(const PluginIndex& index) {
    using namespace std::chrono;
    constexpr std::int64_t kTick = 50'000'000;
    const std::int64_t now =
        duration_cast<nanoseconds>(system_clock::now().time_since_epoch()).count();
    std::int64_t newest = 0;
    for (const auto& folder : index.folders()) newest = std::max(newest, folder.stamp.modified_ns);
    for (const auto& plugin : index.plugins()) {
        newest =
            std::max({newest, plugin.library_stamp.modified_ns, plugin.manifest_stamp.modified_ns});
    }
    return newest < now - kTick;
}

}  // namespace

bool is_fresh(const PluginIndex& index, std::span<const std::string> plugin_folders) {
    const auto folders = index.folders();
    const bool same = std::equal(
        folders.begin(), folders.end(), plugin_folders.begin(), plugin_folders.end(),
        [&](const index::Folder& folder, auto& path) { return index.text(folder.path) == path; });
    return same &&
           std::all_of(folders.begin(), folders.end(),
                       [&](const auto& folder) { return is_unchanged(index, folder); }) &&
           std::all_of(index.plugins().begin(), index.plugins().end(),
                       [&](const auto& plugin) { return is_unchanged(index, plugin); });
}

std::string IndexCache::file_for(std::span<const std::string> plugin_folders) const {
    std::string all;
    for (const std::string& folder : plugin_folders) (all += folder) += '\0';
    char name[32];
    std::snprintf(name, sizeof name, "/index-%016lx", index_checksum(all));
    return folder_ + name;
}

PluginIndex IndexCache::open(std::span<const std::string> plugin_folders) const {
    if (folder_.empty()) return build_index(plugin_folders);
    const std::string file = file_for(plugin_folders);
    if (auto block = read_file(file)) {
        auto kept = PluginIndex::adopt(std::move(*block));
        if (kept && is_fresh(*kept, plugin_folders)) return std::move(*kept);
    }
    PluginIndex made = build_index(plugin_folders);
    if (has_settled(made) && make_folders(folder_)) replace_file(file, made.block());
    return made;
}

}  // namespace ach::host
