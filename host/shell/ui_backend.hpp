// What `ui.backend` means: which plugin alone may serve ach.ui_backend/1.
//
// NAME stands for the plugin achronyme.ui_NAME, or else for the plugin of that id; `none` for
// nobody. The default is not insisted on: where it is not installed, whoever asks for a window is
// told so, and a program without windows runs. Nothing is mapped for any of this.
#pragma once

#include "host/shell/result.hpp"

#include <string>

namespace ach::host {

class PluginIndex;
struct Settings;

struct UiProvider {
    std::string plugin;    // its id; empty: nobody
    std::string why_none;  // what whoever looks for it is told then
};

// A problem names the nearest backend there is, and has status ACH_E_ARG.
Result<UiProvider> ui_provider(const Settings& settings, const PluginIndex& index);

}  // namespace ach::host
