// What a frame of a backend is made of: layout, decimation, patches on the wire.
#include "plugins/ui_common/codec.hpp"
#include "plugins/ui_common/decimate.hpp"
#include "plugins/ui_common/scene.hpp"
#include "plugins/ui_common/text_lines.hpp"

#include <benchmark/benchmark.h>

#include <cmath>
#include <string>

namespace {

using namespace ach::ui;

class PlainMeasure final : public TextMeasure {
public:
    double width(std::string_view utf8, const Font& font) override {
        return 0.6 * font.size * static_cast<double>(count_characters(utf8));
    }
};

// Rows of a label, an input and a button, in boxes; 2000 widgets for 400 rows.
Node form(int rows) {
    Node root;
    root.id = 1;
    root.kind = Kind::Root;
    Node scroll;
    scroll.id = 2;
    scroll.kind = Kind::Scroll;
    scroll.style.grow = 1;
    WidgetId id = 3;
    for (int i = 0; i < rows; ++i) {
        Node row;
        row.id = id++;
        row.style.direction = Direction::Row;
        row.style.gap_x = 8;
        row.style.padding.fill(4);
        for (const Kind kind : {Kind::Label, Kind::TextInput, Kind::Button, Kind::Label}) {
            Node child;
            child.id = id++;
            child.kind = kind;
            child.props[kind == Kind::TextInput ? "value" : "text"] =
                "a few words for widget " + std::to_string(id);
            if (kind == Kind::TextInput) child.style.grow = 1;
            row.children.push_back(child);
        }
        scroll.children.push_back(row);
    }
    root.children.push_back(scroll);
    return root;
}

void lay_out_all(benchmark::State& state) {
    PlainMeasure measure;
    Scene scene;
    scene.apply(Rebuild{1, 1, form(static_cast<int>(state.range(0)))});
    for (auto _ : state) {
        scene.invalidate_layout();
        scene.lay_out({800, 600}, measure);
    }
}
BENCHMARK(lay_out_all)->Arg(400)->Arg(2000)->Unit(benchmark::kMicrosecond);

// Everything gets another width; texts are known.
void lay_out_resized(benchmark::State& state) {
    PlainMeasure measure;
    Scene scene;
    scene.apply(Rebuild{1, 1, form(static_cast<int>(state.range(0)))});
    double width = 800;
    for (auto _ : state) {
        width = width == 800 ? 801 : 800;
        scene.lay_out({width, 600}, measure);
    }
}
BENCHMARK(lay_out_resized)->Arg(400)->Arg(2000)->Unit(benchmark::kMicrosecond);

void lay_out_one_change(benchmark::State& state) {
    PlainMeasure measure;
    Scene scene;
    scene.apply(Rebuild{1, 1, form(static_cast<int>(state.range(0)))});
    scene.lay_out({800, 600}, measure);
    Revision revision = 1;
    for (auto _ : state) {
        scene.apply(Patch{1,
                          revision,
                          revision + 1,
                          {SetProps{4, {{"text", "now " + std::to_string(revision)}}, {}}}});
        ++revision;
        scene.lay_out({800, 600}, measure);
    }
}
BENCHMARK(lay_out_one_change)->Arg(400)->Arg(2000)->Unit(benchmark::kMicrosecond);

void decimate_line(benchmark::State& state) {
    std::vector<double> xy;
    const auto count = static_cast<int>(state.range(0));
    for (int i = 0; i < count; ++i) {
        xy.push_back(i);
        xy.push_back(std::sin(i / 100.0) + (i % 7) * 0.1);
    }
    const PlotScale x{{0, static_cast<double>(count)}, 0, 1000, false};
    const PlotScale y{{-2, 2}, 300, 0, false};
    for (auto _ : state) benchmark::DoNotOptimize(decimated(xy, x, y));
}
BENCHMARK(decimate_line)->Arg(100000)->Arg(1000000)->Unit(benchmark::kMicrosecond);

void read_and_write_tree(benchmark::State& state) {
    const Command command = Rebuild{1, 1, form(400)};
    for (auto _ : state) benchmark::DoNotOptimize(decode_command(encode(command)));
}
BENCHMARK(read_and_write_tree)->Unit(benchmark::kMicrosecond);

}  // namespace
