#include "plugins/ui_common/bindings.hpp"

#include <algorithm>

namespace ach::ui {

namespace {

constexpr std::size_t kForgottenKept = 4096;

template <class Visit>
void each_bound(const Value& value, Visit visit) {
    if (const Bound* bound = value.bound()) {
        visit(*bound);
    } else if (const List* list = value.list()) {
        for (const Value& item : *list) each_bound(item, visit);
    } else if (const Map* map = value.map()) {
        for (const auto& [name, field] : *map) each_bound(field, visit);
    }
}

bool has_bound(const Value& value) {
    bool found = false;
    each_bound(value, [&](const Bound&) { found = true; });
    return found;
}

}  // namespace

std::uint64_t bound_key(const Value& described) {
    std::uint64_t key = 0;
    each_bound(described, [&](const Bound& bound) {
        if (key == 0) key = bound.key;
    });
    return key;
}

Value Bindings::bind(const Value& described, const Target& target) {
    each_bound(described, [&](const Bound& bound) {
        Newest& newest = newest_[bound.key];
        if (bound.version >= newest.version) newest = {bound.version, bound.value};
        targets_[bound.key].push_back(target);
        keys_[target.item].push_back(bound.key);
    });
    return resolved(described);
}

Value Bindings::resolved(const Value& described) const {
    if (const Bound* bound = described.bound()) {
        const auto newest = newest_.find(bound->key);
        return newest == newest_.end() ? bound->value : newest->second.value;
    }
    if (!has_bound(described)) return described;
    if (const List* list = described.list()) {
        List items;
        for (const Value& item : *list) items.push_back(resolved(item));
        return items;
    }
    Map fields;
    for (const auto& [name, field] : *described.map()) fields.emplace(name, resolved(field));
    return fields;
}

void Bindings::unbind(const Item& item, std::string_view prop) {
    const auto keys = keys_.find(&item);
    if (keys == keys_.end()) return;
    std::vector<std::uint64_t> kept;
    for (const std::uint64_t key : keys->second) {
        auto& targets = targets_[key];
        std::erase_if(targets, [&](const Target& target) {
            return target.item == &item && (prop.empty() || target.prop == prop);
        });
        if (targets.empty()) targets_.erase(key);
        const bool is_kept =
            targets_.contains(key) && std::any_of(targets_[key].begin(), targets_[key].end(),
                                                  [&](const Target& t) { return t.item == &item; });
        if (is_kept) kept.push_back(key);
    }
    if (kept.empty()) {
        keys_.erase(keys);
    } else {
        keys->second = std::move(kept);
    }
}

bool Bindings::take(const SignalChanged& change) {
    if (forgotten_.contains(change.key)) return false;
    const auto [newest, is_new] = newest_.try_emplace(change.key);
    if (!is_new && change.version <= newest->second.version) return false;
    newest->second = {change.version, change.value};
    return true;
}

void Bindings::take_seen(std::uint64_t key, std::uint64_t version) {
    Newest& newest = newest_[key];
    newest.version = std::max(newest.version, version);
}

const std::vector<Bindings::Target>& Bindings::targets(std::uint64_t key) const {
    static const std::vector<Target> kNone;
    const auto found = targets_.find(key);
    return found == targets_.end() ? kNone : found->second;
}

void Bindings::forget(std::uint64_t key) {
    newest_.erase(key);
    if (!forgotten_.insert(key).second) return;
    forgotten_order_.push_back(key);
    if (forgotten_order_.size() <= kForgottenKept) return;
    forgotten_.erase(forgotten_order_.front());
    forgotten_order_.pop_front();
}

}  // namespace ach::ui
