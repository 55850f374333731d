// What a plot shows (ui.md §5.14), read from its description: its series as points, its axes.
// Made once and then only read, so it may be made on any thread.
#pragma once

#include "plugins/ui_common/plot_scale.hpp"
#include "plugins/ui_common/style.hpp"
#include "plugins/ui_common/value.hpp"

#include <memory>
#include <string>
#include <vector>

namespace ach::ui {

enum class SeriesKind : std::uint8_t { Line, Scatter, Bar, Area, Step };

struct Series {
    std::string name;
    SeriesKind kind = SeriesKind::Line;
    Color color = 0;
    double radius = 3, width = 2;
    bool has_markers = false;
    std::shared_ptr<const Array> data;  // {n, 2}; may be null
};

struct PlotDescription {
    Value series;
    Value x_range, y_range;  // null: from the data
    bool is_x_log = false, is_y_log = false;
};

struct PlotData {
    std::vector<Series> series;
    Range x_range, y_range;
    bool is_x_log = false, is_y_log = false;

    // What the points of each series were made of, so that they are made once.
    struct Source {
        Value from;
        std::shared_ptr<const Array> points;
    };
    std::vector<Source> sources;
};

// `known`: what was read last time; may be null.
std::shared_ptr<const PlotData> read_plot(const PlotDescription& described, const PlotData* known);

// Any form that data have, as points: {n, 2} stays, {n} gets indices, lists of numbers, of pairs.
std::shared_ptr<const Array> plot_points(const Value& data);

// Long lists of numbers, or of pairs of them, as arrays, wherever they lie in a value. A plot shows
// the same; but an array is one block of memory, while a list of pairs is as many as it has pairs.
Value packed(const Value& value);

}  // namespace ach::ui
