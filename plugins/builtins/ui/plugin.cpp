// ui: windows for scripts. The core of the UI, which runs render functions and keeps the tree of
// widgets; backends show it.
#include "plugins/builtins/ui/component.hpp"
#include "plugins/builtins/ui/natives.hpp"

#include <achronyme/cpp/plugin.hpp>

#include "preludes/ui.hpp"

#include <memory>

namespace ach::ui {

namespace {

struct Ui : plugin<Ui> {
    static constexpr const char* id = "achronyme.ui";
    static constexpr const char* version = "0.1.0";
    static constexpr bool uses_values = true;
    using resources = Resources<WindowHandle>;
    static constexpr ach_prelude_def prelude{
        sizeof(ach_prelude_def), ACH_PRELUDE_BYTECODE, "ui.soc", kUiPrelude,
        sizeof kUiPrelude,       kUiPreludeDocs};

    void start() {
        core = std::make_unique<Core>(host(), context());
        for (const auto natives :
             {display_natives(), plot_natives(), control_natives(), container_natives(),
              window_natives(), turn_natives(), dialog_natives()}) {
            define(natives);
        }
        define_methods(window_methods());
    }

    void quiesce(ach::Op done) {
        if (!core->backend().detach(done)) done.complete(ACH_OK);
    }

    void stop() { core.reset(); }

    std::unique_ptr<Core> core;
};

}  // namespace

Core& core_of(const Call& call) { return *call.plugin<Ui>().core; }

}  // namespace ach::ui

ACH_PLUGIN(ach::ui::Ui)
