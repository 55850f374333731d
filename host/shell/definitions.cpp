#include "host/shell/definitions.hpp"

#include <algorithm>

namespace ach::host {
namespace {

std::string native_key(const char* name) { return std::string("f ") + name; }

std::string method_key(const ach_method_def& def) {
    std::string key = "m " + std::to_string(def.receiver_type) + " " + def.name;
    if (def.resource_type != nullptr) (key += ' ') += def.resource_type;
    return key;
}

}  // namespace

bool Definitions::is_taken(const std::string& key, std::uint32_t types) const {
    const auto found = claims_.find(key);
    return found != claims_.end() &&
           std::any_of(found->second.begin(), found->second.end(), [types](const Claim& claim) {
               return types == 0 || claim.types == 0 || (types & claim.types) != 0;
           });
}

void Definitions::add(const ach_host_t* owner, std::uint32_t kind, const void* def, void* user) {
    const ach_definition definition{sizeof(ach_definition), kind, owner, def, user};
    (started_.count(owner) != 0 ? published_ : staged_[owner]).push_back(definition);
}

Outcome Definitions::add_native(const ach_host_t* owner, const ach_native_def& def, void* user) {
    const std::lock_guard lock(mutex_);
    const std::string key = native_key(def.name);
    if (is_taken(key, def.first_types)) {
        return Problem{"function '" + std::string(def.name) +
                           "' is defined already for that type of first argument",
                       ACH_E_ARG};
    }
    claims_[key].push_back({owner, def.first_types});
    add(owner, ACH_DEF_NATIVE, &def, user);
    return {};
}

Outcome Definitions::add_method(const ach_host_t* owner, const ach_method_def& def) {
    const std::lock_guard lock(mutex_);
    const std::string key = method_key(def);
    if (is_taken(key, 0)) {
        return Problem{"method '" + std::string(def.name) + "' is defined already for that type",
                       ACH_E_ARG};
    }
    claims_[key].push_back({owner, 0});
    add(owner, ACH_DEF_METHOD, &def, nullptr);
    return {};
}

void Definitions::add_prelude(const ach_host_t* owner, const ach_prelude_def& def) {
    const std::lock_guard lock(mutex_);
    add(owner, ACH_DEF_PRELUDE, &def, nullptr);
}

Outcome Definitions::add_resource(const ach_host_t* owner, const ach_resource_def& def) {
    const std::lock_guard lock(mutex_);
    const std::string key = std::string("r ") + def.type_name;
    if (is_taken(key, 0)) {
        return Problem{"resource type '" + std::string(def.type_name) + "' is defined already",
                       ACH_E_ARG};
    }
    claims_[key].push_back({owner, 0});
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
    for (auto& [key, claims] : claims_) {
        std::erase_if(claims, [owner](const Claim& claim) { return claim.owner == owner; });
    }
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
