#include "vm/plugin/bindings.hpp"

#include "vm/plugin/cbor.hpp"
#include "vm/runtime/cells.hpp"
#include "vm/runtime/machine.hpp"
#include "vm/runtime/native_call.hpp"
#include "vm/runtime/string.hpp"
#include "vm/runtime/text.hpp"
#include "vm/runtime/visit.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <span>
#include <utility>

namespace ach::vm {

namespace {

constexpr std::size_t kSmallText = 4096;
constexpr std::size_t kDepth = 8;
constexpr int kRounds = 4;

bool is_large(Value v) {
    if (!v.is_object() || is_kind(v, Kind::Complex)) return false;
    auto text = try_as<String>(v);
    return text == nullptr || text->byte_count() > kSmallText;
}

void put_little_endian(std::uint8_t* to, std::uint64_t bits) {
    static_assert(std::endian::native == std::endian::little);
    std::memcpy(to, &bits, sizeof bits);
}

}  // namespace

// --- one binding

// One at a time, and always the newest: whoever comes while another one sends says so and goes.
void Binding::send(ach_call* call, Mutator& mutator, Source& source) {
    if (wanted_.fetch_add(1, std::memory_order_acq_rel) != 0) return;
    std::uint32_t seen = 1;
    for (int round = 0; round < kRounds; ++round) {
        seen = wanted_.load(std::memory_order_acquire);
        send_newest(call, mutator, source);
        if (wanted_.compare_exchange_strong(seen, 0, std::memory_order_acq_rel)) return;
    }
    wanted_.store(0, std::memory_order_release);
    if (all_.find(token.bits, [](Binding& self) { self.watch->pin(); }) == nullptr) return;
    home->reactions().nudge(*watch);
}

void Binding::send_newest(ach_call* call, Mutator& mutator, Source& source) {
    std::uint64_t version = source.version();  // before the value, which is then at least as new
    Root<Value> value(mutator, newest(call, source));
    if (source.kind() == Kind::Computed) version = source.version();  // it was brought up to date
    if (target_.is_text) value = text_of(mutator, value);
    const bool needs_credit = is_large(value);
    if (is_unbound_.load(std::memory_order_acquire) || (needs_credit && !take_credit())) return;
    if (!needs_credit) is_stale_.store(false);
    ach_msg message{};
    message.kind = ACH_MSG_SIGNAL;
    message.topic = target_.topic;
    message.key = target_.key;
    put_little_endian(message.inline_data, version);
    const Value v = value;
    if (v.is_number()) {
        message.size = 16;
        put_little_endian(message.inline_data + 8, std::bit_cast<std::uint64_t>(v.as_number()));
    } else if (!v.is_object()) {
        message.size = 9;
        message.inline_data[8] = v.is_boolean() ? 1 + v.is_true() : 0;
    } else {
        message.size = 8;
        message.payload = snapshot(mutator, v);
        if (message.payload.bits == 0) return;
    }
    host_.bus->send_to(host_.host, from_, target_.port, &message);
}

// What str() makes of it; null where that is not to be had.
Value Binding::text_of(Mutator& mutator, Value v) {
    if (v.is_null() || is_kind(v, Kind::String)) return v;
    std::string text;
    String* made = nullptr;
    if (append_text(mutator, text, v, TextForm::Display)) made = make_string(mutator, text);
    if (made != nullptr) return Value::object(made);
    mutator.take_error();
    return Value();
}

// A computed that cannot be had is null.
Value Binding::newest(ach_call* call, Source& source) {
    if (source.kind() == Kind::Signal) return static_cast<Signal&>(source).value();
    auto& computed = static_cast<Computed&>(source);
    Value value = Value::failed();
    if (!computed.is_valid(call->machine.reactive_graph())) {
        const Value of = Value::object(&source);
        value = call->machine.call_sync(call->mutator, call->task->strand,
                                        call->machine.builtins().find("__read_source"), {&of, 1},
                                        call->task->context, call->task->native_nesting);
        if (value.is_failed()) call->mutator.take_error();
    } else if (computed.error().is_null()) {
        value = computed.value();
    }
    if (!value.is_failed()) return value;
    warn("a bound computed fails; null is shown in its place");
    return Value();
}

// Whoever gives it back looks for what is stale afterwards, and whoever leaves something stale
// looks for credit afterwards: one of them sees the other.
bool Binding::take_credit() {
    if (has_credit_.exchange(false)) {
        is_stale_.store(false);
        return true;
    }
    is_stale_.store(true);
    return has_credit_.load() && is_stale_.exchange(false) && has_credit_.exchange(false);
}

bool Binding::give_credit() {
    has_credit_.store(true);
    return is_stale_.load();
}

ach_buf Binding::snapshot(Mutator& mutator, Value v) {
    std::vector<std::uint8_t> bytes;
    bool whole = true;
    snapshot_cbor(mutator, v, kDepth, bytes, whole);
    if (!whole) warn("a bound value is nested too deeply; what lies below is shown as null");
    ach_buf made{};
    std::uint8_t* room = nullptr;
    if (host_.buffer->alloc(host_.host, ACH_BUF_HEAP, bytes.size(), &made, &room) != ACH_OK) {
        warn("there is no memory for a bound value");
        return {};
    }
    std::ranges::copy(bytes, room);
    host_.buffer->freeze(host_.host, made);
    return made;
}

void Binding::warn(const char* text) {
    if (has_warned_.exchange(true)) return;
    host_.log->write(host_.host, ACH_LOG_WARN, {text, std::strlen(text)});
}

void Binding::changed(ach_call& call, Observer& observer) {
    send(&call, call.mutator, *as<Source>(observer.subject()));
}

// --- all of them

Bindings::Bindings(const HostTables& host, Machine& machine, std::uint16_t program)
    : host_(host), machine_(machine), observers_(program), bindings_(program) {
    machine_.reactive_graph().set_change_sink(this);
}

Bindings::~Bindings() {
    if (from_.bits != 0) host_.bus->close(host_.host, from_);
}

void Bindings::close() {
    strand_.reset();
    by_signal_.clear();
    machine_.reactive_graph().set_change_sink(nullptr);
}

ach_status Bindings::observe(ach_call& call, const ach_observer_desc& desc, ach_observer& out) {
    if (desc.on_dirty == nullptr) return ACH_E_ARG;
    auto client = std::make_shared<PluginObserver>(desc);
    client->observer =
        Observer::make(call.mutator, machine_.reactive_graph(), Observer::Role::Scope,
                       *call.task->strand, Value(), client.get());
    if (client->observer == nullptr) return ACH_E_RAISED;
    client->home = call.task->strand;
    client->keep();
    client->token.bits = observers_.add(client);
    if (client->token.bits == 0) {
        client->observer->request_disposal();
        machine_.reactive_graph().take_down(call.mutator, *client->observer);
        return ACH_E_FULL;
    }
    out = client->token;
    return ACH_OK;
}

ach_status Bindings::dispose(ach_observer o) {
    const auto client = observers_.take(o.bits, [](PluginObserver& one) { one.observer->pin(); });
    if (client == nullptr) return ACH_E_GONE;
    client->observer->request_disposal();
    client->home->reactions().nudge(*client->observer);
    return ACH_OK;
}

// What is there from the first binding on.
bool Bindings::prepare() {
    const std::lock_guard lock(mutex_);
    if (strand_ != nullptr) return true;
    ach_port_desc desc{};
    desc.struct_size = sizeof desc;
    desc.capacity = 1;
    if (host_.bus->open(host_.host, &desc, &from_, nullptr) != ACH_OK) return false;
    strand_ = machine_.make_strand(StrandClass::Spawned);
    strand_->reactions();
    return true;
}

ach_status Bindings::bind(ach_call& call, Source& source, const BindingTarget& target,
                          ach_binding& out) {
    if (target.topic == 0) return ACH_E_ARG;
    if (!prepare()) return ACH_E_NOMEM;
    ReactiveGraph& graph = machine_.reactive_graph();
    auto binding = std::make_shared<Binding>(host_, bindings_, from_, target);
    const bool is_signal = source.kind() == Kind::Signal;
    binding->home = is_signal ? strand_ : call.task->strand;
    binding->watch = Observer::make(call.mutator, graph, Observer::Role::Watch, *binding->home,
                                    Value::object(&source), binding.get());
    if (binding->watch == nullptr) return ACH_E_RAISED;
    binding->keep();
    binding->token.bits = bindings_.add(binding);
    if (binding->token.bits == 0) {
        binding->watch->request_disposal();
        graph.take_down(call.mutator, *binding->watch);
        return ACH_E_FULL;
    }
    out = binding->token;
    if (is_signal) {
        binding->signal = static_cast<Signal*>(&source);
        const std::lock_guard lock(mutex_);
        by_signal_.emplace(binding->signal, binding);
        binding->signal->set_bound(true);
    }
    binding->send(&call, call.mutator, source);
    if (is_signal || graph.watch(call.mutator, *binding->watch, source)) return ACH_OK;
    unbind(out);
    return ACH_E_RAISED;
}

ach_status Bindings::credit(ach_binding b) {
    const auto binding = bindings_.find(b.bits);
    if (binding == nullptr) return ACH_E_GONE;
    if (!binding->give_credit()) return ACH_OK;
    if (bindings_.find(b.bits, [](Binding& one) { one.watch->pin(); }) == nullptr) {
        return ACH_E_GONE;
    }
    binding->home->reactions().nudge(*binding->watch);
    return ACH_OK;
}

ach_status Bindings::unbind(ach_binding b) {
    const auto binding = bindings_.take(b.bits, [](Binding& one) {
        one.is_unbound_.store(true, std::memory_order_release);
        one.watch->pin();
    });
    if (binding == nullptr) return ACH_E_GONE;
    if (binding->signal != nullptr) {
        const std::lock_guard lock(mutex_);
        const auto [first, last] = by_signal_.equal_range(binding->signal);
        const auto found =
            std::find_if(first, last, [&](const auto& entry) { return entry.second == binding; });
        if (found != last) by_signal_.erase(found);
        if (!by_signal_.contains(binding->signal)) binding->signal->set_bound(false);
    }
    binding->watch->request_disposal();
    binding->home->reactions().nudge(*binding->watch);
    return ACH_OK;
}

void Bindings::changed(Mutator& mutator, Signal& signal) {
    std::vector<std::shared_ptr<Binding>> concerned;
    {
        const std::lock_guard lock(mutex_);
        const auto [first, last] = by_signal_.equal_range(&signal);
        for (auto entry = first; entry != last; ++entry) concerned.push_back(entry->second);
    }
    for (const auto& binding : concerned) binding->send(nullptr, mutator, signal);
}

}  // namespace ach::vm
