// Tables that come and go at run time, beside those that manifests promise. [any]
#pragma once

#include <achronyme/abi/base.h>

#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace ach::host {

class Services {
public:
    // False when the id is taken.
    bool provide(const ach_host_t* owner, std::string_view id, const void* table) {
        const std::lock_guard lock(mutex_);
        return offers_.try_emplace(std::string(id), Offer{owner, table}).second;
    }

    // False when `owner` offers nothing under it.
    bool withdraw(const ach_host_t* owner, std::string_view id) {
        const std::lock_guard lock(mutex_);
        const auto found = offers_.find(id);
        if (found == offers_.end() || found->second.owner != owner) return false;
        offers_.erase(found);
        return true;
    }

    void withdraw_all(const ach_host_t* owner) {
        const std::lock_guard lock(mutex_);
        std::erase_if(offers_, [owner](const auto& offer) { return offer.second.owner == owner; });
    }

    // Null when nobody offers it.
    const void* find(std::string_view id) const {
        const std::lock_guard lock(mutex_);
        const auto found = offers_.find(id);
        return found == offers_.end() ? nullptr : found->second.table;
    }

private:
    struct Offer {
        const ach_host_t* owner;
        const void* table;
    };

    mutable std::mutex mutex_;
    std::map<std::string, Offer, std::less<>> offers_;  // guarded by mutex_
};

}  // namespace ach::host
