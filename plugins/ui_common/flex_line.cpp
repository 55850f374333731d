#include "plugins/ui_common/flex_line.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace ach::ui {

namespace {

double gaps(std::size_t items, double gap) {
    return items == 0 ? 0 : gap * static_cast<double>(items - 1);
}

double taken(std::span<const FlexItem> items, double gap) {
    double sum = gaps(items.size(), gap);
    for (const FlexItem& item : items) sum += item.size + item.margins();
    return sum;
}

// Shares `available` among the items by their factors; those that reach a limit are settled, and
// the rest is shared again.
class Sharing {
public:
    Sharing(std::span<FlexItem> items, double gap, double available)
        : items_(items),
          gap_(gap),
          available_(available),
          settled_(items.size(), false),
          grows_(preferred_extent(items, gap) < available) {}

    void run() {
        settle_fixed();
        initial_free_ = free();
        while (std::find(settled_.begin(), settled_.end(), false) != settled_.end()) round();
    }

private:
    double factor(const FlexItem& item) const {
        return grows_ ? item.grow : item.shrink * item.basis;
    }

    void settle_fixed() {
        for (std::size_t i = 0; i < items_.size(); ++i) {
            FlexItem& item = items_[i];
            const double preferred = item.clamped(item.basis);
            const bool is_at_limit = grows_ ? item.basis > preferred : item.basis < preferred;
            if (factor(item) == 0 || is_at_limit) {
                item.size = preferred;
                settled_[i] = true;
            } else {
                item.size = item.basis;
            }
        }
    }

    double free() const {
        double sum = gaps(items_.size(), gap_);
        for (std::size_t i = 0; i < items_.size(); ++i) {
            sum += (settled_[i] ? items_[i].size : items_[i].basis) + items_[i].margins();
        }
        return available_ - sum;
    }

    void round() {
        double factors = 0, raw_factors = 0;
        for (std::size_t i = 0; i < items_.size(); ++i) {
            if (settled_[i]) continue;
            factors += factor(items_[i]);
            raw_factors += grows_ ? items_[i].grow : items_[i].shrink;
        }
        double share = free();
        if (raw_factors < 1 && std::abs(initial_free_ * raw_factors) < std::abs(share)) {
            share = initial_free_ * raw_factors;
        }
        double violation = 0;
        for (std::size_t i = 0; i < items_.size(); ++i) {
            if (settled_[i]) continue;
            const double wanted = items_[i].basis + share * factor(items_[i]) / factors;
            items_[i].size = items_[i].clamped(wanted);
            violation += items_[i].size - wanted;
        }
        settle(share, factors, violation);
    }

    void settle(double share, double factors, double violation) {
        constexpr double kNone = 1e-9;
        for (std::size_t i = 0; i < items_.size(); ++i) {
            if (settled_[i]) continue;
            const double wanted = items_[i].basis + share * factor(items_[i]) / factors;
            const double off = items_[i].size - wanted;
            settled_[i] = std::abs(violation) < kNone || (violation > 0 ? off > 0 : off < 0);
        }
    }

    std::span<FlexItem> items_;
    double gap_, available_;
    std::vector<bool> settled_;
    bool grows_;
    double initial_free_ = 0;
};

}  // namespace

double FlexItem::clamped(double wanted) const { return std::max(least, std::min(most, wanted)); }

double preferred_extent(std::span<const FlexItem> items, double gap) {
    double sum = gaps(items.size(), gap);
    for (const FlexItem& item : items) sum += item.clamped(item.basis) + item.margins();
    return sum;
}

void resolve_sizes(std::span<FlexItem> items, double gap, double available) {
    Sharing(items, gap, available).run();
}

void resolve_offsets(std::span<FlexItem> items, double gap, double available, Justify justify) {
    double free = available - taken(items, gap);
    int autos = 0;
    for (const FlexItem& item : items) autos += item.is_auto_before + item.is_auto_after;
    const double per_auto = autos > 0 && free > 0 ? free / autos : 0;
    if (autos > 0 && free > 0) free = 0;

    const auto count = static_cast<double>(items.size());
    double at = 0, between = gap;
    const bool has_space = free > 0;
    switch (justify) {
        case Justify::Start: break;
        case Justify::Center: at = free / 2; break;
        case Justify::End: at = free; break;
        case Justify::Between:
            if (has_space && count > 1) between += free / (count - 1);
            break;
        case Justify::Around:
            if (has_space) {
                at = free / count / 2;
                between += free / count;
            } else {
                at = free / 2;
            }
            break;
        case Justify::Evenly:
            if (has_space) {
                at = free / (count + 1);
                between += free / (count + 1);
            } else {
                at = free / 2;
            }
            break;
    }
    for (FlexItem& item : items) {
        at += item.margin_before + (item.is_auto_before ? per_auto : 0);
        item.offset = at;
        at += item.size + item.margin_after + (item.is_auto_after ? per_auto : 0) + between;
    }
}

}  // namespace ach::ui
