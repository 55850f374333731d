#include "vm/runtime/waits.hpp"

#include "vm/runtime/channel.hpp"
#include "vm/runtime/lock.hpp"
#include "vm/runtime/task.hpp"

#include <utility>
#include <vector>

namespace ach::vm {

namespace {

// Every wait for a task looks that far, and calls that wait for calls make long ways.
constexpr int kFarthest = 64;

// Null: for something that may come by itself.
const Waiter* cause_of(const Waiter& waiter) {
    if (auto awaited = try_as<Future>(waiter.awaited())) {
        return awaited->is_pending() ? awaited : nullptr;
    }
    if (waiter.kind() == Kind::Task) return nullptr;
    const Value source = static_cast<const Future&>(waiter).source();
    auto guard = try_as<Guard>(source);
    const Value task = guard == nullptr ? source : guard->blocked_by();
    return is_kind(task, Kind::Task) ? as<Task>(task) : nullptr;
}

// What a future comes from that gives its owner something when its turn comes.
bool is_place_in_line(Value source) {
    auto letter = try_as<Letter>(source);
    return is_kind(source, Kind::Guard) || (letter != nullptr && letter->is_to_receive());
}

}  // namespace

bool give_up_place(Machine& machine, Mutator& mutator, Future& future) {
    if (future.has_waiters() || !is_place_in_line(future.source())) return false;
    Root<Future> kept(mutator, &future);
    future.cancel(machine, mutator);
    return future.state() == Future::State::Cancelled;
}

std::string told_ring_of(const Waiter& waiter) {
    constexpr std::size_t kMostNames = 8;
    std::vector<std::string> names;
    const Waiter* at = &waiter;
    do {
        std::string name = at->kind() == Kind::Task ? static_cast<const Task*>(at)->name() : "";
        if (!name.empty()) names.push_back(std::move(name));
        at = cause_of(*at);
    } while (at != nullptr && at != &waiter && names.size() <= kMostNames);
    if (names.empty() || at == nullptr) return {};
    if (names.size() == 1) return names.front() + " waits for itself";
    const bool is_whole = at == &waiter;
    std::string text;
    for (std::size_t i = 0; i + 1 < names.size(); ++i) {
        text += names[i] + (i == 0 ? " waits for " : " for ") + names[i + 1] + ", ";
    }
    return text + (is_whole ? names.back() + " for " + names.front() : "and so on");
}

bool waits_for_itself(const Waiter& waiter) {
    const Waiter* at = &waiter;
    for (int steps = 0; steps < kFarthest; ++steps) {
        at = cause_of(*at);
        if (at == nullptr || at == &waiter) break;
    }
    return at == &waiter;
}

}  // namespace ach::vm
