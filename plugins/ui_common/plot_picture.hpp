// A plot as it can be drawn (ui.md §5.14): its description read, its axes chosen, its series
// brought to points. What painting remembers of it between two frames is here, too.
#pragma once

#include "plugins/ui_common/painter.hpp"
#include "plugins/ui_common/plot_scale.hpp"
#include "plugins/ui_common/value.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ach::ui {

struct Item;

enum class SeriesKind : std::uint8_t { Line, Scatter, Bar, Area, Step };

struct Series {
    std::string name;
    SeriesKind kind = SeriesKind::Line;
    Color color = 0;
    double radius = 3, width = 2;
    bool has_markers = false;
    std::shared_ptr<const Array> data;  // {n, 2}; may be null
};

struct PlotPicture {
    // Chosen by the user with wheel and pointer.
    std::optional<Range> x_view, y_view;

    std::vector<Series> series;
    Range x_range, y_range;  // of the description
    bool is_x_log = false, is_y_log = false;

    bool is_stale = true;  // the description has changed
    void update(const Item& plot);

    Range x_shown() const { return x_view.value_or(x_range); }
    Range y_shown() const { return y_view.value_or(y_range); }

private:
    void read_series(const Value& described);
    void choose_ranges(const Item& plot);

    Value series_read_;
    struct Normalized {
        Value from;
        std::shared_ptr<const Array> points;
    };
    std::vector<Normalized> normalized_;
};

// Any form that data have, as points: {n, 2} stays, {n} gets indices, lists of numbers, of pairs.
std::shared_ptr<const Array> plot_points(const Value& data);

// Up to date.
PlotPicture& picture_of(Item& plot);
// Where the curves are drawn.
Rect plot_field(Item& plot, TextMeasure& measure);
PlotScale x_scale(Item& plot, const Rect& field);
PlotScale y_scale(Item& plot, const Rect& field);

}  // namespace ach::ui
