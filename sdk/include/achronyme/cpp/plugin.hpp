// A plugin as a class.
//
//     struct Hello : ach::plugin<Hello> {
//         static constexpr const char* id = "org.example.hello";
//         static constexpr const char* version = "1.0.0";
//         static constexpr ach_native_def natives[] = {ach::native<&greet>("greet")};
//     };
//     ACH_PLUGIN(Hello)
//
// What the class may say besides `id` and `version`, all optional:
//
//     natives, methods     arrays of ach_native_def and ach_method_def, defined after start()
//     prelude              an ach_prelude_def
//     resources            using resources = ach::Resources<A, B>;
//     uses_values          true: ach.call/1 and ach.value/1 are fetched although `natives` is
//     absent start()              returns nothing, an ach_status or a Result<void>; may throw
//     quiesce(ach::Op)     must complete the op, now or later; by default at once
//     stop()               as start()
//     get_interface(id)    std::string_view → const void*, for what the manifest's `provides` names
//     thread_detach()
//
// One instance is one object; its constructor must not use the host, start() may.
#pragma once

#include "achronyme/cpp/guard.hpp"
#include "achronyme/cpp/host.hpp"
#include "achronyme/cpp/native.hpp"
#include "achronyme/cpp/op.hpp"

#include <memory>
#include <span>
#include <string_view>
#include <type_traits>

