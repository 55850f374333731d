// The functions that scripts call, as the plugin defines them.
#pragma once

#include "plugins/async_io/http/client.hpp"

#include <achronyme/cpp/native.hpp>

#include <span>
#include <string>

namespace ach::http {

std::span<const ach_native_def> natives();

// The client of the plugin that `call` belongs to.
Client& client_of(const Call& call);

// A value as JSON for a body, as json_stringify() writes it.
std::string json_text(const Call& call, Value value);

}  // namespace ach::http
