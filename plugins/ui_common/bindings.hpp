// Which properties follow which keys, and the newest value of each key (ui.md §4.2). A value may
// come before the patch that shows it, and again after it.
#pragma once

#include "plugins/ui_common/scene.hpp"

#include <deque>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace ach::ui {

class Bindings {
public:
    struct Target {
        Item* item = nullptr;
        std::string prop;
    };

    // The property's value with every bound part replaced by its newest value; its keys lead to
    // `target` from now on.
    Value bind(const Value& described, const Target& target);
    // Of one property, or of the item when `prop` is empty.
    void unbind(const Item& item, std::string_view prop);

    // False when it is not newer than what is known, or forgotten.
    bool take(const SignalChanged& change);
    // Values up to this version are the user's own edits, coming back.
    void take_seen(std::uint64_t key, std::uint64_t version);
    const std::vector<Target>& targets(std::uint64_t key) const;
    // The newest values again, for a target that is known.
    Value resolved(const Value& described) const;

    void forget(std::uint64_t key);

private:
    struct Newest {
        std::uint64_t version = 0;
        Value value;
    };

    std::unordered_map<std::uint64_t, Newest> newest_;
    std::unordered_map<std::uint64_t, std::vector<Target>> targets_;
    std::unordered_map<const Item*, std::vector<std::uint64_t>> keys_;
    // Stragglers of these are dropped; values and commands travel on different ways.
    std::unordered_set<std::uint64_t> forgotten_;
    std::deque<std::uint64_t> forgotten_order_;
};

// The first key in a property's description, or 0.
std::uint64_t bound_key(const Value& described);

}  // namespace ach::ui
