// What comes from the core and from whoever sets signals, and when it is taken.
//
// Commands are taken in their order. A large one is decoded in the workshop, and those behind it
// wait for it.
//
// A value is taken when it comes, so that what follows it is at work at once, but only one of each
// key in a frame: a second one is held until the next, where a newer one replaces it. While values
// come faster than frames, nobody listens between frames at all, and the port keeps the newest.
//
// Belongs to the UI thread.
#pragma once

#include "plugins/ui_common/codec.hpp"
#include "plugins/ui_wx/workshop.hpp"

#include <achronyme/cpp/bus.hpp>
#include <achronyme/cpp/timer.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

namespace ach::ui {

class Intake {
public:
    struct Takers {
        std::function<void(const Command&)> command;
        std::function<void(WindowId, const std::string& problem)> refused;
        std::function<void(const SignalChanged&, double age_ms)> value;
    };

    Intake(const Bus& bus, const Clock& clock, ach_port commands, ach_port values,
           Workshop& workshop, Takers takers);

    void begin_frame();
    enum class Commands : std::uint8_t {
        AllTaken,
        ShareIsOver,  // of this frame; there is more
        OneIsDecoded  // by the workshop; ask again when it has finished something
    };
    Commands take_commands();
    // False: they come faster than frames, so nobody is to listen until the next one.
    bool take_values();

    // How many have been taken, for Inspect.
    std::uint64_t values_taken() const { return values_taken_; }

private:
    struct Decoding {
        explicit Decoding(Message its_message) : message(std::move(its_message)) {}
        Message message;
        std::optional<Command> command;  // none: of an unknown kind, or malformed
        std::string problem;
        bool is_decoded = false;  // when the workshop does it; the UI thread's
    };

    Commands take_next_command();
    static void decode(Decoding& decoding);
    void decode_elsewhere(Message message);
    void take(const Decoding& decoding);
    std::vector<Message> waiting_values();
    void take_value(Message message);
    bool is_flooded();

    const Bus& bus_;
    const Clock& clock_;
    const ach_port commands_, values_;
    Workshop& workshop_;
    const Takers takers_;

    std::shared_ptr<Decoding> decoding_;  // the next one; null: it is still in the port
    double commands_ms_ = 0;              // spent on them in this frame

    std::unordered_set<std::uint64_t> taken_;  // keys, in this frame
    std::vector<Message> held_;                // for the next one
    std::uint64_t coalesced_ = 0;
    std::uint64_t values_taken_ = 0;
};

}  // namespace ach::ui
