#include "plugins/line_editor/wake_pipe.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <system_error>

namespace ach::line_editor {

WakePipe::WakePipe() : event_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (event_ < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
}

WakePipe::~WakePipe() { ::close(event_); }

void WakePipe::wake() const {
    const std::uint64_t one = 1;
    [[maybe_unused]] const ssize_t put = ::write(event_, &one, sizeof one);
}

bool WakePipe::wait_for(int fd) const {
    for (;;) {
        pollfd waits[] = {{event_, POLLIN, 0}, {fd, POLLIN, 0}};
        if (::poll(waits, 2, -1) < 0 && errno != EINTR) return true;  // read() will tell why
        if ((waits[0].revents & POLLIN) != 0) {
            std::uint64_t times = 0;
            [[maybe_unused]] const ssize_t got = ::read(event_, &times, sizeof times);
            return false;
        }
        if (waits[1].revents != 0) return true;
    }
}

}  // namespace ach::line_editor
