// Components that show something and have no value: label, progress bar, separator.
#include "plugins/builtins/ui/component.hpp"
#include "plugins/builtins/ui/natives.hpp"

#include <algorithm>
#include <cmath>

namespace ach::ui {

namespace {

ScriptValue ui_label(Call& call, Rest args) {
    Component label(call, "ui_label", Kind::Label);
    if (args.size() > 1) label.take_trailing(args.subspan(1), FunctionMeans::Nothing);
    label.set("text", args.empty() ? Value("") : label.follow("text", args[0], As::Text));
    label.copy_flag("selectable");
    label.finish();
    return call.null();
}

ScriptValue ui_progress_bar(Call& call, ScriptValue value, Rest rest) {
    Component bar(call, "ui_progress_bar", Kind::Progress);
    bar.take_trailing(rest, FunctionMeans::Nothing);
    Value shown = bar.follow("value", value, As::Number);
    if (const double* number = shown.number()) {
        shown = std::isnan(*number) ? 0 : std::clamp(*number, 0.0, 1.0);
    }
    bar.set("value", std::move(shown));
    bar.copy_followed("indeterminate", As::Flag);
    bar.finish();
    return call.null();
}

ScriptValue ui_separator(Call& call, Rest args) {
    Component separator(call, "ui_separator", Kind::Separator);
    separator.take_trailing(args, FunctionMeans::Nothing);
    separator.finish();
    return call.null();
}

constexpr ach_native_def kNatives[] = {
    native<&ui_label>("ui_label").doc("ui_label(text, …): shows a text"),
    native<&ui_progress_bar>("ui_progress_bar")
        .doc("ui_progress_bar(value, …): how much of something is done, from 0 to 1"),
    native<&ui_separator>("ui_separator").doc("ui_separator(…): a line across its parent"),
};

}  // namespace

std::span<const ach_native_def> display_natives() { return kNatives; }

}  // namespace ach::ui
