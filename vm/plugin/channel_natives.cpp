#include "vm/plugin/channel_natives.hpp"

#include "vm/plugin/native_defs.hpp"
#include "vm/runtime/channel.hpp"
#include "vm/runtime/commons.hpp"
#include "vm/runtime/error.hpp"
#include "vm/runtime/machine.hpp"
#include "vm/runtime/orphans.hpp"
#include "vm/runtime/record.hpp"
#include "vm/runtime/vector.hpp"

#include <array>
#include <cmath>
#include <limits>

namespace ach::vm {

namespace {

// Zero: it is unbounded. Negative: an error is pending.
double capacity_of(ach_call& call, Arguments args) {
    constexpr double kMost = std::numeric_limits<std::uint32_t>::max();
    if (args.empty() || args[0].is_null()) return 0;
    if (!args[0].is_number()) {
        call.raise_type("Number", args[0]);
        return -1;
    }
    const double capacity = args[0].as_number();
    if (capacity >= 1 && capacity <= kMost && capacity == std::trunc(capacity)) return capacity;
    call.raise(error_kind::kValue, "channel(): the capacity must be a whole number from 1 on");
    return -1;
}

// [Sender, Receiver]. When the last reference to the Sender goes, nobody can send any more.
ach_status make_channel(ach_call& call, Arguments args, ach_value* result) {
    const double capacity = capacity_of(call, args);
    if (capacity < 0) return ACH_E_RAISED;
    Mutator& mutator = call.mutator;
    Root<Channel> channel(mutator, Channel::make(mutator, static_cast<std::uint32_t>(capacity)));
    if (!channel) return ACH_E_RAISED;
    Root<ChannelEnd> sender(mutator, ChannelEnd::make(mutator, *channel, true));
    if (!sender) return ACH_E_RAISED;
    Root<ChannelEnd> receiver(mutator, ChannelEnd::make(mutator, *channel, false));
    if (!receiver) return ACH_E_RAISED;
    call.machine.orphans().watch(*sender, *channel);
    const Value ends[] = {Value::object(sender.get()), Value::object(receiver.get())};
    return give(&call, make_vector(mutator, std::span<const Value>(ends)), result);
}

// The receiver's channel if it is the end that the method is for; otherwise a TypeError is pending.
Channel* channel_of(ach_call& call, Value v, bool is_sender) {
    auto end = try_as<ChannelEnd>(v);
    if (end != nullptr && end->is_sender() == is_sender) return &end->channel();
    call.raise_type(is_sender ? "Sender" : "Receiver", v);
    return nullptr;
}

ach_status send(ach_call& call, Arguments args, ach_value* result) {
    Channel* channel = channel_of(call, args[0], true);
    return channel == nullptr ? ACH_E_RAISED
                              : give(&call, channel->send(call.mutator, args[1]), result);
}

ach_status try_send(ach_call& call, Arguments args, ach_value* result) {
    Channel* channel = channel_of(call, args[0], true);
    if (channel == nullptr) return ACH_E_RAISED;
    const Channel::Sent sent = channel->try_send(call.mutator, args[1]);
    if (sent == Channel::Sent::Failed) return ACH_E_RAISED;
    return give(&call, Value::boolean(sent == Channel::Sent::Yes), result);
}

template <bool as_step>
ach_status receive(ach_call& call, Arguments args, ach_value* result) {
    Channel* channel = channel_of(call, args[0], false);
    return channel == nullptr ? ACH_E_RAISED
                              : give(&call, channel->receive(call.mutator, as_step), result);
}

ach_status try_receive(ach_call& call, Arguments args, ach_value* result) {
    Channel* channel = channel_of(call, args[0], false);
    if (channel == nullptr) return ACH_E_RAISED;
    Mutator& mutator = call.mutator;
    Root<Value> message(mutator, channel->try_receive(mutator));
    if (message.get().is_absent()) return ACH_OK;
    Root<Record> made(mutator, make_record(mutator));
    if (!made || !set_field(mutator, *made, *mutator.commons().value, message)) return ACH_E_RAISED;
    return give(&call, made.get(), result);
}

template <bool is_sender>
ach_status close(ach_call& call, Arguments args, ach_value*) {
    Channel* channel = channel_of(call, args[0], is_sender);
    if (channel == nullptr) return ACH_E_RAISED;
    channel->close(call.mutator, !is_sender);
    return ACH_OK;
}

template <bool is_sender>
ach_status length(ach_call& call, Arguments args, ach_value* result) {
    Channel* channel = channel_of(call, args[0], is_sender);
    if (channel == nullptr) return ACH_E_RAISED;
    return give(&call, Value::number(channel->length()), result);
}

template <bool is_sender>
ach_status is_closed(ach_call& call, Arguments args, ach_value* result) {
    Channel* channel = channel_of(call, args[0], is_sender);
    if (channel == nullptr) return ACH_E_RAISED;
    return give(&call, Value::boolean(channel->is_closed()), result);
}

constexpr std::array kNatives = {
    define_native<make_channel>("channel", 0, 1,
                                "channel(capacity?) -> [Sender, Receiver]\nMessages between tasks; "
                                "without a capacity any number may wait."),
    define_native<send>("Sender__send", 2, 2),
    define_native<try_send>("Sender__try_send", 2, 2),
    define_native<close<true>>("Sender__close", 1, 1),
    define_native<length<true>>("Sender__len", 1, 1),
    define_native<is_closed<true>>("Sender__closed", 1, 1),
    define_native<receive<false>>("Receiver__recv", 1, 1),
    define_native<receive<true>>("Receiver__next", 1, 1),
    define_native<try_receive>("Receiver__try_recv", 1, 1),
    define_native<close<false>>("Receiver__close", 1, 1),
    define_native<length<false>>("Receiver__len", 1, 1),
    define_native<is_closed<false>>("Receiver__closed", 1, 1),
};

constexpr std::array kMethods = {
    define_method("Sender", "send", "Sender__send"),
    define_method("Sender", "try_send", "Sender__try_send"),
    define_method("Sender", "close", "Sender__close"),
    define_method("Sender", "len", "Sender__len"),
    define_method("Sender", "closed", "Sender__closed"),
    define_method("Receiver", "recv", "Receiver__recv"),
    define_method("Receiver", "next", "Receiver__next"),
    define_method("Receiver", "try_recv", "Receiver__try_recv"),
    define_method("Receiver", "close", "Receiver__close"),
    define_method("Receiver", "len", "Receiver__len"),
    define_method("Receiver", "closed", "Receiver__closed"),
};

}  // namespace

std::span<const ach_native_def> channel_natives() { return kNatives; }
std::span<const ach_method_def> channel_methods() { return kMethods; }

}  // namespace ach::vm
