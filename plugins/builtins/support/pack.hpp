// What a pack is: lists of natives, methods and preludes, and maybe something it keeps while its
// plugin lives. A module (a loadable plugin) is a list of packs.
#pragma once

#include "plugins/builtins/support/call.hpp"

#include <memory>
#include <span>
#include <vector>

namespace ach::builtins {

// What a pack keeps between calls, one per plugin instance.
class PackState {
public:
    virtual ~PackState() = default;
};

// The state of the pack that a native belongs to.
template <class State>
State& state_of(const Call& call) {
    return static_cast<State&>(call.plugin<PackState>());
}

// A prelude as ach_prelude() compiled it.
struct Prelude {
    const char* name;
    std::span<const unsigned char> bytecode;
    const char* docs;
};

struct Pack {
    std::vector<std::span<const ach_native_def>> natives;  // one list per file
    std::span<const ach_method_def> methods = {};
    std::vector<Prelude> preludes = {};
    // Null for packs that keep nothing.
    std::unique_ptr<PackState> (*make_state)(const ach_host_t* host) = nullptr;
};

// Lets `receiver.method(args)` mean `function(receiver, args)`.
constexpr ach_method_def method(std::int32_t receiver, const char* name, const char* function,
                                std::int32_t position = ACH_RECEIVER_FIRST) {
    return ach::method(receiver, name, function, position);
}

// The same with the receiver as the last argument, as functions take it that get a callback first.
constexpr ach_method_def method_last(std::int32_t receiver, const char* name,
                                     const char* function) {
    return method(receiver, name, function, ACH_RECEIVER_LAST);
}

}  // namespace ach::builtins