namespace ach {
inline namespace sdk1 {

template <class Derived>
class plugin {
public:
    plugin() = default;
    plugin(const plugin&) = delete;
    plugin& operator=(const plugin&) = delete;

    Host host() const noexcept { return Host(context_.host); }
    const NativeContext& context() const noexcept { return context_; }

    // [loader] A table of the host or of another plugin; throws the reason when it is not to be
    // had.
    template <class Table>
    const Table& get() const {
        const Host from(context_.host);
        return from.get<Table>();
    }

    // Defaults, hidden by what Derived declares.
    void start() {}
    void stop() {}
    void quiesce(Op done) { done.complete(ACH_OK); }
    const void* get_interface(std::string_view) noexcept { return nullptr; }

    // [loader] Defines natives that do not stand in `natives`, such as those of other files. The
    // definitions must outlive the plugin.
    void define(std::span<const ach_native_def> defs) {
        ErrorRecord record;
        const ach_status status = get<ach_native_t>().define(
            context_.host, defs.data(), static_cast<std::uint32_t>(defs.size()), &context_,
            record.out());
        if (status < ACH_OK) throw Failure(record.error(status));
    }
    void define_methods(std::span<const ach_method_def> defs) {
        ErrorRecord record;
        const ach_status status = get<ach_native_t>().define_methods(
            context_.host, defs.data(), static_cast<std::uint32_t>(defs.size()), record.out());
        if (status < ACH_OK) throw Failure(record.error(status));
    }
    void define_prelude(const ach_prelude_def& def) {
        ErrorRecord record;
        const ach_status status =
            get<ach_native_t>().define_prelude(context_.host, &def, record.out());
        if (status < ACH_OK) throw Failure(record.error(status));
    }

    // The constant record that ach_module_v1() returns.
    static const ach_module_t* module() noexcept {
        static constexpr ach_module_t record = make_module();
        return &record;
    }

protected:
    ~plugin() = default;

private:
    static constexpr bool needs_values() noexcept {
        if constexpr (requires { Derived::uses_values; }) {
            if (Derived::uses_values) return true;
        }
        return requires { Derived::natives; };
    }

    static constexpr ach_module_t make_module() noexcept {
        ach_module_t record{};
        record.struct_size = sizeof record;
        record.abi_major = ACH_ABI_MAJOR;
        record.abi_minor_built = ACH_ABI_MINOR;
        record.id = Derived::id;
        record.version = Derived::version;
        record.create = &create;
        record.destroy = &destroy;
        return record;
    }

    // --- trampolines

    static Derived& of(const ach_plugin_t* p) noexcept { return *static_cast<Derived*>(p->self); }

    static ach_status create(const ach_host_t* h, const ach_plugin_t** out,
                             ach_error* err) noexcept {
        return guarded(err, [&] {
            auto made = std::make_unique<Derived>();
            plugin& base = *made;
            base.context_.host = h;
            base.context_.self = made.get();
            base.fill_record(made.get());
            *out = &base.record_;
            static_cast<void>(made.release());
        });
    }

    static void destroy(const ach_plugin_t* p) noexcept {
        contained([&] { delete &of(p); }, [](const ErrorRecord&) {});
    }

    void fill_record(Derived* self) noexcept {
        record_.struct_size = sizeof record_;
        record_.self = self;
        record_.start = [](const ach_plugin_t* p, ach_error* err) noexcept -> ach_status {
            return guarded(err, [&] { return of(p).start_all(); });
        };
        record_.quiesce = [](const ach_plugin_t* p, ach_op done,
                             ach_error* err) noexcept -> ach_status {
            return guarded(err, [&] { return of(p).quiesce(of(p).op(done)); });
        };
        record_.stop = [](const ach_plugin_t* p, ach_error* err) noexcept -> ach_status {
            return guarded(err, [&] { return of(p).stop(); });
        };
        record_.get_interface = [](const ach_plugin_t* p, const char* id) noexcept -> const void* {
            const void* table = nullptr;
            contained([&] { table = of(p).get_interface(id); }, [](const ErrorRecord&) {});
            return table;
        };
        if constexpr (requires(Derived & d) { d.thread_detach(); }) {
            record_.thread_detach = [](const ach_plugin_t* p) noexcept {
                contained([&] { of(p).thread_detach(); }, [](const ErrorRecord&) {});
            };
        }
    }

    // --- start

    // Tables first, then the plugin's own start(), then what scripts can reach.
    ach_status start_all() {
        fetch_tables();
        Derived& self = *static_cast<Derived*>(context_.self);
        if constexpr (std::is_void_v<decltype(self.start())>) {
            self.start();
        } else if constexpr (std::is_same_v<decltype(self.start()), ach_status>) {
            check(self.start(), "start");
        } else {
            self.start().value();
        }
        try {
            define_all();
        } catch (...) {
            static_cast<void>(self.stop());  // start() leaves nothing behind when it fails
            throw;
        }
        return ACH_OK;
    }

    void fetch_tables() {
        context_.op = &get<ach_op_t>();
        context_.buffer = &get<ach_buffer_t>();
        if constexpr (needs_values()) {
            context_.call = &get<ach_call_table_t>();
            context_.value = &get<ach_value_table_t>();
        }
        if constexpr (requires { typename Derived::resources; }) {
            context_.object = &get<ach_object_table_t>();
        }
    }

    void define_all() {
        if constexpr (requires { typename Derived::resources; }) {
            define_resources(typename Derived::resources{});
        }
        if constexpr (requires { Derived::natives; }) define(Derived::natives);
        if constexpr (requires { Derived::methods; }) define_methods(Derived::methods);
        if constexpr (requires { Derived::prelude; }) define_prelude(Derived::prelude);
    }

    template <class... T>
    void define_resources(Resources<T...>) {
        const ach_resource_t& table = get<ach_resource_t>();
        (define_resource(table, resource_def<T>), ...);
    }
    void define_resource(const ach_resource_t& table, const ach_resource_def& def) {
        ErrorRecord record;
        const ach_status status = table.define(context_.host, &def, record.out());
        if (status < ACH_OK) throw Failure(record.error(status));
    }

    Op op(ach_op raw) const noexcept { return Op(context_, raw); }

    NativeContext context_;
    ach_plugin_t record_{};
};

}  // namespace sdk1
}  // namespace ach

// Defines the plugin's one exported function. Once per plugin, outside of any namespace.
#define ACH_PLUGIN(Derived) \
    const ach_module_t* ach_module_v1(void) noexcept { return ach::plugin<Derived>::module(); }
