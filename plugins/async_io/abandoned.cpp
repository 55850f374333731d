#include "plugins/async_io/abandoned.hpp"

#include <poll.h>

namespace ach::async_io {

void wait_until_ready(int fd, short events, const IsAbandoned& is_abandoned) {
    constexpr int kLookUpEveryMs = 50;
    pollfd waiting{fd, events, 0};
    while (::poll(&waiting, 1, kLookUpEveryMs) == 0) {
        if (is_abandoned()) throw Abandoned{};
    }
}

}  // namespace ach::async_io
