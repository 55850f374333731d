// The other side: dial(signal) lets a script's signal follow the topic of the meter. Neither plugin
// knows the other; they agree on a topic and on what its messages hold.
#include <achronyme/achronyme.hpp>

#include <list>

struct Dial : ach::plugin<Dial> {
    static constexpr const char* id = "org.example.dial";
    static constexpr const char* version = "1.0.0";

    // Called on a fiber for every message, one at a time; any thread may set a signal.
    struct Show {
        ach::Reactive reactive;
        ach::Ref signal;
        void operator()(const ach::Message& message) const {
            if (const auto watts = message.as<double>()) reactive.set(signal, *watts);
        }
    };

    void start() {
        bus = ach::Bus(host(), context());
        reactive = ach::Reactive(host());
    }
    void stop() { ports.clear(); }  // after this nobody is called and no value is held

    void dial(ach::Call& call, ach::Value signal) {
        Show show{reactive, reactive.signal(call, signal)};
        // A dial shows what is: while it is busy only the newest measurement waits.
        auto& port = ports.emplace_back(bus, 1u, ACH_FULL_DROP_OLDEST, std::move(show));
        port.subscribe("org.example.meter.noted/1");
    }

    ach::Bus bus;
    ach::Reactive reactive;
    std::list<ach::Port<Show>> ports;  // dial() is serial, so it needs no lock

    static constexpr ach_native_def natives[] = {
        ach::native<&Dial::dial>("dial").serial().doc("dial(signal): it follows the meter")};
};

ACH_PLUGIN(Dial)
