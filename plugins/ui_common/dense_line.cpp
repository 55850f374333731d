#include "plugins/ui_common/dense_line.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace ach::ui {

namespace {

constexpr std::size_t kDense = 3;  // points of one column

// Points of one column, in sequence.
struct Run {
    std::span<const Point> points;

    bool is_dense() const { return points.size() >= kDense; }
    double column() const { return std::floor(points.front().x); }
};

// The run at the beginning; empty at a gap.
Run first_run(std::span<const Point> points) {
    std::size_t count = 0;
    while (count < points.size() && std::floor(points[count].x) == std::floor(points[0].x)) ++count;
    return {points.first(count)};
}

class Drawing {
public:
    void gap() {
        end_line();
        last_ = {};
    }

    void add(const Run& run) {
        if (run.is_dense()) {
            dense(run);
        } else {
            if (last_.is_dense()) made_.points.push_back(last_.points.back());
            made_.points.insert(made_.points.end(), run.points.begin(), run.points.end());
        }
        last_ = run;
    }

    DrawnLine finish() { return std::move(made_); }

private:
    void dense(const Run& run) {
        const auto [low, high] =
            std::minmax_element(run.points.begin(), run.points.end(),
                                [](const Point& a, const Point& b) { return a.y < b.y; });
        made_.columns.push_back({run.column(), low->y, 1, high->y - low->y});
        if (last_.points.empty()) return;
        if (last_.is_dense() && std::abs(run.column() - last_.column()) == 1) {
            const double middle = (last_.points.back().y + run.points.front().y) / 2;
            reach(made_.columns[made_.columns.size() - 2], middle);
            reach(made_.columns.back(), middle);
            return;
        }
        if (last_.is_dense()) made_.points.push_back(last_.points.back());
        made_.points.push_back(run.points.front());
        end_line();
    }

    static void reach(Rect& column, double y) {
        const double bottom = std::max(column.bottom(), y);
        column.y = std::min(column.y, y);
        column.height = bottom - column.y;
    }

    void end_line() {
        auto& points = made_.points;
        if (!points.empty() && !std::isnan(points.back().x)) points.push_back({NAN, NAN});
    }

    DrawnLine made_;
    Run last_;  // empty after a gap
};

}  // namespace

DrawnLine drawn_line(std::span<const Point> decimated) {
    Drawing drawing;
    while (!decimated.empty()) {
        const Run run = first_run(decimated);
        if (run.points.empty()) {
            drawing.gap();
            decimated = decimated.subspan(1);
        } else {
            drawing.add(run);
            decimated = decimated.subspan(run.points.size());
        }
    }
    return drawing.finish();
}

}  // namespace ach::ui
