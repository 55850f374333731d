#include "vm/language/follow_ups.hpp"

#include <unordered_map>
#include <utility>

namespace ach::vm::language {

namespace {

struct Line {
    bool has_error = false;
    bool has_told = false;
    std::string habit;
};

bool is_assumed_separator(const Diagnostic& d) { return d.number == diag::SeparatorAssumed.number; }

}  // namespace

void drop_follow_ups(const SourceFile& file, std::vector<Diagnostic>& diagnostics) {
    if (!has_errors(diagnostics)) return;
    std::unordered_map<std::uint32_t, Line> lines;
    const auto line_of = [&](const Diagnostic& d) -> Line& {
        return lines[file.position(d.span.begin).line];
    };
    for (const Diagnostic& d : diagnostics) {
        Line& line = line_of(d);
        line.has_error = line.has_error || d.is_error();
        const bool knows =
            is_assumed_separator(d) && d.hint != kSeparatorHint && !d.hint.starts_with(kCallHint);
        if (knows && line.habit.empty()) line.habit = d.hint;
    }
    std::vector<Diagnostic> kept;
    for (Diagnostic& d : diagnostics) {
        Line& line = line_of(d);
        if (line.has_error && is_assumed_separator(d)) continue;
        if (d.is_error()) {
            if (!line.habit.empty() && std::exchange(line.has_told, true)) continue;
            if (!line.habit.empty()) d.hint = line.habit;
            const bool again =
                !kept.empty() && kept.back().is_error() && kept.back().span.begin == d.span.begin;
            if (again) continue;
        }
        kept.push_back(std::move(d));
    }
    diagnostics = std::move(kept);
}

}  // namespace ach::vm::language
