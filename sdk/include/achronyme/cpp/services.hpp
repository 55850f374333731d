// The small tables: configuration, permissions, threads of one's own, the main thread, and tables
// that come and go.
#pragma once

#include "achronyme/abi/config.h"
#include "achronyme/abi/main_thread.h"
#include "achronyme/abi/permission.h"
#include "achronyme/abi/service.h"
#include "achronyme/abi/thread.h"
#include "achronyme/cpp/host.hpp"
#include "achronyme/cpp/log.hpp"

#include <memory>
#include <optional>
#include <string_view>
#include <utility>

namespace ach {
inline namespace sdk1 {

// The plugin's own part of the configuration. Paths are JSON Pointers.
class Config {
public:
    Config() = default;
    explicit Config(const Host& host)  // [loader]
        : host_(host.raw()), table_(&host.get<ach_config_t>()) {}

    std::string_view json(std::string_view pointer = {}) const noexcept {
        return view(table_->json(host_, str(pointer)));
    }
    std::optional<std::string_view> string(std::string_view pointer) const noexcept {
        ach_str text{};
        if (table_->string(host_, str(pointer), &text) != ACH_OK) return std::nullopt;
        return view(text);
    }
    std::optional<double> number(std::string_view pointer) const noexcept {
        double number = 0;
        if (table_->number(host_, str(pointer), &number) != ACH_OK) return std::nullopt;
        return number;
    }
    std::optional<bool> boolean(std::string_view pointer) const noexcept {
        bool truth = false;
        if (table_->boolean(host_, str(pointer), &truth) != ACH_OK) return std::nullopt;
        return truth;
    }

private:
    const ach_host_t* host_ = nullptr;
    const ach_config_t* table_ = nullptr;
};

class Permissions {
public:
    Permissions() = default;
    explicit Permissions(const Host& host)  // [loader]
        : host_(host.raw()), table_(&host.get<ach_permission_t>()) {}

    // The error names what to grant and how.
    Result<void> check(std::int32_t what, std::string_view detail) const {
        ErrorRecord record;
        const ach_status status = table_->check(host_, what, str(detail), record.out());
        if (status < ACH_OK) return record.error(status);
        return {};
    }

private:
    const ach_host_t* host_ = nullptr;
    const ach_permission_t* table_ = nullptr;
};

// Announces the calling thread, one that the plugin made, for as long as it lives.
class AdoptedThread {
public:
    AdoptedThread(const ach_host_t* host, const ach_thread_t& table, std::string_view name)
        : host_(host), table_(&table), status_(table.adopt(host, str(name))) {}
    ~AdoptedThread() {
        if (status_ == ACH_OK) table_->leave(host_);
    }
    AdoptedThread(const AdoptedThread&) = delete;
    AdoptedThread& operator=(const AdoptedThread&) = delete;

    ach_status status() const noexcept { return status_; }

private:
    const ach_host_t* host_;
    const ach_thread_t* table_;
    ach_status status_;
};

class MainThread {
public:
    MainThread() = default;
    explicit MainThread(const Host& host)  // [loader]
        : host_(host.raw()), table_(&host.get<ach_main_thread_t>()), log_(host) {}

    bool is_this() const noexcept { return table_->is_main(host_); }

    // Runs `body()` there.
    template <class Body>
    ach_status post(Body body) const {
        struct Item : ach_main_item {
            Item(const Log& where, Body what)
                : ach_main_item{}, log(where), body(std::move(what)) {}
            Log log;
            Body body;
        };
        auto item = std::make_unique<Item>(log_, std::move(body));
        item->run = [](ach_main_item* raw) noexcept {
            const std::unique_ptr<Item> self(static_cast<Item*>(raw));
            self->log.contain("main thread", [&] { self->body(); });
        };
        const ach_status status = table_->post(host_, item.get());
        if (status == ACH_OK) static_cast<void>(item.release());
        return status;
    }

private:
    const ach_host_t* host_ = nullptr;
    const ach_main_thread_t* table_ = nullptr;
    Log log_;
};

class Services {
public:
    Services() = default;
    explicit Services(const Host& host)  // [loader]
        : host_(host.raw()), table_(&host.get<ach_service_t>()) {}

    // [any] Null when nobody provides it.
    template <class Table>
    const Table* find() const noexcept {
        return static_cast<const Table*>(table_->find(host_, str(interface_id<Table>), nullptr));
    }
    template <class Table>
    ach_status provide(const Table& table) const noexcept {
        return table_->provide(host_, str(interface_id<Table>), &table);
    }
    template <class Table>
    ach_status withdraw() const noexcept {
        return table_->withdraw(host_, str(interface_id<Table>));
    }
    // The id of the plugin that `other` was made for.
    std::string_view identify(const ach_host_t* other) const noexcept {
        return view(table_->identify(host_, other));
    }

private:
    const ach_host_t* host_ = nullptr;
    const ach_service_t* table_ = nullptr;
};

}  // namespace sdk1
}  // namespace ach
