// How a text control of the toolkit looks: as the input that it lies over, to the pixel.
#pragma once

#include "plugins/ui_common/painter.hpp"

#include <wx/textctrl.h>

#include <string>

namespace ach::ui {

struct ControlLook {
    Font font;
    Color foreground = 0, background = 0;
    friend bool operator==(const ControlLook&, const ControlLook&) = default;
};

class ControlStyle {
public:
    explicit ControlStyle(wxTextCtrl& control);
    ~ControlStyle();
    ControlStyle(const ControlStyle&) = delete;
    ControlStyle& operator=(const ControlStyle&) = delete;

    void show(const ControlLook& look);

private:
    void* sheet_;
    ControlLook shown_;
};

}  // namespace ach::ui
