#include "plugins/ui_wx/intake.hpp"

#include "plugins/ui_common/plot_data.hpp"
#include "plugins/ui_wx/frame_clock.hpp"

#include <array>
#include <map>
#include <utility>

namespace ach::ui {

namespace {

constexpr double kCommandsMs = 4;  // a frame
constexpr std::size_t kLarge = 16384;

void pack(Map& props) {
    const auto series = props.find("series");
    if (series != props.end()) series->second = packed(series->second);
}

void pack(Node& node) {
    pack(node.props);
    for (Node& child : node.children) pack(child);
}

void pack(Command& command) {
    if (auto* rebuild = std::get_if<Rebuild>(&command)) pack(rebuild->root);
    auto* patch = std::get_if<Patch>(&command);
    if (patch == nullptr) return;
    for (Op& op : patch->ops) {
        if (auto* insert = std::get_if<Insert>(&op)) pack(insert->node);
        if (auto* set = std::get_if<SetProps>(&op)) pack(set->props);
    }
}

SignalChanged decoded(const Message& message) {
    const ach_msg& raw = message.raw();
    return decode_signal(raw.key, {raw.inline_data, raw.size}, message.payload().bytes());
}

}  // namespace

Intake::Intake(const Bus& bus, const Clock& clock, ach_port commands, ach_port values,
               Workshop& workshop, Takers takers)
    : bus_(bus),
      clock_(clock),
      commands_(commands),
      values_(values),
      workshop_(workshop),
      takers_(std::move(takers)) {}

void Intake::begin_frame() {
    commands_ms_ = 0;
    taken_.clear();
}

// --- commands

void Intake::decode(Decoding& decoding) {
    try {
        decoding.command = decode_command(decoding.message.bytes());
    } catch (const BadMessage& bad) {
        decoding.problem = bad.what();
    }
}

Intake::Commands Intake::take_commands() {
    const double start = FrameClock::now_ms();
    const double end = start + kCommandsMs - commands_ms_;
    Commands state = Commands::ShareIsOver;
    while (state == Commands::ShareIsOver && FrameClock::now_ms() <= end) {
        state = take_next_command();
    }
    commands_ms_ += FrameClock::now_ms() - start;
    return state;
}

// ShareIsOver: one is taken.
Intake::Commands Intake::take_next_command() {
    if (decoding_ != nullptr) {
        if (!decoding_->is_decoded) return Commands::OneIsDecoded;
        take(*std::exchange(decoding_, nullptr));
        return Commands::ShareIsOver;
    }
    ach_msg raw;
    if (bus_.table().recv(bus_.context().host, commands_, &raw, 1) == 0) return Commands::AllTaken;
    Message message(bus_.context(), raw);
    if (message.bytes().size() > kLarge) {
        decode_elsewhere(std::move(message));
        return Commands::OneIsDecoded;
    }
    Decoding decoding(std::move(message));
    decode(decoding);
    take(decoding);
    return Commands::ShareIsOver;
}

void Intake::decode_elsewhere(Message message) {
    decoding_ = std::make_shared<Decoding>(std::move(message));
    workshop_.post([decoding = decoding_]() -> Workshop::Finish {
        decode(*decoding);
        if (decoding->command) pack(*decoding->command);
        return [decoding] { decoding->is_decoded = true; };
    });
}

void Intake::take(const Decoding& decoding) {
    bus_.log().contain("ui_wx", [&] {
        const auto window = static_cast<WindowId>(decoding.message.raw().key);
        if (decoding.command) {
            takers_.command(*decoding.command);
        } else if (!decoding.problem.empty()) {
            takers_.refused(window, decoding.problem);
        } else {
            bus_.log().debug("ui_wx: a command of an unknown kind is skipped");
        }
    });
}

// --- values

std::vector<Message> Intake::waiting_values() {
    std::vector<Message> found = std::exchange(held_, {});
    std::array<ach_msg, 64> batch;
    std::uint32_t count = 0;
    do {
        count = bus_.table().recv(bus_.context().host, values_, batch.data(), batch.size());
        for (std::uint32_t i = 0; i < count; ++i) found.emplace_back(bus_.context(), batch[i]);
    } while (count == batch.size());
    return found;
}

bool Intake::take_values() {
    std::vector<Message> found = waiting_values();
    std::map<std::uint64_t, std::size_t> newest;
    for (std::size_t i = 0; i < found.size(); ++i) newest[found[i].raw().key] = i;
    for (std::size_t i = 0; i < found.size(); ++i) {
        const std::uint64_t key = found[i].raw().key;
        // What came in a payload may have taken a credit, which has to be given back.
        if (newest[key] != i && !found[i].payload()) continue;
        if (taken_.insert(key).second) {
            bus_.log().contain("ui_wx", [&] { take_value(std::move(found[i])); });
        } else {
            held_.push_back(std::move(found[i]));
        }
    }
    return !is_flooded() && held_.empty();
}

void Intake::take_value(Message message) {
    ++values_taken_;
    const double age_ms = static_cast<double>(clock_.now() - message.raw().time_ns) / 1e6;
    if (message.payload().bytes().size() <= kLarge) {
        return takers_.value(decoded(message), age_ms);
    }
    const auto shared = std::make_shared<const Message>(std::move(message));
    workshop_.post([this, shared]() -> Workshop::Finish {
        auto change = std::make_shared<SignalChanged>(decoded(*shared));
        change->value = packed(change->value);
        return [this, change, shared] {
            const std::uint64_t sent_ns = shared->raw().time_ns;
            takers_.value(*change, static_cast<double>(clock_.now() - sent_ns) / 1e6);
        };
    });
}

// Some were replaced by newer ones before anybody had seen them.
bool Intake::is_flooded() {
    ach_port_stats stats{};
    stats.struct_size = sizeof stats;
    bus_.table().stats(bus_.context().host, values_, &stats);
    return std::exchange(coalesced_, stats.coalesced) != stats.coalesced;
}

}  // namespace ach::ui
