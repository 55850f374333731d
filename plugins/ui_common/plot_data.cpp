#include "plugins/ui_common/plot_data.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

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

std::optional<Range> given_range(const Value& described) {
    const std::vector<double> ends = numbers(described);
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

namespace {

Series series_of(const Map& described, std::size_t index) {
    Series one;
    if (const std::string* name = field(described, "name").text()) one.name = *name;
    one.kind = kind_named(field(described, "kind"));
    const double color = number_or(field(described, "color"), kCycle[index % std::size(kCycle)]);
    one.color = static_cast<Color>(std::clamp(color, 0.0, 4294967295.0));
    one.radius = number_or(field(described, "radius"), 3);
    one.width = number_or(field(described, "width"), 2);
    const bool* markers = field(described, "markers").boolean();
    one.has_markers = markers != nullptr && *markers;
    return one;
}

void read_series(PlotData& plot, const Value& described, const PlotData* known) {
    const List* list = described.list();
    if (list == nullptr) return;
    plot.sources.resize(list->size());
    for (std::size_t i = 0; i < list->size(); ++i) {
        const Map* map = (*list)[i].map();
        if (map == nullptr) continue;
        const Value& data = field(*map, "data");
        PlotData::Source& source = plot.sources[i];
        const bool is_known = known != nullptr && i < known->sources.size() &&
                              known->sources[i].points != nullptr && known->sources[i].from == data;
        source = is_known ? known->sources[i] : PlotData::Source{data, plot_points(data)};
        plot.series.push_back(series_of(*map, i));
        plot.series.back().data = source.points;
    }
}

void choose_ranges(PlotData& plot, const PlotDescription& described) {
    Limits x, y;
    for (const Series& one : plot.series) {
        if (one.data == nullptr) continue;
        const std::vector<double>& items = one.data->items;
        for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
            const bool fits = std::isfinite(items[i]) && std::isfinite(items[i + 1]) &&
                              (!plot.is_x_log || items[i] > 0) &&
                              (!plot.is_y_log || items[i + 1] > 0);
            if (!fits) continue;
            x.add(items[i]);
            y.add(items[i + 1]);
        }
        const bool stands = one.kind == SeriesKind::Bar || one.kind == SeriesKind::Area;
        if (stands && !plot.is_y_log && y.from <= y.to) y.add(0);
    }
    plot.x_range =
        given_range(described.x_range).value_or(plot.is_x_log ? log_range(x) : range_of(x, 0));
    plot.y_range =
        given_range(described.y_range).value_or(plot.is_y_log ? log_range(y) : range_of(y, 0.05));
    if (plot.is_x_log && !(plot.x_range.from > 0)) plot.x_range = log_range(x);
    if (plot.is_y_log && !(plot.y_range.from > 0)) plot.y_range = log_range(y);
}

// Below this many items a list costs nobody anything.
constexpr std::size_t kWorthPacking = 64;

bool is_numeric(const Value& value) { return value.number() != nullptr || value.is_null(); }

bool is_pair(const Value& value) {
    const List* pair = value.list();
    return pair != nullptr && pair->size() >= 2 && is_numeric((*pair)[0]) && is_numeric((*pair)[1]);
}

}  // namespace

std::shared_ptr<const PlotData> read_plot(const PlotDescription& described, const PlotData* known) {
    auto plot = std::make_shared<PlotData>();
    plot->is_x_log = described.is_x_log;
    plot->is_y_log = described.is_y_log;
    read_series(*plot, described.series, known);
    choose_ranges(*plot, described);
    return plot;
}

Value packed(const Value& value) {
    if (const Map* map = value.map()) {
        Map fields;
        for (const auto& [name, item] : *map) fields.emplace(name, packed(item));
        return fields;
    }
    if (const Bound* bound = value.bound()) {
        return std::make_shared<const Bound>(
            Bound{bound->key, bound->version, packed(bound->value)});
    }
    const List* list = value.list();
    if (list == nullptr) return value;
    if (list->size() < kWorthPacking) {
        List items;
        for (const Value& item : *list) items.push_back(packed(item));
        return items;
    }
    auto array = std::make_shared<Array>();
    if (std::all_of(list->begin(), list->end(), is_numeric)) {
        array->items = numbers(value);
        array->shape = {array->items.size()};
    } else if (std::all_of(list->begin(), list->end(), is_pair)) {
        array->items = pairs(*list);
        array->shape = {list->size(), 2};
    } else {
        return value;
    }
    return std::shared_ptr<const Array>(std::move(array));
}

}  // namespace ach::ui
