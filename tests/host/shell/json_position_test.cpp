#include "host/shell/json_position.hpp"

#include <gtest/gtest.h>

namespace ach::host {
namespace {

constexpr std::string_view kText = R"({
  "a": 1,
  "list": [ {"x": "}\""}, [1, 2],
    {"deep/key": true} ],
  "last": null
})";

void expect_at(std::string_view pointer, int line, int column) {
    const Position at = position_of(kText, pointer);
    EXPECT_EQ(at.line, line) << pointer;
    EXPECT_EQ(at.column, column) << pointer;
}

TEST(JsonPosition, FindsMembersItemsAndEscapedKeys) {
    expect_at("", 1, 1);
    expect_at("/a", 2, 3);
    expect_at("/list/1", 3, 27);
    expect_at("/list/2/deep~1key", 4, 6);
    expect_at("/last", 5, 3);
}

TEST(JsonPosition, StopsAtTheDeepestPartThatExists) {
    expect_at("/list/0/nothing", 3, 13);
    expect_at("/a/b/c", 2, 3);
    expect_at("/list/99", 3, 3);
}

TEST(JsonPosition, OfEqualKeysTheLastCounts) {
    const Position at = position_of(R"({"a": {"x": 1, "y": 2, "x": 3}})", "/a/x");
    EXPECT_EQ(at.column, 24);
}

TEST(JsonPosition, SurvivesTextThatIsCutOff) {
    for (std::size_t size = 0; size < kText.size(); ++size) {
        position_of(kText.substr(0, size), "/list/2/deep~1key");
    }
}

}  // namespace
}  // namespace ach::host
