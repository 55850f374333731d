// Everything all manifests say, in one block of bytes.
//
// A start must not read forty JSON files to find out that `run` belongs to the VM. So the manifests
// are read once, checked, and laid out as flat tables that are searched in place; the block is kept
// in the cache folder and read back with one read(2). Whether it still tells the truth is seen from
// the stamps of the folders and files it was made from.
//
// Layout: Header, then the tables in the order of kTableCount, then all texts. Text and Range are
// offsets from the beginning of the block. The block is trusted after its checksum agreed: the
// cache lies in the user's own folder. Immutable; readable from every thread.
#pragma once

#include "host/shell/files.hpp"

#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ach::host {

using PluginNumber = std::uint32_t;
inline constexpr PluginNumber kNoPlugin = ~PluginNumber{0};

namespace index {

struct Text {
    std::uint32_t at = 0;
    std::uint32_t size = 0;
};

// `count` records from the `first`-th of their table.
struct Range {
    std::uint32_t first = 0;
    std::uint32_t count = 0;
};

struct Folder {
    Text path;
    FileStamp stamp;
};

enum PluginFlags : std::uint32_t { kResident = 1, kOnStart = 2 };

struct Plugin {
    Text id;
    Text version;
    Text summary;
    Text manifest;  // path
    Text library;   // path
    FileStamp manifest_stamp;
    FileStamp library_stamp;
    Text refusal;  // why it cannot be used; empty: it can
    Text config_schema;
    Text config_defaults;
    Range provides;     // Text
    Range requires_;    // Need
    Range commands;     // Command
    std::uint32_t abi;  // minor built with
    std::uint32_t permissions;
    std::uint32_t flags;
    std::uint32_t reserved;
};

struct Need {
    Text interface;
    std::uint32_t optional;
    std::uint32_t reserved;
};

// Sorted by interface, then plugin.
struct Provider {
    Text interface;
    PluginNumber plugin;
    std::uint32_t reserved;
};

enum class Kind : std::uint32_t { Native, Method, Module, Topic };

// Sorted by kind, name, plugin.
struct Name {
    Kind kind;
    PluginNumber plugin;
    Text name;
    Text overload;
    Range exports;  // of modules: Text, sorted
};

// Sorted by name, then plugin.
struct Command {
    Text name;
    Text summary;
    Text usage;
    PluginNumber plugin;
    std::uint32_t reserved;
};

struct Header {
    char magic[8];
    std::uint64_t checksum;  // of everything behind this member
    std::uint64_t size;      // of the block
    Text host;               // version of the host that made it
    Range folders, plugins, texts, needs, providers, names, commands;
};

}  // namespace index

class PluginIndex {
public:
    // Takes over a block. Nothing when it is damaged or from another host.
    static std::optional<PluginIndex> adopt(std::string block);

    // The block as it is kept in a file.
    std::string_view block() const { return *block_; }

    std::span<const index::Folder> folders() const {
        return table<index::Folder>(header().folders);
    }
    std::span<const index::Plugin> plugins() const {
        return table<index::Plugin>(header().plugins);
    }
    std::span<const index::Command> commands() const {
        return table<index::Command>(header().commands);
    }
    std::span<const index::Name> names() const { return table<index::Name>(header().names); }

    std::string_view text(index::Text text) const { return {block_->data() + text.at, text.size}; }

    std::span<const index::Text> provides(const index::Plugin& plugin) const {
        return part<index::Text>(header().texts, plugin.provides);
    }
    std::span<const index::Need> needs(const index::Plugin& plugin) const {
        return part<index::Need>(header().needs, plugin.requires_);
    }
    std::span<const index::Text> exports(const index::Name& module) const {
        return part<index::Text>(header().texts, module.exports);
    }

    // The usable plugin of that id, or kNoPlugin. Refused ones are found by walking plugins().
    PluginNumber find(std::string_view id) const;

    // All that provide `interface`, refused ones not among them.
    std::span<const index::Provider> providers(std::string_view interface) const;
    std::span<const index::Provider> all_providers() const {
        return table<index::Provider>(header().providers);
    }

    // All contributions of that name, refused plugins not among them.
    std::span<const index::Name> find(index::Kind kind, std::string_view name) const;

    const index::Command* command(std::string_view name) const;

private:
    explicit PluginIndex(std::string block)
        : block_(std::make_unique<const std::string>(std::move(block))) {}

    const index::Header& header() const {
        return *reinterpret_cast<const index::Header*>(block_->data());
    }

    template <class Record>
    std::span<const Record> table(index::Range range) const {
        return {reinterpret_cast<const Record*>(block_->data() + range.first), range.count};
    }

    template <class Record>
    std::span<const Record> part(index::Range whole, index::Range range) const {
        return table<Record>(whole).subspan(range.first, range.count);
    }

    std::unique_ptr<const std::string> block_;  // the texts handed out survive a move of the index
};

// What the block's header must begin with.
inline constexpr char kIndexMagic[8] = {'A', 'C', 'H', 'I', 'D', 'X', '0', '2'};

std::uint64_t index_checksum(std::string_view bytes);

// The host's version and ABI: another host's index is not ours.
std::string_view index_host();

}  // namespace ach::host
