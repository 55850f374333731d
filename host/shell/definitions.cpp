#include "host/shell/definitions.hpp"

#include <algorithm>

namespace ach::host {
std::size_t Definitions::HashOfKey::operator()(const Key& key) const {
    const std::hash<std::string_view> text;
    const std::size_t sum = text(key.name) + key.kind * 31 + static_cast<std::size_t>(key.receiver);
    return key.resource.empty() ? sum : sum * 31 + text(key.resource);
}

bool Definitions::is_taken(const Key& key, std::uint32_t types) const {
    const auto [first, last] = claims_.equal_range(key);
    return std::any_of(first, last, [types](const auto& claimed) {
        const std::uint32_t theirs = claimed.second.types;
        return types == 0 || theirs == 0 || (types & theirs) != 0;
    });
}

void Definitions::add(const ach_host_t* owner, std::uint32_t kind, const void* def, void* user) {
    const ach_definition definition{sizeof(ach_definition), kind, owner, def, user};
    (started_.count(owner) != 0 ? published_ : staged_[owner]).push_back(definition);
}

Outcome Definitions::add_native(const ach_host_t* owner, const ach_native_def& def, void* user) {
    const std::lock_guard lock(mutex_);
    const Key key{ACH_DEF_NATIVE, 0, def.name, {}};
    if (is_taken(key, def.first_types)) {
        return Problem{"function '" + std::string(def.name) +
                           "' is defined already for that type of first argument",
                       ACH_E_ARG};
    }
    claims_.emplace(key, Claim{owner, def.first_types});
    add(owner, ACH_DEF_NATIVE, &def, user);
    return {};
}

Outcome Definitions::add_method(const ach_host_t* owner, const ach_method_def& def) {
    const std::lock_guard lock(mutex_);
    const Key key{ACH_DEF_METHOD, def.receiver_type, def.name,
                  def.resource_type == nullptr ? "" : def.resource_type};
    if (is_taken(key, 0)) {
        return Problem{"method '" + std::string(def.name) + "' is defined already for that type",
                       ACH_E_ARG};
    }
    claims_.emplace(key, Claim{owner, 0});
    add(owner, ACH_DEF_METHOD, &def, nullptr);
    return {};
}

void Definitions::add_prelude(const ach_host_t* owner, const ach_prelude_def& def) {
    const std::lock_guard lock(mutex_);
    add(owner, ACH_DEF_PRELUDE, &def, nullptr);
}

Outcome Definitions::add_resource(const ach_host_t* owner, const ach_resource_def& def) {
    const std::lock_guard lock(mutex_);
    const Key key{ACH_DEF_RESOURCE, 0, def.type_name, {}};
    if (is_taken(key, 0)) {
        return Problem{"resource type '" + std::string(def.type_name) + "' is defined already",
                       ACH_E_ARG};
    }
    claims_.emplace(key, Claim{owner, 0});
    add(owner, ACH_DEF_RESOURCE, &def, nullptr);
    return {};
}

void Definitions::publish(const ach_host_t* owner) {
    const std::lock_guard lock(mutex_);
    started_.insert(owner);
    const auto staged = staged_.find(owner);
    if (staged == staged_.end()) return;
    published_.insert(published_.end(), staged->second.begin(), staged->second.end());
    staged_.erase(staged);
}

void Definitions::drop(const ach_host_t* owner) {
    const std::lock_guard lock(mutex_);
    staged_.erase(owner);
    std::erase_if(claims_, [owner](const auto& claim) { return claim.second.owner == owner; });
}

std::uint32_t Definitions::copy(std::uint32_t first, ach_definition* out, std::uint32_t max) const {
    const std::lock_guard lock(mutex_);
    const auto count = static_cast<std::uint32_t>(published_.size());
    if (first >= count) return 0;
    const std::uint32_t beyond = count - first;
    if (out != nullptr) std::copy_n(published_.begin() + first, std::min(beyond, max), out);
    return beyond;
}

}  // namespace ach::host
