// Threads that belong to no executor enter the machine and call a script function, all at the same
// time.
//
//   visit(f, threads, calls) -> Future<Number>   each thread calls f(i) so often; the sum of what
//                                                they gave, or the Future fails
//   set_outside(name, value) -> Number           sets a top-level variable from another thread; the
//                                                status
#include <achronyme/cpp/plugin.hpp>

#include <atomic>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace visitors {

struct Tables {
    const ach_host_t* host = nullptr;
    const ach_call_table_t* call = nullptr;
    const ach_value_table_t* value = nullptr;
    const ach_op_t* op = nullptr;
    const ach_vm_t* vm = nullptr;
};

// One call of visit(): gone with the last thread's turn.
struct Visit {
    const Tables& t;
    ach_machine machine;
    ach_ref function{};
    int calls;
    ach_op op{};
    std::atomic<int> left;
    std::atomic<long> sum{0};
    std::atomic<ach_status> failure{ACH_OK};  // one that some visit ended with

    // Inside of the machine.
    static ach_status call_once(ach_call_t* c, void* user) noexcept {
        auto& self = *static_cast<Visit*>(user);
        ach_value function{};
        const ach_status found = self.t.value->deref(c, self.function, &function);
        if (found != ACH_OK) return found;
        const ach_value six = self.t.value->number(c, 6);
        ach_value result{};
        const ach_status status = self.t.call->call_sync(c, function, &six, 1, &result);
        if (status != ACH_OK) return status;
        double number = 0;
        if (self.t.value->get_number(c, result, &number) != ACH_OK) return ACH_E_TYPE;
        self.sum += static_cast<long>(number);
        return ACH_OK;
    }

    void run() {
        for (int i = 0; i < calls; ++i) {
            const ach_status status = t.vm->enter(t.host, t.vm, machine, &call_once, this);
            if (status != ACH_OK) failure = status;
        }
        if (--left == 0) t.op->complete(t.host, op, failure, ach_buf{0});
    }

    static ach_status resume(ach_call_t* c, void* state, ach_status outcome, ach_buf,
                             ach_value* result) noexcept {
        auto& self = *static_cast<Visit*>(state);
        if (outcome != ACH_OK) {
            constexpr char kKind[] = "VisitError";
            const std::string text = "a visit failed: status " + std::to_string(outcome);
            return self.t.call->raise(c, {kKind, sizeof kKind - 1}, {text.data(), text.size()},
                                      self.t.value->null(c));
        }
        *result = self.t.value->number(c, static_cast<double>(self.sum));
        return ACH_OK;
    }
};

class Visitors : public ach::plugin<Visitors> {
public:
    static constexpr const char* id = "test.visitors";
    static constexpr const char* version = "1.0.0";

    void start() {
        t_ = {context().host, &get<ach_call_table_t>(), &get<ach_value_table_t>(), &get<ach_op_t>(),
              &get<ach_vm_t>()};
    }
    void stop() { join(); }

    static ach_status visit(ach_call_t* c, void* user, const ach_value* args, std::uint32_t,
                            ach_value* result) noexcept {
        auto& self = *static_cast<Visitors*>(user);
        double threads = 0, calls = 0;
        self.t_.value->get_number(c, args[1], &threads);
        self.t_.value->get_number(c, args[2], &calls);
        auto* visit = new Visit{self.t_, self.t_.vm->machine_of(c), {}, static_cast<int>(calls),
                                {},      static_cast<int>(threads)};
        if (self.t_.value->ref(c, args[0], false, &visit->function) != ACH_OK) {
            delete visit;
            return ACH_E_RAISED;
        }
        ach_suspend_desc desc{};
        desc.struct_size = sizeof desc;
        desc.state = visit;
        desc.resume = &Visit::resume;
        desc.free_state = [](void* state) noexcept {
            auto* ended = static_cast<Visit*>(state);
            ended->t.value->ref_release(ended->t.host, ended->t.value, ended->function);
            delete ended;
        };
        const ach_status status = self.t_.call->future(c, &desc, &visit->op, result);
        if (status != ACH_OK) return status;
        // Nobody ends the operation before the last thread has had its turn.
        const std::lock_guard lock(self.mutex_);
        for (int i = 0; i < static_cast<int>(threads); ++i) {
            self.threads_.emplace_back([visit] { visit->run(); });
        }
        return ACH_OK;
    }

    static ach_status set_outside(ach_call_t* c, void* user, const ach_value* args, std::uint32_t,
                                  ach_value* result) noexcept {
        auto& self = *static_cast<Visitors*>(user);
        const Tables& t = self.t_;
        ach_str name{};
        ach_buf value{};
        if (t.value->get_string(c, args[0], &name) != ACH_OK) return ACH_E_TYPE;
        if (t.value->to_buffer(c, args[1], &value) != ACH_OK) return ACH_E_RAISED;
        auto* setting = new Setting{t, t.vm->machine_of(c), std::string(name.ptr, name.len), value};
        ach_suspend_desc desc{};
        desc.struct_size = sizeof desc;
        desc.state = setting;
        desc.resume = [](ach_call_t* again, void* state, ach_status, ach_buf,
                         ach_value* made) noexcept -> ach_status {
            auto& done = *static_cast<Setting*>(state);
            *made = done.t.value->number(again, done.status);
            return ACH_OK;
        };
        desc.free_state = [](void* state) noexcept { delete static_cast<Setting*>(state); };
        const ach_status status = t.call->future(c, &desc, &setting->op, result);
        if (status != ACH_OK) return status;
        const std::lock_guard lock(self.mutex_);
        self.threads_.emplace_back([setting] {
            setting->status = setting->t.vm->set_global(
                setting->t.host, setting->t.vm, setting->machine,
                {setting->name.data(), setting->name.size()}, setting->value);
            setting->t.op->complete(setting->t.host, setting->op, ACH_OK, ach_buf{0});
        });
        return ACH_OK;
    }

    static const ach_native_def natives[2];

private:
    struct Setting {
        const Tables& t;
        ach_machine machine;
        std::string name;
        ach_buf value;
        ach_op op{};
        ach_status status = ACH_OK;
    };

    void join() {
        const std::lock_guard lock(mutex_);
        for (std::thread& thread : threads_) thread.join();
        threads_.clear();
    }

    Tables t_;
    std::mutex mutex_;
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

const ach_native_def Visitors::natives[2] = {native("visit", 3, &Visitors::visit),
                                             native("set_outside", 2, &Visitors::set_outside)};

}  // namespace visitors

ACH_PLUGIN(visitors::Visitors)
