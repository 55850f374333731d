// The tables of the shell as a plugin sees them.
#include "tests/host/shell/fake_plugins.hpp"

#include <achronyme/abi/catalog.h>
#include <achronyme/abi/config.h>
#include <achronyme/abi/log.h>
#include <achronyme/abi/native.h>
#include <achronyme/abi/permission.h>
#include <achronyme/abi/resource.h>
#include <achronyme/abi/service.h>
#include "host/shell/tables/tables.hpp"

#include <gmock/gmock.h>

namespace ach::host {
namespace {

using testing::HasSubstr;

std::string_view view_of(ach_str text) {
    return text.ptr == nullptr ? std::string_view("(null)") : std::string_view(text.ptr, text.len);
}

ach_str str(std::string_view text) { return {text.data(), text.size()}; }

ach_status never(ach_call_t*, void*, const ach_value*, std::uint32_t, ach_value*) noexcept {
    return ACH_E_INTERNAL;
}

class TablesTest : public testing::Test {
protected:
    template <class Table>
    const Table& table(const char* id, const char* plugin = "app") {
        const ach_host_t* h = world_.host_of(plugin);
        const auto* found = static_cast<const Table*>(h->get_interface(h, id, nullptr));
        EXPECT_NE(found, nullptr) << id;
        EXPECT_EQ(found->struct_size, sizeof(Table)) << id;
        return *found;
    }

    const ach_host_t* host(const char* plugin = "app") { return world_.host_of(plugin); }

