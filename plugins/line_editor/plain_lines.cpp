#include "plugins/line_editor/plain_lines.hpp"

#include <unistd.h>

#include <cerrno>
#include <utility>

namespace ach::line_editor {

Lines::End PlainLines::read(const Question&, std::string& line) {
    while (!take_line(line)) {
        if (is_over_ && ahead_.empty()) return End::Over;
        if (is_over_) {
            line = std::exchange(ahead_, {});
            return End::Line;
        }
        if (!wake_.wait_for(fd_)) return End::Dropped;
        char bytes[4096];
        const ssize_t got = ::read(fd_, bytes, sizeof bytes);
        if (got < 0 && errno == EINTR) continue;
        is_over_ = got <= 0;
        if (got > 0) ahead_.append(bytes, static_cast<std::size_t>(got));
    }
    return End::Line;
}

bool PlainLines::take_line(std::string& line) {
    const std::size_t end = ahead_.find('\n', scanned_);
    if (end == ahead_.npos) {
        scanned_ = ahead_.size();
        return false;
    }
    line = ahead_.substr(0, end);
    if (line.ends_with('\r')) line.pop_back();
    ahead_.erase(0, end + 1);
    scanned_ = 0;
    return true;
}

}  // namespace ach::line_editor
