// What a UI core does with ach.reactive/1, one native for each function, so that scripts can say
// what should come of it.
//
//   scope() -> Number                     an observer
//   scope_run(scope, fn), scope_run_sync(scope, fn)    fn as its run, by call_then and call_sync
//   scope_dirty(scope) -> Number          how often on_dirty was called
//   scope_dispose(scope) -> Number        the status, as with what follows
//   source_kind(v), source_peek(v) -> [value, version]
//   bind_to(source, key) -> Number        a binding, to the one port of the plugin
//   unbind(binding), credit(binding)
//   received() -> Vector                  what the port has: [key, version, value]
//   coalesced() -> Number                 how many messages newer ones have replaced
//   set_from_outside(signal, value) -> Future<Number>   by another thread; the status
#include <achronyme/cpp/plugin.hpp>

#include <atomic>
#include <cstring>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

namespace watchers {

struct Tables {
    const ach_host_t* host = nullptr;
    const ach_call_table_t* call = nullptr;
    const ach_value_table_t* value = nullptr;
    const ach_op_t* op = nullptr;
    const ach_buffer_t* buffer = nullptr;
    const ach_bus_t* bus = nullptr;
    const ach_reactive_t* reactive = nullptr;
};

struct Scope {
    ach_observer observer{};
    std::atomic<int> dirty{0};

    static void on_dirty(void* user, ach_observer o) noexcept {
        auto& self = *static_cast<Scope*>(user);
        if (self.observer.bits == o.bits) ++self.dirty;
    }
};

// A signal that another thread sets.
struct Setting {
    const Tables& t;
    ach_ref signal;
    ach_buf value;
    ach_op op{};
    ach_status status = ACH_OK;
    std::uint64_t version = 0;

    void run() {
        std::size_t size = 0;
        const std::uint8_t* bytes = t.buffer->view(t.host, value, &size);
        status = t.reactive->set(t.host, t.reactive, signal, bytes, size, &version);
        t.op->complete(t.host, op, ACH_OK, ach_buf{0});
    }
    static ach_status resume(ach_call_t* c, void* state, ach_status, ach_buf,
                             ach_value* result) noexcept {
        auto& self = *static_cast<Setting*>(state);
        *result = self.t.value->number(c, self.status);
        return ACH_OK;
    }
    static void drop(void* state) noexcept {
        auto* self = static_cast<Setting*>(state);
        self->t.value->ref_release(self->t.host, self->t.value, self->signal);
        self->t.buffer->release(self->t.host, self->value);
        delete self;
    }
};

class Watchers : public ach::plugin<Watchers> {
public:
    static constexpr const char* id = "test.watchers";
    static constexpr const char* version = "1.0.0";

    void start() {
        t_ = {context().host,        &get<ach_call_table_t>(), &get<ach_value_table_t>(),
              &get<ach_op_t>(),      &get<ach_buffer_t>(),     &get<ach_bus_t>(),
              &get<ach_reactive_t>()};
        ach_port_desc desc{};
        desc.struct_size = sizeof desc;
        desc.capacity = 64;
        desc.full_policy = ACH_FULL_COALESCE;
        t_.bus->open(t_.host, &desc, &port_, nullptr);
        constexpr char kTopic[] = "test.watchers.value/1";
        topic_ = t_.bus->intern(t_.host, {kTopic, sizeof kTopic - 1});
    }
    void stop() {
        const std::lock_guard lock(mutex_);
        for (std::thread& thread : threads_) thread.join();
        threads_.clear();
        t_.bus->close(t_.host, port_);
    }

    static ach_status scope(ach_call_t* c, void* user, const ach_value*, std::uint32_t,
                            ach_value* result) noexcept {
        auto& self = *static_cast<Watchers*>(user);
        const std::lock_guard lock(self.mutex_);
        Scope& made = self.scopes_.emplace_back();
        ach_observer_desc desc{};
        desc.struct_size = sizeof desc;
        desc.user = &made;
        desc.on_dirty = &Scope::on_dirty;
        const ach_status status = self.t_.reactive->observe(c, &desc, &made.observer);
        *result = self.number(c, static_cast<double>(self.scopes_.size() - 1));
        return status;
    }

    static ach_status scope_run(ach_call_t* c, void* user, const ach_value* args, std::uint32_t,
                                ach_value* result) noexcept {
        auto& self = *static_cast<Watchers*>(user);
        const ach_status status = self.t_.reactive->run(c, self.scope_of(c, args[0]).observer);
        if (status != ACH_OK) return self.give(c, status, result);
        ach_call_desc desc{};
        desc.struct_size = sizeof desc;
        desc.fn = args[1];
        self.t_.call->call_then(c, &desc);
        return ACH_CALLING;
    }