    ach_error error_{sizeof(ach_error), 0, 0, 0, {}};
    FakeWorld world_;
};

TEST_F(TablesTest, CatalogKnowsWhatNobodyHasLoaded) {
    world_.add("app");
    world_.add("math", R"("contributes": {"natives": ["sin", "cos"], "modules": {"math": ["sin"]},
                          "commands": [{"name": "calc", "summary": "calculate"}]})");
    world_.add("more", R"("contributes": {"natives": ["sin"]})");
    world_.open();
    const auto& catalog = table<ach_catalog_t>(ACH_IF_CATALOG);
    const ach_str natives = ACH_STR(ACH_CONTRIBUTES_NATIVES);
    EXPECT_EQ(view_of(catalog.provider(host(), natives, str("sin"), 0)), "math");
    EXPECT_EQ(view_of(catalog.provider(host(), natives, str("sin"), 1)), "more");
    EXPECT_EQ(catalog.provider(host(), natives, str("sin"), 2).ptr, nullptr);
    EXPECT_EQ(catalog.provider(host(), str("rubbish"), str("sin"), 0).ptr, nullptr);
    EXPECT_EQ(view_of(catalog.provider(host(), str("commands"), str("calc"), 0)), "math");
    EXPECT_EQ(view_of(catalog.nearest(host(), natives, str("coss"))), "cos");
    EXPECT_EQ(catalog.nearest(host(), natives, str("unrelated")).ptr, nullptr);
    EXPECT_EQ(catalog.module_export(host(), str("math"), str("sin")), ACH_OK);
    EXPECT_EQ(catalog.module_export(host(), str("math"), str("cos")), ACH_E_ABSENT);
    EXPECT_EQ(catalog.module_export(host(), str("meth"), str("sin")), ACH_E_GONE);
    EXPECT_EQ(catalog.activate(host(), str("math"), &error_), ACH_OK);
    EXPECT_EQ(catalog.activate(host(), str("meth"), &error_), ACH_E_ABSENT);
    EXPECT_EQ(catalog.activate(nullptr, str("math"), &error_), ACH_E_ARG);
    EXPECT_EQ(catalog.provider(nullptr, natives, str("sin"), 0).ptr, nullptr);
}

TEST_F(TablesTest, DefinitionsAppearWhenTheirPluginHasStarted) {
    static ach_native_def defs[2] = {
        {sizeof(ach_native_def), 0, "sin", 1, 1, ACH_ANY_TYPE, 0, never, nullptr},
        {sizeof(ach_native_def), 0, "cos", 1, 1, ACH_ANY_TYPE, 0, never, nullptr}};
    const auto& natives = *static_cast<const ach_native_t*>(shell_table(ACH_IF_NATIVE));
    const auto& catalog = *static_cast<const ach_catalog_t*>(shell_table(ACH_IF_CATALOG));
    ach_definition seen[4];
    auto& math = world_.add("math", R"("contributes": {"natives": ["sin", "cos"]})");
    math.start = [&](FakeInstance& self, ach_error* err) {
        EXPECT_EQ(natives.define(self.host, defs, 2, &defs, err), ACH_OK);
        EXPECT_EQ(catalog.definitions(self.host, 0, seen, 4), 0u);
        return ACH_OK;
    };
    auto& copycat = world_.add("copycat", R"("contributes": {"natives": ["sin"]})");
    copycat.start = [&](FakeInstance& self, ach_error* err) {
        return natives.define(self.host, defs, 1, nullptr, err);
    };
    auto& stranger = world_.add("stranger");
    stranger.start = copycat.start;
    auto& broken = world_.add("broken", R"("contributes": {"natives": ["tan"]})");
    static ach_native_def tan = {sizeof(ach_native_def), 0, "tan", 1, 1, 0, 0, never, nullptr};
    broken.start = [&](FakeInstance& self, ach_error* err) {
        EXPECT_EQ(natives.define(self.host, &tan, 1, nullptr, err), ACH_OK);
        return fail_with(err, "second thoughts");
    };
    world_.open();
    EXPECT_EQ(world_.activate("math"), "ok");
    EXPECT_EQ(catalog.definitions(host("math"), 0, seen, 4), 2u);
    EXPECT_EQ(seen[1].def, &defs[1]);
    EXPECT_EQ(seen[1].user, &defs);
    EXPECT_EQ(seen[1].owner, host("math"));
    EXPECT_EQ(catalog.definitions(host("math"), 1, seen, 1), 1u);
    EXPECT_EQ(catalog.definitions(host("math"), 9, seen, 1), 0u);
    EXPECT_THAT(world_.activate("copycat"), HasSubstr("'sin' is defined already"));
    EXPECT_THAT(world_.activate("stranger"), HasSubstr("not listed under contributes.natives"));
    EXPECT_THAT(world_.activate("broken"), HasSubstr("second thoughts"));
    EXPECT_EQ(catalog.definitions(host("math"), 0, nullptr, 0), 2u);
}

TEST_F(TablesTest, OverloadsShareANameWhenTheirTypesDiffer) {
    static ach_native_def one = {
        sizeof(ach_native_def), 0, "len", 1, 1, 1u << 3, 0, never, nullptr};
    static ach_native_def two = {
        sizeof(ach_native_def), 0, "len", 1, 1, 1u << 4, 0, never, nullptr};
    static ach_native_def both = {
        sizeof(ach_native_def), 0, "len", 1, 1, 3u << 3, 0, never, nullptr};
    const auto& natives = *static_cast<const ach_native_t*>(shell_table(ACH_IF_NATIVE));
    const auto defining = [&](const ach_native_def& def) {
        return [&](FakeInstance& self, ach_error* err) {
            return natives.define(self.host, &def, 1, nullptr, err);
        };
    };
    world_.add("a", R"("contributes": {"natives": ["len"]})").start = defining(one);
    world_.add("b", R"("contributes": {"natives": ["len"]})").start = defining(two);
    world_.add("c", R"("contributes": {"natives": ["len"]})").start = defining(both);
    world_.open();
    EXPECT_EQ(world_.activate("a"), "ok");
    EXPECT_EQ(world_.activate("b"), "ok");
    EXPECT_THAT(world_.activate("c"), HasSubstr("defined already"));
}

TEST_F(TablesTest, NonsenseDefinitionsAreRefused) {
    world_.add("app");
    world_.open();
    const auto& natives = table<ach_native_t>(ACH_IF_NATIVE);
    const auto& resources = table<ach_resource_t>(ACH_IF_RESOURCE);
    const ach_native_def empty{};
    EXPECT_EQ(natives.define(host(), nullptr, 3, nullptr, &error_), ACH_E_ARG);
    EXPECT_EQ(natives.define(nullptr, &empty, 1, nullptr, &error_), ACH_E_ARG);
    EXPECT_EQ(natives.define(host(), &empty, 1, nullptr, nullptr), ACH_E_ARG);
    EXPECT_EQ(natives.define_methods(host(), nullptr, 1, &error_), ACH_E_ARG);
    EXPECT_EQ(natives.define_prelude(host(), nullptr, &error_), ACH_E_ARG);
    EXPECT_EQ(resources.define(host(), nullptr, &error_), ACH_E_ARG);
    const ach_resource_def resource{};
    EXPECT_EQ(resources.define(host(), &resource, &error_), ACH_E_ARG);
}

TEST_F(TablesTest, ConfigIsWhatTheManifestsSchemaMakesOfIt) {
    world_.add("app", R"("config": {"type": "object", "properties": {
        "heap": {"type": "integer", "default": 64}, "name": {"type": "string"},
        "deep": {"type": "object", "default": {}, "properties": {"on": {"type": "boolean", "default": true}}}}})");
    world_.open();
    const auto& config = table<ach_config_t>(ACH_IF_CONFIG);
    double number = 0;
    bool on = false;
    ach_str text{};
    EXPECT_EQ(config.number(host(), str("/heap"), &number), ACH_OK);
    EXPECT_EQ(number, 64);
    EXPECT_EQ(config.boolean(host(), str("/deep/on"), &on), ACH_OK);
    EXPECT_TRUE(on);
    EXPECT_EQ(config.string(host(), str("/name"), &text), ACH_E_ABSENT);
    EXPECT_EQ(config.string(host(), str("/heap"), &text), ACH_E_TYPE);
    EXPECT_EQ(config.number(host(), str("no pointer"), &number), ACH_E_ABSENT);
    EXPECT_EQ(config.number(host(), str("/heap"), nullptr), ACH_E_ARG);
    EXPECT_EQ(view_of(config.json(host(), str("/deep"))), R"({"on":true})");
    EXPECT_EQ(config.json(host(), str("/nothing")).ptr, nullptr);
    EXPECT_EQ(config.json(nullptr, str("")).ptr, nullptr);
}

