// What the I/O thread sends back: CBOR in frozen buffers, read by the machine on the waiting
// strand.
#pragma once

#include "plugins/async_io/io_error.hpp"

#include <achronyme/cpp/buffer.hpp>

#include <string_view>

namespace ach::async_io {

Result<Buffer> null_payload(const NativeContext& context);
Result<Buffer> boolean_payload(const NativeContext& context, bool value);
Result<Buffer> text_payload(const NativeContext& context, std::string_view text);
// {kind, message, source: {code, path}}, as a failed Future wants it.
Result<Buffer> error_payload(const NativeContext& context, const IoError& error);

}  // namespace ach::async_io
