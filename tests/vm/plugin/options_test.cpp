#include "vm/plugin/options.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ach::vm {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Options parsed(std::string_view command, const std::vector<std::string_view>& words) {
    auto result = parse_options(command, words);
    if (const auto* wrong = std::get_if<UsageError>(&result)) {
        ADD_FAILURE() << wrong->message;
        return {};
    }
    return std::get<Options>(result);
}

std::string refused(std::string_view command, const std::vector<std::string_view>& words) {
    auto result = parse_options(command, words);
    const auto* wrong = std::get_if<UsageError>(&result);
    return wrong != nullptr ? wrong->message : "(accepted)";
}

TEST(Options, WordsAfterTheFileBelongToTheScript) {
    const Options options = parsed("run", {"--print", "a.soc", "--json", "x"});
    EXPECT_EQ(options.action, Action::Run);
    EXPECT_TRUE(options.print);
    EXPECT_EQ(options.source, "a.soc");
    EXPECT_THAT(options.arguments, ElementsAre("--json", "x"));
}

TEST(Options, TwoDashesEndTheOptions) { EXPECT_EQ(parsed("eval", {"--", "-1"}).source, "-1"); }

TEST(Options, EvalPrintsUnlessJsonIsAskedFor) {
    EXPECT_TRUE(parsed("eval", {"1"}).print);
    EXPECT_FALSE(parsed("eval", {"--json-result", "1"}).print);
}

TEST(Options, HeapSizes) {
    EXPECT_EQ(parsed("run", {"--max-heap=10", "a"}).max_heap_bytes, 10u);
    EXPECT_EQ(parsed("run", {"--max-heap=2K", "a"}).max_heap_bytes, 2048u);
    EXPECT_EQ(parsed("run", {"--max-heap=3M", "a"}).max_heap_bytes, 3u << 20);
    EXPECT_EQ(parsed("run", {"--max-heap=4G", "a"}).max_heap_bytes, std::uint64_t{4} << 30);
    for (const std::string_view wrong :
         {"--max-heap", "--max-heap=", "--max-heap=0", "--max-heap=1T", "--max-heap=1MB",
          "--max-heap=-1", "--max-heap=99999999999999999999", "--max-heap=18446744073709551615K"}) {
        EXPECT_THAT(refused("run", {wrong, "a"}), HasSubstr("--max-heap=512M")) << wrong;
    }
}

TEST(Options, UnknownOnesNameTheNearest) {
    EXPECT_THAT(refused("run", {"--prnt", "a"}), HasSubstr("did you mean '--print'?"));
    EXPECT_THAT(refused("check", {"--max-heap=1M", "a"}),
                HasSubstr("no option of 'achronyme check'"));
    EXPECT_THAT(refused("run", {"--parse-only", "a"}), HasSubstr("no option of 'achronyme run'"));
}

TEST(Options, UnknownOnesNearToNothingNameAllThereAre) {
    EXPECT_THAT(refused("eval", {"--frobnicate", "1"}), HasSubstr("it has --json-result, "));
    EXPECT_THAT(refused("disassemble", {"--frobnicate", "a"}), HasSubstr("it has none"));
    EXPECT_LT(refused("run", {"--" + std::string(60'000, 'x'), "a"}).size(), 500u);
}

TEST(Options, ADashIsStandardInput) {
    EXPECT_EQ(parsed("run", {"-", "x"}).source, kStandardInput);
    EXPECT_EQ(parsed("check", {"--json", "-"}).source, kStandardInput);
    EXPECT_EQ(parsed("run", {"--", "-"}).source, kStandardInput);
    EXPECT_EQ(parsed("eval", {"-"}).source, "-");
}

TEST(Options, MissingAndSurplusWords) {
    EXPECT_THAT(refused("run", {}), HasSubstr("needs a FILE"));
    EXPECT_THAT(refused("eval", {"--json-result"}), HasSubstr("needs a TEXT"));
    EXPECT_THAT(refused("check", {"a", "b"}), HasSubstr("'b' is too many"));
}

}  // namespace
}  // namespace ach::vm