TEST_F(TablesTest, ServicesComeAndGo) {
    world_.add("app");
    world_.add("other", R"("provides": ["promised/1"])");
    world_.open();
    EXPECT_EQ(world_.activate("app"), "ok");
    const auto& service = table<ach_service_t>(ACH_IF_SERVICE);
    const int offered = 0;
    EXPECT_EQ(service.provide(host(), str("mine/1"), &offered), ACH_OK);
    EXPECT_EQ(service.provide(host("other"), str("mine/1"), &offered), ACH_E_ARG);
    EXPECT_EQ(service.provide(host(), str("promised/1"), &offered), ACH_E_ARG);
    EXPECT_EQ(service.provide(host(), str(ACH_IF_LOG), &offered), ACH_E_ARG);
    EXPECT_EQ(service.find(host("other"), str("mine/1"), nullptr), &offered);
    EXPECT_EQ(service.withdraw(host("other"), str("mine/1")), ACH_E_ABSENT);
    EXPECT_EQ(service.withdraw(host(), str("mine/1")), ACH_OK);
    EXPECT_EQ(service.find(host(), str("mine/1"), &error_), nullptr);
    EXPECT_EQ(view_of(service.identify(host(), host("other"))), "other");
    EXPECT_EQ(service.identify(host(), nullptr).ptr, nullptr);
}

TEST_F(TablesTest, PermissionNeedsTheManifestAndTheGrant) {
    world_.add("app", R"("permissions": ["file.read"])");
    Settings settings;
    settings.grants.emplace().read = {world_.sandbox.folder("data")};
    world_.open(settings);
    const auto& permission = table<ach_permission_t>(ACH_IF_PERMISSION);
    const auto check = [&](int what, const std::string& detail) {
        return permission.check(host(), what, str(detail), &error_);
    };
    EXPECT_EQ(check(ACH_PERM_FILE_READ, world_.sandbox.file("data/a.csv")), ACH_OK);
    EXPECT_EQ(check(ACH_PERM_FILE_READ, world_.sandbox.file("data/../secret")), ACH_E_DENIED);
    EXPECT_THAT(error_.message, HasSubstr("permissions.read"));
    EXPECT_EQ(check(ACH_PERM_FILE_WRITE, world_.sandbox.file("data/a.csv")), ACH_E_DENIED);
    EXPECT_THAT(error_.message, HasSubstr("\"file.write\", which its manifest does not list"));
    EXPECT_EQ(check(99, "x"), ACH_E_ARG);
    EXPECT_EQ(check(-1, "x"), ACH_E_ARG);
}

TEST_F(TablesTest, LogIsQuietBelowItsLevel) {
    world_.add("app");
    Settings settings;
    settings.log_level = "info";
    settings.log_file = world_.sandbox.file("log");
    world_.open(settings);
    const auto& log = table<ach_log_t>(ACH_IF_LOG);
    EXPECT_FALSE(log.enabled(host(), ACH_LOG_DEBUG));
    EXPECT_FALSE(log.enabled(host(), 77));
    EXPECT_FALSE(log.enabled(nullptr, ACH_LOG_ERROR));
    log.write(host(), ACH_LOG_DEBUG, str("unheard"));
    EXPECT_FALSE(stamp_of(settings.log_file).exists());
    log.write(host(), ACH_LOG_WARN, str("heard {}"));
    EXPECT_THAT(read_file(settings.log_file).value_or(""), HasSubstr("warning app: heard {}\n"));
}

TEST_F(TablesTest, AnErrorRecordIsFilledOnlyAsFarAsItReaches) {
    world_.add("app");
    world_.open();
    struct {
        ach_error error;
        char guard[8];
    } small{};
    std::memset(&small, 'x', sizeof small);
    small.error.struct_size = offsetof(ach_error, message) + 10;
    EXPECT_EQ(host()->get_interface(host(), "a.rather.long.interface.id/1", &small.error), nullptr);
    EXPECT_EQ(small.error.message[9], '\0');
    EXPECT_EQ(small.error.message[10], 'x');
    EXPECT_EQ(std::string(small.error.message), "a.rather.");
}

}  // namespace
}  // namespace ach::host
