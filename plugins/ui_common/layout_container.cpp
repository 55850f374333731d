#include "plugins/ui_common/layout_container.hpp"

#include "plugins/ui_common/scene.hpp"

#include <algorithm>

namespace ach::ui {

namespace {

constexpr double kNoLimit = std::numeric_limits<double>::infinity();
constexpr double kRoundingError = 1e-6;

enum Side { kTop, kRight, kBottom, kLeft };

}  // namespace

ContainerLayout::ContainerLayout(Layout& layout, Item& item, double width, bool is_width_determined)
    : layout_(layout),
      container_(item),
      look_(look_of(item)),
      width_(width),
      is_width_determined_(is_width_determined),
      is_row_(look_.direction == Direction::Row || look_.direction == Direction::RowReverse),
      is_reverse_(look_.direction == Direction::RowReverse ||
                  look_.direction == Direction::ColumnReverse) {
    collect();
}

Layout::Base ContainerLayout::base() const {
    Layout::Base base;
    if (is_width_determined_) base.width = width_;
    if (is_height_determined_) base.height = height_;
    return base;
}

double ContainerLayout::margin(const Item& item, int side) const {
    return layout_.resolved(look_of(item).margin[side], width_, true).value_or(0);
}

bool ContainerLayout::has_auto_margin(const Item& item, int side) const {
    return look_of(item).margin[side].unit == Unit::Auto;
}

void ContainerLayout::collect() {
    children_.reserve(container_.children.size());
    flex_.reserve(container_.children.size());
    for (const auto& item : container_.children) {
        if (!takes_space(*item)) continue;
        const Align self = look_of(*item).self;
        children_.push_back({item.get(), self == Align::Auto ? look_.items : self});
    }
    if (container_.kind == Kind::Root && children_.size() == 1) {
        const Item& only = *children_.front().item;
        fills_window_ = only.kind == Kind::Box && !only.style.width && !only.style.height;
    }
}

FlexItem ContainerLayout::flex_item(const Child& child, bool is_row) const {
    const Item& item = *child.item;
    const Look& look = look_of(item);
    const int before = is_row ? kLeft : kTop, after = is_row ? kRight : kBottom;
    FlexItem flex;
    flex.grow = fills_window_ && !is_row ? 1 : look.grow;
    flex.shrink = look.shrink;
    flex.margin_before = margin(item, before);
    flex.margin_after = margin(item, after);
    flex.is_auto_before = has_auto_margin(item, before);
    flex.is_auto_after = has_auto_margin(item, after);
    return flex;
}

std::span<FlexItem> ContainerLayout::flexes(const Line& line) {
    return std::span(flex_).subspan(line.begin, line.end - line.begin);
}

// --- rows

void ContainerLayout::prepare_row(bool is_least) {
    flex_.clear();
    for (Child& child : children_) {
        Item& item = *child.item;
        const Look& look = look_of(item);
        FlexItem flex = flex_item(child, true);
        auto basis = layout_.resolved(look.basis, base().width, true);
        if (!basis && look.basis.unit != Unit::MinContent && look.basis.unit != Unit::MaxContent) {
            basis = layout_.resolved(look.width, base().width, true);
        }
        const bool is_narrow = look.width.unit == Unit::MinContent;
        flex.basis = basis ? *basis : layout_.content_width(item, is_narrow);
        flex.least = layout_.least_width(item, base());
        flex.most = layout_.resolved(look.max_width, base().width, true).value_or(kNoLimit);
        flex.least =
            look.min_width.unit == Unit::Auto ? std::min(flex.least, flex.most) : flex.least;
        child.is_width_determined = layout_.resolved(look.width, base().width, true).has_value() ||
                                    (look.grow > 0 && is_width_determined_);
        flex_.push_back(flex);
    }
    break_into_lines(width_, look_.gap_x, look_.wrap);
    for (Line& line : lines_) {
        resolve_sizes(flexes(line), look_.gap_x, width_);
        for (std::size_t i = line.begin; i < line.end; ++i) children_[i].width = flex_[i].size;
    }
    measure_row_lines(is_least);
}

void ContainerLayout::measure_row_lines(bool is_least) {
    for (Line& line : lines_) {
        double below = 0;
        for (std::size_t i = line.begin; i < line.end; ++i) {
            Child& child = children_[i];
            Item& item = *child.item;
            child.height =
                layout_.height_for(item, child.width, base(), child.is_width_determined, is_least);
            const double outer = child.height + margin(item, kTop) + margin(item, kBottom);
            line.cross = std::max(line.cross, outer);
            if (child.align == Align::Baseline) {
                const double above = margin(item, kTop) + layout_.baseline(item, child.width);
                line.baseline = std::max(line.baseline, above);
                below = std::max(below, outer - above);
            }
        }
        line.cross = std::max(line.cross, line.baseline + below);
    }
}

// --- columns

double ContainerLayout::cross_width(Item& item, bool is_stretched, double available) const {
    const Look& look = look_of(item);
    const Layout::Base base = this->base();
    const double room = available - margin(item, kLeft) - margin(item, kRight);
    double width = 0;
    if (const auto specified = layout_.resolved(look.width, base.width, true)) {
        width = *specified;
    } else if (look.width.unit == Unit::MinContent || look.width.unit == Unit::MaxContent) {
        width = layout_.content_width(item, look.width.unit == Unit::MinContent);
    } else if (is_stretched && look.width.unit != Unit::FitContent) {
        width = room;
    } else {
        width = std::min(layout_.content_width(item, false),
                         std::max(layout_.content_width(item, true), room));
    }
    return layout_.limited_width(item, width, base);
}

double ContainerLayout::column_basis(const Child& child, bool is_least) const {
    Item& item = *child.item;
    const Look& look = look_of(item);
    const auto base_height = base().height;
    if (const auto basis = layout_.resolved(look.basis, base_height, false)) {
        // A basis that does not fit its content is no height where there is none to share.
        if (height_ || *basis > 0) return *basis;
    }
    if (const auto specified = layout_.resolved(look.height, base_height, false)) return *specified;
    if (is_least && (look.clip || item.kind == Kind::Scroll)) return 0;
    return layout_.content_height(item, child.width, child.is_width_determined, is_least);
}

void ContainerLayout::prepare_column(bool is_least) {
    flex_.clear();
    const bool is_single = !look_.wrap || !height_;
    for (Child& child : children_) {
        Item& item = *child.item;
        const Look& look = look_of(item);
        const bool has_autos = has_auto_margin(item, kLeft) || has_auto_margin(item, kRight);
        const bool is_stretched = fills_window_ || (child.align == Align::Stretch && !has_autos);
        child.width = cross_width(item, is_stretched && is_single, width_);
        child.is_width_determined =
            layout_.resolved(look.width, base().width, true).has_value() ||
            (is_stretched && is_width_determined_ && look.width.unit != Unit::FitContent);
        FlexItem flex = flex_item(child, false);
        flex.basis = column_basis(child, is_least);
        flex.most = layout_.resolved(look.max_height, base().height, false).value_or(kNoLimit);
        flex.least = layout_.resolved(look.min_height, base().height, false).value_or(0);
        flex_.push_back(flex);
    }
    const bool has_basis = std::any_of(children_.begin(), children_.end(), [](const Child& child) {
        return look_of(*child.item).basis.unit != Unit::Auto;
    });
    if (height_ &&
        (has_basis || preferred_extent(flex_, look_.gap_y) > *height_ + kRoundingError)) {
        set_column_floors();
    }
    break_into_lines(height_.value_or(kNoLimit), look_.gap_y, look_.wrap && height_);
    for (Line& line : lines_) {
        if (height_) {
            resolve_sizes(flexes(line), look_.gap_y, *height_);
        } else {
            for (FlexItem& flex : flexes(line)) flex.size = flex.clamped(flex.basis);
        }
        for (std::size_t i = line.begin; i < line.end; ++i) children_[i].height = flex_[i].size;
    }
    measure_column_lines();
}

// What children do not shrink below; only asked for when there is too little room.
void ContainerLayout::set_column_floors() {
    for (std::size_t i = 0; i < children_.size(); ++i) {
        Item& item = *children_[i].item;
        const Look& look = look_of(item);
        if (look.min_height.unit != Unit::Auto || look.clip || item.kind == Kind::Scroll) continue;
        double least = layout_.content_height(item, children_[i].width,
                                              children_[i].is_width_determined, true);
        if (const auto specified = layout_.resolved(look.height, base().height, false)) {
            least = std::min(least, *specified);
        }
        flex_[i].least = std::min(least, flex_[i].most);
    }
}

void ContainerLayout::measure_column_lines() {
    for (Line& line : lines_) {
        for (std::size_t i = line.begin; i < line.end; ++i) {
            const Item& item = *children_[i].item;
            line.cross = std::max(line.cross,
                                  children_[i].width + margin(item, kLeft) + margin(item, kRight));
        }
    }
    if (lines_.size() == 1) lines_.front().cross = width_;
}

// --- lines

void ContainerLayout::break_into_lines(double available, double gap, bool wraps) {
    lines_.clear();
    Line line;
    double used = 0;
    for (std::size_t i = 0; i < children_.size(); ++i) {
        const double outer = flex_[i].clamped(flex_[i].basis) + flex_[i].margins();
        const bool is_first = i == line.begin;
        if (wraps && !is_first && used + gap + outer > available + kRoundingError) {
            line.end = i;
            lines_.push_back(line);
            line = {i, i, 0, 0};
            used = outer;
        } else {
            used += outer + (is_first ? 0 : gap);
        }
    }
    line.end = children_.size();
    lines_.push_back(line);
}

double ContainerLayout::lines_extent(double gap) const {
    double sum = lines_.empty() ? 0 : gap * static_cast<double>(lines_.size() - 1);
    for (const Line& line : lines_) sum += line.cross;
    return sum;
}

void ContainerLayout::stretch_lines(double available, double gap) {
    const double free = available - lines_extent(gap);
    if (!look_.wrap) {
        lines_.front().cross = available;
    } else if (free > 0) {
        for (Line& line : lines_) line.cross += free / static_cast<double>(lines_.size());
    }
}

double ContainerLayout::natural_height(bool is_least) {
    height_.reset();
    is_height_determined_ = false;
    if (is_row_) {
        prepare_row(is_least);
        return lines_extent(look_.gap_y);
    }
    prepare_column(is_least);
    double height = look_.gap_y * static_cast<double>(std::max<std::size_t>(flex_.size(), 1) - 1);
    for (const FlexItem& flex : flex_) height += flex.size + flex.margins();
    return height;
}

// --- placing

void ContainerLayout::align_in_row(Child& child, const Line& line) {
    Item& item = *child.item;
    const Look& look = look_of(item);
    const double top = margin(item, kTop), bottom = margin(item, kBottom);
    const bool is_auto_top = has_auto_margin(item, kTop);
    const bool is_auto_bottom = has_auto_margin(item, kBottom);
    const bool has_height = layout_.resolved(look.height, base().height, false).has_value();
    child.is_height_determined = has_height;
    if (child.align == Align::Stretch && !has_height && !is_auto_top && !is_auto_bottom) {
        child.height = layout_.limited_height(item, line.cross - top - bottom, base());
        child.is_height_determined = is_height_determined_;
    }
    const double free = line.cross - top - bottom - child.height;
    child.cross_offset = top;
    if (is_auto_top || is_auto_bottom) {
        const double share = is_auto_top && is_auto_bottom ? 2 : 1;
        if (is_auto_top) child.cross_offset += std::max(0.0, free) / share;
    } else if (child.align == Align::Center) {
        child.cross_offset += free / 2;
    } else if (child.align == Align::End) {
        child.cross_offset += free;
    } else if (child.align == Align::Baseline) {
        child.cross_offset = line.baseline - layout_.baseline(item, child.width);
    }
}

void ContainerLayout::align_in_column(Child& child, const Line& line) {
    Item& item = *child.item;
    const double left = margin(item, kLeft), right = margin(item, kRight);
    const bool is_auto_left = has_auto_margin(item, kLeft);
    const bool is_auto_right = has_auto_margin(item, kRight);
    if (lines_.size() > 1 && child.align == Align::Stretch && !is_auto_left && !is_auto_right) {
        child.width = cross_width(item, true, line.cross);
    }
    const double free = line.cross - left - right - child.width;
    child.cross_offset = left;
    if (is_auto_left || is_auto_right) {
        const double share = is_auto_left && is_auto_right ? 2 : 1;
        if (is_auto_left) child.cross_offset += std::max(0.0, free) / share;
    } else if (child.align == Align::Center) {
        child.cross_offset += free / 2;
    } else if (child.align == Align::End) {
        child.cross_offset += free;
    }
    child.is_height_determined =
        layout_.resolved(look_of(item).height, base().height, false).has_value() ||
        ((look_of(item).grow > 0 || fills_window_) && is_height_determined_);
}

void ContainerLayout::place(Point origin, double height, bool is_determined) {
    if (children_.empty()) return;
    height_ = height;
    is_height_determined_ = is_determined;
    is_row_ ? prepare_row(false) : prepare_column(false);
    const double main = is_row_ ? width_ : height;
    const double main_gap = is_row_ ? look_.gap_x : look_.gap_y;
    const double cross_gap = is_row_ ? look_.gap_y : look_.gap_x;
    stretch_lines(is_row_ ? height : width_, cross_gap);
    double at = 0;
    for (Line& line : lines_) {
        const auto flexes = this->flexes(line);
        if (is_reverse_) {
            std::reverse(flexes.begin(), flexes.end());
            std::reverse(children_.begin() + static_cast<std::ptrdiff_t>(line.begin),
                         children_.begin() + static_cast<std::ptrdiff_t>(line.end));
        }
        resolve_offsets(flexes, main_gap, main, justify());
        align(line, at);
        at += line.cross + cross_gap;
    }
    for (std::size_t i = 0; i < children_.size(); ++i) {
        const Child& child = children_[i];
        const Point offset = is_row_ ? Point{flex_[i].offset, child.cross_offset}
                                     : Point{child.cross_offset, flex_[i].offset};
        layout_.place(*child.item, {origin.x + offset.x, origin.y + offset.y},
                      {child.width, child.height}, child.is_width_determined,
                      child.is_height_determined);
    }
}

// A reversed line starts at the end; its children have been turned around already.
Justify ContainerLayout::justify() const {
    if (is_reverse_ && look_.justify == Justify::Start) return Justify::End;
    if (is_reverse_ && look_.justify == Justify::End) return Justify::Start;
    return look_.justify;
}

void ContainerLayout::align(Line& line, double at) {
    for (std::size_t i = line.begin; i < line.end; ++i) {
        Child& child = children_[i];
        is_row_ ? align_in_row(child, line) : align_in_column(child, line);
        child.cross_offset += at;
    }
}

}  // namespace ach::ui
