#include "plugins/file_common/quiet_signals.hpp"

#include <pthread.h>

#include <cerrno>
#include <ctime>

namespace ach::file {

QuietSignals::QuietSignals() {
    ::sigemptyset(&signals_);
    ::sigaddset(&signals_, SIGPIPE);
    ::sigaddset(&signals_, SIGXFSZ);
    ::pthread_sigmask(SIG_BLOCK, &signals_, &before_);
}

QuietSignals::~QuietSignals() {
    const int problem = errno;
    constexpr timespec kAtOnce{0, 0};
    while (::sigtimedwait(&signals_, nullptr, &kAtOnce) > 0) {
    }
    ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
    errno = problem;
}

}  // namespace ach::file
