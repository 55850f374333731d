#include "vm/plugin/lock_natives.hpp"

#include "vm/plugin/native_defs.hpp"
#include "vm/runtime/error.hpp"
#include "vm/runtime/lock.hpp"
#include "vm/runtime/machine.hpp"

#include <array>
#include <cmath>
#include <limits>

namespace ach::vm {

namespace {

// The receiver if it is of that type; otherwise a TypeError is pending.
Lock* lock_of(ach_call& call, Value v, bool is_semaphore) {
    auto lock = try_as<Lock>(v);
    if (lock != nullptr && lock->is_semaphore() == is_semaphore) return lock;
    call.raise_type(is_semaphore ? "Semaphore" : "AsyncMutex", v);
    return nullptr;
}

Guard* guard_of(ach_call& call, Value v, bool is_permit) {
    auto guard = try_as<Guard>(v);
    if (guard != nullptr && guard->lock().is_semaphore() == is_permit) return guard;
    call.raise_type(is_permit ? "Permit" : "MutexGuard", v);
    return nullptr;
}

// --- AsyncMutex and Semaphore

ach_status make_mutex(ach_call& call, Arguments args, ach_value* result) {
    return give(&call, Lock::make_mutex(call.mutator, call.machine, args[0]), result);
}

ach_status make_semaphore(ach_call& call, Arguments args, ach_value* result) {
    constexpr double kMost = std::numeric_limits<std::uint32_t>::max();
    if (!args[0].is_number()) return call.raise_type("Number", args[0]);
    const double permits = args[0].as_number();
    if (!(permits >= 1 && permits <= kMost) || permits != std::trunc(permits)) {
        return call.raise(error_kind::kValue,
                          "Semaphore(): the number of permits must be a whole number from 1 on");
    }
    return give(
        &call,
        Lock::make_semaphore(call.mutator, call.machine, static_cast<std::uint32_t>(permits)),
        result);
}

template <bool is_semaphore>
ach_status acquire(ach_call& call, Arguments args, ach_value* result) {
    Lock* lock = lock_of(call, args[0], is_semaphore);
    return lock == nullptr ? ACH_E_RAISED : give(&call, lock->acquire(call.mutator), result);
}

template <bool is_semaphore>
ach_status try_acquire(ach_call& call, Arguments args, ach_value* result) {
    Lock* lock = lock_of(call, args[0], is_semaphore);
    if (lock == nullptr) return ACH_E_RAISED;
    Guard* guard = lock->try_acquire(call.mutator, *call.task);
    if (guard != nullptr) return give(&call, guard, result);
    return call.mutator.has_error() ? ACH_E_RAISED : ACH_OK;
}

ach_status is_locked(ach_call& call, Arguments args, ach_value* result) {
    Lock* lock = lock_of(call, args[0], false);
    if (lock == nullptr) return ACH_E_RAISED;
    return give(&call, Value::boolean(lock->available() == 0), result);
}

ach_status available(ach_call& call, Arguments args, ach_value* result) {
    Lock* lock = lock_of(call, args[0], true);
    if (lock == nullptr) return ACH_E_RAISED;
    return give(&call, Value::number(lock->available()), result);
}

// --- guards

ach_status raise_released(ach_call& call) {
    return call.raise("GuardError",
                      "the guard was released: its scope has ended, or release() was "
                      "called; keep() makes it outlive its scope");
}

ach_status get(ach_call& call, Arguments args, ach_value* result) {
    Guard* guard = guard_of(call, args[0], false);
    if (guard == nullptr) return ACH_E_RAISED;
    if (!guard->is_held()) return raise_released(call);
    return give(&call, guard->lock().value(), result);
}

ach_status set(ach_call& call, Arguments args, ach_value*) {
    Guard* guard = guard_of(call, args[0], false);
    if (guard == nullptr) return ACH_E_RAISED;
    if (!guard->is_held()) return raise_released(call);
    guard->lock().set_value(call.mutator, args[1]);
    return ACH_OK;
}

template <bool is_permit>
ach_status release(ach_call& call, Arguments args, ach_value*) {
    Guard* guard = guard_of(call, args[0], is_permit);
    if (guard == nullptr) return ACH_E_RAISED;
    guard->release(call.mutator);
    return ACH_OK;
}

template <bool is_permit>
ach_status keep(ach_call& call, Arguments args, ach_value* result) {
    Guard* guard = guard_of(call, args[0], is_permit);
    if (guard == nullptr) return ACH_E_RAISED;
    guard->keep();
    return give(&call, guard, result);
}

template <bool is_permit>
ach_status is_held(ach_call& call, Arguments args, ach_value* result) {
    Guard* guard = guard_of(call, args[0], is_permit);
    if (guard == nullptr) return ACH_E_RAISED;
    return give(&call, Value::boolean(guard->is_held()), result);
}

constexpr std::array kNatives = {
    define_native<make_mutex>("AsyncMutex", 1, 1,
                              "AsyncMutex(initial) -> AsyncMutex\nA value that one task at a time "
                              "may hold."),
    define_native<acquire<false>>("AsyncMutex__lock", 1, 1),
    define_native<try_acquire<false>>("AsyncMutex__try_lock", 1, 1),
    define_native<is_locked>("AsyncMutex__locked", 1, 1),
    define_native<make_semaphore>("Semaphore", 1, 1,
                                  "Semaphore(permits) -> Semaphore\nLets so many tasks pass at a "
                                  "time."),
    define_native<acquire<true>>("Semaphore__acquire", 1, 1),
    define_native<try_acquire<true>>("Semaphore__try_acquire", 1, 1),
    define_native<available>("Semaphore__available", 1, 1),
    define_native<get>("MutexGuard__get", 1, 1),
    define_native<set>("MutexGuard__set", 2, 2),
    define_native<release<false>>("MutexGuard__release", 1, 1),
    define_native<keep<false>>("MutexGuard__keep", 1, 1),
    define_native<is_held<false>>("MutexGuard__held", 1, 1),
    define_native<release<true>>("Permit__release", 1, 1),
    define_native<keep<true>>("Permit__keep", 1, 1),
    define_native<is_held<true>>("Permit__held", 1, 1),
};

constexpr std::array kMethods = {
    define_method("AsyncMutex", "lock", "AsyncMutex__lock"),
    define_method("AsyncMutex", "try_lock", "AsyncMutex__try_lock"),
    define_method("AsyncMutex", "with", "AsyncMutex__with"),
    define_method("AsyncMutex", "update", "AsyncMutex__update"),
    define_method("AsyncMutex", "locked", "AsyncMutex__locked"),
    define_method("Semaphore", "acquire", "Semaphore__acquire"),
    define_method("Semaphore", "try_acquire", "Semaphore__try_acquire"),
    define_method("Semaphore", "with", "Semaphore__with"),
    define_method("Semaphore", "available", "Semaphore__available"),
    define_method("MutexGuard", "get", "MutexGuard__get"),
    define_method("MutexGuard", "set", "MutexGuard__set"),
    define_method("MutexGuard", "release", "MutexGuard__release"),
    define_method("MutexGuard", "keep", "MutexGuard__keep"),
    define_method("MutexGuard", "held", "MutexGuard__held"),
    define_method("Permit", "release", "Permit__release"),
    define_method("Permit", "keep", "Permit__keep"),
    define_method("Permit", "held", "Permit__held"),
};

}  // namespace

std::span<const ach_native_def> lock_natives() { return kNatives; }
std::span<const ach_method_def> lock_methods() { return kMethods; }

}  // namespace ach::vm
