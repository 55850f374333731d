// A host in one object, for tests of what plugins do: tables implemented in a few lines each, on
// the calling thread, and the toy machine as its VM.
#pragma once

#include "tests/plugins/toy_vm/toy.hpp"

#include <cstdint>
#include <cstring>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ach::testing {

class MockHost {
public:
    MockHost() : machine_((prepare(), &raw_), ops_, buffers_) {
        add(ACH_IF_VALUE, &machine_.values);
        add(ACH_IF_CALL, &toy::call_table());
        add(ACH_IF_OBJECT, &toy::object_table());
    }

    const ach_host_t* raw() const { return &raw_; }
    toy::Machine& machine() { return machine_; }

    void add(std::string id, const void* table) { tables_[std::move(id)] = table; }
    void remove(std::string_view id) { tables_.erase(tables_.find(id)); }

    // Makes and starts an instance of `module`; false with the message in `error`.
    bool start(const ach_module_t* module) {
        error = {};
        error.struct_size = sizeof error;
        module_ = module;
        return module->create(&raw_, &plugin_, &error) == ACH_OK &&
               plugin_->start(plugin_, &error) == ACH_OK;
    }
    const ach_plugin_t* plugin() const { return plugin_; }
    void destroy() {
        module_->destroy(plugin_);
        plugin_ = nullptr;
        natives_gone();
    }

    // Calls a native with arguments as a JSON array; the result as JSON, or "Kind: message".
    std::string call(const std::string& name, std::string_view arguments = "[]") {
        return call(name, toy::from_json(arguments)->items);
    }
    std::string call(const std::string& name, std::vector<toy::Ref> arguments) {
        begin(name, std::move(arguments));
        return task_->run([] {}) ? answer() : "waiting";
    }
    // After an operation has ended: goes on with a call that said "waiting".
    std::string go_on() {
        return task_->run([] {}) ? answer() : "waiting";
    }
    void cancel() { task_->cancel(); }
    const toy::Ref& result() const { return task_->result(); }

    std::size_t live_buffers() const { return bytes_.size(); }
    std::size_t pending_ops() const { return pending_.size(); }
    ach_op last_op() const { return {next_op_ - 1}; }
    const ach_op_t& ops() const { return ops_; }
    const ach_buffer_t& buffers() const { return buffers_; }
    ach_status complete(ach_op op, ach_status outcome, std::string_view payload = {}) {
        return ops_.complete(&raw_, op, outcome, payload.empty() ? ach_buf{} : buffer(payload));
    }
    ach_buf buffer(std::string_view text) {
        ach_buf made{};
        std::uint8_t* data = nullptr;
        buffers_.alloc(&raw_, ACH_BUF_HEAP, text.size(), &made, &data);
        std::memcpy(data, text.data(), text.size());
        buffers_.freeze(&raw_, made);
        return made;
    }

    ach_error error{};
    std::vector<const ach_method_def*> methods;
    std::vector<const ach_resource_def*> resources;
    bool refuses_definitions = false;

private:
    static MockHost& of(const ach_host_t* h) { return *static_cast<MockHost*>(h->ctx); }

    struct Bytes {
        std::unique_ptr<std::uint8_t[]> data;
        std::size_t size = 0;
        int references = 1;
    };

    void begin(const std::string& name, std::vector<toy::Ref> arguments) {
        task_ = std::make_unique<toy::Task>(machine_, machine_.natives.at(name), name,
                                            std::move(arguments));
    }
    std::string answer() const { return toy::display(*task_->result(), true); }
    void natives_gone() { machine_.natives.clear(); }

    void prepare() {
        raw_.struct_size = sizeof raw_;
        raw_.abi_major = ACH_ABI_MAJOR;
        raw_.ctx = this;
        raw_.get_interface = [](const ach_host_t* h, const char* id,
                                ach_error* err) noexcept -> const void* {
            const auto found = of(h).tables_.find(id);
            if (found != of(h).tables_.end()) return found->second;
            if (err != nullptr) {
                err->status = ACH_E_ABSENT;
                std::strcpy(err->message, "nobody provides it");
            }
            return nullptr;
        };
        prepare_ops();
        prepare_buffers();
        prepare_definitions();
        add(ACH_IF_OP, &ops_);
        add(ACH_IF_BUFFER, &buffers_);
        add(ACH_IF_NATIVE, &natives_);
        add(ACH_IF_RESOURCE, &resource_table_);
    }

