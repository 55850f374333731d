// The way of values out of the reactive graph: what plugins have asked for with ach.reactive/1.
//
// A bound signal is sent by whoever sets it. Setters on several threads must not overtake each
// other (the port keeps what comes last), so one of them sends at a time; those who come meanwhile
// leave it to that one, and after a few rounds it leaves the rest to the program's own strand.
// Nobody waits.
//
// Values that are large have one credit per binding: a change without it is remembered, and sent
// when the receiver has given it back. That, too, is done on the program's own strand, or for a
// computed on the strand that bound it: there each binding has a watch.
#pragma once

#include "vm/plugin/host_tables.hpp"
#include "vm/plugin/tokens.hpp"
#include "vm/runtime/reactive_graph.hpp"

#include <achronyme/abi/reactive.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

namespace ach::vm {

class Machine;

// An observer of a plugin.
class PluginObserver final : public ObserverClient,
                             public std::enable_shared_from_this<PluginObserver> {
public:
    explicit PluginObserver(const ach_observer_desc& desc)
        : user_(desc.user), on_dirty_(desc.on_dirty) {}

    void changed(ach_call&, Observer&) override { on_dirty_(user_, token); }
    void gone() noexcept override { kept_.reset(); }
    void keep() { kept_ = shared_from_this(); }

    ach_observer token{};
    Observer* observer = nullptr;  // alive while the token is good
    StrandRef home;

private:
    void* const user_;
    void(ACH_CALL* const on_dirty_)(void* user, ach_observer o) ACH_NOEXCEPT;
    std::shared_ptr<PluginObserver> kept_;  // as long as the observer refers to it
};

struct BindingTarget {
    ach_port port;
    ach_topic topic;
    std::uint64_t key;
    bool is_text;
};

class Binding final : public ObserverClient, public std::enable_shared_from_this<Binding> {
public:
    Binding(const HostTables& host, const Tokens<Binding>& all, ach_port from,
            const BindingTarget& target)
        : host_(host), all_(all), from_(from), target_(target) {}

    // [mutator] Something has changed. The source is rooted.
    void send(ach_call* call, Mutator& mutator, Source& source);
    // [any] Large values may be sent again. True: there is one.
    bool give_credit();

    void changed(ach_call& call, Observer& observer) override;
    void gone() noexcept override { kept_.reset(); }
    void keep() { kept_ = shared_from_this(); }

    // What is sent when it has no value to show; said once.
    void warn(const char* text);

    ach_binding token{};
    Observer* watch = nullptr;  // alive while the token is good
    StrandRef home;             // of the watch
    Signal* signal = nullptr;   // null: a computed

private:
    void send_newest(ach_call* call, Mutator& mutator, Source& source);
    Value newest(ach_call* call, Source& source);
    Value text_of(Mutator& mutator, Value v);
    bool take_credit();
    ach_buf snapshot(Mutator& mutator, Value v);

    const HostTables& host_;
    const Tokens<Binding>& all_;
    const ach_port from_;
    const BindingTarget target_;
    std::shared_ptr<Binding> kept_;
    std::atomic<std::uint32_t> wanted_{0};  // not zero: somebody is sending
    std::atomic<bool> has_credit_{true};
    std::atomic<bool> is_stale_{false};
    std::atomic<bool> has_warned_{false};
    std::atomic<bool> is_unbound_{false};

    friend class Bindings;
};

class Bindings final : public ChangeSink {
public:
    Bindings(const HostTables& host, Machine& machine, std::uint16_t program);
    ~Bindings();

    // --- [vm]
    ach_status observe(ach_call& call, const ach_observer_desc& desc, ach_observer& out);
    ach_status bind(ach_call& call, Source& source, const BindingTarget& target, ach_binding& out);

    // --- [any, inside]
    std::shared_ptr<PluginObserver> find(ach_observer o) const { return observers_.find(o.bits); }
    ach_status dispose(ach_observer o);
    ach_status credit(ach_binding b);
    ach_status unbind(ach_binding b);

    // [mutator]
    void changed(Mutator& mutator, Signal& signal) override;

    // The machine is about to go.
    void close();

private:
    bool prepare();

    const HostTables& host_;
    Machine& machine_;
    Tokens<PluginObserver> observers_;
    Tokens<Binding> bindings_;
    std::mutex mutex_;  // what follows; nothing is called under it
    ach_port from_{};
    StrandRef strand_;  // where bindings of signals have their watches
    std::unordered_multimap<const Signal*, std::shared_ptr<Binding>> by_signal_;
};

}  // namespace ach::vm
