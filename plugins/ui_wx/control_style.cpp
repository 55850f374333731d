#include "plugins/ui_wx/control_style.hpp"

#include <fmt/format.h>

// The toolkit's own setters round fonts to whole points and keep the theme's frame. A style sheet
// of GTK can say it all. These few functions of its stable ABI are declared here: nothing else of
// GTK is used, and its headers would bring sixty packages along.
extern "C" {
void* gtk_css_provider_new();
int gtk_css_provider_load_from_data(void* provider, const char* data, long size, void** error);
void* gtk_widget_get_style_context(void* widget);
void gtk_style_context_add_provider(void* context, void* provider, unsigned priority);
void g_object_unref(void* object);
}

namespace ach::ui {

namespace {

constexpr unsigned kAboveUserSheets = 900;

std::string css(Color color) {
    return fmt::format("rgba({},{},{},{:.3f})", color >> 16 & 0xFF, color >> 8 & 0xFF, color & 0xFF,
                       static_cast<double>(color >> 24) / 255);
}

std::string css(const Font& font) {
    const char* family = font.family == Family::Mono    ? "Monospace"
                         : font.family == Family::Serif ? "Serif"
                                                        : "Sans";
    return fmt::format("{} {} {:.2f}px {}", font.italic ? "italic" : "normal",
                       font.weight >= 600 ? "bold" : "normal", font.size, family);
}

}  // namespace

// The control draws with it as long as it lives; the reference here is for changing it.
ControlStyle::ControlStyle(wxTextCtrl& control) : sheet_(gtk_css_provider_new()) {
    gtk_style_context_add_provider(gtk_widget_get_style_context(control.GetHandle()), sheet_,
                                   kAboveUserSheets);
}

ControlStyle::~ControlStyle() { g_object_unref(sheet_); }

void ControlStyle::show(const ControlLook& look) {
    if (look == shown_) return;
    shown_ = look;
    const std::string sheet = fmt::format(
        "@define-color placeholder_text_color #9CA3AF;"
        "* {{ margin: 0; padding: 0; border: none; border-radius: 0; box-shadow: none;"
        " outline: none; min-height: 0; min-width: 0; background: {0}; color: {1};"
        " caret-color: {1}; font: {2}; }}"
        "selection, text selection {{ background: #3B82F6; color: #FFFFFF; }}",
        css(look.background), css(look.foreground), css(look.font));
    gtk_css_provider_load_from_data(sheet_, sheet.c_str(), -1, nullptr);
}

}  // namespace ach::ui
