// Where lines come from: a terminal or anything else. Used by one thread.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ach::line_editor {

// What the end of the line up to the cursor may become.
struct Completion {
    std::size_t replaced = 0;  // bytes that a candidate stands for
    std::vector<std::string> candidates;
};
using Complete = std::function<Completion(std::string_view before)>;

// One line that somebody wants.
struct Question {
    std::string prompt;
    bool goes_on = false;  // with the line before: the history has both as one
};

class Lines {
public:
    enum class End { Line, Dropped, Over };

    virtual ~Lines() = default;

    // Dropped: somebody woke us meanwhile.
    virtual End read(const Question& question, std::string& line) = 0;
};

}  // namespace ach::line_editor
