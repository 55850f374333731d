// Lines that a person writes on a terminal, with libedit: editing, history, completion.
//
// libedit asks the locale which bytes are a character. The process's locale is not ours, so the
// thread gets one of its own while it is here. The terminal is set for editing during read() only:
// between two lines, while a program runs and may want input itself, it is as it was.
#pragma once

#include "plugins/line_editor/lines.hpp"
#include "plugins/line_editor/wake_pipe.hpp"

#include <memory>

namespace ach::line_editor {

class TerminalLines final : public Lines {
public:
    TerminalLines(const WakePipe& wake, Complete complete, std::string history_file);
    ~TerminalLines() override;

    End read(const Question& question, std::string& line) override;

private:
    struct Library;

    std::unique_ptr<Library> library_;
};

}  // namespace ach::line_editor
