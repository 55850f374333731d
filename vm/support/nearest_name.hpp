// "Did you mean …?": the candidate that a misspelt name most likely stands for.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace ach::vm {

// Insertions, deletions, substitutions and swaps of neighbours that turn `a` into `b`, ignoring
// case; gives up and returns `limit + 1` once more than `limit` are needed.
std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit);

// Collects candidates one by one, so that nobody has to build a list of all names.
class NearestName {
public:
    explicit NearestName(std::string_view wanted);

    // Earlier candidates win ties: offer the closest scope first.
    void offer(std::string_view candidate);

    // Empty if nothing offered is close enough to be a plausible slip.
    const std::string& best() const { return best_; }
    // "did you mean '…'?", or empty.
    std::string suggestion() const;

private:
    std::string_view wanted_;
    std::size_t best_distance_;  // a better candidate is nearer than this
    std::string best_;
};

}  // namespace ach::vm
