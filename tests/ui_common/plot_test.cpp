// Scales, ticks, decimation, and the forms that data come in.
#include "plugins/ui_common/decimate.hpp"
#include "plugins/ui_common/dense_line.hpp"
#include "plugins/ui_common/plot_picture.hpp"
#include "tests/ui_common/scene_fixture.hpp"

#include <algorithm>
#include <cmath>

namespace ach::ui {
namespace {

std::vector<std::string> labels(Range range, int wanted, bool is_log = false) {
    std::vector<std::string> found;
    for (const Tick& tick : ticks({range, 0, 100, is_log}, wanted)) found.push_back(tick.label);
    return found;
}

using Labels = std::vector<std::string>;

TEST(Ticks, AreRoundNumbers) {
    EXPECT_EQ(labels({0, 10}, 5), (Labels{"0", "2", "4", "6", "8", "10"}));
    EXPECT_EQ(labels({-1, 1}, 4), (Labels{"-1.0", "-0.5", "0", "0.5", "1.0"}));
    EXPECT_EQ(labels({0.13, 0.31}, 4), (Labels{"0.15", "0.20", "0.25", "0.30"}));
    EXPECT_EQ(labels({0, 4e6}, 4), (Labels{"0", "1e+06", "2e+06", "3e+06", "4e+06"}));
    EXPECT_EQ(labels({1, 1000}, 4, true), (Labels{"1", "10", "100", "1000"}));
    EXPECT_TRUE(labels({1, 1}, 4).empty());
}

TEST(Scale, GoesThereAndBack) {
    const PlotScale y{{-1, 3}, 200, 0, false};
    EXPECT_EQ(y.pixel(3), 0);
    EXPECT_EQ(y.value(100), 1);
    const PlotScale log{{1, 100}, 0, 100, true};
    EXPECT_NEAR(log.pixel(10), 50, 1e-9);
    EXPECT_NEAR(log.value(50), 10, 1e-9);
    EXPECT_TRUE(std::isnan(log.pixel(0)));
}

TEST(Decimation, KeepsTheExtremesOfEveryColumn) {
    std::vector<double> xy;
    for (int i = 0; i < 100000; ++i) {
        xy.push_back(i);
        xy.push_back(i == 54321 ? 50 : i == 54322 ? -50 : std::sin(i / 500.0));
    }
    const PlotScale x{{0, 99999}, 0, 1000, false}, y{{-60, 60}, 300, 0, false};
    const std::vector<Point> few = decimated(xy, x, y);
    EXPECT_LE(few.size(), 4u * 1001);
    const auto [low, high] = std::minmax_element(
        few.begin(), few.end(), [](const Point& a, const Point& b) { return a.y < b.y; });
    EXPECT_NEAR(low->y, y.pixel(50), 1e-9);
    EXPECT_NEAR(high->y, y.pixel(-50), 1e-9);
    EXPECT_TRUE(std::is_sorted(few.begin(), few.end(),
                               [](const Point& a, const Point& b) { return a.x < b.x - 1; }));
}

TEST(Decimation, LeavesFewPointsAlone) {
    const std::vector<double> xy{0, 1, 5, 2, 10, 0};
    const PlotScale x{{0, 10}, 0, 100, false}, y{{0, 2}, 100, 0, false};
    EXPECT_EQ(decimated(xy, x, y), (std::vector<Point>{{0, 50}, {50, 0}, {100, 100}}));
}

TEST(Decimation, GapsStayGaps) {
    const std::vector<double> xy{0, 1, 1, NAN, 2, INFINITY, 3, 1, NAN, 2};
    const PlotScale x{{0, 10}, 0, 100, false}, y{{0, 2}, 100, 0, false};
    const std::vector<Point> few = decimated(xy, x, y);
    ASSERT_EQ(few.size(), 4u);
    EXPECT_TRUE(std::isnan(few[1].x));
    EXPECT_EQ(few[2].x, 30);
    EXPECT_TRUE(std::isnan(few[3].x));
    EXPECT_TRUE(decimated({}, x, y).empty());
}

TEST(Decimation, ManyDotsAreOneDotPerPixel) {
    std::vector<double> xy;
    for (int i = 0; i < 1000; ++i) xy.insert(xy.end(), {1 + i * 1e-6, 1});
    const PlotScale x{{0, 10}, 0, 100, false}, y{{0, 2}, 100, 0, false};
    EXPECT_EQ(distinct_dots(xy, x, y).size(), 1u);
}

TEST(DenseLine, AColumnWithManyPointsIsABar) {
    const std::vector<Point> points{{0.5, 4},  {7.1, 5},  {7.2, 1},  {7.3, 9}, {7.9, 3},
                                    {8.1, 11}, {8.5, 10}, {8.9, 12}, {20.5, 6}};
    const DrawnLine drawn = drawn_line(points);
    // Neighbours touch: half way between the last point of one and the first of the other.
    EXPECT_EQ(drawn.columns, (std::vector<Rect>{{7, 1, 1, 8}, {8, 7, 1, 5}}));
    // What is no bar ends in the bars beside it.
    ASSERT_EQ(drawn.points.size(), 5u);
    EXPECT_EQ(drawn.points[0], (Point{0.5, 4}));
    EXPECT_EQ(drawn.points[1], (Point{7.1, 5}));
    EXPECT_TRUE(std::isnan(drawn.points[2].x));
    EXPECT_EQ(drawn.points[3], (Point{8.9, 12}));
    EXPECT_EQ(drawn.points[4], (Point{20.5, 6}));
}

TEST(DenseLine, BarsApartAreJoinedByALine) {
    const std::vector<Point> points{{1, 0}, {1, 5}, {1, 2}, {9, 3}, {9, 8}, {9, 4}};
    const DrawnLine drawn = drawn_line(points);
    EXPECT_EQ(drawn.columns, (std::vector<Rect>{{1, 0, 1, 5}, {9, 3, 1, 5}}));
    ASSERT_EQ(drawn.points.size(), 3u);
    EXPECT_EQ(drawn.points[0], (Point{1, 2}));
    EXPECT_EQ(drawn.points[1], (Point{9, 3}));
}

TEST(DenseLine, WhatIsNotDenseStaysAsItIs) {
    const std::vector<Point> points{{1, 0}, {2, 5}, {2.5, 7}, {NAN, NAN}, {3, 1}, {3, 1}, {3, 4}};
    const DrawnLine drawn = drawn_line(points);
    EXPECT_EQ(drawn.columns, (std::vector<Rect>{{3, 1, 1, 3}}));
    ASSERT_EQ(drawn.points.size(), 4u);
    EXPECT_EQ(drawn.points[2], (Point{2.5, 7}));
    EXPECT_TRUE(std::isnan(drawn.points[3].x));
    EXPECT_TRUE(drawn_line({}).points.empty());
}

TEST(PlotData, EveryFormIsPoints) {
    const std::vector<double> pairs{0, 5, 1, 7};
    EXPECT_EQ(plot_points(List{5, 7})->items, pairs);
    EXPECT_EQ(plot_points(List{List{0, 5}, List{1, 7, 9}})->items, pairs);
    EXPECT_EQ(plot_points(Map{{"x", List{0, 1}}, {"y", List{5, 7}}})->items, pairs);
    auto flat = std::make_shared<Array>();
    flat->shape = {2};
    flat->items = {5, 7};
    EXPECT_EQ(plot_points(std::shared_ptr<const Array>(flat))->items, pairs);
    auto points = std::make_shared<Array>();
    points->shape = {2, 2};
    points->items = pairs;
    EXPECT_EQ(plot_points(std::shared_ptr<const Array>(points)), points);
    EXPECT_EQ(plot_points("no"), nullptr);
    EXPECT_TRUE(std::isnan(plot_points(List{"x"})->items[1]));
}

class PlotTest : public SceneTest {
protected:
    const PlotData& data(Map props) {
        Node plot = node(2, Kind::Plot);
        plot.props = std::move(props);
        show({plot});
        return *picture_of(*scene.find(2)).data;
    }
    static Value series(Value data) { return List{Map{{"data", std::move(data)}}}; }
};

TEST_F(PlotTest, RangesFollowTheData) {
    EXPECT_EQ(data({}).x_range, (Range{0, 1}));
    EXPECT_EQ(data({}).y_range, (Range{0, 1}));
    EXPECT_EQ(data({{"series", series(List{10, 20})}}).x_range, (Range{0, 1}));
    EXPECT_EQ(data({{"series", series(List{10, 20})}}).y_range, (Range{9.5, 20.5}));
    EXPECT_EQ(data({{"series", series(List{3, 3})}}).y_range, (Range{2.5, 3.5}));
    EXPECT_EQ(data({{"series", series(List{3})}, {"y_range", List{-1, 5}}}).y_range,
              (Range{-1, 5}));
    EXPECT_EQ(data({{"series", series(List{List{0, -1}, List{10, 100}, List{1000, 1}})},
                    {"x_scale", "log"}})
                  .x_range,
              (Range{10, 1000}));
}

TEST_F(PlotTest, NewDataChooseNewRanges) {
    data({{"series", List{Map{{"data", bound(7, 1, List{1, 2})}}}}});
    scene.apply(SignalChanged{7, 2, List{1, 2, 3, 4}, true});
    EXPECT_EQ(picture_of(*scene.find(2)).data->x_range, (Range{0, 3}));
}

TEST_F(PlotTest, TheFieldHasTheRoomOfTheSpecification) {
    data({});
    const Rect field = plot_field(*scene.find(2), measure);
    EXPECT_EQ(field, (Rect{40, 32, 350, 144}));
}

}  // namespace
}  // namespace ach::ui
