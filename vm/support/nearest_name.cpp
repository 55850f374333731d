#include "vm/support/nearest_name.hpp"

#include <algorithm>
#include <vector>

#include "vm/support/diagnostics.hpp"

namespace ach::vm {

namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same(char a, char b) { return lower(a) == lower(b); }

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit) {
    const std::size_t gap = a.size() > b.size() ? a.size() - b.size() : b.size() - a.size();
    if (gap > limit) return limit + 1;
    std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t change = last[j - 1] + (same(a[i - 1], b[j - 1]) ? 0 : 1);
            row[j] = std::min({change, last[j] + 1, row[j - 1] + 1});
            const bool swapped =
                i > 1 && j > 1 && same(a[i - 1], b[j - 2]) && same(a[i - 2], b[j - 1]);
            if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
        }
        std::swap(before, last);
        std::swap(last, row);
    }
    return std::min(last[b.size()], limit + 1);
}

// A text longer than any name is no slip, and comparing such takes long.
NearestName::NearestName(std::string_view wanted)
    : wanted_(wanted),
      best_distance_(wanted.size() <= 4     ? 2
                     : wanted.size() <= 8   ? 3
                     : wanted.size() <= 100 ? 4
                                            : 0) {}

std::string NearestName::suggestion() const {
    return best_.empty() ? std::string() : "did you mean '" + visible(best_) + "'?";
}

void NearestName::offer(std::string_view candidate) {
    if (best_distance_ == 0 || candidate == wanted_) return;
    // A name of one letter is near every other: only the same letter in another case helps.
    const std::size_t shorter = std::min(candidate.size(), wanted_.size());
    const std::size_t limit = std::min(best_distance_ - 1, shorter == 0 ? 0 : shorter - 1);
    const std::size_t distance = edit_distance(wanted_, candidate, limit);
    if (distance > limit) return;
    best_ = candidate;
    best_distance_ = distance;
}

}  // namespace ach::vm
