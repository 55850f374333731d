// Plots (ui.md §5.14). All points go to the backend, which brings them down to what can be seen.
#include "plugins/builtins/ui/component.hpp"
#include "plugins/builtins/ui/natives.hpp"

#include <cmath>

namespace ach::ui {

namespace {

void copy_range(Component& plot, const char* name) {
    const auto given = plot.prop(name);
    if (!given) return;
    Call& call = plot.call();
    List ends;
    if (call.type(*given) == ACH_T_VECTOR && call.vector_len(*given) == 2) {
        for (std::size_t i = 0; i < 2; ++i) {
            const auto end = call.maybe_number(call.vector_get(*given, i));
            if (end && std::isfinite(*end)) ends.emplace_back(*end);
        }
    }
    if (ends.size() != 2 || !(*ends[0].number() < *ends[1].number()))
        plot.value_error(std::string("'") + name + "' is [min, max] with min below max");
    plot.set(name, std::move(ends));
}

void copy_scale(Component& plot, const char* name) {
    const auto scale = plot.string(name);
    if (!scale) return;
    if (*scale != "linear" && *scale != "log")
        plot.value_error(std::string("'") + name + R"(' is "linear" or "log", not ")" + *scale +
                         '"');
    plot.set(name, *scale);
}

// Classes of the style beat them, standing behind.
void take_size(Component& plot, const char* name, char letter) {
    const auto size = plot.number(name);
    if (!size) return;
    if (!std::isfinite(*size) || *size < 0)
        plot.value_error(std::string("'") + name + "' must be a size in pixels");
    plot.style_before(letter + std::string("-[") + number_text(*size) + "px]");
}

class SeriesReader {
public:
    SeriesReader(Component& plot, ScriptValue record, std::size_t index)
        : plot_(plot), call_(plot.call()), record_(record), index_(index) {}

    Value read() {
        Map series;
        if (const auto name = field("name")) series["name"] = std::string(call_.text(*name));
        series["kind"] = kind();
        if (const auto color = field("color")) {
            const auto known = color_argument(call_, *color);
            if (!known) plot_.value_error("'color' of a series is no colour");
            series["color"] = static_cast<double>(*known);
        }
        copy_number(series, "radius");
        copy_number(series, "width");
        if (const auto markers = field("markers")) {
            if (call_.type(*markers) != ACH_T_BOOLEAN)
                plot_.type_error("Boolean for 'markers'", *markers);
            series["markers"] = call_.boolean(*markers);
        }
        series["data"] = plot_.follow("series " + std::to_string(index_),
                                      field("data").value_or(call_.null()), As::Points);
        return series;
    }

private:
    std::optional<ScriptValue> field(const char* name) const {
        const auto value = call_.record_get(record_, name);
        if (!value || call_.is_null(*value)) return std::nullopt;
        return value;
    }

    std::string kind() const {
        for (const char* name : {"kind", "type", "mode"}) {
            const auto given = field(name);
            if (!given) continue;
            const auto kind = call_.maybe_string(*given);
            if (!kind) plot_.type_error("String for 'kind' of a series", *given);
            for (const char* known : {"line", "scatter", "bar", "area", "step"}) {
                if (*kind == known) return known;
            }
            if (*kind == "points") return "scatter";
            const std::string what =
                std::string("ui_plot: there is no kind of series '").append(*kind) + "'";
            plot_.core().warnings().say(what, what);
            break;
        }
        return "line";
    }

    void copy_number(Map& series, const char* name) const {
        const auto given = field(name);
        if (!given) return;
        const auto number = call_.maybe_number(*given);
        if (!number) plot_.type_error(std::string("Number for '") + name + "'", *given);
        if (!(*number > 0) || !std::isfinite(*number))
            plot_.value_error(std::string("'") + name + "' of a series must be above 0");
        series[name] = *number;
    }

    Component& plot_;
    Call& call_;
    ScriptValue record_;
    std::size_t index_;
};

ScriptValue ui_plot(Call& call, ScriptValue first, Rest rest) {
    Component plot(call, "ui_plot", Kind::Plot);
    const bool has_title = call.type(first) == ACH_T_STRING;
    if (!has_title && call.type(first) != ACH_T_RECORD)
        plot.type_error("a title or a Record of options", first);
    if (!has_title) plot.take_props(first);
    plot.take_trailing(rest, FunctionMeans::Nothing);
    if (has_title) {
        plot.set("title", std::string(call.string(first)));
    } else {
        plot.copy_string("title");
    }
    plot.copy_string("x_label");
    plot.copy_string("y_label");
    copy_range(plot, "x_range");
    copy_range(plot, "y_range");
    copy_scale(plot, "x_scale");
    copy_scale(plot, "y_scale");
    plot.copy_flag("legend");
    plot.copy_flag("grid");
    plot.copy_flag("interactive");
    take_size(plot, "width", 'w');
    take_size(plot, "height", 'h');
    List all;
    if (const auto series = plot.prop("series")) {
        if (call.type(*series) != ACH_T_VECTOR) plot.type_error("Vector for 'series'", *series);
        for (std::size_t i = 0; i < call.vector_len(*series); ++i) {
            const ScriptValue one = call.vector_get(*series, i);
            if (call.type(one) != ACH_T_RECORD) plot.type_error("Record for a series", one);
            all.push_back(SeriesReader(plot, one, i).read());
        }
    }
    plot.set("series", std::move(all));
    plot.finish();
    return call.null();
}

constexpr ach_native_def kNatives[] = {
    native<&ui_plot>("ui_plot").doc(
        "ui_plot(title, {series: [{data, …}], …}): curves and points in a frame with axes"),
};

}  // namespace

std::span<const ach_native_def> plot_natives() { return kNatives; }

}  // namespace ach::ui
