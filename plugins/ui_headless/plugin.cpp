// ui_headless: windows without a screen. The whole protocol of a backend and real layout, with
// metrics that are the same on every machine; for tests, and for machines without a display when
// somebody asks for it.
#include "plugins/ui_headless/display.hpp"
#include "plugins/ui_headless/drive.hpp"
#include "plugins/ui_headless/natives.hpp"

#include <achronyme/cpp/plugin.hpp>

#include "preludes/ui_test.hpp"

#include <memory>
#include <string_view>

namespace ach::ui {

namespace {

struct Headless : plugin<Headless> {
    static constexpr const char* id = "achronyme.ui_headless";
    static constexpr const char* version = "0.1.0";
    static constexpr bool uses_values = true;
    static constexpr ach_prelude_def prelude{sizeof(ach_prelude_def), ACH_PRELUDE_BYTECODE,
                                             "ui_test.soc",           kUiTestPrelude,
                                             sizeof kUiTestPrelude,   kUiTestPreludeDocs};

    // The table first, so that a pointer to it is one to this.
    struct Backend {
        ach_ui_backend table{};
        Headless* self = nullptr;
    };

    void start() {
        backend.self = this;
        backend.table.struct_size = sizeof backend.table;
        backend.table.name = [](const ach_host_t*, const ach_ui_backend*) noexcept {
            return str("headless");
        };
        backend.table.attach = [](const ach_host_t*, const ach_ui_backend* table, ach_port events,
                                  ach_op done, ach_ui_ports* ports) noexcept -> ach_status {
            Headless& self = of(table);
            return guarded(nullptr, [&] {
                return self.display->attach(events, ach::Op(self.context(), done), *ports);
            });
        };
        backend.table.detach = [](const ach_host_t*, const ach_ui_backend* table,
                                  ach_op done) noexcept -> ach_status {
            Headless& self = of(table);
            if (self.display == nullptr) return ACH_E_GONE;  // stopped before its core
            return guarded(nullptr,
                           [&] { return self.display->detach(ach::Op(self.context(), done)); });
        };
        const bool prints = Config(host()).boolean("/print").value_or(false);
        display = std::make_unique<Display>(host(), context(), prints);
        define(test_natives());
    }

    void quiesce(ach::Op done) { display->end(done); }
    void stop() { display.reset(); }

    const void* get_interface(std::string_view wanted) noexcept {
        return wanted == ACH_IF_UI_BACKEND ? &backend.table : nullptr;
    }

    static Headless& of(const ach_ui_backend* table) noexcept {
        return *reinterpret_cast<const Backend*>(table)->self;
    }

    Backend backend;
    std::unique_ptr<Display> display;
};

}  // namespace

Display& display_of(const Call& call) { return *call.plugin<Headless>().display; }

}  // namespace ach::ui

ACH_PLUGIN(ach::ui::Headless)