    static ach_status scope_run_sync(ach_call_t* c, void* user, const ach_value* args,
                                     std::uint32_t, ach_value* result) noexcept {
        auto& self = *static_cast<Watchers*>(user);
        const ach_status status = self.t_.reactive->run(c, self.scope_of(c, args[0]).observer);
        if (status != ACH_OK) return self.give(c, status, result);
        return self.t_.call->call_sync(c, args[1], nullptr, 0, result);
    }

    static ach_status scope_dirty(ach_call_t* c, void* user, const ach_value* args, std::uint32_t,
                                  ach_value* result) noexcept {
        auto& self = *static_cast<Watchers*>(user);
        return self.give(c, self.scope_of(c, args[0]).dirty, result);
    }

    static ach_status scope_dispose(ach_call_t* c, void* user, const ach_value* args, std::uint32_t,
                                    ach_value* result) noexcept {
        auto& self = *static_cast<Watchers*>(user);
        const ach_observer o = self.scope_of(c, args[0]).observer;
        return self.give(c, self.t_.reactive->dispose(self.t_.host, self.t_.reactive, o), result);
    }

    static ach_status source_kind(ach_call_t* c, void* user, const ach_value* args, std::uint32_t,
                                  ach_value* result) noexcept {
        auto& self = *static_cast<Watchers*>(user);
        return self.give(c, self.t_.reactive->source_kind(c, args[0]), result);
    }

    static ach_status source_peek(ach_call_t* c, void* user, const ach_value* args, std::uint32_t,
                                  ach_value* result) noexcept {
        auto& self = *static_cast<Watchers*>(user);
        ach_value value{};
        std::uint64_t at = 0;
        const ach_status status = self.t_.reactive->peek(c, args[0], &value, &at);
        if (status == ACH_E_TYPE) return self.give(c, status, result);
        if (status != ACH_OK) return status;
        return self.list(c, {value, self.number(c, static_cast<double>(at))}, result);
    }

    static ach_status bind_to(ach_call_t* c, void* user, const ach_value* args, std::uint32_t,
                              ach_value* result) noexcept {
        auto& self = *static_cast<Watchers*>(user);
        ach_binding made{};
        const ach_status status = self.t_.reactive->bind(
            c, args[0], self.port_, self.topic_,
            static_cast<std::uint64_t>(self.number_of(c, args[1])), 0, &made);
        if (status != ACH_OK) return self.give(c, status, result);
        const std::lock_guard lock(self.mutex_);
        self.bindings_.push_back(made);
        return self.give(c, static_cast<int>(self.bindings_.size()) - 1, result);
    }

    static ach_status unbind(ach_call_t* c, void* user, const ach_value* args, std::uint32_t,
                             ach_value* result) noexcept {
        auto& self = *static_cast<Watchers*>(user);
        const ach_binding b = self.binding_of(c, args[0]);
        return self.give(c, self.t_.reactive->unbind(self.t_.host, self.t_.reactive, b), result);
    }

    static ach_status credit(ach_call_t* c, void* user, const ach_value* args, std::uint32_t,
                             ach_value* result) noexcept {
        auto& self = *static_cast<Watchers*>(user);
        const ach_binding b = self.binding_of(c, args[0]);
        return self.give(c, self.t_.reactive->credit(self.t_.host, self.t_.reactive, b), result);
    }

    static ach_status received(ach_call_t* c, void* user, const ach_value*, std::uint32_t,
                               ach_value* result) noexcept {
        auto& self = *static_cast<Watchers*>(user);
        ach_msg messages[64];
        const std::uint32_t count =
            self.t_.bus->recv(self.t_.host, self.port_, messages, std::size(messages));
        std::vector<ach_value> all;
        ach_status status = ACH_OK;
        for (std::uint32_t i = 0; i < count && status == ACH_OK; ++i) {
            ach_value one{};
            status = self.read(c, messages[i], &one);
            all.push_back(one);
        }
        return status == ACH_OK ? self.list(c, all, result) : status;
    }

    static ach_status coalesced(ach_call_t* c, void* user, const ach_value*, std::uint32_t,
                                ach_value* result) noexcept {
        auto& self = *static_cast<Watchers*>(user);
        ach_port_stats stats{};
        stats.struct_size = sizeof stats;
        self.t_.bus->stats(self.t_.host, self.port_, &stats);
        *result = self.number(c, static_cast<double>(stats.coalesced));
        return ACH_OK;
    }

