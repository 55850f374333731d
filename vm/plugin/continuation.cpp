#include "vm/plugin/continuation.hpp"

#include "vm/plugin/cbor.hpp"
#include "vm/plugin/host_tables.hpp"
#include "vm/plugin/program.hpp"
#include "vm/runtime/error.hpp"
#include "vm/runtime/machine.hpp"
#include "vm/runtime/record.hpp"
#include "vm/runtime/strand.hpp"

#include <cstddef>

namespace ach::vm {

namespace {

// The state that a plugin handed over, and its way back.
struct PluginState {
    void* state;
    ach_free_fn free_state;
    void(ACH_CALL* cancel)(void* state, ach_op op) ACH_NOEXCEPT;

    explicit PluginState(const ach_suspend_desc& d)
        : state(d.state), free_state(d.free_state), cancel(d.cancel) {}
    explicit PluginState(const ach_call_desc& d)
        : state(d.state), free_state(d.free_state), cancel(nullptr) {}
    ~PluginState() {
        if (free_state != nullptr) free_state(state);
    }
    PluginState(const PluginState&) = delete;
    PluginState& operator=(const PluginState&) = delete;
};

// How an operation ended, with its reference to the payload.
class OpEnd final : public Completion {
public:
    OpEnd(const HostTables& host, ach_status how, ach_buf bytes)
        : outcome(how), payload(bytes), host_(host) {}
    ~OpEnd() override {
        if (payload.bits != 0) host_.buffer->release(host_.host, payload);
    }

    std::span<const std::uint8_t> bytes() const {
        if (payload.bits == 0) return {};
        std::size_t size = 0;
        const std::uint8_t* data = host_.buffer->view(host_.host, payload, &size);
        return {data, data == nullptr ? 0 : size};
    }

    const ach_status outcome;
    const ach_buf payload;

private:
    const HostTables& host_;
};

// The operation's side: lives from its creation to its end.
struct Pending {
    const HostTables& host;
    std::shared_ptr<ProgramGate> gate;  // of the program whose strand waits
    OperationRef operation;
    std::shared_ptr<PluginState> state;

    static void ended(void* user, ach_op, ach_status outcome, ach_buf payload) noexcept {
        const std::unique_ptr<Pending> self(static_cast<Pending*>(user));
        auto end = std::make_unique<OpEnd>(self->host, outcome, payload);
        if (!self->gate->enter()) return;
        self->operation->complete(std::move(end));
        self->operation.reset();  // with it perhaps the strand, which is inside
        self->gate->leave();
    }
    static void cancel(void* user, ach_op op) noexcept {
        const PluginState& plugin = *static_cast<Pending*>(user)->state;
        plugin.cancel(plugin.state, op);
    }
};

// --- what an outcome means when the plugin leaves that to us

Value text_field(Mutator& mutator, const Record& record, std::string_view name) {
    const Value v = get_field(mutator.heap(), record, name);
    return is_kind(v, Kind::String) ? v : Value::absent();
}

// The Error that a payload {kind, message, source} describes.
ach_status raise_described(ach_call& call, const OpEnd& end) {
    Mutator& mutator = call.mutator;
    Root<Value> described(
        mutator, end.payload.bits == 0 ? Value::null() : decode_cbor(mutator, end.bytes()));
    if (described.get().is_failed()) return ACH_E_RAISED;
    if (is_kind(described, Kind::Error)) return call.throw_value(described);
    const auto* record = try_as<Record>(described);
    if (record == nullptr) return call.raise(error_kind::kRuntime, "the operation failed");
    const Value message = text_field(mutator, *record, "message");
    const Value kind = text_field(mutator, *record, "kind");
    const Value source = get_field(mutator.heap(), *record, "source");
    return call.raise(kind.is_absent() ? error_kind::kRuntime : as<String>(kind)->view(),
                      message.is_absent() ? "the operation failed" : as<String>(message)->view(),
                      source.is_absent() ? Value::null() : source);
}

ach_status default_resume(ach_call& call, const OpEnd& end, Value& result) {
    switch (end.outcome) {
        case ACH_OK:
            result = end.payload.bits == 0 ? Value::null() : decode_cbor(call.mutator, end.bytes());
            return result.is_failed() ? ACH_E_RAISED : ACH_OK;
        case ACH_E_FAILED: return raise_described(call, end);
        case ACH_E_CANCELLED: return call.raise("CancelledError", "the operation was cancelled");
        case ACH_E_TIMEOUT: return call.raise("TimeoutError", "the operation took too long");
        case ACH_E_NOMEM: return call.raise(error_kind::kOutOfMemory, "Out of memory");
        default:
            return call.raise(error_kind::kRuntime,
                              "the operation ended with status " + std::to_string(end.outcome));
    }
}

// --- continuations

class Waiting final : public NativeContinuation {
public:
    Waiting(std::shared_ptr<PluginState> plugin, ach_resume_fn then, const NativeBinding* native)
        : plugin_(std::move(plugin)), resume_(then), native_(native) {}

