#include "host/shell/plugin_index.hpp"

#include "host/shell/version.hpp"

#include <algorithm>
#include <cstddef>

namespace ach::host {
namespace {

constexpr std::size_t kChecksumFrom = offsetof(index::Header, size);

bool fits(index::Range range, std::size_t record, std::size_t size) {
    return range.first % 8 == 0 && range.first <= size &&
           range.count <= (size - range.first) / record;
}

bool tables_fit(const index::Header& header, std::size_t size) {
    return fits(header.folders, sizeof(index::Folder), size) &&
           fits(header.plugins, sizeof(index::Plugin), size) &&
           fits(header.texts, sizeof(index::Text), size) &&
           fits(header.needs, sizeof(index::Need), size) &&
           fits(header.providers, sizeof(index::Provider), size) &&
           fits(header.names, sizeof(index::Name), size) &&
           fits(header.commands, sizeof(index::Command), size);
}

}  // namespace

std::uint64_t index_checksum(std::string_view bytes) {
    std::uint64_t sum = 0x9E3779B97F4A7C15u ^ bytes.size();
    const auto mix = [&sum](std::uint64_t word) {
        sum = (sum ^ word) * 0xD6E8FEB86659FD93u;
        sum ^= sum >> 32;
    };
    std::uint64_t word = 0;
    while (bytes.size() >= sizeof word) {
        std::memcpy(&word, bytes.data(), sizeof word);
        mix(word);
        bytes.remove_prefix(sizeof word);
    }
    word = 0;
    std::memcpy(&word, bytes.data(), bytes.size());
    mix(word);
    return sum;
}

std::string_view index_host() { return kVersionAndAbi; }

std::optional<PluginIndex> PluginIndex::adopt(std::string block) {
    if (block.size() < sizeof(index::Header)) return std::nullopt;
    PluginIndex found(std::move(block));
    const index::Header& header = found.header();
    const std::string_view bytes = found.block();
    const bool whole = std::memcmp(header.magic, kIndexMagic, sizeof kIndexMagic) == 0 &&
                       header.size == bytes.size() &&
                       header.checksum == index_checksum(bytes.substr(kChecksumFrom)) &&
                       tables_fit(header, bytes.size()) &&
                       header.host.at + std::size_t{header.host.size} <= bytes.size();
    if (!whole || found.text(header.host) != index_host()) return std::nullopt;
    return found;
}

PluginNumber PluginIndex::find(std::string_view id) const {
    const auto all = plugins();
    const auto at = std::lower_bound(all.begin(), all.end(), id,
                                     [this](const index::Plugin& plugin, std::string_view key) {
                                         return text(plugin.id) < key;
                                     });
    // A refused double stands behind the one that is used; a plugin refused alone is not usable.
    if (at == all.end() || text(at->id) != id || at->refusal.size != 0) return kNoPlugin;
    return static_cast<PluginNumber>(at - all.begin());
}

std::span<const index::Provider> PluginIndex::providers(std::string_view interface) const {
    const auto all = all_providers();
    const auto first =
        std::lower_bound(all.begin(), all.end(), interface,
                         [this](const index::Provider& provider, std::string_view key) {
                             return text(provider.interface) < key;
                         });
    auto last = first;
    while (last != all.end() && text(last->interface) == interface) ++last;
    return {first, last};
}

std::span<const index::Name> PluginIndex::find(index::Kind kind, std::string_view name) const {
    const auto all = names();
    const auto first = std::lower_bound(
        all.begin(), all.end(), name, [this, kind](const index::Name& entry, std::string_view key) {
            if (entry.kind != kind) return entry.kind < kind;
            return text(entry.name) < key;
        });
    auto last = first;
    while (last != all.end() && last->kind == kind && text(last->name) == name) ++last;
    return {first, last};
}

const index::Command* PluginIndex::command(std::string_view name) const {
    const auto all = commands();
    const auto at = std::lower_bound(all.begin(), all.end(), name,
                                     [this](const index::Command& command, std::string_view key) {
                                         return text(command.name) < key;
                                     });
    return at != all.end() && text(at->name) == name ? &*at : nullptr;
}

}  // namespace ach::host
