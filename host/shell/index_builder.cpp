#include "host/shell/index_builder.hpp"

#include "host/shell/elf_section.hpp"
#include "host/shell/manifest.hpp"
#include "host/shell/nearest.hpp"

#include <dirent.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <unordered_map>

namespace ach::host {
namespace {

constexpr std::string_view kSuffix = ".manifest.json";
constexpr std::string_view kSection = "ach.manifest";

struct Found {
    Manifest manifest;
    std::string manifest_path;
    std::string library_path;
    FileStamp manifest_stamp;
    FileStamp library_stamp;
    std::string refusal;
    std::size_t order = 0;  // of discovery
};

std::vector<std::string> manifest_names(const std::string& folder) {
    std::vector<std::string> names;
    const std::unique_ptr<DIR, int (*)(DIR*)> open(::opendir(folder.c_str()), ::closedir);
    if (!open) return names;
    while (const dirent* entry = ::readdir(open.get())) {
        const std::string_view name = entry->d_name;
        if (name.size() > kSuffix.size() && name.ends_with(kSuffix)) names.emplace_back(name);
    }
    std::sort(names.begin(), names.end());
    return names;
}

std::string refuse_abi(const Manifest& manifest) {
    if (manifest.abi_major != ACH_ABI_MAJOR) {
        return "it was built for plugin ABI " + std::to_string(manifest.abi_major) +
               ", this host serves ABI " + std::to_string(ACH_ABI_MAJOR) +
               ": install the plugin's release for ABI " + std::to_string(ACH_ABI_MAJOR);
    }
    if (manifest.abi_required > ACH_ABI_MINOR) {
        return "it needs plugin ABI 1." + std::to_string(manifest.abi_required) +
               ", this host serves 1." + std::to_string(ACH_ABI_MINOR) +
               ": install a newer Achronyme";
    }
    return {};
}

std::string refuse_library(const Found& found, std::string_view manifest_text) {
    if (!found.library_stamp.exists()) {
        return "its file " + found.library_path + " is missing: install the plugin again";
    }
    const Result<std::string> embedded = read_elf_section(found.library_path, kSection);
    if (!embedded) return embedded.problem().text;
    if (*embedded == manifest_text) return {};
    return "the manifest beside the file and the one inside it differ: install the plugin again, "
           "or "
           "copy its manifest unchanged to " +
           found.manifest_path;
}

Found read_plugin(const std::string& folder, const std::string& name) {
    Found found;
    const std::string stem = name.substr(0, name.size() - kSuffix.size());
    found.manifest_path = folder + "/" + name;
    found.library_path = folder + "/" + stem + ".so";
    found.manifest_stamp = stamp_of(found.manifest_path);
    found.library_stamp = stamp_of(found.library_path);
    found.manifest.id = stem;  // what it is called until its manifest says otherwise
    const auto text = read_file(found.manifest_path);
    if (!text) {
        found.refusal = found.manifest_path + ": cannot be read: " + std::strerror(errno);
        return found;
    }
    Result<Manifest> manifest = parse_manifest(*text, found.manifest_path);
    if (!manifest) {
        found.refusal = manifest.problem().text;
        return found;
    }
    found.manifest = std::move(*manifest);
    found.refusal = refuse_abi(found.manifest);
    if (found.refusal.empty()) found.refusal = refuse_library(found, *text);
    return found;
}

// Sorts by id, the usable before the refused, and refuses all but the first of one id.
void settle_ids(std::vector<Found>& found) {
    std::sort(found.begin(), found.end(), [](const Found& a, const Found& b) {
        if (a.manifest.id != b.manifest.id) return a.manifest.id < b.manifest.id;
        if (a.refusal.empty() != b.refusal.empty()) return a.refusal.empty();
        return a.order < b.order;
    });
    const Found* holder = nullptr;
    for (Found& plugin : found) {
        const bool same = holder != nullptr && holder->manifest.id == plugin.manifest.id;
        if (same && plugin.refusal.empty()) {
            plugin.refusal = "the id '" + plugin.manifest.id + "' is taken by " +
                             holder->library_path + ": remove one of the two";
        }
        if (!same) holder = &plugin;
    }
}

// Lays records and texts out in one block.
class Block {
public:
    index::Text text(std::string_view content) {
        if (content.empty()) return {};
        auto [known, fresh] = known_.try_emplace(std::string(content));
        if (fresh) {
            known->second = {static_cast<std::uint32_t>(pool_.size()),
                             static_cast<std::uint32_t>(content.size())};
            pool_ += content;
        }
        return known->second;
    }

