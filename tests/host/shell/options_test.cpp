#include "host/shell/options.hpp"

#include <gmock/gmock.h>

namespace ach::host {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Result<Options> parse(std::vector<std::string> words) {
    static std::vector<std::string> kept;  // the options look into argv
    kept = std::move(words);
    std::vector<char*> argv;
    for (std::string& word : kept) argv.push_back(word.data());
    return parse_options(argv);
}

std::vector<std::string> assigned(const Options& options) {
    std::vector<std::string> texts;
    for (const Assignment& assignment : options.assignments) texts.push_back(assignment.text);
    return texts;
}

TEST(Options, StandBeforeTheSubcommandAndItsArgumentsAreItsOwn) {
    const auto options = parse({"--config", "c.json", "--set=a=b", "--threads", "2", "--sandbox",
                                "--plugins=/p", "run", "--config", "x.soc"});
    ASSERT_TRUE(options) << options.problem().text;
    EXPECT_EQ(options->config_file, "c.json");
    EXPECT_THAT(assigned(*options), ElementsAre("a=b", "threads=2"));
    EXPECT_THAT(options->plugin_folders, ElementsAre("/p"));
    EXPECT_TRUE(options->sandbox);
    EXPECT_EQ(options->command, "run");
    EXPECT_THAT(options->arguments, ElementsAre("--config", "x.soc"));
}

TEST(Options, ThatSayHowToRunMayStandBehindTheSubcommand) {
    const auto options = parse({"run", "--print", "--schedule=seed:7", "--sandbox", "--threads=2",
                                "x.soc", "--threads=3"});
    ASSERT_TRUE(options) << options.problem().text;
    EXPECT_THAT(assigned(*options), ElementsAre("executor.schedule=seed:7", "threads=2"));
    EXPECT_TRUE(options->sandbox);
    EXPECT_THAT(options->arguments, ElementsAre("--print", "x.soc", "--threads=3"));
    EXPECT_THAT(assigned(*parse({"run", "--ui=none", "x.soc"})), ElementsAre("ui.backend=none"));
    EXPECT_THAT(parse({"run", "--", "--sandbox"})->arguments, ElementsAre("--", "--sandbox"));
    EXPECT_THAT(parse({"run", "--plugins=/p", "x.soc"})->plugin_folders, ElementsAre("/p"));
    EXPECT_EQ(parse({"run", "--config=c.json", "x.soc"})->config_file, "c.json");
}

TEST(Options, HelpMayBeAskedForAsASubcommand) {
    EXPECT_TRUE(parse({"help"})->help);
    const auto about = parse({"help", "run"});
    EXPECT_EQ(about->command, "run");
    EXPECT_THAT(about->arguments, ElementsAre("--help"));
    EXPECT_TRUE(parse({"help", "help"})->help);
    EXPECT_TRUE(parse({"help", "--help"})->help);
}

TEST(Options, MistakesNameTheOptionThatWasMeant) {
    EXPECT_THAT(parse({"--confg", "x"}).problem().text, HasSubstr("did you mean '--config'?"));
    EXPECT_THAT(parse({"--config"}).problem().text,
                HasSubstr("--config needs a value: --config FILE"));
    EXPECT_THAT(parse({"--sandbox=1"}).problem().text, HasSubstr("takes no value"));
    EXPECT_EQ(parse({"--confg"}).problem().status, ACH_E_ARG);
}

TEST(Options, FilesAndFoldersHaveNames) {
    for (const char* flag : {"--config", "--plugins"}) {
        const std::string needs = std::string(flag) + " needs a value";
        EXPECT_THAT(parse({flag, "", "run"}).problem().text, HasSubstr(needs));
        EXPECT_THAT(parse({std::string(flag) + "=", "run"}).problem().text, HasSubstr(needs));
        EXPECT_THAT(parse({"run", std::string(flag) + "=", "x"}).problem().text, HasSubstr(needs));
    }
}

TEST(Options, TwoDashesEndThem) {
    EXPECT_EQ(parse({"--sandbox", "--", "run"})->command, "run");
    EXPECT_TRUE(parse({"--"})->command.empty());
    EXPECT_THAT(parse({"-"}).problem().text, HasSubstr("achronyme run -"));
}

TEST(Options, OfTwoLettersSuggestNothing) {
    EXPECT_EQ(parse({"-x"}).problem().text.find("did you mean"), std::string::npos);
    EXPECT_TRUE(parse({"-V"})->version);
}

TEST(Options, MayBeMissingAltogether) {
    const auto options = parse({});
    ASSERT_TRUE(options);
    EXPECT_TRUE(options->command.empty());
    EXPECT_TRUE(parse({"-h"})->help);
}

TEST(Options, AllAreInTheHelp) {
    for (const char* flag : {"--config", "--set", "--plugins", "--sandbox", "--threads",
                             "--schedule", "--ui", "--log-level", "--version", "--help"}) {
        EXPECT_THAT(std::string(help_on_flags()), HasSubstr(flag));
    }
}

}  // namespace
}  // namespace ach::host