    static ach_status set_from_outside(ach_call_t* c, void* user, const ach_value* args,
                                       std::uint32_t, ach_value* result) noexcept {
        auto& self = *static_cast<Watchers*>(user);
        ach_buf value{};
        if (self.t_.value->to_buffer(c, args[1], &value) != ACH_OK) return ACH_E_RAISED;
        auto* setting = new Setting{self.t_, {}, value};
        self.t_.value->ref(c, args[0], false, &setting->signal);
        ach_suspend_desc desc{};
        desc.struct_size = sizeof desc;
        desc.state = setting;
        desc.resume = &Setting::resume;
        desc.free_state = &Setting::drop;
        const ach_status status = self.t_.call->future(c, &desc, &setting->op, result);
        if (status != ACH_OK) return status;
        const std::lock_guard lock(self.mutex_);
        self.threads_.emplace_back([setting] { setting->run(); });
        return ACH_OK;
    }

    static const ach_native_def natives[13];

private:
    // [key, version, value]
    ach_status read(ach_call_t* c, const ach_msg& message, ach_value* out) {
        std::uint64_t at = 0;
        std::memcpy(&at, message.inline_data, sizeof at);
        ach_value value = t_.value->null(c);
        if (message.size == 16) {
            double d = 0;
            std::memcpy(&d, message.inline_data + 8, sizeof d);
            value = number(c, d);
        } else if (message.size == 9 && message.inline_data[8] != 0) {
            value = t_.value->boolean(c, message.inline_data[8] == 2);
        } else if (message.size == 8) {
            const ach_status status = t_.value->from_buffer(c, message.payload, &value);
            t_.buffer->release(t_.host, message.payload);
            if (status != ACH_OK) return status;
        }
        return list(c,
                    {number(c, static_cast<double>(message.key)),
                     number(c, static_cast<double>(at)), value},
                    out);
    }

    ach_status list(ach_call_t* c, const std::vector<ach_value>& items, ach_value* out) {
        ach_status status = t_.value->vector(c, items.size(), out);
        for (const ach_value item : items) {
            if (status == ACH_OK) status = t_.value->vector_push(c, *out, item);
        }
        return status;
    }
    ach_value number(ach_call_t* c, double d) const { return t_.value->number(c, d); }
    double number_of(ach_call_t* c, ach_value v) const {
        double d = 0;
        t_.value->get_number(c, v, &d);
        return d;
    }
    ach_status give(ach_call_t* c, int n, ach_value* result) const {
        *result = number(c, n);
        return ACH_OK;
    }
    Scope& scope_of(ach_call_t* c, ach_value v) {
        const std::lock_guard lock(mutex_);
        return scopes_[static_cast<std::size_t>(number_of(c, v))];
    }
    ach_binding binding_of(ach_call_t* c, ach_value v) {
        const std::lock_guard lock(mutex_);
        return bindings_[static_cast<std::size_t>(number_of(c, v))];
    }

    Tables t_;
    ach_port port_{};
    ach_topic topic_ = 0;
    std::mutex mutex_;  // what follows
    std::deque<Scope> scopes_;
    std::vector<ach_binding> bindings_;
    std::vector<std::thread> threads_;
};

constexpr ach_native_def native(const char* name, std::uint32_t arguments, ach_native_fn fn) {
    ach_native_def def{};
    def.struct_size = sizeof def;
    def.name = name;
    def.min_arguments = def.max_arguments = arguments;
    def.fn = fn;
    return def;
}

const ach_native_def Watchers::natives[13] = {
    native("scope", 0, &Watchers::scope),
    native("scope_run", 2, &Watchers::scope_run),
    native("scope_run_sync", 2, &Watchers::scope_run_sync),
    native("scope_dirty", 1, &Watchers::scope_dirty),
    native("scope_dispose", 1, &Watchers::scope_dispose),
    native("source_kind", 1, &Watchers::source_kind),
    native("source_peek", 1, &Watchers::source_peek),
    native("bind_to", 2, &Watchers::bind_to),
    native("unbind", 1, &Watchers::unbind),
    native("credit", 1, &Watchers::credit),
    native("received", 0, &Watchers::received),
    native("coalesced", 0, &Watchers::coalesced),
    native("set_from_outside", 2, &Watchers::set_from_outside)};

}  // namespace watchers

ACH_PLUGIN(watchers::Watchers)
