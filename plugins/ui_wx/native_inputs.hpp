// The toolkit's own text controls, laid over the inputs of a scene.
//
// An input is drawn like everything else. While its user is at it, because it has the keyboard or
// is under the pointer, a control of the toolkit covers the inside of its box: so input methods,
// caret, selection, copying and the menu are those of the desktop, and a window full of inputs
// costs no more than two controls. A control lies in a window of its own that is as large as what
// is seen of the input, and so is cut off where the input is.
//
// Belongs to the UI thread.
#pragma once

#include "plugins/ui_common/interaction.hpp"
#include "plugins/ui_wx/font_cache.hpp"

#include <wx/textctrl.h>
#include <wx/window.h>

#include <functional>
#include <memory>
#include <vector>

namespace ach::ui {

class NativeInputs {
public:
    struct Needs {
        wxWindow* canvas = nullptr;
        Scene* scene = nullptr;
        Interaction* interaction = nullptr;
        FontCache* fonts = nullptr;
        std::function<void()> input_done;  // after what the user did in a control
    };

    explicit NativeInputs(Needs needs);
    ~NativeInputs();
    NativeInputs(const NativeInputs&) = delete;
    NativeInputs& operator=(const NativeInputs&) = delete;

    // Brings the controls to where and what the inputs are. `covered`: by what is drawn above
    // everything; an input there has no control. `background`: of the window.
    void update(const std::vector<Rect>& covered, Color background);

private:
    enum class Form : std::uint8_t { Line, Password, Lines };
    struct Control;

    bool can_have_control(Item& item, const std::vector<Rect>& covered) const;
    Rect seen_part(const Item& item) const;
    Control& control_for(const Item& item, WidgetId other);
    Control& made(Form form);
    void watch(Control& control);
    void assign(Control& control, const Item& item);
    void place(Control& control, Item& item, Color background);
    void show_look(Control& control, Item& item, Color window);
    void give_keyboard(Control* control);
    void canvas_has_keyboard(wxFocusEvent& event);

    const Needs needs_;
    std::vector<std::unique_ptr<Control>> controls_;
    Control* keyboard_ = nullptr;  // whose the keyboard is; null: the canvas's
    bool is_updating_ = false;
};

}  // namespace ach::ui
