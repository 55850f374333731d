#include "plugins/ui_common/plot_picture.hpp"

#include "plugins/ui_common/scene.hpp"

#include <algorithm>
#include <cmath>

namespace ach::ui {

namespace {

// Blue, red, green, yellow, purple, cyan, orange, pink, teal, indigo; shade 500.
constexpr Color kCycle[] = {0xFF3B82F6, 0xFFEF4444, 0xFF22C55E, 0xFFEAB308, 0xFFA855F7,
                            0xFF06B6D4, 0xFFF97316, 0xFFEC4899, 0xFF14B8A6, 0xFF6366F1};

const Value& field(const Map& map, std::string_view name) {
    static const Value kNothing;
    const auto found = map.find(name);
    return found == map.end() ? kNothing : found->second;
}

double number_or(const Value& value, double otherwise) {
    const double* number = value.number();
    return number == nullptr ? otherwise : *number;
}

SeriesKind kind_named(const Value& name) {
    const std::string* text = name.text();
    if (text == nullptr) return SeriesKind::Line;
    if (*text == "scatter" || *text == "points") return SeriesKind::Scatter;
    if (*text == "bar") return SeriesKind::Bar;
    if (*text == "area") return SeriesKind::Area;
    if (*text == "step") return SeriesKind::Step;
    return SeriesKind::Line;
}

// The values of {x, y} or of one axis, as they come.
std::vector<double> numbers(const Value& value) {
    if (const Array* array = value.array()) return array->items;
    std::vector<double> found;
    if (const List* list = value.list()) {
        for (const Value& item : *list) found.push_back(number_or(item, NAN));
    }
    return found;
}

std::vector<double> pairs(const List& list) {
    std::vector<double> found;
    double index = 0;
    for (const Value& item : list) {
        const List* pair = item.list();
        const Array* both = item.array();
        if (pair != nullptr && pair->size() >= 2) {
            found.push_back(number_or((*pair)[0], NAN));
            found.push_back(number_or((*pair)[1], NAN));
        } else if (both != nullptr && both->items.size() >= 2) {
            found.push_back(both->items[0]);
            found.push_back(both->items[1]);
        } else {
            found.push_back(index);
            found.push_back(number_or(item, NAN));
        }
        ++index;
    }
    return found;
}

struct Limits {
    double from = INFINITY, to = -INFINITY;
    void add(double value) {
        from = std::min(from, value);
        to = std::max(to, value);
    }
};

Range range_of(const Limits& limits, double margin) {
    if (limits.from > limits.to) return {0, 1};
    if (limits.from == limits.to) return {limits.from - 0.5, limits.to + 0.5};
    const double more = (limits.to - limits.from) * margin;
    return {limits.from - more, limits.to + more};
}

// Within a logarithm's reach; the margin is one of its own.
Range log_range(const Limits& limits) {
    if (!(limits.from > 0) || limits.from > limits.to) return {0.1, 1};
    if (limits.from == limits.to) return {limits.from / 2, limits.to * 2};
    return {limits.from, limits.to};
}

std::optional<Range> given_range(const Item& plot, std::string_view name) {
    const std::vector<double> ends = numbers(plot.prop(name));
    if (ends.size() != 2 || !(ends[0] < ends[1])) return std::nullopt;
    return Range{ends[0], ends[1]};
}

}  // namespace

std::shared_ptr<const Array> plot_points(const Value& data) {
    auto made = std::make_shared<Array>();
    if (const auto array = data.shared_array()) {
        if (array->shape.size() == 2 && array->shape[1] == 2) return array;
        if (array->shape.size() != 1) return nullptr;
        for (std::size_t i = 0; i < array->items.size(); ++i) {
            made->items.push_back(static_cast<double>(i));
            made->items.push_back(array->items[i]);
        }
    } else if (const List* list = data.list()) {
        made->items = pairs(*list);
    } else if (const Map* both = data.map()) {
        const std::vector<double> xs = numbers(field(*both, "x")), ys = numbers(field(*both, "y"));
        for (std::size_t i = 0; i < std::min(xs.size(), ys.size()); ++i) {
            made->items.push_back(xs[i]);
            made->items.push_back(ys[i]);
        }
    } else {
        return nullptr;
    }
    made->shape = {made->items.size() / 2, 2};
    return made;
}

void PlotPicture::read_series(const Value& described) {
    series.clear();
    const List* list = described.list();
    if (list == nullptr) return;
    normalized_.resize(list->size());
    for (std::size_t i = 0; i < list->size(); ++i) {
        const Map* map = (*list)[i].map();
        if (map == nullptr) continue;
        Series one;
        if (const std::string* name = field(*map, "name").text()) one.name = *name;
        one.kind = kind_named(field(*map, "kind"));
        const double color = number_or(field(*map, "color"), kCycle[i % std::size(kCycle)]);
        one.color = static_cast<Color>(std::clamp(color, 0.0, 4294967295.0));
        one.radius = number_or(field(*map, "radius"), 3);
        one.width = number_or(field(*map, "width"), 2);
        const bool* markers = field(*map, "markers").boolean();
        one.has_markers = markers != nullptr && *markers;
        Normalized& known = normalized_[i];
        const Value& data = field(*map, "data");
        if (known.points == nullptr || !(known.from == data)) {
            known = {data, plot_points(data)};
        }
        one.data = known.points;
        series.push_back(std::move(one));
    }
}

void PlotPicture::choose_ranges(const Item& plot) {
    is_x_log = plot.text("x_scale") == "log";
    is_y_log = plot.text("y_scale") == "log";
    Limits x, y;
    for (const Series& one : series) {
        if (one.data == nullptr) continue;
        const std::vector<double>& items = one.data->items;
        for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
            const bool fits = std::isfinite(items[i]) && std::isfinite(items[i + 1]) &&
                              (!is_x_log || items[i] > 0) && (!is_y_log || items[i + 1] > 0);
            if (!fits) continue;
            x.add(items[i]);
            y.add(items[i + 1]);
        }
        const bool stands = one.kind == SeriesKind::Bar || one.kind == SeriesKind::Area;
        if (stands && !is_y_log && y.from <= y.to) y.add(0);
    }
    x_range = given_range(plot, "x_range").value_or(is_x_log ? log_range(x) : range_of(x, 0));
    y_range = given_range(plot, "y_range").value_or(is_y_log ? log_range(y) : range_of(y, 0.05));
    if (is_x_log && !(x_range.from > 0)) x_range = log_range(x);
    if (is_y_log && !(y_range.from > 0)) y_range = log_range(y);
}

