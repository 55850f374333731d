#include "plugins/builtins/ui/child_edits.hpp"

#include <algorithm>
#include <unordered_map>

namespace ach::ui {

namespace {

constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);

// Marks a longest increasing subsequence of `numbers`.
std::vector<bool> longest_increasing(const std::vector<std::size_t>& numbers) {
    std::vector<std::size_t> ends;  // of the best run of each length: an index into numbers
    std::vector<std::size_t> before(numbers.size(), kNowhere);
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        const auto at = std::ranges::lower_bound(ends, numbers[i], {},
                                                 [&](std::size_t end) { return numbers[end]; });
        if (at != ends.begin()) before[i] = *(at - 1);
        if (at == ends.end()) {
            ends.push_back(i);
        } else {
            *at = i;
        }
    }
    std::vector<bool> is_in(numbers.size(), false);
    for (std::size_t i = ends.empty() ? kNowhere : ends.back(); i != kNowhere; i = before[i]) {
        is_in[i] = true;
    }
    return is_in;
}

// The siblings as they are while the edits are being found.
class Order {
public:
    explicit Order(std::vector<WidgetId> now) : now_(std::move(now)) {}

    // What is in place ends at `end_`; the one that follows is `widget`, perhaps after some that
    // are still to be moved away.
    void pass(WidgetId widget) {
        while (now_[end_] != widget) ++end_;
        ++end_;
    }
    std::size_t insert(WidgetId widget) {
        now_.insert(now_.begin() + static_cast<std::ptrdiff_t>(end_), widget);
        return end_++;
    }
    std::size_t move(WidgetId widget) {
        const auto at = std::ranges::find(now_, widget);
        if (at - now_.begin() < static_cast<std::ptrdiff_t>(end_)) --end_;
        now_.erase(at);
        return insert(widget);
    }

private:
    std::vector<WidgetId> now_;
    std::size_t end_ = 0;
};

}  // namespace

std::vector<ChildEdit> child_edits(std::span<const WidgetId> from, std::span<const WidgetId> to) {
    std::vector<ChildEdit> edits;
    if (std::ranges::equal(from, to)) return edits;
    std::unordered_map<WidgetId, std::size_t> target;
    for (std::size_t i = 0; i < to.size(); ++i) target.emplace(to[i], i);

    std::vector<WidgetId> kept;
    std::vector<std::size_t> places;
    for (const WidgetId widget : from) {
        const auto found = target.find(widget);
        if (found == target.end()) {
            edits.push_back({ChildEdit::What::Remove, widget});
        } else {
            kept.push_back(widget);
            places.push_back(found->second);
        }
    }

    enum class Fate : std::uint8_t { New, Moves, Stays };
    std::vector<Fate> fates(to.size(), Fate::New);
    const std::vector<bool> stays = longest_increasing(places);
    for (std::size_t i = 0; i < kept.size(); ++i) {
        fates[places[i]] = stays[i] ? Fate::Stays : Fate::Moves;
    }

    Order order(std::move(kept));
    for (std::size_t i = 0; i < to.size(); ++i) {
        switch (fates[i]) {
            case Fate::Stays: order.pass(to[i]); break;
            case Fate::New:
                edits.push_back({ChildEdit::What::Insert, to[i], order.insert(to[i])});
                break;
            case Fate::Moves:
                edits.push_back({ChildEdit::What::Move, to[i], order.move(to[i])});
                break;
        }
    }
    return edits;
}

}  // namespace ach::ui
