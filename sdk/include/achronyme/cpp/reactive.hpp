// Signals of scripts, set by a plugin from any thread: a port's handler, a timer, a thread of its
// own.
//
//     ach::Reactive reactive(host());                       // in start()
//     ach::Ref level = reactive.signal(call, argument);     // in a native
//     reactive.set(level, 0.7);                             // anywhere, later
//
// What has read the signal follows: effects and computed values of the script, labels of a window.
#pragma once

#include "achronyme/abi/reactive.h"
#include "achronyme/cpp/call.hpp"
#include "achronyme/cpp/host.hpp"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <new>
#include <span>
#include <string_view>
#include <vector>

namespace ach {
inline namespace sdk1 {

class Reactive {
public:
    Reactive() = default;
    explicit Reactive(const Host& host)  // [loader]
        : host_(host.raw()), table_(&host.get<ach_reactive_t>()) {}

    const ach_reactive_t& table() const noexcept { return *table_; }

    // [vm] Keeps the Signal `v` for set(); anything else raises "expected Signal, got …".
    Ref signal(const Call& call, Value v) const {
        if (table_->source_kind(call.raw(), v) != ACH_REACTIVE_SIGNAL) call.type_error("Signal", v);
        return call.ref(v);
    }

    // [any] ACH_E_GONE when the script that had the signal has ended. Not from a native.
    ach_status set(const Ref& signal, double number) const noexcept {
        const auto bits = std::bit_cast<std::uint64_t>(number);
        std::uint8_t item[9] = {0xfb};
        for (int i = 0; i < 8; ++i) item[1 + i] = static_cast<std::uint8_t>(bits >> (56 - 8 * i));
        return set_cbor(signal, item);
    }
    ach_status set(const Ref& signal, bool truth) const noexcept {
        const std::uint8_t item[] = {static_cast<std::uint8_t>(truth ? 0xf5 : 0xf4)};
        return set_cbor(signal, item);
    }
    ach_status set(const Ref& signal, std::string_view text) const noexcept {
        try {
            std::vector<std::uint8_t> item(9 + text.size());
            item[0] = 0x7b;  // a text whose length takes eight bytes
            for (std::size_t i = 0; i < 8; ++i) {
                item[1 + i] = static_cast<std::uint8_t>(std::uint64_t{text.size()} >> (56 - 8 * i));
            }
            text.copy(reinterpret_cast<char*>(item.data()) + 9, text.size());
            return set_cbor(signal, item);
        } catch (const std::bad_alloc&) {
            return ACH_E_NOMEM;
        }
    }
    ach_status set(const Ref& signal, const char* text) const noexcept {
        return set(signal, std::string_view(text));
    }
    // Any value as one CBOR item, such as the payload of a message; no bytes are null.
    ach_status set_cbor(const Ref& signal, std::span<const std::uint8_t> item) const noexcept {
        return table_->set(host_, table_, signal.raw(), item.data(), item.size(), nullptr);
    }

private:
    const ach_host_t* host_ = nullptr;
    const ach_reactive_t* table_ = nullptr;
};

}  // namespace sdk1
}  // namespace ach
