// Whether anybody still waits for the end of an operation. Reading asks between two pieces and
// stops; what changes files never asks once it has begun, except while it waits for the other end
// of a pipe, which may never come.
#pragma once

#include <functional>

namespace ach::async_io {

using IsAbandoned = std::function<bool()>;

// Thrown by an operation that noticed.
struct Abandoned {};

// Waits until `fd`, which does not block, is ready for `events` of poll(). Somebody at the other
// end who moves on is waited for, whether or not the end of the operation is.
void wait_until_ready(int fd, short events, const IsAbandoned& is_abandoned);

}  // namespace ach::async_io
