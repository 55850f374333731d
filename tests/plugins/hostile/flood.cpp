// Sends far more than anybody can take, through a port that refuses and one that drops.
#include "tests/plugins/hostile/module.hpp"

#include <achronyme/abi/bus.h>

namespace {

constexpr int kMessages = 200'000;

struct Tally {
    std::uint64_t sent = 0;
    std::uint64_t full = 0;
};

Tally flood(const hostile::Instance& me, ach_str topic_name, std::uint32_t policy,
            ach_port_stats& stats) {
    const auto& bus = me.table<ach_bus_t>(ACH_IF_BUS);
    const auto& buffers = me.table<ach_buffer_t>(ACH_IF_BUFFER);
    ach_port_desc desc{};
    desc.struct_size = sizeof desc;
    desc.capacity = 16;
    desc.full_policy = policy;
    ach_port port{0};
    bus.open(me.host, &desc, &port, nullptr);
    const ach_topic topic = bus.intern(me.host, topic_name);
    bus.subscribe(me.host, port, topic);
    Tally tally;
    for (int i = 0; i < kMessages; ++i) {
        ach_msg message{};
        message.topic = topic;
        message.kind = ACH_MSG_EVENT;
        std::uint8_t* bytes = nullptr;
        buffers.alloc(me.host, ACH_BUF_HEAP, 4096, &message.payload, &bytes);
        buffers.freeze(me.host, message.payload);
        const ach_status status = bus.send(me.host, port, &message);
        if (status == ACH_OK) ++tally.sent;
        if (status == ACH_E_FULL) ++tally.full;
    }
    stats.struct_size = sizeof stats;
    bus.stats(me.host, port, &stats);
    return tally;  // the port stays open: closing it is left to the host
}

constexpr hostile::Behaviour kBehaviour = {
    .id = "hostile.flood",
    .run =
        [](hostile::Instance& me, const std::vector<std::string>&, ach_op) {
            ach_port_stats refusing{}, dropping{};
            const Tally refused =
                flood(me, ACH_STR("hostile.refused/1"), ACH_FULL_REFUSE, refusing);
            const Tally dropped =
                flood(me, ACH_STR("hostile.dropped/1"), ACH_FULL_DROP_OLDEST, dropping);
            const bool bounded = refused.sent + refused.full == kMessages && refused.full > 0 &&
                                 refusing.queued <= 16 && dropped.sent == kMessages &&
                                 dropping.queued <= 16;
            std::puts(bounded ? "bounded" : "unbounded");
            return bounded ? 0 : 1;
        },
};

}  // namespace

HOSTILE_MODULE(kBehaviour)
