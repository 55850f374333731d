// What every misbehaving plugin has in common: a module, an instance, and one subcommand named
// after it.
//
// Behaviour is given as plain functions that may throw: the ABI forbids it, and the casts below are
// what a plugin compiled without care amounts to. What is left out behaves well.
#pragma once

#include <achronyme/abi/base.h>
#include <achronyme/abi/buffer.h>
#include <achronyme/abi/command.h>
#include <achronyme/abi/op.h>

#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

namespace hostile {

struct Instance;

struct Behaviour {
    const char* id = nullptr;
    ach_status (*create)(const ach_host_t*) = nullptr;
    ach_status (*start)(Instance&) = nullptr;
    ach_status (*quiesce)(Instance&, ach_op done) = nullptr;
    ach_status (*stop)(Instance&) = nullptr;
    void (*destroy)(Instance&) = nullptr;
    void (*serve)(Instance&) = nullptr;  // before an interface is given
    // The command. An exit status, or -1: it completes `done` itself later.
    int (*run)(Instance&, const std::vector<std::string>& words, ach_op done) = nullptr;
    void (*interrupt)(Instance&) = nullptr;
    std::uint16_t abi_major = ACH_ABI_MAJOR;
};

struct Instance {
    ach_plugin_t abi{};
    ach_command_t command{};
    const ach_host_t* host = nullptr;
    const Behaviour* behaviour = nullptr;
    void* state = nullptr;

    template <class Table>
    const Table& table(const char* id) const {
        return *static_cast<const Table*>(host->get_interface(host, id, nullptr));
    }

    void end_command(ach_op done, int status) const {
        ach_buf payload{0};
        std::uint8_t* bytes = nullptr;
        const auto& buffers = table<ach_buffer_t>(ACH_IF_BUFFER);
        buffers.alloc(host, ACH_BUF_HEAP, 1, &payload, &bytes);
        *bytes = static_cast<std::uint8_t>(status);
        buffers.freeze(host, payload);
        table<ach_op_t>(ACH_IF_OP).complete(host, done, ACH_OK, payload);
    }
};

inline Instance& self(const ach_plugin_t* p) { return *static_cast<Instance*>(p->self); }

inline Instance& self(const ach_command_t* c) {
    auto* bytes = reinterpret_cast<char*>(const_cast<ach_command_t*>(c));
    return *reinterpret_cast<Instance*>(bytes - offsetof(Instance, command));
}

inline ach_status start(const ach_plugin_t* p, ach_error*) {
    return self(p).behaviour->start != nullptr ? self(p).behaviour->start(self(p)) : ACH_OK;
}

inline ach_status quiesce(const ach_plugin_t* p, ach_op done, ach_error*) {
    Instance& me = self(p);
    if (me.behaviour->quiesce != nullptr) return me.behaviour->quiesce(me, done);
    return me.table<ach_op_t>(ACH_IF_OP).complete(me.host, done, ACH_OK, ach_buf{0});
}

inline ach_status stop(const ach_plugin_t* p, ach_error*) {
    return self(p).behaviour->stop != nullptr ? self(p).behaviour->stop(self(p)) : ACH_OK;
}

inline const void* serve(const ach_plugin_t* p, const char* id) {
    if (self(p).behaviour->serve != nullptr) self(p).behaviour->serve(self(p));
    return std::strcmp(id, ACH_IF_COMMAND) == 0 ? &self(p).command : nullptr;
}

inline ach_status run(const ach_command_t* c, const ach_host_t*, ach_str, const ach_str* args,
                      std::uint32_t argc, ach_op done, ach_error*) {
    Instance& me = self(c);
    std::vector<std::string> words;
    for (std::uint32_t i = 0; i < argc; ++i) words.emplace_back(args[i].ptr, args[i].len);
    const int status = me.behaviour->run != nullptr ? me.behaviour->run(me, words, done) : 0;
    if (status >= 0) me.end_command(done, status);
    return ACH_OK;
}

inline void interrupt(const ach_command_t* c, const ach_host_t*) {
    if (self(c).behaviour->interrupt != nullptr) self(c).behaviour->interrupt(self(c));
}

inline void destroy(const ach_plugin_t* p) {
    Instance* me = &self(p);
    if (me->behaviour->destroy != nullptr) me->behaviour->destroy(*me);
    delete me;
}

template <class Function, class Promise>
void install(Function* function, Promise& member) {
    member = reinterpret_cast<Promise>(function);
}

template <const Behaviour& behaviour>
ach_status create(const ach_host_t* h, const ach_plugin_t** out, ach_error*) {
    if (behaviour.create != nullptr) {
        if (const ach_status status = behaviour.create(h); status != ACH_OK) return status;
    }
    auto* made = new Instance;
    made->host = h;
    made->behaviour = &behaviour;
    made->abi.struct_size = sizeof made->abi;
    made->abi.self = made;
    install(start, made->abi.start);
    install(quiesce, made->abi.quiesce);
    install(stop, made->abi.stop);
    install(serve, made->abi.get_interface);
    made->command.struct_size = sizeof made->command;
    install(run, made->command.run);
    install(interrupt, made->command.interrupt);
    *out = &made->abi;
    return ACH_OK;
}

template <const Behaviour& behaviour>
const ach_module_t* module() {
    static const ach_module_t record = [] {
        ach_module_t made{};
        made.struct_size = sizeof made;
        made.abi_major = behaviour.abi_major;
        made.id = behaviour.id;
        made.version = "1.0.0";
        install(create<behaviour>, made.create);
        install(destroy, made.destroy);
        return made;
    }();
    return &record;
}

}  // namespace hostile

// Ends every file of this folder. `behaviour` is a Behaviour with static storage.
#define HOSTILE_MODULE(behaviour)                                            \
    extern "C" ACH_EXPORT const ach_module_t* ach_module_v1(void) noexcept { \
        return hostile::module<behaviour>();                                 \
    }
