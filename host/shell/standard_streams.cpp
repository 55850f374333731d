#include "host/shell/standard_streams.hpp"

#include "host/shell/host_commands.hpp"
#include "host/shell/interrupts.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string>

namespace ach::host {

void keep_standard_streams() {
    for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        if (::fcntl(fd, F_GETFD) >= 0 || errno != EBADF) continue;
        // The lowest free number is the one that is missing. Nobody reads what goes to a closed
        // standard error; an output that is opened for reading refuses.
        ::open("/dev/null", fd == STDERR_FILENO ? O_WRONLY : O_RDONLY);
    }
}

int flush_output(int status) {
    errno = 0;
    const bool is_flushed = std::fflush(stdout) == 0;
    const int why = errno;
    if ((is_flushed && std::ferror(stdout) == 0) || status != kExitOk) return status;
    if (why == EPIPE || Interrupts::has_lost_its_reader()) return status;
    complain("not everything could be written to standard output" +
             (is_flushed ? std::string() : std::string(": ") + std::strerror(why)));
    return kExitFailed;
}

}  // namespace ach::host
