#include "vm/plugin/context_table.hpp"

#include "vm/plugin/program.hpp"
#include "vm/plugin/tables.hpp"
#include "vm/runtime/native_call.hpp"

namespace ach::vm {

ach_status ContextSlots::find_or_add(std::string_view name, std::int32_t inherit,
                                     std::uint32_t& slot) {
    if (name.empty() || inherit < ACH_INHERIT_NONE || inherit > ACH_INHERIT_ALL) return ACH_E_ARG;
    const std::lock_guard lock(mutex_);
    auto found = slots_.find(name);
    if (found == slots_.end()) {
        const Entry added{static_cast<std::uint32_t>(slots_.size()), inherit};
        found = slots_.emplace(std::string(name), added).first;
    }
    slot = found->second.slot;
    return found->second.inherit == inherit ? ACH_OK : ACH_E_ARG;
}

std::int32_t ContextSlots::inheritance_of(std::uint32_t slot) const {
    const std::lock_guard lock(mutex_);
    for (const auto& [name, entry] : slots_) {
        if (entry.slot == slot) return entry.inherit;
    }
    return -1;
}

namespace {

SlotInheritance rule_of(std::int32_t inherit) {
    switch (inherit) {
        case ACH_INHERIT_ALL: return SlotInheritance::All;
        case ACH_INHERIT_ASYNC: return SlotInheritance::Async;
        default: return SlotInheritance::None;
    }
}

ach_status slot(const ach_host_t*, const ach_context_t* self, ach_str name, std::int32_t inherit,
                std::uint32_t* out) noexcept {
    return reinterpret_cast<const ContextTable*>(self)->slots->find_or_add(view(name), inherit,
                                                                           *out);
}

void* get(ach_call_t* c, std::uint32_t index) noexcept { return c->context().slot(index); }

ach_status set(ach_call_t* c, std::uint32_t index, void* value) noexcept {
    const std::int32_t inherit = Program::of(c->machine).context_slots().inheritance_of(index);
    if (inherit < 0) return ACH_E_ARG;
    const ExecutionContext& base = c->next_context ? *c->next_context : c->context();
    c->next_context = base.with_slot(index, rule_of(inherit), value);
    return ACH_OK;
}

bool is_no_suspend(ach_call_t* c) noexcept { return c->context().is_no_suspend(); }

}  // namespace

void fill_context(ach_context_t& table) {
    table.slot = slot;
    table.get = get;
    table.set = set;
    table.is_no_suspend = is_no_suspend;
}

}  // namespace ach::vm
