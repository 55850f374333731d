// Messages between plugins.
#pragma once

#include "achronyme/abi/bus.h"
#include "achronyme/abi/executor.h"
#include "achronyme/cpp/buffer.hpp"
#include "achronyme/cpp/host.hpp"
#include "achronyme/cpp/log.hpp"

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>

namespace ach {
inline namespace sdk1 {

// A received message. Owns its payload.
class Message {
public:
    Message(const NativeContext& context, const ach_msg& raw) noexcept
        : raw_(raw), payload_(context, raw.payload) {}

    const ach_msg& raw() const noexcept { return raw_; }
    const Buffer& payload() const noexcept { return payload_; }
    // The bytes, wherever they are.
    std::span<const std::uint8_t> bytes() const noexcept {
        if (payload_) return payload_.bytes();
        return {raw_.inline_data, raw_.size};
    }
    // The bytes as the T that the sender put there with bytes_of(); empty when their number
    // differs.
    template <class T>
    requires std::is_trivially_copyable_v<T> std::optional<T> as()
    const noexcept {
        const auto sent = bytes();
        if (sent.size() != sizeof(T)) return std::nullopt;
        std::array<std::uint8_t, sizeof(T)> room;
        std::memcpy(room.data(), sent.data(), sizeof(T));
        return std::bit_cast<T>(room);
    }

private:
    ach_msg raw_;
    Buffer payload_;
};

// A plain value as bytes of a message, within one process: a double, a small struct without
// pointers.
template <class T>
requires std::is_trivially_copyable_v<T> std::array<std::uint8_t, sizeof(T)> bytes_of(
    const T& value)
noexcept { return std::bit_cast<std::array<std::uint8_t, sizeof(T)>>(value); }

class Bus {
public:
    Bus() = default;
    Bus(const Host& host, const NativeContext& context)  // [loader]
        : context_(&context), table_(&host.get<ach_bus_t>()), log_(host) {}

    ach_topic topic(std::string_view name) const noexcept {
        return table_->intern(context_->host, str(name));
    }

    const NativeContext& context() const noexcept { return *context_; }
    const ach_bus_t& table() const noexcept { return *table_; }
    const Log& log() const noexcept { return log_; }

private:
    const NativeContext* context_ = nullptr;
    const ach_bus_t* table_ = nullptr;
    Log log_;
};

// For a port that only sends.
struct NoReceiver {
    void operator()(const Message&) const noexcept {}
};

// Owns a port. `receive(message)` is called for each message, on a fiber, one at a time; after the
// destructor it is not called and not running.
template <class Receive = NoReceiver>
class Port {
public:
    // A port that only sends.
    explicit Port(const Bus& bus) requires std::is_same_v<Receive, NoReceiver>
        : Port(bus, 1, ACH_FULL_DROP_OLDEST, {}) {}

    Port(const Bus& bus, std::uint32_t capacity, std::uint32_t full_policy, Receive receive,
         std::uint16_t priority_class = ACH_CLASS_SPAWNED)
        : bus_(bus), receive_(std::move(receive)) {
        ach_port_desc desc{};
        desc.struct_size = sizeof desc;
        desc.capacity = capacity;
        desc.full_policy = full_policy;
        desc.priority_class = priority_class;
        desc.user = this;
        desc.on_ready = [](void* user, ach_port) noexcept { static_cast<Port*>(user)->drain(); };
        ErrorRecord record;
        const ach_status status = bus.table().open(host(), &desc, &raw_, record.out());
        if (status < ACH_OK) throw Failure(record.error(status));
    }
    ~Port() { bus_.table().close(host(), raw_); }
    Port(const Port&) = delete;
    Port& operator=(const Port&) = delete;

    ach_port raw() const noexcept { return raw_; }

    ach_status subscribe(std::string_view topic) const noexcept {
        return bus_.table().subscribe(host(), raw_, bus_.topic(topic));
    }
    ach_status unsubscribe(std::string_view topic) const noexcept {
        return bus_.table().unsubscribe(host(), raw_, bus_.topic(topic));
    }

    // Sends to every subscriber of the topic. Up to 16 bytes travel inside of the message.
    ach_status send_event(ach_topic topic, std::span<const std::uint8_t> bytes) const {
        return send(message(topic, ACH_MSG_EVENT, 0, bytes));
    }
    ach_status send_signal(ach_topic topic, std::uint64_t key,
                           std::span<const std::uint8_t> bytes) const {
        return send(message(topic, ACH_MSG_SIGNAL, key, bytes));
    }
    ach_status send(const ach_msg& m) const noexcept { return bus_.table().send(host(), raw_, &m); }
    ach_status send_to(ach_port to, const ach_msg& m) const noexcept {
        return bus_.table().send_to(host(), raw_, to, &m);
    }

    // A message of this port; long bytes are copied into a frozen buffer.
    ach_msg message(ach_topic topic, std::uint16_t kind, std::uint64_t key,
                    std::span<const std::uint8_t> bytes) const {
        ach_msg m{};
        m.topic = topic;
        m.kind = kind;
        m.key = key;
        if (bytes.size() <= sizeof m.inline_data) {
            m.size = static_cast<std::uint32_t>(bytes.size());
            if (!bytes.empty()) std::memcpy(m.inline_data, bytes.data(), bytes.size());
        } else {
            m.payload = Buffer::copy(bus_.context(), bytes).value().release();
        }
        return m;
    }

    ach_port_stats stats() const noexcept {
        ach_port_stats numbers{};
        numbers.struct_size = sizeof numbers;
        bus_.table().stats(host(), raw_, &numbers);
        return numbers;
    }

private:
    const ach_host_t* host() const noexcept { return bus_.context().host; }

    // Takes out all there is, so that the next message rings again.
    void drain() noexcept {
        std::array<ach_msg, 16> batch;
        std::uint32_t count = 0;
        do {
            count = bus_.table().recv(host(), raw_, batch.data(), batch.size());
            for (std::uint32_t i = 0; i < count; ++i) {
                const Message message(bus_.context(), batch[i]);
                bus_.log().contain("port", [&] { receive_(message); });
            }
        } while (count == batch.size());
    }

    Bus bus_;
    Receive receive_;
    ach_port raw_{};
};

}  // namespace sdk1
}  // namespace ach
