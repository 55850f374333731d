#include "host/shell/nearest.hpp"

#include <algorithm>
#include <vector>

namespace ach::host {
namespace {

char folded(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// Edit distance in which swapping two neighbours is one step and letter case is none.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before_last(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const bool same = folded(a[i - 1]) == folded(b[j - 1]);
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1)});
            const bool swapped = i > 1 && j > 1 && folded(a[i - 1]) == folded(b[j - 2]) &&
                                 folded(a[i - 2]) == folded(b[j - 1]);
            if (swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
        }
        before_last.swap(last);
        last.swap(row);
    }
    return last[b.size()];
}

}  // namespace

Nearest::Nearest(std::string_view wanted)
    : wanted_(wanted), best_distance_(std::max<std::size_t>(1, wanted.size() / 3) + 1) {}

void Nearest::offer(std::string_view candidate) {
    const std::size_t apart = candidate.size() > wanted_.size() ? candidate.size() - wanted_.size()
                                                                : wanted_.size() - candidate.size();
    if (apart >= best_distance_) return;
    const std::size_t found = distance(wanted_, candidate);
    if (found >= best_distance_) return;
    best_distance_ = found;
    best_ = candidate;
}

std::string_view nearest(std::string_view wanted, std::span<const std::string_view> candidates) {
    Nearest search(wanted);
    for (std::string_view candidate : candidates) search.offer(candidate);
    return search.best();
}

std::string suggestion(std::string_view candidate) {
    if (candidate.empty()) return {};
    return "; did you mean '" + std::string(candidate) + "'?";
}

}  // namespace ach::host