    // Where cancel() goes; set when the operation exists.
    void set_op(const HostTables& host, ach_op op) {
        host_ = &host;
        op_ = op;
    }

    ach_status resume(ach_call& call, Completion& completion, Value& result) override {
        const auto& end = static_cast<OpEnd&>(completion);
        if (resume_ == nullptr) return default_resume(call, end, result);
        // Who ends a Future runs in a call of its own.
        if (call.native == nullptr) call.native = native_;
        ach_value made = to_abi(Value::null());
        const ach_status status = resume_(&call, plugin_->state, end.outcome, end.payload, &made);
        result = from_abi(made);
        return status;
    }
    ach_status returned(ach_call&, Value, Value&) override { return ACH_E_INTERNAL; }
    void cancel() override {
        if (host_ != nullptr) host_->op->cancel(host_->host, op_);
    }

private:
    std::shared_ptr<PluginState> plugin_;
    ach_resume_fn resume_;
    const NativeBinding* native_;  // the machine's; tells who it is, and whose
    const HostTables* host_ = nullptr;
    ach_op op_{};
};

class Calling final : public NativeContinuation {
public:
    Calling(const ach_call_desc& d) : plugin_(d), then_(d.then) {}

    ach_status resume(ach_call&, Completion&, Value&) override { return ACH_E_INTERNAL; }
    ach_status returned(ach_call& call, Value returned, Value& result) override {
        ach_value made = to_abi(Value::null());
        if (then_ == nullptr) {
            result = returned;
            return ACH_OK;
        }
        const ach_status status = then_(&call, plugin_.state, to_abi(returned), &made);
        result = from_abi(made);
        return status;
    }

private:
    PluginState plugin_;
    ach_called_fn then_;
};

// Creates the host's side of an operation, and tells the continuation about it.
ach_status begin(ach_call& call, OperationRef operation, std::shared_ptr<PluginState> state,
                 const ach_suspend_desc& wanted, Waiting& waiting, ach_op& op) {
    Program& program = Program::of(call.machine);
    const HostTables& host = program.host();
    auto pending =
        std::unique_ptr<Pending>(new Pending{host, program.gate(), operation, std::move(state)});
    ach_op_desc desc{};
    desc.struct_size = sizeof desc;
    desc.timeout_ms = wanted.timeout_ms;
    if (wanted.struct_size >= offsetof(ach_suspend_desc, flags) + sizeof wanted.flags) {
        desc.flags = wanted.flags;
    }
    desc.user = pending.get();
    desc.ended = &Pending::ended;
    if (pending->state->cancel != nullptr) desc.cancel = &Pending::cancel;
    const ach_status status = host.op->create(host.host, &desc, &op);
    if (status != ACH_OK) {
        call.task->strand->forget(*operation);
        return call.raise(error_kind::kRuntime, status == ACH_E_FULL
                                                    ? "too many operations are pending"
                                                    : "the host could not begin the operation");
    }
    static_cast<void>(pending.release());  // ended() takes it back
    waiting.set_op(host, op);
    return ACH_OK;
}

}  // namespace

ach_status suspend_with(ach_call& call, const ach_suspend_desc& d, ach_op& op) {
    auto state = std::make_shared<PluginState>(d);
    auto continuation = std::make_unique<Waiting>(state, d.resume, call.native);
    Waiting& waiting = *continuation;
    OperationRef operation = call.suspend(std::move(continuation));
    if (operation == nullptr) return ACH_E_RAISED;
    return begin(call, std::move(operation), std::move(state), d, waiting, op);
}

ach_status future_with(ach_call& call, const ach_suspend_desc& d, ach_op& op, Value& future) {
    auto state = std::make_shared<PluginState>(d);
    auto continuation = std::make_unique<Waiting>(state, d.resume, call.native);
    Waiting& waiting = *continuation;
    OperationRef operation = call.make_future(std::move(continuation), future);
    if (operation == nullptr) return ACH_E_RAISED;
    return begin(call, std::move(operation), std::move(state), d, waiting, op);
}

std::unique_ptr<NativeContinuation> continuation_of(ach_call&, const ach_call_desc& d) {
    if (d.then == nullptr && d.free_state == nullptr) return nullptr;
    return std::make_unique<Calling>(d);
}

}  // namespace ach::vm
