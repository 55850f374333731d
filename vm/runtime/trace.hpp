// Where an Error was raised: the script frames at that moment, innermost first.
//
// A trace is made once, when the error is first raised, and bounded, so that the error of a runaway
// recursion costs no more than another. It names code, which lives as long as the machine, and no
// values. Frames of builtins written in the language are left out, and so is what a tail call
// replaced, unless by a builtin.
#pragma once

#include "vm/runtime/code.hpp"
#include "vm/runtime/error.hpp"
#include "vm/runtime/mutator.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ach::vm {

class TaskStack;

// The innermost of the script's frames; none if there is none.
CodePlace innermost_place(const TaskStack& stack);

class Trace final : public Object {
public:
    static bool is(Kind kind) { return kind == Kind::Trace; }

    struct Entry {
        const Code* code;
        std::uint32_t pc;            // of the instruction that raised or called
        std::uint32_t repeats : 28;  // how many more times the last `period` entries came again
        std::uint32_t period : 4;    // 0 where nothing came again
    };

    std::span<const Entry> entries() const {
        return {reinterpret_cast<const Entry*>(this + 1), count_};
    }
    // Frames that were not recorded, and the entry before which they stood.
    std::uint32_t omitted() const { return omitted_; }
    std::uint32_t gap() const { return gap_; }
    static constexpr std::size_t kInnermost = 40;  // places
    static constexpr std::size_t kOutermost = 8;   // frames
    static constexpr std::size_t kLongestPeriod = 8;

    // Null: out of memory; nothing is pending then.
    static Trace* capture(Mutator& mutator, const TaskStack& stack);

private:
    friend class Mutator;
    Trace(std::span<const Entry> entries, std::uint32_t omitted, std::size_t gap);

    std::uint16_t count_, gap_;
    std::uint32_t omitted_;
};

// An error as a report shows it.
struct TracePlace {
    std::string function;  // "" for the top level of a file
    std::string file;
    std::uint32_t line = 0, column = 0;
    std::uint32_t repeats = 0;  // how many more times this place and those above it came again
    std::uint32_t period = 0;   // how many places those are
    const SourceFile* source = nullptr;  // null when the text is not at hand
};

struct ErrorReport {
    std::string kind;  // "" without kind
    std::string message;
    std::vector<TracePlace> places;  // innermost first; empty when nothing was recorded
    std::uint32_t omitted = 0;       // frames left out,
    std::uint32_t gap = 0;           // and the place before which they stood
    std::string hint;                // what to do about it; may be empty
};

// `otherwise`: where it comes from if nothing was recorded.
ErrorReport report_of(const Error& error, CodePlace otherwise = {});

// The report as §10.5 prints it: "Runtime error: Uncaught exception: Error(Kind): message", the
// source line with a caret, the hint, and the call stack. Ends with a line feed.
std::string render(const ErrorReport& report);

}  // namespace ach::vm
