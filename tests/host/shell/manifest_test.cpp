#include "host/shell/manifest.hpp"

#include "host/shell/elf_section.hpp"
#include "tests/host/shell/sandbox.hpp"

#include <achronyme/abi/permission.h>
#include <gmock/gmock.h>

namespace ach::host {
namespace {

using testing::HasSubstr;

TEST(Manifest, SaysWhatAPluginOffersAndNeeds) {
    const auto manifest = parse_manifest(R"({
      "manifest": 1, "id": "org.example.sqlite", "version": "1.4.2", "license": "MIT",
      "abi": { "major": 1, "built": 0, "required": 0, "drafts": [] },
      "provides": ["db.sql/1"],
      "requires": ["ach.native/1", { "interface": "fs/1", "optional": true }],
      "contributes": {
        "natives": ["sql_open", { "name": "contains", "overload": "Table" }],
        "methods": ["rows"],
        "modules": { "sql": ["sql_open"] },
        "commands": [{ "name": "sql", "summary": "ask a database", "usage": "sql FILE QUERY" }]
      },
      "activation": ["on_start"], "resident": false,
      "permissions": ["file.read", "spawn"],
      "config": { "type": "object", "additionalProperties": false,
                  "properties": { "cache_mb": { "type": "integer", "default": 64 },
                                  "path": { "type": "string" } } }
    })",
                                         "sqlite.manifest.json");
    ASSERT_TRUE(manifest) << manifest.problem().text;
    EXPECT_EQ(manifest->id, "org.example.sqlite");
    EXPECT_THAT(manifest->provides, testing::ElementsAre("db.sql/1"));
    ASSERT_EQ(manifest->requires_.size(), 2u);
    EXPECT_FALSE(manifest->requires_[0].optional);
    EXPECT_TRUE(manifest->requires_[1].optional);
    EXPECT_EQ(manifest->natives[1].overload, "Table");
    EXPECT_EQ(manifest->modules[0].exports[0], "sql_open");
    EXPECT_EQ(manifest->commands[0].usage, "sql FILE QUERY");
    EXPECT_FALSE(manifest->resident);
    EXPECT_EQ(manifest->permissions, (1u << ACH_PERM_FILE_READ) | (1u << ACH_PERM_SPAWN));
    EXPECT_EQ(manifest->config_defaults, R"({"cache_mb":64})");
}

std::string problem_of(const std::string& text) {
    const auto manifest = parse_manifest(text, "x.manifest.json");
    return manifest ? "none" : manifest.problem().text;
}

TEST(Manifest, NamesPlaceAndRemedyOfAMistake) {
    EXPECT_THAT(
        problem_of(
            "{\"manifest\": 1,\n \"id\": \"a\", \"version\": \"1\", \"abi\": {\"major\": 1},\n"
            " \"require\": []}"),
        HasSubstr(
            "x.manifest.json:3:2: /require: unknown key 'require'; did you mean 'requires'?"));
    EXPECT_THAT(problem_of(manifest_of("a", R"("provides": "db.sql/1")")),
                HasSubstr("/provides: expected an array, found the string \""));
    EXPECT_THAT(problem_of(R"({"manifest": 1, "id": "a", "version": "1"})"),
                HasSubstr("key 'abi' is missing"));
    EXPECT_THAT(problem_of(manifest_of("a", R"("requires": [{"optional": true}])")),
                HasSubstr("/requires/0: key 'interface' is missing"));
    EXPECT_THAT(problem_of("{\"manifest\": 1,,}"),
                HasSubstr("x.manifest.json:1:16: not valid JSON"));
    EXPECT_THAT(problem_of(""), HasSubstr("not valid JSON"));
    EXPECT_THAT(problem_of("[]"), HasSubstr("expected an object, found an array"));
}

TEST(Manifest, OfANewerPluginMaySayMoreThanWeKnow) {
    const std::string newer = R"({"manifest": 1, "id": "a", "version": "1", "telepathy": true,
        "abi": {"major": 1, "built": 99, "required": 0, "mood": "good"}})";
    EXPECT_EQ(problem_of(newer), "none");
}

TEST(Manifest, OfEveryPluginInThisRepositoryIsGood) {
    namespace fs = std::filesystem;
    int seen = 0;
    for (const char* part : {"vm", "plugins", "examples", "tests"}) {
        const fs::path folder = fs::path(ACH_SOURCE_DIR) / part;
        for (const auto& entry : fs::recursive_directory_iterator(folder)) {
            if (entry.path().filename() != "manifest.json") continue;
            ++seen;
            EXPECT_EQ(problem_of(read_file(entry.path()).value_or("")), "none") << entry.path();
        }
    }
    EXPECT_GT(seen, 3);
}

TEST(ElfSection, FindsTheManifestAndSurvivesDamage) {
    const Sandbox sandbox;
    const std::string whole = Sandbox::module_with("{the manifest}");
    const std::string file = sandbox.write("a.so", whole);
    EXPECT_EQ(*read_elf_section(file, "ach.manifest"), "{the manifest}");
    EXPECT_THAT(read_elf_section(file, "other").problem().text, HasSubstr("no section 'other'"));
    for (std::size_t size = 0; size < whole.size(); size += 3) {
        EXPECT_FALSE(
            read_elf_section(sandbox.write("cut.so", whole.substr(0, size)), "ach.manifest"));
    }
    EXPECT_FALSE(read_elf_section(sandbox.write("text.so", std::string(500, 'x')), "ach.manifest"));
    EXPECT_FALSE(read_elf_section(sandbox.file("nothing.so"), "ach.manifest"));
}

}  // namespace
}  // namespace ach::host
