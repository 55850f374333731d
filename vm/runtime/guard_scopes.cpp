#include "vm/runtime/guard_scopes.hpp"

#include "vm/runtime/task.hpp"
#include "vm/runtime/vector.hpp"

#include <algorithm>

namespace ach::vm {

namespace {

// So many entries are looked through for guards that were released by hand before more are added.
constexpr std::size_t kCrowded = 16;

}  // namespace

void GuardScopes::add(Guard& guard, std::size_t depth) {
    // A loop by tail calls obtains guards in one frame for ever.
    if (entries_.size() >= kCrowded && entries_.size() == entries_.capacity()) {
        std::erase_if(entries_,
                      [](const Entry& e) { return e.guard != nullptr && !e.guard->is_held(); });
    }
    add(&guard, depth);
}

// Where the entries of the frame begin; deeper frames have none any more.
std::size_t GuardScopes::first_of(std::size_t depth) const {
    std::size_t first = entries_.size();
    while (first > 0 && entries_[first - 1].depth >= depth) --first;
    return first;
}

// Takes the entries from `first` on away. True: `value` was among them and is still held.
bool GuardScopes::release_from(Mutator& mutator, std::size_t first, Value value) {
    bool moves = false;
    while (entries_.size() > first) {
        const Entry last = entries_.back();
        entries_.pop_back();
        if (last.guard == nullptr) continue;
        if (Value::object(last.guard).is_same(value)) {
            moves = moves || last.guard->is_held();
            continue;
        }
        const Root<Guard> guard(mutator, last.guard);
        if (guard->release_scoped(mutator)) continue;
        entries_.insert(entries_.begin(), Entry{last.guard, 0});
        ++first;
    }
    return moves;
}

void GuardScopes::leave(Mutator& mutator, std::size_t depth, std::uint32_t remaining, Value value) {
    std::size_t at = first_of(depth);
    for (std::uint32_t open = 0; at < entries_.size(); ++at) {
        if (entries_[at].guard == nullptr && open++ == remaining) break;
    }
    if (release_from(mutator, at, value)) add(as<Guard>(value), depth);
}

void GuardScopes::join(std::size_t depth) {
    const auto first = entries_.begin() + static_cast<std::ptrdiff_t>(first_of(depth));
    entries_.erase(
        std::remove_if(first, entries_.end(), [](const Entry& e) { return e.guard == nullptr; }),
        entries_.end());
}

bool GuardScopes::end_frame(Mutator& mutator, std::size_t depth, Value value) {
    if (!release_from(mutator, first_of(depth), value)) return false;
    add(as<Guard>(value), depth - 1);
    return true;
}

void GuardScopes::detach(std::size_t depth) {
    join(depth);
    const auto first = entries_.begin() + static_cast<std::ptrdiff_t>(first_of(depth));
    for (auto entry = first; entry != entries_.end(); ++entry) entry->depth = 0;
    std::rotate(entries_.begin(), first, entries_.end());
}

Vector* GuardScopes::set_aside(Mutator& mutator, std::size_t depth) {
    Root<Vector> aside(mutator, make_vector(mutator));
    if (!aside) return nullptr;
    for (std::size_t i = first_of(depth); i < entries_.size(); ++i) {
        Guard* const guard = entries_[i].guard;
        const Value entry = guard == nullptr ? Value() : Value::object(guard);
        if (!push(mutator, *aside, entry)) return nullptr;
    }
    detach(depth);
    return aside.get();
}

void GuardScopes::put_back(const Vector& aside, std::size_t depth) {
    for (std::size_t i = 0; i < aside.length(); ++i) {
        const Value entry = aside.get(i);
        if (entry.is_null()) {
            enter(depth);
            continue;
        }
        Guard& guard = *as<Guard>(entry);
        if (!guard.is_held() || guard.is_kept()) continue;
        std::erase_if(entries_, [&](const Entry& e) { return e.depth == 0 && e.guard == &guard; });
        add(guard, depth);
    }
}

void GuardScopes::end_task(Mutator& mutator, Value result) {
    while (!entries_.empty()) {
        const Root<Guard> guard(mutator, entries_.back().guard);
        entries_.pop_back();
        if (!guard) continue;
        if (Value::object(guard.get()).is_same(result)) {
            guard->send(mutator);
        } else {
            guard->release(mutator);
        }
    }
}

void GuardScopes::trace(Tracer& tracer) const {
    for (const Entry& entry : entries_) tracer.visit(entry.guard);
}

void take_guard(Mutator& mutator, Task& task, Value v) {
    auto guard = try_as<Guard>(v);
    if (guard != nullptr && guard->take(mutator, task)) own_guard(task, *guard);
}

void own_guard(Task& task, Guard& guard) {
    if (task.stack.top != nullptr) task.stack.top->own_guards();
    task.guards.add(guard, task.stack.depth());
}

}  // namespace ach::vm
