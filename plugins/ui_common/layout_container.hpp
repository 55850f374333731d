// The children of one container, whose content is `width` wide: how high they make it, and where
// they go.
#pragma once

#include "plugins/ui_common/flex_line.hpp"
#include "plugins/ui_common/layout.hpp"

#include <optional>
#include <vector>

namespace ach::ui {

class ContainerLayout {
public:
    ContainerLayout(Layout& layout, Item& item, double width, bool is_width_determined);

    // Of the content, when nothing else says how high it is. `is_least`: with everything shrunk.
    double natural_height(bool is_least);

    void place(Point origin, double height, bool is_determined);

private:
    struct Child {
        Item* item = nullptr;
        Align align = Align::Stretch;
        double width = 0, height = 0;  // of the border box
        double cross_offset = 0;
        bool is_width_determined = false, is_height_determined = false;
    };
    struct Line {
        std::size_t begin = 0, end = 0;
        double cross = 0;
        double baseline = 0;  // of those that are aligned to it
    };

    Layout::Base base() const;
    double margin(const Item& item, int side) const;
    bool has_auto_margin(const Item& item, int side) const;
    FlexItem flex_item(const Child& child, bool is_row) const;

    void collect();
    double cross_width(Item& item, bool is_stretched, double available) const;
    void prepare_row(bool is_least);
    void prepare_column(bool is_least);
    double column_basis(const Child& child, bool is_least) const;
    void set_column_floors();
    void break_into_lines(double available, double gap, bool wraps);
    void measure_row_lines(bool is_least);
    void measure_column_lines();
    double lines_extent(double gap) const;
    void stretch_lines(double available, double gap);
    void align(Line& line, double at);
    void align_in_row(Child& child, const Line& line);
    Justify justify() const;
    void align_in_column(Child& child, const Line& line);
    std::span<FlexItem> flexes(const Line& line);

    Layout& layout_;
    Item& container_;
    const Look& look_;
    double width_;
    bool is_width_determined_;
    std::optional<double> height_;
    bool is_height_determined_ = false;
    bool is_row_;
    bool is_reverse_;
    bool fills_window_ = false;  // the only box of the window
    std::vector<Child> children_;
    std::vector<FlexItem> flex_;
    std::vector<Line> lines_;
};

}  // namespace ach::ui
