#include "vm/plugin/reactive_table.hpp"

#include "vm/plugin/bindings.hpp"
#include "vm/plugin/cbor.hpp"
#include "vm/plugin/inside.hpp"
#include "vm/plugin/table_support.hpp"
#include "vm/runtime/machine.hpp"

namespace ach::vm {

namespace {

Programs& programs_of(const ach_reactive_t* table) {
    return *reinterpret_cast<const ReactiveTable*>(table)->programs;
}

Bindings& bindings_of(ach_call_t* c) { return Program::of(c->machine).bindings(); }

ach_status observe(ach_call_t* c, const ach_observer_desc* d, ach_observer* out) noexcept {
    return bindings_of(c).observe(*c, *d, *out);
}

ach_status run(ach_call_t* c, ach_observer o) noexcept {
    const std::shared_ptr<PluginObserver> client = bindings_of(c).find(o);
    if (client == nullptr) return ACH_E_GONE;
    if (client->home != c->task->strand || client->observer->is_running) {
        return ACH_E_WRONG_CONTEXT;
    }
    c->next_scope = client->observer;
    return ACH_OK;
}

std::int32_t source_kind(ach_call_t*, ach_value v) noexcept {
    if (is_kind(from_abi(v), Kind::Signal)) return ACH_REACTIVE_SIGNAL;
    return is_kind(from_abi(v), Kind::Computed) ? ACH_REACTIVE_COMPUTED : ACH_REACTIVE_NONE;
}

ach_status peek(ach_call_t* c, ach_value of, ach_value* out, std::uint64_t* version) noexcept {
    auto source = try_as<Source>(from_abi(of));
    if (source == nullptr) return ACH_E_TYPE;
    Value value;
    if (source->kind() == Kind::Computed) {
        if (!c->may_call()) return ACH_E_RAISED;
        const Value argument = from_abi(of);
        value = c->machine.call_sync(c->mutator, c->task->strand,
                                     c->machine.builtins().find("__read_source"), {&argument, 1},
                                     c->task->context, c->task->native_nesting);
        if (version != nullptr) *version = source->version();
    } else {
        if (version != nullptr) *version = source->version();
        value = static_cast<Signal*>(source)->value();
    }
    return give(c, value, out);
}

ach_status bind(ach_call_t* c, ach_value of, ach_port port, ach_topic topic, std::uint64_t key,
                std::uint32_t flags, ach_binding* out) noexcept {
    if ((flags & ~std::uint32_t{ACH_BIND_TEXT}) != 0) return ACH_E_ARG;
    auto source = try_as<Source>(from_abi(of));
    if (source == nullptr) return ACH_E_TYPE;
    if (source->kind() == Kind::Computed && !c->may_call()) return ACH_E_RAISED;
    return bindings_of(c).bind(*c, *source, {port, topic, key, (flags & ACH_BIND_TEXT) != 0}, *out);
}

ach_status dispose(const ach_host_t*, const ach_reactive_t* self, ach_observer o) noexcept {
    const Inside program(programs_of(self), Tokens<PluginObserver>::program_of(o.bits));
    return program ? program->bindings().dispose(o) : ACH_E_GONE;
}

ach_status credit(const ach_host_t*, const ach_reactive_t* self, ach_binding b) noexcept {
    const Inside program(programs_of(self), Tokens<Binding>::program_of(b.bits));
    return program ? program->bindings().credit(b) : ACH_E_GONE;
}

ach_status unbind(const ach_host_t*, const ach_reactive_t* self, ach_binding b) noexcept {
    const Inside program(programs_of(self), Tokens<Binding>::program_of(b.bits));
    return program ? program->bindings().unbind(b) : ACH_E_GONE;
}

ach_status status_of(Mutator& mutator) {
    const auto error = try_as<Error>(mutator.take_error());
    const auto kind = try_as<String>(error->kind_name());
    return kind != nullptr && kind->view() == error_kind::kOutOfMemory ? ACH_E_NOMEM : ACH_E_ARG;
}

ach_status set(const ach_host_t*, const ach_reactive_t* self, ach_ref ref,
               const std::uint8_t* payload, std::size_t size, std::uint64_t* version) noexcept {
    const Inside program(programs_of(self), Refs::program_of(ref));
    if (!program) return ACH_E_GONE;
    Machine& machine = program->machine();
    ReactiveGraph& graph = machine.reactive_graph();
    const Mutators::Lease mutator(machine.mutators());
    Root<Value> target(*mutator, Value());
    const Value found = program->refs().get(ref);
    if (found.is_absent()) return ACH_E_GONE;
    target = found;
    auto signal = try_as<Signal>(target);
    if (signal == nullptr) return ACH_E_TYPE;
    Root<Value> value(*mutator, size == 0 ? Value() : decode_cbor(*mutator, {payload, size}));
    if (value.get().is_failed()) return status_of(*mutator);
    Writer writer(graph, nullptr);
    signal->set(*mutator, graph, writer, value);
    if (version != nullptr) *version = signal->version();
    return ACH_OK;
}

}  // namespace

void fill_reactive(ach_reactive_t& table) {
    table.struct_size = sizeof table;
    table.observe = entering<observe>;
    table.run = entering<run>;
    table.dispose = dispose;
    table.source_kind = entering<source_kind>;
    table.peek = entering<peek>;
    table.bind = entering<bind>;
    table.credit = credit;
    table.unbind = unbind;
    table.set = set;
}

}  // namespace ach::vm
