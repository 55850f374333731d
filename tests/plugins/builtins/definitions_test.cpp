// The modules as a host sees them: what they define beside what their manifests contribute.
#include "tests/plugins/builtins/console_host.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <dlfcn.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

namespace {

using ach::testing::ConsoleHost;
using Names = std::set<std::string>;

std::string text_of(const std::filesystem::path& path) {
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

class Definitions : public ::testing::TestWithParam<const char*> {
protected:
    void SetUp() override {
        const std::filesystem::path path = GetParam();
        library_ = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
        ASSERT_NE(library_, nullptr) << dlerror();
        auto entry = reinterpret_cast<const ach_module_t* (*)()>(dlsym(library_, "ach_module_v1"));
        ASSERT_NE(entry, nullptr);
        module = entry();
        ASSERT_TRUE(host_.host.start(module)) << host_.host.error.message;
        auto beside = path;
        manifest = nlohmann::json::parse(text_of(beside.replace_extension(".manifest.json")));
        for (const auto& [name, native] : host_.host.machine().natives) functions.insert(name);
    }

    void TearDown() override {
        if (module != nullptr) {
            host_.host.plugin()->stop(host_.host.plugin(), nullptr);
            host_.host.destroy();
        }
        if (library_ != nullptr) dlclose(library_);
    }

    // Names that preludes define, as their sources say.
    static Names prelude_names() {
        static const std::regex kMarked("#builtin\\s+let (\\w+)");
        Names names;
        for (const auto& entry :
             std::filesystem::recursive_directory_iterator(ACH_BUILTINS_SOURCES)) {
            if (entry.path().extension() != ".soc") continue;
            // A folder with a manifest is a module of its own.
            if (exists(entry.path().parent_path() / "manifest.json")) continue;
            const std::string text = text_of(entry.path());
            for (std::sregex_iterator at(text.begin(), text.end(), kMarked), end; at != end; ++at) {
                names.insert((*at)[1]);
            }
        }
        return names;
    }

    Names contributed(const char* kind) const {
        return manifest["contributes"].value(kind, nlohmann::json::array()).get<Names>();
    }

    void add_prelude_names() {
        if (manifest["id"] != "achronyme.builtins") return;
        for (const std::string& name : prelude_names()) {
            EXPECT_TRUE(functions.insert(name).second) << name << " is a native and in a prelude";
        }
    }

    const ach_module_t* module = nullptr;
    nlohmann::json manifest;
    Names functions;
    ConsoleHost host_;

private:
    void* library_ = nullptr;
};

TEST_P(Definitions, are_what_the_manifest_contributes) {
    add_prelude_names();
    EXPECT_EQ(functions, contributed("natives"));
    EXPECT_EQ(manifest["id"], module->id);
    EXPECT_EQ(manifest["version"], module->version);
}

TEST_P(Definitions, of_methods_name_functions_that_exist) {
    add_prelude_names();
    Names methods;
    for (const ach_method_def* method : host_.host.methods) {
        methods.insert(method->name);
        EXPECT_TRUE(functions.contains(method->function)) << method->name;
    }
    EXPECT_EQ(methods, contributed("methods"));
}

TEST_P(Definitions, behind_modules_exist_and_are_no_helpers) {
    add_prelude_names();
    for (const auto& [module_name, exports] : manifest["contributes"]["modules"].items()) {
        for (const std::string& name : exports.get<Names>()) {
            EXPECT_TRUE(functions.contains(name)) << module_name << " exports " << name;
            EXPECT_FALSE(name.starts_with("__")) << module_name << " exports " << name;
        }
    }
}

TEST_P(Definitions, work_outside_of_any_program) {
    if (manifest["id"] == "achronyme.dsp") {
        EXPECT_EQ(host_.host.call("conv", "[[1, 2, 3], [1, 1]]"),
                  R"({"shape":[4],"data":[1.0,3.0,5.0,3.0]})");
        return;
    }
    EXPECT_EQ(host_.host.call("len", R"(["año"])"), "3.0");
    EXPECT_EQ(host_.host.call("slice", "[[1, 2, 3], -2]"), "[2.0,3.0]");
    EXPECT_EQ(host_.host.call("std", "[[2, 4, 4, 4, 5, 5, 7, 9], 0]"), "2.0");
    EXPECT_NE(host_.host.call("char_at", R"(["abc", 3])").find("IndexError"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(Modules, Definitions,
                         ::testing::Values(ACH_BUILTINS_MODULE, ACH_DSP_MODULE),
                         [](const auto& module) {
                             return std::filesystem::path(module.param).stem().string();
                         });

}  // namespace
