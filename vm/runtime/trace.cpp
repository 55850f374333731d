#include "vm/runtime/trace.hpp"

#include "vm/runtime/closure.hpp"
#include "vm/runtime/task.hpp"
#include "vm/support/source_file.hpp"

#include <algorithm>
#include <array>
#include <cassert>

namespace ach::vm {

Trace::Trace(std::span<const Entry> entries, std::uint32_t omitted, std::size_t gap)
    : Object(Kind::Trace),
      count_(static_cast<std::uint16_t>(entries.size())),
      gap_(static_cast<std::uint16_t>(gap)),
      omitted_(omitted) {
    std::ranges::copy(entries, reinterpret_cast<Entry*>(this + 1));
}

namespace {

bool same_place(const Trace::Entry& a, const Trace::Entry& b) {
    return a.code == b.code && a.pc == b.pc;
}

// None of builtins, unless they stand in for what called them.
CodePlace script_place_of(const Frame& frame, bool repeats) {
    if (!frame.code->has(kIsBuiltin)) return {frame.code, frame.code->place_of(frame.pc, repeats)};
    if (!frame.stands_in) return {};
    return {frame.replaced_code, frame.replaced_code->place_of(frame.replaced_pc, false)};
}

// Collects the frames of a stack from the innermost on, in place: a throw makes one object for its
// trace, no more. What comes again at once, one place or a round of a few, is counted instead: the
// round that says most about the next few frames is taken, so that in `a a b a a b` it is the three
// and not the two.
class Recorder {
public:
    void add(const Frame& frame, bool repeats) {
        const CodePlace place = script_place_of(frame, repeats);
        if (place.code != nullptr) add(Trace::Entry{place.code, place.pc, 0, 0});
    }

    // What comes next does not follow at once.
    void end() {
        while (waiting_ != 0) decide();
        leave_round();
    }

    std::size_t size() const { return count_ + waiting_; }
    std::span<const Trace::Entry> entries() const { return {entries_.data(), count_}; }

private:
    void add(const Trace::Entry& entry) {
        if (period_ != 0 && go_round(entry)) return;
        if (waiting_ == kSeen) decide();
        // Deciding may have begun a round.
        if (period_ != 0 && waiting_ == 0 && go_round(entry)) return;
        seen_[waiting_++] = entry;
    }

    // A round that has begun again and did not come to its end is told place by place.
    void leave_round() {
        const std::size_t first = count_ - period_;
        for (std::size_t i = 0; i < along_; ++i) {
            Trace::Entry again = entries_[first + i];
            again.repeats = again.period = 0;
            keep(again);
        }
        period_ = along_ = 0;
    }

    bool go_round(const Trace::Entry& entry) {
        if (!same_place(entry, entries_[count_ - period_ + along_])) {
            leave_round();
            return false;
        }
        if (++along_ == period_) {
            along_ = 0;
            ++entries_[count_ - 1].repeats;
        }
        return true;
    }

    // How many of the frames that wait are whole rounds of so many, if there is more than one.
    std::size_t covered_by(std::size_t period) const {
        std::size_t same = period;
        while (same < waiting_ && same_place(seen_[same], seen_[same - period])) ++same;
        const std::size_t rounds = same / period;
        return rounds > 1 ? rounds * period : 0;
    }

    // Keeps the first of the frames that wait, or the round that they begin with.
    void decide() {
        std::size_t best = 0, covered = 0;
        for (std::size_t period = 1; period <= std::min(waiting_ / 2, Trace::kLongestPeriod);
             ++period) {
            if (covered_by(period) <= covered) continue;
            best = period;
            covered = covered_by(period);
        }
        const std::size_t taken = std::max<std::size_t>(best, 1);
        for (std::size_t i = 0; i < taken; ++i) keep(seen_[i]);
        std::array<Trace::Entry, kSeen> rest;
        const std::size_t left = waiting_ - taken;
        std::copy_n(seen_.begin() + static_cast<std::ptrdiff_t>(taken), left, rest.begin());
        waiting_ = 0;
        if (best != 0) {
            period_ = best;
            entries_[count_ - 1].period = static_cast<std::uint32_t>(best) & 0xF;
        }
        for (std::size_t i = 0; i < left; ++i) add(rest[i]);
    }

