#include "plugins/ui_common/decimate.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_set>

namespace ach::ui {

namespace {

constexpr double kNoColumn = -1e300;

// Points of one column, while they come.
class Column {
public:
    explicit Column(std::vector<Point>& out) : out_(out) {}

    void add(double column, Point p) {
        if (column != column_) {
            flush();
            column_ = column;
            first_ = lowest_ = highest_ = last_ = p;
            count_ = 1;
            return;
        }
        // Which of the two extremes comes first decides how the line is drawn.
        if (p.y < lowest_.y) {
            lowest_ = p;
            is_lowest_later_ = true;
        }
        if (p.y > highest_.y) {
            highest_ = p;
            is_lowest_later_ = false;
        }
        last_ = p;
        ++count_;
    }

    void gap() {
        flush();
        if (!out_.empty() && !std::isnan(out_.back().x)) out_.push_back({NAN, NAN});
    }

    void flush() {
        if (count_ == 0) return;
        out_.push_back(first_);
        if (count_ > 2) {
            put(is_lowest_later_ ? highest_ : lowest_);
            put(is_lowest_later_ ? lowest_ : highest_);
        }
        if (count_ > 1) put(last_);
        count_ = 0;
        column_ = kNoColumn;
        is_lowest_later_ = false;
    }

private:
    void put(Point p) {
        if (out_.back() != p) out_.push_back(p);
    }

    std::vector<Point>& out_;
    double column_ = kNoColumn;
    Point first_, lowest_, highest_, last_;
    std::size_t count_ = 0;
    bool is_lowest_later_ = false;
};

// The scale of an axis as two numbers, so that the loop below multiplies and adds.
struct Linear {
    double factor = 0, offset = 0;
    explicit Linear(const PlotScale& scale)
        : factor((scale.to_px - scale.from_px) / scale.range.extent()),
          offset(scale.from_px - scale.range.from * factor) {}
    double operator()(double value) const { return value * factor + offset; }
};

template <class X, class Y>
void run(std::span<const double> xy, X x, Y y, double left, double right, std::vector<Point>& out) {
    Column column(out);
    for (std::size_t i = 0; i + 1 < xy.size(); i += 2) {
        const Point p{x(xy[i]), y(xy[i + 1])};
        if (!std::isfinite(p.x) || !std::isfinite(p.y)) {
            column.gap();
            continue;
        }
        column.add(std::floor(std::clamp(p.x, left - 1, right + 1)), p);
    }
    column.flush();
}

}  // namespace

std::vector<Point> decimated(std::span<const double> xy, const PlotScale& x, const PlotScale& y) {
    std::vector<Point> out;
    const double left = std::min(x.from_px, x.to_px), right = std::max(x.from_px, x.to_px);
    out.reserve(
        std::min<std::size_t>(xy.size() / 2 + 1, static_cast<std::size_t>(right - left + 3) * 4));
    if (x.is_log || y.is_log) {
        run(
            xy, [&](double v) { return x.pixel(v); }, [&](double v) { return y.pixel(v); }, left,
            right, out);
    } else {
        run(xy, Linear(x), Linear(y), left, right, out);
    }
    return out;
}

std::vector<Point> distinct_dots(std::span<const double> xy, const PlotScale& x,
                                 const PlotScale& y) {
    std::vector<Point> out;
    std::unordered_set<std::int64_t> taken;
    const double left = std::min(x.from_px, x.to_px), right = std::max(x.from_px, x.to_px);
    const double top = std::min(y.from_px, y.to_px), bottom = std::max(y.from_px, y.to_px);
    for (std::size_t i = 0; i + 1 < xy.size(); i += 2) {
        const Point p{x.pixel(xy[i]), y.pixel(xy[i + 1])};
        const bool is_seen = p.x >= left && p.x <= right && p.y >= top && p.y <= bottom;
        if (!is_seen) continue;
        const auto pixel = static_cast<std::int64_t>(p.x) << 32 | static_cast<std::int64_t>(p.y);
        if (taken.insert(pixel).second) out.push_back(p);
    }
    return out;
}

}  // namespace ach::ui