    index::Range texts(std::vector<std::string> all, bool sorted = false) {
        if (sorted) std::sort(all.begin(), all.end());
        const auto first = static_cast<std::uint32_t>(texts_.size());
        for (const std::string& one : all) texts_.push_back(text(one));
        return {first, static_cast<std::uint32_t>(all.size())};
    }

    // Text in a record is an offset into the pool until finish() knows where the pool begins.
    std::string finish() {
        header_.host = text(index_host());
        sort_tables();
        place(header_.folders, folders_);
        place(header_.plugins, plugins_);
        place(header_.texts, texts_);
        place(header_.needs, needs_);
        place(header_.providers, providers_);
        place(header_.names, names_);
        place(header_.commands, commands_);
        pool_at_ = static_cast<std::uint32_t>(size_);
        size_ += (pool_.size() + 7) / 8 * 8;
        return write();
    }

    std::vector<index::Folder> folders_;
    std::vector<index::Plugin> plugins_;
    std::vector<index::Text> texts_;
    std::vector<index::Need> needs_;
    std::vector<index::Provider> providers_;
    std::vector<index::Name> names_;
    std::vector<index::Command> commands_;

private:
    std::string_view view(index::Text text) const { return {pool_.data() + text.at, text.size}; }

    void sort_tables() {
        std::sort(providers_.begin(), providers_.end(), [this](const auto& a, const auto& b) {
            const int order = view(a.interface).compare(view(b.interface));
            return order != 0 ? order < 0 : a.plugin < b.plugin;
        });
        std::sort(names_.begin(), names_.end(), [this](const auto& a, const auto& b) {
            if (a.kind != b.kind) return a.kind < b.kind;
            const int order = view(a.name).compare(view(b.name));
            return order != 0 ? order < 0 : a.plugin < b.plugin;
        });
        std::sort(commands_.begin(), commands_.end(), [this](const auto& a, const auto& b) {
            const int order = view(a.name).compare(view(b.name));
            return order != 0 ? order < 0 : a.plugin < b.plugin;
        });
    }

    template <class Record>
    void place(index::Range& range, const std::vector<Record>& records) {
        static_assert(sizeof(Record) % 8 == 0);
        range = {static_cast<std::uint32_t>(size_), static_cast<std::uint32_t>(records.size())};
        size_ += records.size() * sizeof(Record);
    }

    void move(index::Text& text) const { text.at = text.size == 0 ? 0 : text.at + pool_at_; }

    template <class Record>
    static void copy(std::string& block, index::Range range, const std::vector<Record>& records) {
        if (records.empty()) return;
        std::memcpy(block.data() + range.first, records.data(), records.size() * sizeof(Record));
    }

    std::string write() {
        move(header_.host);
        for (auto& folder : folders_) move(folder.path);
        for (auto& plugin : plugins_) {
            for (index::Text* text :
                 {&plugin.id, &plugin.version, &plugin.summary, &plugin.manifest, &plugin.library,
                  &plugin.refusal, &plugin.config_schema, &plugin.config_defaults}) {
                move(*text);
            }
        }
        for (auto& text : texts_) move(text);
        for (auto& need : needs_) move(need.interface);
        for (auto& provider : providers_) move(provider.interface);
        for (auto& name : names_) move(name.name), move(name.overload);
        for (auto& command : commands_)
            move(command.name), move(command.summary), move(command.usage);

        std::string block(size_, '\0');
        copy(block, header_.folders, folders_);
        copy(block, header_.plugins, plugins_);
        copy(block, header_.texts, texts_);
        copy(block, header_.needs, needs_);
        copy(block, header_.providers, providers_);
        copy(block, header_.names, names_);
        copy(block, header_.commands, commands_);
        std::memcpy(block.data() + pool_at_, pool_.data(), pool_.size());
        std::memcpy(header_.magic, kIndexMagic, sizeof kIndexMagic);
        header_.size = size_;
        std::memcpy(block.data(), &header_, sizeof header_);
        constexpr std::size_t from = offsetof(index::Header, size);
        header_.checksum = index_checksum(std::string_view(block).substr(from));
        std::memcpy(block.data(), &header_, sizeof header_);
        return block;
    }

