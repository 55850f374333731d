#include "plugins/ui_wx/keys.hpp"

#include <array>
#include <string>
#include <utility>

namespace ach::ui {

namespace {

constexpr std::array<std::pair<int, const char*>, 26> kNames = {{
    {WXK_RETURN, "Enter"},
    {WXK_NUMPAD_ENTER, "Enter"},
    {WXK_TAB, "Tab"},
    {WXK_ESCAPE, "Escape"},
    {WXK_BACK, "Backspace"},
    {WXK_DELETE, "Delete"},
    {WXK_LEFT, "ArrowLeft"},
    {WXK_RIGHT, "ArrowRight"},
    {WXK_UP, "ArrowUp"},
    {WXK_DOWN, "ArrowDown"},
    {WXK_HOME, "Home"},
    {WXK_END, "End"},
    {WXK_PAGEUP, "PageUp"},
    {WXK_PAGEDOWN, "PageDown"},
    {WXK_INSERT, "Insert"},
    {WXK_NUMPAD_LEFT, "ArrowLeft"},
    {WXK_NUMPAD_RIGHT, "ArrowRight"},
    {WXK_NUMPAD_UP, "ArrowUp"},
    {WXK_NUMPAD_DOWN, "ArrowDown"},
    {WXK_NUMPAD_HOME, "Home"},
    {WXK_NUMPAD_END, "End"},
    {WXK_NUMPAD_PAGEUP, "PageUp"},
    {WXK_NUMPAD_PAGEDOWN, "PageDown"},
    {WXK_NUMPAD_DELETE, "Delete"},
    {WXK_NUMPAD_INSERT, "Insert"},
    {WXK_WINDOWS_MENU, "ContextMenu"},
}};

std::string name_of(int code) {
    for (const auto& [known, name] : kNames) {
        if (known == code) return name;
    }
    if (code >= WXK_F1 && code <= WXK_F24) return "F" + std::to_string(code - WXK_F1 + 1);
    return {};
}

}  // namespace

KeyInput key_input(const wxKeyEvent& event) {
    KeyInput input;
    input.ctrl = event.RawControlDown();
    input.shift = event.ShiftDown();
    input.alt = event.AltDown();
    input.meta = event.MetaDown();
    const int code = event.GetKeyCode();
    input.key = name_of(code);
    if (!input.key.empty()) return input;
    if (input.ctrl && code >= 1 && code <= 26) {
        input.key = std::string(1, static_cast<char>('a' + code - 1));
        return input;
    }
    const wxChar character = event.GetUnicodeKey();
    if (character < 32 || character == 127) return input;
    input.key = wxString(character).utf8_string();
    if (!input.ctrl && !input.alt) input.text = input.key;
    return input;
}

}  // namespace ach::ui