    void prepare_ops() {
        ops_.struct_size = sizeof ops_;
        ops_.create = [](const ach_host_t* h, const ach_op_desc* d,
                         ach_op* out) noexcept -> ach_status {
            of(h).pending_[of(h).next_op_] = *d;
            *out = {of(h).next_op_++};
            return ACH_OK;
        };
        ops_.complete = [](const ach_host_t* h, ach_op op, ach_status outcome,
                           ach_buf payload) noexcept -> ach_status {
            const auto found = of(h).pending_.find(op.bits);
            if (found == of(h).pending_.end()) {
                if (payload.bits != 0) of(h).buffers_.release(h, payload);
                return ACH_E_GONE;
            }
            const ach_op_desc desc = found->second;
            of(h).pending_.erase(found);
            desc.ended(desc.user, op, outcome, payload);
            return ACH_OK;
        };
        ops_.cancel = [](const ach_host_t* h, ach_op op) noexcept -> ach_status {
            const auto found = of(h).pending_.find(op.bits);
            if (found == of(h).pending_.end()) return ACH_E_GONE;
            const ach_op_desc desc = found->second;
            of(h).pending_.erase(found);
            if (desc.cancel != nullptr) desc.cancel(desc.user, op);
            desc.ended(desc.user, op, ACH_E_CANCELLED, {});
            return ACH_OK;
        };
        ops_.is_over = [](const ach_host_t* h, ach_op op) noexcept {
            return !of(h).pending_.contains(op.bits);
        };
    }

    void prepare_buffers() {
        buffers_.struct_size = sizeof buffers_;
        buffers_.alloc = [](const ach_host_t* h, std::uint32_t, std::size_t size, ach_buf* out,
                            std::uint8_t** data) noexcept -> ach_status {
            Bytes bytes{std::make_unique<std::uint8_t[]>(size), size};
            *data = bytes.data.get();
            *out = {of(h).next_buffer_++};
            of(h).bytes_[out->bits] = std::move(bytes);
            return ACH_OK;
        };
        buffers_.freeze = [](const ach_host_t*, ach_buf) noexcept -> ach_status { return ACH_OK; };
        buffers_.view = [](const ach_host_t* h, ach_buf b,
                           std::size_t* size) noexcept -> const std::uint8_t* {
            const auto found = of(h).bytes_.find(b.bits);
            if (found == of(h).bytes_.end()) return nullptr;
            *size = found->second.size;
            return found->second.data.get();
        };
        buffers_.retain = [](const ach_host_t* h, ach_buf b) noexcept -> ach_status {
            const auto found = of(h).bytes_.find(b.bits);
            if (found == of(h).bytes_.end()) return ACH_E_GONE;
            return ++found->second.references, ACH_OK;
        };
        buffers_.release = [](const ach_host_t* h, ach_buf b) noexcept -> ach_status {
            const auto found = of(h).bytes_.find(b.bits);
            if (found == of(h).bytes_.end()) return ACH_E_GONE;
            if (--found->second.references == 0) of(h).bytes_.erase(found);
            return ACH_OK;
        };
    }

    void prepare_definitions() {
        natives_.struct_size = sizeof natives_;
        natives_.define = [](const ach_host_t* h, const ach_native_def* defs, std::uint32_t count,
                             void* user, ach_error* err) noexcept -> ach_status {
            if (of(h).refuses_definitions) {
                std::strcpy(err->message, "the manifest does not contribute it");
                return ACH_E_ARG;
            }
            for (std::uint32_t i = 0; i < count; ++i) {
                of(h).machine_.natives[defs[i].name] = {h, &defs[i], user};
            }
            return ACH_OK;
        };
        natives_.define_methods = [](const ach_host_t* h, const ach_method_def* defs,
                                     std::uint32_t count, ach_error*) noexcept -> ach_status {
            for (std::uint32_t i = 0; i < count; ++i) of(h).methods.push_back(&defs[i]);
            return ACH_OK;
        };
        natives_.define_prelude = [](const ach_host_t*, const ach_prelude_def*,
                                     ach_error*) noexcept -> ach_status { return ACH_OK; };
        resource_table_.struct_size = sizeof resource_table_;
        resource_table_.define = [](const ach_host_t* h, const ach_resource_def* def,
                                    ach_error*) noexcept -> ach_status {
            of(h).resources.push_back(def);
            return ACH_OK;
        };
    }

    std::map<std::string, const void*, std::less<>> tables_;
    ach_host_t raw_{};
    ach_op_t ops_{};
    ach_buffer_t buffers_{};
    ach_native_t natives_{};
    ach_resource_t resource_table_{};
    std::map<std::uint64_t, ach_op_desc> pending_;
    std::uint64_t next_op_ = 1;
    std::map<std::uint64_t, Bytes> bytes_;
    std::uint64_t next_buffer_ = 1;
    toy::Machine machine_;
    const ach_module_t* module_ = nullptr;
    const ach_plugin_t* plugin_ = nullptr;
    std::unique_ptr<toy::Task> task_;
};

}  // namespace ach::testing
