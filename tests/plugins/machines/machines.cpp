// ach.vm/1 for scripts: a script makes machines and has other scripts run in them. Every function
// of the table is called on a thread that belongs to nobody.
//
//   create_machine(megabytes, gc_stress, args) -> its token, or the status
//   execute_text(m, text), execute_file(m, path), execute_nonsense(m), call_kept(m, arguments),
//   destroy_machine(m) -> Future of {value}, {failed: {kind, …}} or {status}
//   keep_function(f), drop_function()   what call_kept calls, in whatever machine it was kept
//   set_in(m, name, value), set_garbage_in(m, name), enter_machine(m) -> the status
//   machine_here() -> the token of the machine that asks
#include <achronyme/abi/vm.h>
#include <achronyme/achronyme.hpp>

#include <string>
#include <thread>
#include <vector>

namespace machines {

constexpr bool kWeak = false;

template <class Work>
auto on_a_thread(Work work) {
    decltype(work()) result{};
    std::thread([&] { result = work(); }).join();
    return result;
}

ach_machine machine_of(double token) { return {static_cast<std::uint64_t>(token)}; }
ach_str str(std::string_view text) { return {text.data(), text.size()}; }

struct Machines : ach::plugin<Machines> {
    static constexpr const char* id = "test.machines";
    static constexpr const char* version = "1.0.0";

    void start() { vm = &get<ach_vm_t>(); }

    double create_machine(ach::Call& call, double megabytes, bool gc_stress, ach::Value args) {
        std::vector<std::string> words;
        for (std::size_t i = 0; i < call.vector_len(args); ++i) {
            words.emplace_back(call.string(call.vector_get(args, i)));
        }
        std::vector<ach_str> views;
        for (const std::string& word : words) views.push_back(str(word));
        ach_machine_desc desc{};
        desc.struct_size = sizeof desc;
        desc.max_heap_bytes = static_cast<std::uint64_t>(megabytes) << 20;
        desc.args = views.data();
        desc.argc = static_cast<std::uint32_t>(views.size());
        desc.flags = gc_stress ? ACH_MACHINE_GC_STRESS : 0;
        ach_machine made{};
        const ach_status status = on_a_thread([&] {
            ach_error error{};
            error.struct_size = sizeof error;
            return vm->create(host(), vm, &desc, &made, &error);
        });
        return status == ACH_OK ? static_cast<double>(made.bits) : status;
    }

    ach::Value destroy_machine(ach::Call& call, double m) {
        return future(call,
                      [&](ach_op done) { return vm->destroy(host(), vm, machine_of(m), done); });
    }

    ach::Value execute_text(ach::Call& call, double m, std::string_view text) {
        return execute(call, m, ACH_SOURCE_TEXT, text);
    }
    ach::Value execute_file(ach::Call& call, double m, std::string_view path) {
        return execute(call, m, ACH_SOURCE_FILE, path);
    }
    ach::Value execute_nonsense(ach::Call& call, double m) { return execute(call, m, 7, "1"); }

    void keep_function(ach::Call& call, ach::Value f) {
        call.check(call.values().ref(call.raw(), f, kWeak, &kept));
    }
    double drop_function(ach::Call& call) {
        return call.values().ref_release(host(), &call.values(), kept);
    }

    ach::Value call_kept(ach::Call& call, double m, ach::Value arguments) {
        const ach_buf bytes = call.is_null(arguments) ? ach_buf{0} : call.to_buffer(arguments);
        return future(call, [&](ach_op done) {
            return vm->call(host(), vm, machine_of(m), kept, bytes, done);
        });
    }

    double set_in(ach::Call& call, double m, std::string_view name, ach::Value value) {
        return set(call, m, name, call.to_buffer(value));
    }
    // A byte string is no value that scripts have… and half of one is nothing at all.
    double set_garbage_in(ach::Call& call, double m, std::string_view name) {
        const auto& buffers = get<ach_buffer_t>();
        ach_buf bytes{};
        std::uint8_t* room = nullptr;
        call.check(buffers.alloc(host(), ACH_BUF_HEAP, 1, &bytes, &room));
        *room = 0x9b;
        buffers.freeze(host(), bytes);
        return set(call, m, name, bytes);
    }

    double enter_machine(double m) {
        return on_a_thread([&] {
            return vm->enter(
                host(), vm, machine_of(m),
                [](ach_call_t*, void*) noexcept -> ach_status { return ACH_OK; }, nullptr);
        });
    }

    double machine_here(ach::Call& call) {
        return static_cast<double>(vm->machine_of(call.raw()).bits);
    }

    static const ach_native_def natives[12];

private:
    struct Waiting {
        const ach::NativeContext& context;
    };

    static ach_status told(ach_call_t* c, void* state, ach_status outcome, ach_buf payload,
                           ach_value* result) noexcept {
        ach::Call call(c, static_cast<Waiting*>(state)->context);
        try {
            *result = call.record();
            if (outcome != ACH_OK && outcome != ACH_E_FAILED) {
                call.record_set(*result, "status", call.make(static_cast<double>(outcome)));
                return ACH_OK;
            }
            const ach::Value value = payload.bits == 0 ? call.null() : call.from_buffer(payload);
            call.record_set(*result, outcome == ACH_OK ? "value" : "failed", value);
            return ACH_OK;
        } catch (...) {
            return ACH_E_RAISED;
        }
    }

    template <class Begin>
    ach::Value future(ach::Call& call, Begin begin) {
        ach_suspend_desc desc{};
        desc.struct_size = sizeof desc;
        desc.state = new Waiting{call.context()};
        desc.resume = &told;
        desc.free_state = [](void* state) noexcept { delete static_cast<Waiting*>(state); };
        ach_op done{};
        ach::Value made{};
        call.check(call.table().future(call.raw(), &desc, &done, &made));
        const ach_status status = on_a_thread([&] { return begin(done); });
        if (status != ACH_OK) get<ach_op_t>().complete(host(), done, status, ach_buf{0});
        return made;
    }

    ach::Value execute(ach::Call& call, double m, std::int32_t source, std::string_view text) {
        return future(call, [&](ach_op done) {
            return vm->execute(host(), vm, machine_of(m), source, str(text), done);
        });
    }

    double set(ach::Call&, double m, std::string_view name, ach_buf value) {
        const ach_status status = on_a_thread(
            [&] { return vm->set_global(host(), vm, machine_of(m), str(name), value); });
        get<ach_buffer_t>().release(host(), value);
        return status;
    }

    const ach_host_t* host() const { return context().host; }

    const ach_vm_t* vm = nullptr;
    ach_ref kept{};
};

const ach_native_def Machines::natives[12] = {
    ach::native<&Machines::create_machine>("create_machine"),
    ach::native<&Machines::destroy_machine>("destroy_machine"),
    ach::native<&Machines::execute_text>("execute_text"),
    ach::native<&Machines::execute_file>("execute_file"),
    ach::native<&Machines::execute_nonsense>("execute_nonsense"),
    ach::native<&Machines::call_kept>("call_kept"),
    ach::native<&Machines::keep_function>("keep_function"),
    ach::native<&Machines::drop_function>("drop_function"),
    ach::native<&Machines::set_in>("set_in"),
    ach::native<&Machines::set_garbage_in>("set_garbage_in"),
    ach::native<&Machines::enter_machine>("enter_machine"),
    ach::native<&Machines::machine_here>("machine_here"),
};

}  // namespace machines

ACH_PLUGIN(machines::Machines)
