// Lines of a file or a pipe, without prompt or echo. The last one may have no end.
#pragma once

#include "plugins/line_editor/lines.hpp"
#include "plugins/line_editor/wake_pipe.hpp"

namespace ach::line_editor {

class PlainLines final : public Lines {
public:
    PlainLines(int fd, const WakePipe& wake) : fd_(fd), wake_(wake) {}

    End read(const Question& question, std::string& line) override;

private:
    bool take_line(std::string& line);

    const int fd_;
    const WakePipe& wake_;
    std::string ahead_;  // read and not given yet
    std::size_t scanned_ = 0;
    bool is_over_ = false;
};

}  // namespace ach::line_editor
