// ach.context/1: slots that travel with calls.
#pragma once

#include <achronyme/abi/context.h>

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace ach::vm {

// The slots that plugins have asked for, by name.
class ContextSlots {
public:
    // [any] ACH_E_ARG when the name is there with another rule, or the rule is unknown.
    ach_status find_or_add(std::string_view name, std::int32_t inherit, std::uint32_t& slot);
    // [any] ACH_INHERIT_…; -1 for a slot that nobody asked for.
    std::int32_t inheritance_of(std::uint32_t slot) const;

private:
    struct Entry {
        std::uint32_t slot;
        std::int32_t inherit;
    };
    mutable std::mutex mutex_;
    std::map<std::string, Entry, std::less<>> slots_;
};

// The table, and the slots behind it.
struct ContextTable {
    ach_context_t table;
    ContextSlots* slots;
};

void fill_context(ach_context_t& table);

}  // namespace ach::vm
