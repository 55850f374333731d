#include "host/shell/plugin_index.hpp"

#include "host/shell/index_builder.hpp"
#include "host/shell/index_cache.hpp"
#include "tests/host/shell/sandbox.hpp"

#include <gmock/gmock.h>

#include <sys/stat.h>

namespace ach::host {
namespace {

using testing::HasSubstr;

const char kVm[] = R"("provides": ["ach.vm/1", "ach.command/1"],
    "contributes": {"commands": [{"name": "run", "summary": "run a script"},
                                 {"name": "check", "summary": "look at a script", "usage": "check FILE"}]})";
const char kMath[] = R"("requires": ["ach.vm/1"], "resident": false,
    "contributes": {"natives": ["sin", "cos", {"name": "contains", "overload": "Vector"}],
                    "modules": {"math": ["sin", "cos"]}})";
const char kText[] = R"("contributes": {"natives": [{"name": "contains", "overload": "String"}],
                    "methods": ["trim"]}, "activation": ["on_start"])";

class PluginIndexTest : public testing::Test {
protected:
    void SetUp() override {
        sandbox_.write_plugin("p/vm", manifest_of("ach.vm", kVm));
        sandbox_.write_plugin("p/math", manifest_of("ach.math", kMath));
        sandbox_.write_plugin("p/text", manifest_of("ach.text", kText));
    }

    PluginIndex build(std::vector<std::string> folders = {"p"}) {
        for (std::string& folder : folders) folder = sandbox_.file(folder);
        return build_index(folders);
    }

    static std::string refusal(const PluginIndex& index, std::string_view id) {
        std::string all;
        for (const auto& plugin : index.plugins()) {
            if (index.text(plugin.id) == id) all += index.text(plugin.refusal);
        }
        return all;
    }

    // Backdates everything, as if it had been installed yesterday.
    void age() {
        for (const auto& entry :
             std::filesystem::recursive_directory_iterator(sandbox_.file("p"))) {
            std::filesystem::last_write_time(
                entry, std::filesystem::file_time_type::clock::now() - std::chrono::hours(24));
        }
        std::filesystem::last_write_time(
            sandbox_.file("p"),
            std::filesystem::file_time_type::clock::now() - std::chrono::hours(24));
    }

    Sandbox sandbox_;
};

TEST_F(PluginIndexTest, AnswersWhatTheManifestsSay) {
    const PluginIndex index = build();
    ASSERT_EQ(index.plugins().size(), 3u);
    const PluginNumber vm = index.find("ach.vm");
    ASSERT_NE(vm, kNoPlugin);
    EXPECT_EQ(index.text(index.plugins()[vm].version), "1.0.0");
    EXPECT_EQ(index.command("run")->plugin, vm);
    EXPECT_EQ(index.text(index.command("check")->usage), "check FILE");
    EXPECT_EQ(index.command("walk"), nullptr);
    ASSERT_EQ(index.providers("ach.vm/1").size(), 1u);
    EXPECT_EQ(index.providers("ach.vm/1")[0].plugin, vm);
    EXPECT_TRUE(index.providers("ach.vm/2").empty());
    EXPECT_EQ(index.find("ach.nothing"), kNoPlugin);
}

TEST_F(PluginIndexTest, ListsOverloadsInAFixedOrder) {
    const PluginIndex index = build();
    const auto found = index.find(index::Kind::Native, "contains");
    ASSERT_EQ(found.size(), 2u);
    EXPECT_EQ(index.text(found[0].overload), "Vector");  // ach.math before ach.text
    EXPECT_EQ(index.text(found[1].overload), "String");
    EXPECT_TRUE(index.find(index::Kind::Method, "contains").empty());
    ASSERT_EQ(index.find(index::Kind::Module, "math").size(), 1u);
    const auto exports = index.exports(index.find(index::Kind::Module, "math")[0]);
    ASSERT_EQ(exports.size(), 2u);
    EXPECT_EQ(index.text(exports[0]), "cos");  // sorted
}

TEST_F(PluginIndexTest, RefusesTheSecondPluginOfOneId) {
    sandbox_.write_plugin("q/other", manifest_of("ach.math"));
    const PluginIndex index = build({"p", "q"});
    EXPECT_THAT(refusal(index, "ach.math"), HasSubstr("is taken by " + sandbox_.file("p/math.so")));
    EXPECT_EQ(index.text(index.plugins()[index.find("ach.math")].library),
              sandbox_.file("p/math.so"));
    EXPECT_EQ(index.find(index::Kind::Native, "sin").size(), 1u);
}

