#include "plugins/ui_wx/toolkit.hpp"

#include <wx/app.h>
#include <wx/init.h>
#include <wx/log.h>

#include <clocale>
#include <cstdlib>

namespace ach::ui {

namespace {

class Application final : public wxApp {
public:
    bool OnInit() override {
        SetExitOnFrameDelete(false);  // a program may open its next window later
        return true;
    }
};

std::string variable(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
}

std::string why_no_display() {
    const std::string display = variable("DISPLAY");
    std::string text = "no display: ";
    text += display.empty() ? "neither DISPLAY nor WAYLAND_DISPLAY is set"
                            : "the one that DISPLAY names, " + display + ", cannot be opened";
    return text + "; run it with --ui headless to do without windows";
}

}  // namespace

Toolkit::Toolkit() {
    if (variable("DISPLAY").empty() && variable("WAYLAND_DISPLAY").empty()) {
        problem_ = why_no_display();
        return;
    }
    static char name[] = "achronyme";
    static char* arguments[] = {name, nullptr};
    int count = 1;
    wxApp::SetInstance(new Application);  // the toolkit's, which deletes it
    const wxLogNull quiet;
    if (!wxEntryStart(count, arguments) || !wxTheApp->CallOnInit()) {
        problem_ = why_no_display();
        return;
    }
    // The toolkit takes over the user's locale for the process; numbers keep their points.
    std::setlocale(LC_NUMERIC, "C");
}

Toolkit::~Toolkit() {
    if (!problem_.empty()) return;
    wxTheApp->OnExit();
    wxEntryCleanup();
}

void Toolkit::run() { wxTheApp->OnRun(); }

void Toolkit::leave() { wxTheApp->ExitMainLoop(); }

void Toolkit::settle() {
    wxTheApp->ProcessIdle();
    wxTheApp->Yield();
}

}  // namespace ach::ui
