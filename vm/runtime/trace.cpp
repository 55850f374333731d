#include "vm/runtime/trace.hpp"

#include "vm/runtime/closure.hpp"
#include "vm/runtime/task.hpp"
#include "vm/support/source_file.hpp"

#include <algorithm>

namespace ach::vm {

Trace::Trace(std::span<const Entry> entries, std::uint32_t omitted)
    : Object(Kind::Trace), count_(static_cast<std::uint32_t>(entries.size())), omitted_(omitted) {
    std::ranges::copy(entries, reinterpret_cast<Entry*>(this + 1));
}

namespace {

// The instruction a frame is in the middle of. `caller_repeats` of the frame above says that the pc
// has not moved past it.
std::uint32_t pc_of(const Frame& frame, bool repeats) {
    const Function& function = *frame.code->function;
    const auto offset = frame.pc - frame.code->words;
    // A native called in tail position has no place of its own left.
    if (offset < 0 || static_cast<std::size_t>(offset) > function.code.size()) return 0;
    return static_cast<std::uint32_t>(repeats || offset == 0 ? offset : offset - 1);
}

class Recorder {
public:
    void add(const Frame& frame, std::uint32_t pc) {
        if (frame.code->has(kIsBuiltin)) return;
        if (!entries_.empty()) {
            Trace::Entry& last = entries_.back();
            if (last.code == frame.code && last.pc == pc) {
                ++last.repeats;
                return;
            }
        }
        entries_.push_back({frame.code, pc, 0});
    }
    std::size_t size() const { return entries_.size(); }
    std::vector<Trace::Entry>& entries() { return entries_; }

private:
    std::vector<Trace::Entry> entries_;
};

}  // namespace

Trace* Trace::capture(Mutator& mutator, const TaskStack& stack) {
    Recorder recorder;
    std::uint32_t omitted = 0;
    bool repeats = false;
    if (stack.top != nullptr) {
        const Frame* outermost = stack.bottom() + kOutermost;
        for (const Frame* frame = stack.top; frame >= stack.bottom(); --frame) {
            if (recorder.size() >= kInnermost && frame > outermost) {
                omitted = static_cast<std::uint32_t>(frame - outermost);
                frame = outermost;
            }
            recorder.add(*frame, pc_of(*frame, repeats));
            repeats = frame->site.repeats;
        }
    }
    const auto& entries = recorder.entries();
    OverLimit allowed(mutator);
    return mutator.create<Trace>(sizeof(Trace) + entries.size() * sizeof(Entry),
                                 std::span<const Entry>(entries), omitted);
}

// --- reports ------------------------------------------------------------------------------------

namespace {

TracePlace place_of(const Trace::Entry& entry) {
    const Function& function = *entry.code->function;
    const Unit& unit = entry.code->unit->unit();
    const SourcePosition position = position_of(function, entry.pc);
    TracePlace place;
    if (!entry.code->has(kIsTopLevel)) {
        place.function = function.name.empty() ? "<anonymous>" : function.name;
    }
    place.file = unit.path;
    place.line = position.line;
    place.column = position.column;
    place.repeats = entry.repeats;
    place.source = unit.source.get();
    return place;
}

std::string where(const TracePlace& place) {
    return place.file + ":" + std::to_string(place.line) + ":" + std::to_string(place.column);
}

// The line, and a caret below the column. Tabs stay tabs, so that the caret lands.
std::string excerpt(const TracePlace& place) {
    if (place.source == nullptr || place.line == 0 || place.line > place.source->line_count()) {
        return "";
    }
    const std::string_view line = place.source->line(place.line);
    std::string below;
    std::uint32_t column = 1;
    for (char c : line) {
        if (column >= place.column) break;
        const bool starts_character = (static_cast<unsigned char>(c) & 0xC0) != 0x80;
        if (!starts_character) continue;
        below += c == '\t' ? '\t' : ' ';
        ++column;
    }
    return "    " + std::string(line) + "\n    " + below + "^\n";
}

}  // namespace

ErrorReport report_of(const Error& error) {
    ErrorReport report;
    report.message = error.message().view();
    if (auto kind = try_as<String>(error.kind_name())) report.kind = kind->view();
    if (auto trace = try_as<Trace>(error.trace_data())) {
        for (const Trace::Entry& entry : trace->entries()) report.places.push_back(place_of(entry));
        report.omitted = trace->omitted();
    }
    return report;
}

std::string render(const ErrorReport& report) {
    std::string text = "Runtime error: Uncaught exception: Error";
    if (!report.kind.empty()) text += "(" + report.kind + ")";
    text += ": " + report.message + "\n";
    if (report.places.empty()) return text;
    text += excerpt(report.places.front());
    const std::size_t count = report.places.size();
    for (std::size_t i = 0; i < count; ++i) {
        const TracePlace& place = report.places[i];
        if (report.omitted != 0 && i + Trace::kOutermost == count) {
            text += "  … " + std::to_string(report.omitted) + " more calls\n";
        }
        text += "  at " + (place.function.empty() ? "<top level>" : place.function) + " (" +
                where(place) + ")\n";
        if (place.repeats != 0) {
            text += "  … and " + std::to_string(place.repeats) + " more times the same\n";
        }
    }
    return text;
}

}  // namespace ach::vm
