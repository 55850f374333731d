#include "plugins/ui_common/events_out.hpp"

#include "plugins/ui_common/codec.hpp"
#include "plugins/ui_common/window_of.hpp"

#include <achronyme/abi/ui.h>
#include <achronyme/cpp/buffer.hpp>

#include <cstdint>
#include <vector>

namespace ach::ui {

EventsOut::EventsOut(const Bus& bus, ach_port from, ach_port to)
    : bus_(bus), from_(from), to_(to), topic_(bus.topic(ACH_UI_TOPIC_EVENT)) {}

void EventsOut::send(const Event& event) const {
    const std::vector<std::uint8_t> bytes = encode(event);
    ach_msg m{};
    m.topic = topic_;
    m.kind = ACH_MSG_EVENT;
    m.key = window_of(event);
    m.payload = Buffer::copy(bus_.context(), bytes).value().release();
    const ach_status status = bus_.table().send_to(bus_.context().host, from_, to_, &m);
    if (status == ACH_E_FULL) bus_.log().warn("the core does not take the events of its windows");
}

}  // namespace ach::ui
