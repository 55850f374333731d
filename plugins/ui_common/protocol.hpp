// The messages between the UI core and a backend (ui.md §10), as types. How they look on the wire
// is in codec.hpp and docs/ui-protocol.md.
//
// Commands go from the core to the backend, events the other way; both are ordered, neither ever
// blocks its sender. A window's tree has a revision; a backend answers every Rebuild and Patch with
// Applied, and the core keeps one of them per window in flight.
//
// Local echo. A control shows the user's edit at once and counts it in `edit_seq`. The core answers
// each edit with Seen, once it has taken it over (for a bound Signal: set it, which gave it
// `version`). A backend that has edits the core has not seen holds back values from outside, only
// the newest; when everything is seen it applies the one held if that is newer than `version`, and
// forgets it otherwise. So a slow script never rolls an edit back, and one that normalises input
// wins in the end.
#pragma once

#include "plugins/ui_common/style.hpp"
#include "plugins/ui_common/value.hpp"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

namespace ach::ui {

using WindowId = std::uint32_t;
using WidgetId = std::uint64_t;  // unique in the window's life
using Revision = std::uint64_t;
using EditSeq = std::uint32_t;

// --- nodes

enum class Kind : std::uint8_t {
    Root,
    Box,
    Label,
    Button,
    TextInput,
    Slider,
    Checkbox,
    Radio,
    Combobox,
    Progress,
    Separator,
    Tabs,
    Collapsing,
    Scroll,
    Plot,
    Image,
    Table
};

// Which optional events are wanted.
enum class Wanted : std::uint8_t { Click = 1, Hover = 2, Focus = 4, Key = 8 };
using WantedSet = std::uint8_t;  // Wanted values, or-ed

struct Node {
    WidgetId id = 0;
    Kind kind = Kind::Box;
    Map props;  // by kind, ui.md §10.2; any of them may be a Bound
    Style style;
    StateStyles states;
    WantedSet wanted = 0;
    std::vector<Node> children;
};

// --- commands

struct WindowOptions {
    std::optional<std::string> title;
    std::optional<double> width, height, min_width, min_height, max_width, max_height, x, y;
    std::optional<bool> resizable, maximized, fullscreen;
    std::optional<Color> background;
    std::optional<bool> ask_before_closing;  // WindowCloseRequested instead of closing at once
};

struct OpenWindow {
    WindowId window = 0;
    WindowOptions options;
};
struct SetWindow {
    WindowId window = 0;
    WindowOptions options;
};
struct CloseWindow {
    WindowId window = 0;
};  // answered by WindowClosed

struct Rebuild {
    WindowId window = 0;
    Revision revision = 0;
    Node root;
};

struct Insert {
    WidgetId parent = 0;
    std::size_t index = 0;
    Node node;
};
struct Remove {
    WidgetId widget = 0;
};
struct Move {
    WidgetId widget = 0;
    std::size_t index = 0;
};  // among its siblings, after removal
// Props that are null are taken away. `seen`: the last edit of the widget that the core knew; a
// control drops the value prop when it has newer edits itself.
struct SetProps {
    WidgetId widget = 0;
    Map props;
    std::optional<EditSeq> seen;
};
struct SetStyle {
    WidgetId widget = 0;
    Style style;
    StateStyles states;
};
struct SetWanted {
    WidgetId widget = 0;
    WantedSet wanted = 0;
};
using Op = std::variant<Insert, Remove, Move, SetProps, SetStyle, SetWanted>;

// Ops in order. When `base` is not the backend's revision it answers Fault, and the core Rebuild.
struct Patch {
    WindowId window = 0;
    Revision base = 0, revision = 0;
    std::vector<Op> ops;
};

struct Seen {
    WindowId window = 0;
    WidgetId widget = 0;
    EditSeq seq = 0;
    std::uint64_t version = 0;
};
struct Forget {
    std::vector<std::uint64_t> keys;
};  // values of these keys come no more
struct Focus {
    WindowId window = 0;
    WidgetId widget = 0;
};  // 0: the window itself
struct Notice {
    WindowId window = 0;
    std::uint64_t id = 0;
    bool is_error = true;
    std::string text;
    std::optional<double> lifetime_ms;
};
struct ClearNotice {
    WindowId window = 0;
    std::uint64_t id = 0;
};
struct Busy {
    WindowId window = 0;
    bool on = false;
};
enum class DialogKind : std::uint8_t { Alert, Confirm, Open, Save };
struct FileFilter {
    std::string name;
    std::vector<std::string> extensions;  // "png"; none: every file
};
// Asks the user in front of the window, which takes no input until it is answered: DialogResult.
// The window may be closed meanwhile; then nothing is answered.
struct Dialog {
    WindowId window = 0;
    std::uint64_t request = 0;
    DialogKind kind = DialogKind::Alert;
    std::string text, title;
    std::vector<FileFilter> filters;
    std::string folder;
};
struct CloseDialog {
    WindowId window = 0;
    std::uint64_t request = 0;
};  // nobody waits for the answer any more
struct SubscribeFrames {
    WindowId window = 0;
    bool on = false;
};
// `what`: "tree", "layout", "pixels", "stats"; answered by InspectResult.
struct Inspect {
    WindowId window = 0;
    std::uint64_t request = 0;
    std::string what;
};
struct Quit {};  // closes every window
// The answer to Sync.
struct Synced {
    WindowId window = 0;
    std::uint64_t request = 0;
    std::uint64_t scope_runs = 0;  // of this window, since it was opened
};

using Command =
    std::variant<OpenWindow, SetWindow, CloseWindow, Rebuild, Patch, Seen, Forget, Focus, Notice,
                 ClearNotice, Busy, SubscribeFrames, Inspect, Quit, Synced, Dialog, CloseDialog>;

// A value of a bound property, taken from the port for values.
struct SignalChanged {
    std::uint64_t key = 0, version = 0;
    Value value;
    bool wants_credit = false;
};

// --- events

struct Hello {
    int protocol = 1;
    std::string name;
    std::set<std::string> features;
};
struct ButtonClicked {
    WindowId window = 0;
    WidgetId widget = 0;
};
struct TextInputChanged {
    WindowId window = 0;
    WidgetId widget = 0;
    std::string value;
    EditSeq seq = 0;
};
struct TextSubmitted {
    WindowId window = 0;
    WidgetId widget = 0;
    std::string value;
};
struct SliderChanged {
    WindowId window = 0;
    WidgetId widget = 0;
    double value = 0;
    EditSeq seq = 0;
    bool dragging = false;
};
struct CheckboxToggled {
    WindowId window = 0;
    WidgetId widget = 0;
    bool checked = false;
    EditSeq seq = 0;
};
struct RadioSelected {
    WindowId window = 0;
    WidgetId widget = 0;
    EditSeq seq = 0;
};
// Combobox, tabs, rows of a table, by the widget's kind.
struct IndexSelected {
    WindowId window = 0;
    WidgetId widget = 0;
    int index = 0;
    EditSeq seq = 0;
};
struct CollapsingToggled {
    WindowId window = 0;
    WidgetId widget = 0;
    bool open = false;
    EditSeq seq = 0;
};
struct Hover {
    WindowId window = 0;
    WidgetId widget = 0;
    bool inside = false;
};
struct FocusChanged {
    WindowId window = 0;
    WidgetId widget = 0;
    bool focused = false;
};
struct KeyPressed {
    WindowId window = 0;
    WidgetId widget = 0;
    std::string key;
    bool ctrl = false, shift = false, alt = false, meta = false;
};
struct WindowResized {
    WindowId window = 0;
    double width = 0, height = 0, scale = 1;
};
struct WindowCloseRequested {
    WindowId window = 0;
};
struct WindowClosed {
    WindowId window = 0;
};  // the window's last event
struct Frame {
    WindowId window = 0;
    double time_ms = 0;
};
struct Applied {
    WindowId window = 0;
    Revision revision = 0;
    double time_ms = 0;
};
struct Taken {
    std::uint64_t key = 0;
};  // a SignalChanged that wanted credit is applied
struct InspectResult {
    std::uint64_t request = 0;
    Value data;
};
struct Fault {
    WindowId window = 0;
    std::string text;
    bool is_fatal = false;
};
// `result`: a confirm's true or false, the path of a file, or null.
struct DialogResult {
    WindowId window = 0;
    std::uint64_t request = 0;
    Value result;
};
// Tests ask when the core is through with all that came before: the events of the window are
// dispatched, the scopes they made dirty have run, the patch is sent. Then it answers Synced; at
// once for a window that is not there any more. Backends without tests never send it.
struct Sync {
    WindowId window = 0;
    std::uint64_t request = 0;
};

using Event =
    std::variant<Hello, ButtonClicked, TextInputChanged, TextSubmitted, SliderChanged,
                 CheckboxToggled, RadioSelected, IndexSelected, CollapsingToggled, Hover,
                 FocusChanged, KeyPressed, WindowResized, WindowCloseRequested, WindowClosed, Frame,
                 Applied, Taken, InspectResult, Fault, Sync, DialogResult>;

}  // namespace ach::ui
