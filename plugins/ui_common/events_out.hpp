// How a backend tells the core what has happened: one message for each event, keyed by its window.
#pragma once

#include "plugins/ui_common/protocol.hpp"

#include <achronyme/cpp/bus.hpp>

namespace ach::ui {

class EventsOut {
public:
    // From the backend's port for commands to the core's for events; the bus outlives this.
    EventsOut(const Bus& bus, ach_port from, ach_port to);

    // [any] In order, and without waiting: what the core has no room for is lost, and logged.
    void send(const Event& event) const;

private:
    const Bus& bus_;
    const ach_port from_, to_;
    const ach_topic topic_;
};

}  // namespace ach::ui
