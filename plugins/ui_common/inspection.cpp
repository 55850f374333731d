#include "plugins/ui_common/inspection.hpp"

#include "plugins/ui_common/codec.hpp"
#include "plugins/ui_common/control_parts.hpp"
#include "plugins/ui_common/layout.hpp"
#include "plugins/ui_common/protocol_names.hpp"

#include <algorithm>
#include <cmath>

namespace ach::ui {

namespace {

// Props with their current values.
Map props_of(const Item& item) {
    Map props;
    for (const auto& [name, described] : item.props) props[name] = item.prop(name);
    if (!item.edited.is_null()) props[std::string(value_prop(item.kind))] = item.edited;
    return props;
}

// Without what binary fractions leave behind: 19.6, not 19.599999999999998.
double shown(double pixels) { return std::round(pixels * 1e6) / 1e6; }

void add_frame(Map& to, const Rect& frame) {
    to["x"] = shown(frame.x);
    to["y"] = shown(frame.y);
    to["width"] = shown(frame.width);
    to["height"] = shown(frame.height);
}

std::string line_of(const Item& item) {
    const std::string text = visible_text(item);
    switch (item.kind) {
        case Kind::Label: return text;
        case Kind::Button: return "[ " + text + " ]";
        case Kind::TextInput: {
            const std::string shown = shown_text(item);
            return "[" + (shown.empty() ? item.text("placeholder") : shown) + "_]";
        }
        case Kind::Slider: {
            constexpr int kPlaces = 20;
            const auto at = static_cast<int>(slider_share(item) * kPlaces + 0.5);
            std::string line;
            for (int i = 0; i <= kPlaces; ++i) line += i == at ? "O" : "-";
            return line + " " + number_text(item.number("value", item.number("min", 0)));
        }
        case Kind::Checkbox: return (item.flag("checked") ? "[x] " : "[ ] ") + text;
        case Kind::Radio: return (item.flag("selected") ? "(o) " : "( ) ") + text;
        case Kind::Combobox: {
            const auto texts = texts_of(item, "items");
            const double index = item.number("index", -1);
            const bool is_listed = index >= 0 && index < static_cast<double>(texts.size());
            return "[" + (is_listed ? texts[static_cast<std::size_t>(index)] : text) + " v]";
        }
        case Kind::Progress:
            return number_text(std::clamp(item.number("value", 0), 0.0, 1.0) * 100) + " %";
        case Kind::Tabs: {
            std::string line;
            const auto titles = texts_of(item, "titles");
            for (std::size_t i = 0; i < titles.size(); ++i) {
                const bool is_current = static_cast<double>(i) == item.number("index", 0);
                line += is_current ? "<" + titles[i] + "> " : " " + titles[i] + "  ";
            }
            return line;
        }
        case Kind::Collapsing: return (item.flag("open") ? "v " : "> ") + text;
        case Kind::Separator: return "----";
        case Kind::Plot: return "plot " + text;
        default: return std::string(name_of(item.kind));
    }
}

void print_item(const Item& item, int depth, std::string& out) {
    if (item.is_hidden()) return;
    if (item.kind != Kind::Root) {
        std::string line = line_of(item);
        const std::string indent(static_cast<std::size_t>(depth) * 2, ' ');
        for (std::size_t at = line.find('\n'); at != line.npos; at = line.find('\n', at + 1)) {
            line.replace(at, 1, "\n" + indent);
        }
        out += indent + line + (item.is_disabled() ? "  (disabled)" : "") + "\n";
    }
    for (const auto& child : item.children) print_item(*child, depth + 1, out);
}

}  // namespace

std::string visible_text(const Item& item) {
    switch (item.kind) {
        case Kind::Box:
        case Kind::Root:
        case Kind::Scroll: return {};
        default: return own_text(item);
    }
}

std::string printed(const Scene& scene, const Surroundings& around) {
    const Rect& window = scene.root().frame;
    std::string out = "window \"" + std::string(around.title) + "\" " + number_text(window.width) +
                      " x " + number_text(window.height) + (around.is_busy ? " (busy)" : "") + "\n";
    print_item(scene.root(), 0, out);
    for (const Notice& notice : around.notices) out += "  ! " + notice.text + "\n";
    for (const Dialog& dialog : around.dialogs) {
        out += "  ? " + std::string(name_of(dialog.kind)) +
               (dialog.text.empty() ? "" : " \"" + dialog.text + "\"") + "\n";
    }
    return out;
}

Value tree_of(const Item& item) {
    List children;
    for (const auto& child : item.children) children.push_back(tree_of(*child));
    return Map{{"kind", std::string(name_of(item.kind))},
               {"props", props_of(item)},
               {"children", std::move(children)}};
}

Value description_of(const Item& item) {
    Map all{{"kind", std::string(name_of(item.kind))},
            {"props", props_of(item)},
            {"style", style_value(item.style)},
            {"visible", item.is_visible() && !item.frame.is_empty()}};
    add_frame(all, item.frame);
    return all;
}

namespace {

void add_to(const Item& item, List& list) {
    Map one{{"id", static_cast<double>(item.id)},
            {"parent", static_cast<double>(item.parent == nullptr ? 0 : item.parent->id)},
            {"kind", std::string(name_of(item.kind))},
            {"props", props_of(item)}};
    add_frame(one, item.frame);
    list.push_back(std::move(one));
    for (const auto& child : item.children) add_to(*child, list);
}

}  // namespace

Value layout_of(const Scene& scene) {
    List list;
    add_to(scene.root(), list);
    return list;
}

Value description_of(const Dialog& dialog) {
    List filters;
    for (const FileFilter& filter : dialog.filters) {
        filters.push_back(
            Map{{"name", filter.name},
                {"extensions", List(filter.extensions.begin(), filter.extensions.end())}});
    }
    return Map{{"kind", std::string(name_of(dialog.kind))},
               {"text", dialog.text},
               {"title", dialog.title},
               {"filters", std::move(filters)},
               {"folder", dialog.folder}};
}

Value inspected(const Scene& scene, std::string_view what, const Surroundings& around) {
    if (what == "tree") return tree_of(scene.root());
    if (what == "layout") return layout_of(scene);
    if (what == "text") return printed(scene, around);
    return nullptr;
}

}  // namespace ach::ui
