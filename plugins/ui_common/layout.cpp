#include "plugins/ui_common/layout.hpp"

#include "plugins/ui_common/layout_container.hpp"
#include "plugins/ui_common/scene.hpp"

#include <algorithm>
#include <limits>

namespace ach::ui {

namespace {

constexpr double kNoLimit = std::numeric_limits<double>::infinity();

}  // namespace

void ItemLayout::forget() {
    is_dirty = true;
    least_width.reset();
    most_width.reset();
    measured = {};
    is_placed = false;
}

std::optional<double> Layout::resolved(const Length& length, std::optional<double> base,
                                       bool is_width) const {
    switch (length.unit) {
        case Unit::Pixels: return length.amount;
        case Unit::Percent:
            if (base) return *base * length.amount / 100;
            return std::nullopt;
        case Unit::Screen: return is_width ? window_.width : window_.height;
        default: return std::nullopt;
    }
}

double Layout::limited_width(const Item& item, double width, const Base& base) const {
    const Look& look = look_of(item);
    width = std::min(width, resolved(look.max_width, base.width, true).value_or(kNoLimit));
    return std::max({width, resolved(look.min_width, base.width, true).value_or(0), 0.0});
}

double Layout::limited_height(const Item& item, double height, const Base& base) const {
    const Look& look = look_of(item);
    height = std::min(height, resolved(look.max_height, base.height, false).value_or(kNoLimit));
    return std::max({height, resolved(look.min_height, base.height, false).value_or(0), 0.0});
}

// What a child adds to the width of its parent's content. Percentages have nothing to refer to.
double Layout::contribution(Item& item, bool is_least) {
    const Look& look = look_of(item);
    double width = 0;
    if (const auto specified = resolved(look.width, std::nullopt, true)) {
        width = *specified;
    } else if (is_least && (look.clip || item.kind == Kind::Scroll)) {
        width = 0;
    } else {
        width = content_width(item, look.width.unit == Unit::MinContent || is_least);
    }
    width = limited_width(item, width, {});
    for (const int side : {1, 3}) {
        width += resolved(look.margin[side], std::nullopt, true).value_or(0);
    }
    return width;
}

// What the item does not shrink below on the main axis of a row.
double Layout::least_width(Item& item, const Base& base) {
    const Look& look = look_of(item);
    if (const auto wanted = resolved(look.min_width, base.width, true)) return *wanted;
    if (look.clip || item.kind == Kind::Scroll) return 0;
    const double least = content_width(item, true);
    if (const auto specified = resolved(look.width, base.width, true)) {
        return std::min(*specified, least);
    }
    return least;
}

double Layout::content_height(Item& item, double width, bool is_determined, bool is_least) {
    ItemLayout& layout = *item.layout;
    for (const auto& known : layout.measured) {
        if (known.width == width && known.is_width_determined == is_determined &&
            known.is_least == is_least) {
            return known.height;
        }
    }
    double height = 0;
    if (!is_container(item.kind)) {
        height = leaf_height(item, width, is_least);
    } else {
        const Insets in = insets(item);
        height = in.height();
        if (!(is_least && item.kind == Kind::Scroll)) {
            ContainerLayout container(*this, item, std::max(0.0, width - in.width()),
                                      is_determined);
            height += container.natural_height(is_least);
        }
    }
    layout.measured[layout.next_measured++ % layout.measured.size()] = {width, is_determined,
                                                                        is_least, height};
    return height;
}

double Layout::height_for(Item& item, double width, const Base& base, bool is_determined,
                          bool is_least) {
    if (const auto specified = resolved(look_of(item).height, base.height, false)) {
        return limited_height(item, *specified, base);
    }
    if (is_least && look_of(item).clip) return limited_height(item, 0, base);
    return limited_height(item, content_height(item, width, is_determined, is_least), base);
}

void Layout::run(Item& root) { place(root, {0, 0}, window_, true, true); }

void Layout::place(Item& item, Point offset, Size size, bool is_width_determined,
                   bool is_height_determined) {
    ItemLayout& layout = *item.layout;
    const bool is_same = layout.is_placed && layout.size == size &&
                         layout.is_width_determined == is_width_determined &&
                         layout.is_height_determined == is_height_determined;
    layout.offset = offset;
    if (is_same) return;
    layout.size = size;
    layout.is_width_determined = is_width_determined;
    layout.is_height_determined = is_height_determined;
    layout.is_placed = true;
    layout.has_new_places = true;
    if (item.kind == Kind::Scroll) {
        place_scrolled(item);
    } else if (is_container(item.kind)) {
        place_children(item);
    } else if (item.kind == Kind::Label) {
        const Look& look = look_of(item);
        lines(item,
              size.width - look.padding[1] - look.padding[3] - look.border[1] - look.border[3]);
    }
}

void Layout::place_children(Item& item) {
    const ItemLayout& layout = *item.layout;
    const Insets in = insets(item);
    ContainerLayout container(*this, item, std::max(0.0, layout.size.width - in.width()),
                              layout.is_width_determined);
    container.place({in.left, in.top}, std::max(0.0, layout.size.height - in.height()),
                    layout.is_height_determined);
}

// The content has no limit along the axes that scroll; it fills at least what is seen.
void Layout::place_scrolled(Item& item) {
    const ItemLayout& layout = *item.layout;
    const Insets in = insets(item);
    Size view{std::max(0.0, layout.size.width - in.width()),
              std::max(0.0, layout.size.height - in.height())};
    const auto content_for = [&](double width) {
        return scrolls_x(item) ? std::max(width, children_width(item, false)) : width;
    };
    double width = content_for(view.width);
    double height = ContainerLayout(*this, item, width, true).natural_height(false);
    if (scrolls_x(item) && width > view.width)
        view.height = std::max(0.0, view.height - kScrollBar);
    if (scrolls_y(item) && height > view.height) {
        view.width = std::max(0.0, view.width - kScrollBar);
        width = content_for(view.width);
        height = ContainerLayout(*this, item, width, true).natural_height(false);
    }
    const bool fits = !scrolls_y(item) || height <= view.height;
    const double placed = fits ? view.height : height;
    ContainerLayout(*this, item, width, true).place({in.left, in.top}, placed, fits);
    item.content = {width, scrolls_y(item) ? height : placed};
    item.view = view;
}

}  // namespace ach::ui
