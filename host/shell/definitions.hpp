// Everything that plugins define for scripts, in order, for every VM that there is or will be.
//
// What a plugin defines while it starts stays with it until it has started: a start that fails
// leaves nothing behind, and positions in the list never move. [any] for all members.
#pragma once

#include "host/shell/result.hpp"

#include <achronyme/abi/catalog.h>
#include <achronyme/abi/native.h>
#include <achronyme/abi/resource.h>

#include <cstdint>
#include <mutex>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace ach::host {

class Definitions {
public:
    Definitions() { claims_.reserve(kUsual); }

    Outcome add_native(const ach_host_t* owner, const ach_native_def& def, void* user);
    Outcome add_method(const ach_host_t* owner, const ach_method_def& def);
    void add_prelude(const ach_host_t* owner, const ach_prelude_def& def);
    Outcome add_resource(const ach_host_t* owner, const ach_resource_def& def);

    // `owner` has started: what it defined, and will define, is in the list.
    void publish(const ach_host_t* owner);

    // `owner` failed to start: as if it had never defined anything.
    void drop(const ach_host_t* owner);

    // The contract of ach_catalog_t::definitions.
    std::uint32_t copy(std::uint32_t first, ach_definition* out, std::uint32_t max) const;

private:
    static constexpr std::size_t kUsual = 1000;  // what the machine and the builtins define

    // What is defined. The texts are the definition's own.
    struct Key {
        std::uint32_t kind;
        std::int32_t receiver;  // of methods
        std::string_view name;
        std::string_view resource;  // likewise
        bool operator==(const Key&) const = default;
    };
    struct HashOfKey {
        std::size_t operator()(const Key& key) const;
    };
    // Two definitions under one key clash when the sets of types they serve overlap; 0 is every
    // type.
    struct Claim {
        const ach_host_t* owner;
        std::uint32_t types;
    };

    bool is_taken(const Key& key, std::uint32_t types) const;
    void add(const ach_host_t* owner, std::uint32_t kind, const void* def, void* user);

    mutable std::mutex mutex_;
    std::vector<ach_definition> published_;  // guarded by mutex_
    std::unordered_map<const ach_host_t*, std::vector<ach_definition>> staged_;  // likewise
    std::unordered_multimap<Key, Claim, HashOfKey> claims_;                      // likewise
    std::unordered_set<const ach_host_t*> started_;                              // likewise
};

}  // namespace ach::host
