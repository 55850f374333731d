// Where everything is (ui.md §7): flexible boxes, on widths first. The width of a widget follows
// from its parent's and from what its content could take; its height follows from its width,
// because text wraps. So no size is ever guessed and corrected.
//
// What has been computed is remembered with each widget until it, or something in it, changes.
#pragma once

#include "plugins/ui_common/geometry.hpp"
#include "plugins/ui_common/look.hpp"
#include "plugins/ui_common/text_lines.hpp"

#include <array>
#include <optional>
#include <vector>

namespace ach::ui {

struct Item;

// What layout remembers of a widget.
struct ItemLayout {
    Look look;             // of no state
    bool is_dirty = true;  // it, or something in it, has to be laid out again

    std::optional<double> least_width, most_width;  // of its content, with padding and border
    std::optional<TextExtent> extent;

    // Heights for widths.
    struct Measured {
        double width = -1;
        bool is_width_determined = false, is_least = false;
        double height = 0;
    };
    std::array<Measured, 4> measured;
    std::size_t next_measured = 0;

    std::vector<TextLine> lines;  // for `lines_width`
    double lines_width = -1;

    // How it was placed, by its parent.
    Point offset;  // in the parent's border box, without scrolling
    Size size;
    bool is_width_determined = false, is_height_determined = false;
    bool is_placed = false;
    bool has_new_places = false;  // its children's

    void forget();
};

class Layout {
public:
    Layout(Size window, TextMeasure& measure) : window_(window), measure_(measure) {}

    // Places everything below the root, which is as large as the window.
    void run(Item& root);

    // The lines of a widget's text at its width.
    const std::vector<TextLine>& lines(Item& item, double width);

private:
    friend class ContainerLayout;

    struct Base {
        std::optional<double> width, height;  // of the parent's content box, where determined
    };

    std::optional<double> resolved(const Length& length, std::optional<double> base,
                                   bool is_width) const;
    double limited_width(const Item& item, double width, const Base& base) const;
    double limited_height(const Item& item, double height, const Base& base) const;

    // Widths of border boxes.
    double content_width(Item& item, bool is_least);
    double leaf_width(Item& item, bool is_least);
    double children_width(Item& item, bool is_least);
    double contribution(Item& item, bool is_least);
    double least_width(Item& item, const Base& base);

    // Heights of border boxes of a width.
    double height_for(Item& item, double width, const Base& base, bool is_determined,
                      bool is_least);
    double content_height(Item& item, double width, bool is_determined, bool is_least);
    double leaf_height(Item& item, double width, bool is_least);
    double baseline(Item& item, double width);

    void place(Item& item, Point offset, Size size, bool is_width_determined,
               bool is_height_determined);
    void place_children(Item& item);
    void place_scrolled(Item& item);

    const TextExtent& extent(Item& item);

    Size window_;
    TextMeasure& measure_;
};

// Between the border box and the box of the children: border, padding, a header.
struct Insets {
    double top = 0, right = 0, bottom = 0, left = 0;
    double width() const { return left + right; }
    double height() const { return top + bottom; }
};
Insets insets(const Item& item);

// Their own text apart from that of children: a label's text, a checkbox's label, a title.
std::string own_text(const Item& item);
bool is_container(Kind kind);
bool takes_space(const Item& item);
const Look& look_of(const Item& item);

// The header of tabs and of what collapses.
double header_height(const Item& item);

inline constexpr double kScrollBar = 10;
inline constexpr double kMark = 18;  // of a checkbox
inline constexpr double kMarkGap = 8;
inline constexpr double kIndent = 16;
inline constexpr double kTabPadding = 12;

bool scrolls_x(const Item& item);
bool scrolls_y(const Item& item);

}  // namespace ach::ui
