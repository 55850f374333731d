// A plugin that tells others what happened: note(watts) gives the kilowatt hours of a year of that,
// and publishes `watts` on a topic. Who listens, if anybody, is not its business.
#include <achronyme/achronyme.hpp>

#include <optional>

struct Meter : ach::plugin<Meter> {
    static constexpr const char* id = "org.example.meter";
    static constexpr const char* version = "1.0.0";

    void start() {
        bus = ach::Bus(host(), context());
        noted = bus.topic("org.example.meter.noted/1");
        port.emplace(bus);
    }
    void stop() { port.reset(); }

    double note(double watts) {
        if (!(watts >= 0)) throw ach::ValueError("the power cannot be negative");
        port->send_event(noted, ach::bytes_of(watts));  // never waits, whoever is slow
        return watts * 8.766;
    }

    ach::Bus bus;
    ach_topic noted = 0;
    std::optional<ach::Port<>> port;

    static constexpr ach_native_def natives[] = {
        ach::native<&Meter::note>("note").doc("note(watts): notes the power, gives kWh a year")};
};

ACH_PLUGIN(Meter)