    index::Header header_{};
    std::size_t size_ = sizeof(index::Header);
    std::uint32_t pool_at_ = 0;
    std::string pool_;
    std::unordered_map<std::string, index::Text> known_;
};

index::Range add_needs(Block& block, const Manifest& manifest) {
    const auto first = static_cast<std::uint32_t>(block.needs_.size());
    for (const Requirement& need : manifest.requires_) {
        block.needs_.push_back({block.text(need.interface), need.optional ? 1u : 0u, 0});
    }
    return {first, static_cast<std::uint32_t>(manifest.requires_.size())};
}

void add_names(Block& block, const Manifest& manifest, PluginNumber number) {
    for (const std::string& interface : manifest.provides) {
        block.providers_.push_back({block.text(interface), number, 0});
    }
    for (const Contribution& native : manifest.natives) {
        block.names_.push_back({index::Kind::Native,
                                number,
                                block.text(native.name),
                                block.text(native.overload),
                                {}});
    }
    for (const std::string& method : manifest.methods) {
        block.names_.push_back({index::Kind::Method, number, block.text(method), {}, {}});
    }
    for (const std::string& topic : manifest.topics) {
        block.names_.push_back({index::Kind::Topic, number, block.text(topic), {}, {}});
    }
    for (const ContributedModule& module : manifest.modules) {
        block.names_.push_back({index::Kind::Module,
                                number,
                                block.text(module.name),
                                {},
                                block.texts(module.exports, true)});
    }
    for (const ContributedCommand& command : manifest.commands) {
        block.commands_.push_back({block.text(command.name), block.text(command.summary),
                                   block.text(command.usage), number, 0});
    }
}

void add_plugin(Block& block, const Found& found) {
    const Manifest& manifest = found.manifest;
    const auto number = static_cast<PluginNumber>(block.plugins_.size());
    index::Plugin plugin{};
    plugin.id = block.text(manifest.id);
    plugin.version = block.text(manifest.version);
    plugin.summary = block.text(manifest.summary);
    plugin.manifest = block.text(found.manifest_path);
    plugin.library = block.text(found.library_path);
    plugin.manifest_stamp = found.manifest_stamp;
    plugin.library_stamp = found.library_stamp;
    plugin.refusal = block.text(found.refusal);
    plugin.config_schema = block.text(manifest.config_schema);
    plugin.config_defaults = block.text(manifest.config_defaults);
    plugin.provides = block.texts(manifest.provides);
    plugin.requires_ = add_needs(block, manifest);
    plugin.abi = manifest.abi_built;
    plugin.permissions = manifest.permissions;
    const bool on_start = std::find(manifest.activation.begin(), manifest.activation.end(),
                                    "on_start") != manifest.activation.end();
    plugin.flags = (manifest.resident ? index::kResident : 0u) | (on_start ? index::kOnStart : 0u);
    block.plugins_.push_back(plugin);
    if (found.refusal.empty()) add_names(block, manifest, number);
}

}  // namespace

PluginIndex build_index(std::span<const std::string> folders) {
    std::vector<Found> found;
    Block block;
    for (const std::string& folder : folders) {
        block.folders_.push_back({block.text(folder), stamp_of(folder)});
        for (const std::string& name : manifest_names(folder)) {
            found.push_back(read_plugin(folder, name));
            found.back().order = found.size();
        }
    }
    settle_ids(found);
    for (const Found& plugin : found) add_plugin(block, plugin);
    return *PluginIndex::adopt(block.finish());
}

}  // namespace ach::host
