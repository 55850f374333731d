// What a backend takes from the wire: a command, an event, the value of a signal.
#include "plugins/ui_common/codec.hpp"
#include "plugins/ui_common/scene.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace ach::ui;

namespace {

template <class Read>
void attempt(Read read) {
    try {
        read();
    } catch (const BadMessage&) {  // said, and refused
    }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::span<const std::uint8_t> bytes(data, size);
    attempt([&] {
        const Command command = decode_command(bytes).value_or(Command(Quit{}));
        Scene scene;
        if (const auto* rebuild = std::get_if<Rebuild>(&command)) scene.apply(*rebuild);
        if (const auto* patch = std::get_if<Patch>(&command)) scene.apply(*patch);
        ach::fuzz::require(!encode(command).empty());
    });
    attempt([&] { decode_event(bytes); });
    attempt([&] { decode_value(bytes); });
    attempt([&] { decode_signal(1, bytes, {}); });
    return 0;
}
