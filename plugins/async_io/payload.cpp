#include "plugins/async_io/payload.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace ach::async_io {

namespace {

using Json = nlohmann::ordered_json;

Result<Buffer> payload(const NativeContext& context, const Json& json) {
    const std::vector<std::uint8_t> bytes = Json::to_cbor(json);
    return Buffer::copy(context, bytes);
}

}  // namespace

Result<Buffer> null_payload(const NativeContext& context) { return payload(context, nullptr); }

Result<Buffer> boolean_payload(const NativeContext& context, bool value) {
    return payload(context, value);
}

// A text may be large: it is copied once, behind its head, and not into a tree first.
Result<Buffer> text_payload(const NativeContext& context, std::string_view text) {
    constexpr std::size_t kHead = 9;
    constexpr std::uint8_t kTextWithEightByteLength = 0x7B;
    return Buffer::build(context, kHead + text.size(), [&](std::span<std::uint8_t> room) {
        room[0] = kTextWithEightByteLength;
        for (std::size_t i = 0; i < 8; ++i) {
            room[1 + i] = static_cast<std::uint8_t>(text.size() >> (8 * (7 - i)));
        }
        std::copy(text.begin(), text.end(), room.begin() + kHead);
    });
}

Result<Buffer> error_payload(const NativeContext& context, const IoError& error) {
    Json json = {{"kind", error.kind}, {"message", error.message}, {"source", nullptr}};
    if (!error.code.empty()) json["source"] = {{"code", error.code}, {"path", error.path}};
    return payload(context, json);
}

}  // namespace ach::async_io
