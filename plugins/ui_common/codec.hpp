// Commands and events as CBOR, the way they travel (docs/ui-protocol.md): a map whose "c" or "e" is
// the name of the type in protocol.hpp, the fields beside it. What a reader does not know it skips.
#pragma once

#include "plugins/ui_common/protocol.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <stdexcept>
#include <vector>

namespace ach::ui {

struct BadMessage : std::runtime_error {
    using std::runtime_error::runtime_error;
};

std::vector<std::uint8_t> encode(const Command& command);
std::vector<std::uint8_t> encode(const Event& event);

// Nothing when it is of a kind that this version does not know. Throws BadMessage.
std::optional<Command> decode_command(std::span<const std::uint8_t> bytes);
std::optional<Event> decode_event(std::span<const std::uint8_t> bytes);

// A snapshot of a script value, as ach.reactive/1 sends it: typed arrays become Arrays.
Value decode_value(std::span<const std::uint8_t> bytes);

// A style as plain data, as it travels: fields that it does not have are absent.
Value style_value(const Style& style);

// A message of the port for values: its key, the used part of its inline data, its payload. Throws
// BadMessage.
SignalChanged decode_signal(std::uint64_t key, std::span<const std::uint8_t> inline_data,
                            std::span<const std::uint8_t> payload);

}  // namespace ach::ui
