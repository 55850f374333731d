// The backend: found when the first window is wanted, attached to once, and spoken to through its
// ports. Nothing here knows windows.
#pragma once

#include "plugins/ui_common/codec.hpp"

#include <achronyme/abi/ui.h>
#include <achronyme/cpp/bus.hpp>
#include <achronyme/cpp/op.hpp>
#include <achronyme/cpp/services.hpp>

#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace ach::ui {

// [any]
class Backend {
public:
    using Receive = std::function<void(Event)>;

    // [loader] `receive` is called on a fiber, one event at a time, in order.
    Backend(const Host& host, const NativeContext& context, Receive receive);

    // Completes `op` once windows can be shown: ACH_OK, or ACH_E_FAILED with CBOR {kind, message}.
    void attach(ach::Op op);
    bool is_attached() const;
    std::string name() const;  // "" when not attached
    // Among what the backend has said that it can do.
    bool has(std::string_view feature) const;

    // The backend's windows close. False: nothing is attached, and `done` is not completed.
    bool detach(ach::Op done);
    // It is gone by itself.
    void lost();

    // In order; never blocks. What the backend does not take at once waits here.
    void send(const Command& command);

    ach_port values() const;
    ach_topic value_topic() const { return value_topic_; }

private:
    struct Attempt;

    void take(const Message& message);
    void ended(ach_status outcome, std::span<const std::uint8_t> payload);
    void refuse(const std::string& why);
    void send_waiting();
    ach_status send_now(const std::vector<std::uint8_t>& bytes, WindowId window) const;

    struct End {
        ach_status outcome;
        std::vector<std::uint8_t> payload;
    };
    struct Waiting {
        std::vector<std::uint8_t> bytes;
        WindowId window;
    };

    const NativeContext& context_;
    Bus bus_;
    Log log_;
    const ach_service_t& services_;
    Receive receive_;
    ach_topic command_topic_, value_topic_;
    Port<std::function<void(const Message&)>> events_;

    mutable std::mutex mutex_;  // of all below
    const ach_ui_backend_t* table_ = nullptr;
    ach_ui_ports ports_{};
    bool has_ports_ = false;
    std::optional<End> early_end_;  // of attach(), before it has given the ports
    bool is_attached_ = false;
    std::set<std::string> features_;
    std::vector<ach::Op> attaching_;  // who waits for it
    std::deque<Waiting> waiting_;
};

}  // namespace ach::ui
