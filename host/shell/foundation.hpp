// What the life cycle of plugins needs of the kernel below it.
//
// A seam: with the kernel behind it plugins live on real threads; with a fake behind it a test
// drives "the third plugin never comes to rest" on one thread, in a millisecond.
#pragma once

#include <achronyme/abi/base.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace ach::host {

class Foundation {
public:
    virtual ~Foundation() = default;

    // [any] The table that the kernel serves under `id`; null when it serves none.
    virtual const void* table(std::string_view id) const = 0;

    // [loader] Gives a plugin its identity: fills in `host.ctx`. The host itself is kNoPlugin.
    virtual void admit(ach_host_t& host, std::uint32_t number, std::string_view id) = 0;

    // [loader] Takes back what the plugin left behind: its operations end, its ports close. Answers
    // what still points into its code, in words ("1 thread of its own"), or nothing.
    virtual std::string retire(ach_host_t& host) = 0;

    // [main] Has `begin` start something that completes the given operation, and keeps the main
    // thread served until then. ACH_E_TIMEOUT when `patience` ran out; an error of `begin` comes
    // back at once.
    using Begin = std::function<ach_status(ach_op done)>;
    virtual ach_status await(const ach_host_t& owner, const Begin& begin,
                             std::chrono::milliseconds patience) = 0;
};

}  // namespace ach::host
