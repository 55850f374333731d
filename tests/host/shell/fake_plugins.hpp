// Plugins made of functions in the test, a loader that serves them, and a kernel that does nothing.
//
// A plugin's behaviour is a Script: what is not set simply succeeds. Everything that happens is
// written into one journal, "start b", so a test states the whole order of a life in one line.
#pragma once

#include "host/shell/index_builder.hpp"
#include "host/shell/shell.hpp"
#include "tests/host/shell/sandbox.hpp"

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace ach::host {

struct FakeInstance {
    ach_plugin_t abi{};
    std::string id;
    const ach_host_t* host = nullptr;
};

struct Script {
    std::function<ach_status(FakeInstance&, ach_error*)> start;
    std::function<ach_status(FakeInstance&, ach_error*)> stop;
    std::function<bool(FakeInstance&)> comes_to_rest;  // false: never
    std::map<std::string, const void*> tables;
    std::function<void(ach_module_t&)> module;     // spoils the module record
    std::function<void(ach_plugin_t&)> instance;   // spoils the instance record
    std::function<ach_status(ach_error*)> create;  // fails before anything is made
};

class FakeWorld final : public LibraryLoader, public Foundation {
public:
    FakeWorld() { current() = this; }
    ~FakeWorld() override { current() = nullptr; }

    static FakeWorld*& current() {
        static FakeWorld* world = nullptr;
        return world;
    }

    // A plugin with this manifest and behaviour.
    Script& add(const std::string& id, const std::string& more = {}) {
        sandbox.write_plugin("plugins/" + id, manifest_of(id, more));
        names_.push_back(id);
        return scripts_[id];
    }

    Shell& open(Settings settings = {}, bool sandboxed = false) {
        const std::vector<std::string> folders{sandbox.file("plugins")};
        shell_ = std::make_unique<Shell>(Shell::Parts{
            std::move(settings), sandboxed, build_index(folders), state_folder, *this, *this});
        return *shell_;
    }

    std::string activate(const std::string& id) {
        const Outcome outcome = shell_->plugins.activate(shell_->index.find(id));
        return outcome ? "ok" : outcome.problem().text;
    }

    const ach_host_t* host_of(const std::string& id) {
        return &shell_->plugins.plugin(shell_->index.find(id)).handle.abi;
    }

    void note(const std::string& what) { journal.push_back(what); }

    // LibraryLoader
    Result<Library> open(const std::string& file) override {
        const std::string id = file.substr(file.rfind('/') + 1, file.size() - file.rfind('/') - 4);
        note("map " + id);
        if (unreadable.count(id) != 0) return Problem{"not a plugin"};
        for (std::size_t i = 0; i < names_.size(); ++i) {
            if (names_[i] == id) {
                std::shared_ptr<void> mapping(this, [this, id](void*) { note("unmap " + id); });
                return Library{kEntries[i], std::move(mapping)};
            }
        }
        return Problem{"no such file"};
    }

    void keep(const std::string&) override {}

    // Foundation
    const void* table(std::string_view id) const override {
        return id == "ach.kernel/1" ? this : nullptr;
    }
    void admit(ach_host_t& host, std::uint32_t, std::string_view) override { host.ctx = this; }
    std::string retire(ach_host_t& host) override {
        return pins[std::string(plugin_of(&host)->id)];
    }
    ach_status await(const ach_host_t&, const Begin& begin, std::chrono::milliseconds) override {
        completed_ = false;
        const ach_status begun = begin(ach_op{1});
        if (begun != ACH_OK) return begun;
        return completed_ ? ACH_OK : ACH_E_TIMEOUT;
    }

    Sandbox sandbox;
    std::string state_folder;
    std::vector<std::string> journal;
    std::set<std::string> unreadable;
    std::map<std::string, std::string> pins;

private:
    template <std::size_t N>
    static const ach_module_t* entry() {
        return current()->module(current()->names_[N]);
    }

    const ach_module_t* module(const std::string& id) {
        ach_module_t& record = modules_[id];
        record = {sizeof(ach_module_t),
                  ACH_ABI_MAJOR,
                  ACH_ABI_MINOR,
                  0,
                  0,
                  0,
                  nullptr,
                  "1.0.0",
                  nullptr,
                  create,
                  destroy};
        record.id = modules_.find(id)->first.c_str();
        if (scripts_[id].module) scripts_[id].module(record);
        return &record;
    }

    static FakeInstance& self(const ach_plugin_t* p) {
        return *static_cast<FakeInstance*>(p->self);
    }
    static Script& script(const FakeInstance& plugin) { return current()->scripts_[plugin.id]; }

    static ach_status create(const ach_host_t* h, const ach_plugin_t** out,
                             ach_error* err) noexcept {
        auto made = std::make_unique<FakeInstance>();
        made->id = plugin_of(h)->id;
        made->host = h;
        current()->note("create " + made->id);
        if (script(*made).create) return script(*made).create(err);
        made->abi = {sizeof(ach_plugin_t), 0, made.get(), nullptr, quiesce, stop, serve, detach};
        // A start that throws is what the cast is for: the host must live with it.
        made->abi.start = reinterpret_cast<decltype(made->abi.start)>(&start);
        if (script(*made).instance) script(*made).instance(made->abi);
        *out = &made->abi;
        current()->instances_.push_back(std::move(made));
        return ACH_OK;
    }
    static ach_status start(const ach_plugin_t* p, ach_error* err) {
        current()->note("start " + self(p).id);
        return script(self(p)).start ? script(self(p)).start(self(p), err) : ACH_OK;
    }
    static ach_status quiesce(const ach_plugin_t* p, ach_op, ach_error*) noexcept {
        current()->note("quiesce " + self(p).id);
        const auto& rests = script(self(p)).comes_to_rest;
        current()->completed_ = !rests || rests(self(p));
        return ACH_OK;
    }
    static ach_status stop(const ach_plugin_t* p, ach_error* err) noexcept {
        current()->note("stop " + self(p).id);
        return script(self(p)).stop ? script(self(p)).stop(self(p), err) : ACH_OK;
    }
    static const void* serve(const ach_plugin_t* p, const char* id) noexcept {
        const auto& tables = script(self(p)).tables;
        const auto found = tables.find(id);
        return found == tables.end() ? nullptr : found->second;
    }
    static void detach(const ach_plugin_t*) noexcept {}
    static void destroy(const ach_plugin_t* p) noexcept {
        current()->note("destroy " + self(p).id);
        std::erase_if(current()->instances_,
                      [p](const auto& instance) { return &instance->abi == p; });
    }

    static constexpr std::array<const ach_module_t* (*)(), 6> kEntries = {
        entry<0>, entry<1>, entry<2>, entry<3>, entry<4>, entry<5>};

    // Those that nobody destroyed live as long as the world.
    std::vector<std::unique_ptr<FakeInstance>> instances_;
    std::vector<std::string> names_;
    std::map<std::string, Script> scripts_;
    std::map<std::string, ach_module_t> modules_;
    bool completed_ = false;
    std::unique_ptr<Shell> shell_;
};

inline ach_status fail_with(ach_error* err, const char* text) {
    std::snprintf(err->message, sizeof err->message, "%s", text);
    return ACH_E_FAILED;
}

}  // namespace ach::host
