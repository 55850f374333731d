// ui_wx: windows of the desktop. The toolkit runs on the process's first thread, borrowed from the
// host while a core is attached.
#include "plugins/ui_wx/ui_runtime.hpp"

#include <achronyme/cpp/plugin.hpp>
#include <achronyme/cpp/services.hpp>

#include <memory>
#include <string_view>

namespace ach::ui {

namespace {

struct Wx : plugin<Wx> {
    static constexpr const char* id = "achronyme.ui_wx";
    static constexpr const char* version = "0.1.0";

    // The table first, so that a pointer to it is one to this.
    struct Backend {
        ach_ui_backend table{};
        Wx* self = nullptr;
    };

    void start() {
        backend.self = this;
        backend.table.struct_size = sizeof backend.table;
        backend.table.name = [](const ach_host_t*, const ach_ui_backend*) noexcept {
            return str("wx");
        };
        backend.table.attach = [](const ach_host_t*, const ach_ui_backend* table, ach_port events,
                                  ach_op done, ach_ui_ports* ports) noexcept -> ach_status {
            Wx& self = of(table);
            return guarded(nullptr, [&] {
                return self.runtime->attach(events, ach::Op(self.context(), done), *ports);
            });
        };
        backend.table.detach = [](const ach_host_t*, const ach_ui_backend* table,
                                  ach_op done) noexcept -> ach_status {
            Wx& self = of(table);
            if (self.runtime == nullptr) return ACH_E_GONE;  // stopped before its core
            return guarded(nullptr,
                           [&] { return self.runtime->detach(ach::Op(self.context(), done)); });
        };
        const Config config(host());
        UIRuntime::Prints prints;
        prints.text = config.boolean("/print").value_or(false);
        prints.stats = config.boolean("/print_stats").value_or(false);
        runtime = std::make_unique<UIRuntime>(host(), context(), prints);
    }

    void quiesce(ach::Op done) { runtime->end(done); }
    // The host has taken its thread back before.
    void stop() { runtime.reset(); }

    const void* get_interface(std::string_view wanted) noexcept {
        return wanted == ACH_IF_UI_BACKEND ? &backend.table : nullptr;
    }

    static Wx& of(const ach_ui_backend* table) noexcept {
        return *reinterpret_cast<const Backend*>(table)->self;
    }

    Backend backend;
    std::unique_ptr<UIRuntime> runtime;
};

}  // namespace

}  // namespace ach::ui

ACH_PLUGIN(ach::ui::Wx)
