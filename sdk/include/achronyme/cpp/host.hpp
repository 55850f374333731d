// The host, as a plugin sees it: tables, found by their type.
#pragma once

#include "achronyme/achronyme.h"
#include "achronyme/cpp/guard.hpp"
#include "achronyme/cpp/result.hpp"

#include <string>

namespace ach {
inline namespace sdk1 {

// The id under which a table is served. Specialise it for the tables of your own plugins.
template <class Table>
inline constexpr const char* interface_id = nullptr;

template <>
inline constexpr const char* interface_id<ach_buffer_t> = ACH_IF_BUFFER;
template <>
inline constexpr const char* interface_id<ach_bus_t> = ACH_IF_BUS;
template <>
inline constexpr const char* interface_id<ach_call_table_t> = ACH_IF_CALL;
template <>
inline constexpr const char* interface_id<ach_catalog_t> = ACH_IF_CATALOG;
template <>
inline constexpr const char* interface_id<ach_command_t> = ACH_IF_COMMAND;
template <>
inline constexpr const char* interface_id<ach_config_t> = ACH_IF_CONFIG;
template <>
inline constexpr const char* interface_id<ach_context_t> = ACH_IF_CONTEXT;
template <>
inline constexpr const char* interface_id<ach_executor_t> = ACH_IF_EXECUTOR;
template <>
inline constexpr const char* interface_id<ach_fiber_t> = ACH_IF_FIBER;
template <>
inline constexpr const char* interface_id<ach_line_editor_t> = ACH_IF_LINE_EDITOR;
template <>
inline constexpr const char* interface_id<ach_log_t> = ACH_IF_LOG;
template <>
inline constexpr const char* interface_id<ach_main_thread_t> = ACH_IF_MAIN_THREAD;
template <>
inline constexpr const char* interface_id<ach_native_t> = ACH_IF_NATIVE;
template <>
inline constexpr const char* interface_id<ach_object_table_t> = ACH_IF_OBJECT;
template <>
inline constexpr const char* interface_id<ach_op_t> = ACH_IF_OP;
template <>
inline constexpr const char* interface_id<ach_permission_t> = ACH_IF_PERMISSION;
template <>
inline constexpr const char* interface_id<ach_reactive_t> = ACH_IF_REACTIVE;
template <>
inline constexpr const char* interface_id<ach_resource_t> = ACH_IF_RESOURCE;
template <>
inline constexpr const char* interface_id<ach_service_t> = ACH_IF_SERVICE;
template <>
inline constexpr const char* interface_id<ach_strand_t> = ACH_IF_STRAND;
template <>
inline constexpr const char* interface_id<ach_thread_t> = ACH_IF_THREAD;
template <>
inline constexpr const char* interface_id<ach_timer_t> = ACH_IF_TIMER;
template <>
inline constexpr const char* interface_id<ach_value_table_t> = ACH_IF_VALUE;
template <>
inline constexpr const char* interface_id<ach_vm_t> = ACH_IF_VM;

// A plugin's own host pointer. Copies freely; valid until the plugin is destroyed.
class Host {
public:
    Host() = default;
    explicit Host(const ach_host_t* raw) noexcept : raw_(raw) {}

    const ach_host_t* raw() const noexcept { return raw_; }

    // [loader] The table, or null when nobody provides it or it is not granted.
    template <class Table>
    const Table* find() const noexcept {
        static_assert(interface_id<Table> != nullptr,
                      "specialise ach::interface_id for this table");
        return static_cast<const Table*>(raw_->get_interface(raw_, interface_id<Table>, nullptr));
    }

    // [loader] The table; throws the host's reason when it is not to be had.
    template <class Table>
    const Table& get() const {
        static_assert(interface_id<Table> != nullptr,
                      "specialise ach::interface_id for this table");
        ErrorRecord record;
        const void* table = raw_->get_interface(raw_, interface_id<Table>, record.out());
        if (table == nullptr) {
            const ach_status status = record.status() < 0 ? record.status() : ACH_E_ABSENT;
            throw Failure(status, std::string("interface ") + interface_id<Table> +
                                      " is needed: " + record.error(status).message);
        }
        return *static_cast<const Table*>(table);
    }

private:
    const ach_host_t* raw_ = nullptr;
};

}  // namespace sdk1
}  // namespace ach