void PlotPicture::update(const Item& plot) {
    read_series(plot.prop("series"));
    choose_ranges(plot);
    is_stale = false;
}

PlotPicture& picture_of(Item& plot) {
    if (plot.plot == nullptr) plot.plot = std::make_unique<PlotPicture>();
    if (plot.plot->is_stale) plot.plot->update(plot);
    return *plot.plot;
}

Rect plot_field(Item& plot, TextMeasure& measure) {
    constexpr double kTop = 32, kRight = 10, kBottom = 24, kLeft = 40, kLabel = 16;
    Font font;
    font.size = 12;
    const double bottom = kBottom + (plot.text("x_label").empty() ? 0 : kLabel);
    const double top = kTop + (plot.text("y_label").empty() ? 0 : kLabel);
    Rect field{plot.frame.x, plot.frame.y + top, 0,
               std::max(1.0, plot.frame.height - top - bottom)};
    double labels = 0;
    for (const Tick& tick : ticks(y_scale(plot, field), 5)) {
        labels = std::max(labels, measure.width(tick.label, font));
    }
    const double left = std::max(kLeft, labels + 10);
    field.x += left;
    field.width = std::max(1.0, plot.frame.width - left - kRight);
    return field;
}

PlotScale x_scale(Item& plot, const Rect& field) {
    const PlotPicture& picture = picture_of(plot);
    return {picture.x_shown(), field.x, field.right(), picture.is_x_log};
}

PlotScale y_scale(Item& plot, const Rect& field) {
    const PlotPicture& picture = picture_of(plot);
    return {picture.y_shown(), field.bottom(), field.y, picture.is_y_log};
}

}  // namespace ach::ui