TEST_F(PluginIndexTest, RefusesWhatCannotBeTrusted) {
    sandbox_.write("p/math.manifest.json", manifest_of("ach.math", R"("license": "changed")"));
    sandbox_.write("p/lonely.manifest.json", manifest_of("lonely"));
    sandbox_.write_plugin("p/broken", "{");
    sandbox_.write_plugin("p/old", R"({"manifest":1,"id":"old","version":"1","abi":{"major":7}})");
    sandbox_.write_plugin(
        "p/new", R"({"manifest":1,"id":"new","version":"1","abi":{"major":1,"required":99}})");
    const PluginIndex index = build();
    EXPECT_THAT(refusal(index, "ach.math"), HasSubstr("differ"));
    EXPECT_THAT(refusal(index, "lonely"), HasSubstr("lonely.so is missing"));
    EXPECT_THAT(refusal(index, "broken"), HasSubstr("broken.manifest.json:1:2: not valid JSON"));
    EXPECT_THAT(refusal(index, "old"), HasSubstr("plugin ABI 7"));
    EXPECT_THAT(refusal(index, "new"), HasSubstr("needs plugin ABI 1.99"));
    EXPECT_EQ(index.find("old"), kNoPlugin);
    EXPECT_TRUE(index.find(index::Kind::Native, "sin").empty());
}

TEST_F(PluginIndexTest, NoticesEveryFlippedByte) {
    const PluginIndex index = build();
    const std::string whole(index.block());
    EXPECT_TRUE(PluginIndex::adopt(whole));
    for (std::size_t at = 0; at < whole.size(); ++at) {
        std::string damaged = whole;
        damaged[at] = static_cast<char>(damaged[at] ^ 0x20);
        EXPECT_FALSE(PluginIndex::adopt(damaged)) << "byte " << at;
    }
    for (std::size_t size = 0; size < whole.size(); size += 7) {
        EXPECT_FALSE(PluginIndex::adopt(whole.substr(0, size))) << "cut to " << size;
    }
}

class IndexCacheTest : public PluginIndexTest {
protected:
    PluginIndex open() { return cache_.open(folders_); }
    std::string file() { return cache_.file_for(folders_); }
    ino_t inode() { return stamp_of(file()).inode; }

    std::vector<std::string> folders_{sandbox_.file("p")};
    IndexCache cache_{sandbox_.file("cache")};
};

TEST_F(IndexCacheTest, KeepsTheIndexUntilAFileChanges) {
    age();
    open();
    const auto first = inode();
    ASSERT_NE(first, 0u);
    open();
    EXPECT_EQ(inode(), first);
    sandbox_.write_plugin("p/more", manifest_of("more"));
    EXPECT_NE(open().find("more"), kNoPlugin);
    age();
    sandbox_.write_plugin("p/math", manifest_of("ach.math", R"("provides": ["math/1"])"));
    EXPECT_EQ(open().providers("math/1").size(), 1u);
    age();
    std::filesystem::remove(sandbox_.file("p/more.so"));
    EXPECT_EQ(open().find("more"), kNoPlugin);
}

TEST_F(IndexCacheTest, DoesNotKeepWhatMayStillChangeUnseen) {
    // As new as can be, however slow this test runs.
    std::filesystem::last_write_time(
        sandbox_.file("p/math.so"),
        std::filesystem::file_time_type::clock::now() + std::chrono::hours(1));
    open();
    EXPECT_EQ(inode(), 0u);
}

TEST_F(IndexCacheTest, RebuildsADamagedFileAndLivesWithoutAFolder) {
    age();
    open();
    replace_file(file(), "rubbish");
    EXPECT_NE(open().find("ach.vm"), kNoPlugin);
    EXPECT_TRUE(PluginIndex::adopt(*read_file(file())));

    sandbox_.write("in_the_way", "");
    const IndexCache blocked(sandbox_.file("in_the_way"));
    EXPECT_NE(blocked.open(folders_).find("ach.vm"), kNoPlugin);
    EXPECT_NE(IndexCache("").open(folders_).find("ach.vm"), kNoPlugin);
}

TEST_F(IndexCacheTest, AFolderThatIsNotThereIsEmptyUntilItAppears) {
    folders_.push_back(sandbox_.file("later"));
    age();
    EXPECT_EQ(open().plugins().size(), 3u);
    sandbox_.write_plugin("later/extra", manifest_of("extra"));
    EXPECT_NE(open().find("extra"), kNoPlugin);
}

}  // namespace
}  // namespace ach::host
