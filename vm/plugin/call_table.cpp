// ach.call/1: what a native does with its call.

#include "vm/plugin/continuation.hpp"
#include "vm/plugin/table_support.hpp"
#include "vm/plugin/tables.hpp"

#include <utility>

namespace ach::vm {

namespace {

const ach_host_t* host(ach_call_t* c) noexcept {
    return static_cast<const ach_host_t*>(c->native->owner);
}

ach_str name(ach_call_t* c) noexcept { return to_str(c->native->name); }

ach_status raise(ach_call_t* c, ach_str kind, ach_str message, ach_value source) noexcept {
    return c->raise(view(kind), view(message), from_abi(source));
}

ach_status raise_type(ach_call_t* c, ach_str expected, ach_value got, std::int64_t index) noexcept {
    return c->raise_type(view(expected), from_abi(got), index);
}

ach_status throw_value(ach_call_t* c, ach_value v) noexcept { return c->throw_value(from_abi(v)); }

ach_status poll(ach_call_t* c) noexcept { return c->poll(); }

ach_status suspend(ach_call_t* c, const ach_suspend_desc* d, ach_op* out) noexcept {
    return suspend_with(*c, *d, *out);
}

ach_status future(ach_call_t* c, const ach_suspend_desc* d, ach_op* out, ach_value* made) noexcept {
    Value v;
    const ach_status status = future_with(*c, *d, *out, v);
    if (status == ACH_OK) *made = to_abi(c->keep(v));
    return status;
}

ach_status call_then(ach_call_t* c, const ach_call_desc* d) noexcept {
    auto continuation = continuation_of(*c, *d);
    if (!c->may_wait()) return ACH_E_RAISED;
    c->call_then(from_abi(d->fn), {from_abi(d->args), d->argc}, std::move(continuation));
    return ACH_OK;
}

ach_status call_sync(ach_call_t* c, ach_value fn, const ach_value* args, std::uint32_t argc,
                     ach_value* result) noexcept {
    return give(c, c->call_sync(from_abi(fn), {from_abi(args), argc}), result);
}

}  // namespace

void fill_calls(ach_call_table_t& table) {
    table.host = host;
    table.name = name;
    table.raise = entering<raise>;
    table.raise_type = entering<raise_type>;
    table.throw_value = entering<throw_value>;
    table.poll = entering<poll>;
    table.suspend = entering<suspend>;
    table.future = entering<future>;
    table.call_then = entering<call_then>;
    table.call_sync = entering<call_sync>;
}

}  // namespace ach::vm