    void keep(const Trace::Entry& entry) {
        assert(count_ < entries_.size() && "more places than a trace has");
        entries_[count_++] = entry;
    }

    // Enough for two rounds of the longest.
    static constexpr std::size_t kSeen = 2 * Trace::kLongestPeriod;
    // The last round may end after the limit, and so may what is left of it, and what waits.
    static constexpr std::size_t kMost =
        Trace::kInnermost + Trace::kOutermost + 2 * (Trace::kLongestPeriod + kSeen);
    std::array<Trace::Entry, kMost> entries_;  // the first `count_` are
    std::array<Trace::Entry, kSeen> seen_;     // the next `waiting_` frames
    std::size_t count_ = 0;
    std::size_t waiting_ = 0;
    std::size_t period_ = 0;  // of the round that the last entries are, or 0
    std::size_t along_ = 0;   // places of it that have come again since it last was complete
};

}  // namespace

CodePlace innermost_place(const TaskStack& stack) {
    if (stack.top == nullptr) return {};
    bool repeats = false;
    for (const Frame* frame = stack.top; frame >= stack.bottom(); --frame) {
        if (const CodePlace place = script_place_of(*frame, repeats); place.code != nullptr) {
            return place;
        }
        repeats = frame->site.repeats;
    }
    return {};
}

Trace* Trace::capture(Mutator& mutator, const TaskStack& stack) {
    Recorder recorder;
    std::uint32_t omitted = 0;
    std::size_t gap = 0;
    bool repeats = false;
    if (stack.top != nullptr) {
        const Frame* outermost = stack.bottom() + kOutermost;
        for (const Frame* frame = stack.top; frame >= stack.bottom(); --frame) {
            if (recorder.size() >= kInnermost && frame > outermost) {
                recorder.end();
                gap = recorder.size();
                omitted = static_cast<std::uint32_t>(frame - outermost);
                frame = outermost;
            }
            recorder.add(*frame, repeats);
            repeats = frame->site.repeats;
        }
    }
    recorder.end();
    const std::span<const Entry> entries = recorder.entries();
    OverLimit allowed(mutator);
    return mutator.create<Trace>(sizeof(Trace) + entries.size() * sizeof(Entry), entries, omitted,
                                 gap);
}

// --- reports

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
    place.period = entry.period;
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

ErrorReport report_of(const Error& error, CodePlace otherwise) {
    ErrorReport report;
    report.message = error.message().view();
    if (auto kind = try_as<String>(error.kind_name())) report.kind = kind->view();
    if (auto trace = try_as<Trace>(error.trace_data())) {
        for (const Trace::Entry& entry : trace->entries()) report.places.push_back(place_of(entry));
        report.omitted = trace->omitted();
        report.gap = trace->gap();
    } else if (otherwise.code != nullptr) {
        report.places.push_back(place_of({otherwise.code, otherwise.pc, 0, 0}));
    }
    return report;
}

std::string render(const ErrorReport& report) {
    std::string text = "Runtime error: Uncaught exception: Error";
    if (!report.kind.empty()) text += "(" + report.kind + ")";
    text += ": " + report.message + "\n";
    if (!report.places.empty()) text += excerpt(report.places.front());
    if (!report.hint.empty()) text += "  hint: " + report.hint + "\n";
    for (std::size_t i = 0; i < report.places.size(); ++i) {
        const TracePlace& place = report.places[i];
        if (report.omitted != 0 && i == report.gap) {
            text += "  … " + std::to_string(report.omitted) + " more calls\n";
        }
        text += "  at " + (place.function.empty() ? "<top level>" : place.function) + " (" +
                where(place) + ")\n";
        if (place.repeats != 0) {
            text += "  … and " + std::to_string(place.repeats) + " more times the same" +
                    (place.period > 1 ? " " + std::to_string(place.period) + " calls" : "") + "\n";
        }
    }
    return text;
}

}  // namespace ach::vm
