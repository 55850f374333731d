#include "vm/support/source_file.hpp"

#include <gtest/gtest.h>

namespace ach::vm {
namespace {

TEST(SourceFile, FindsLinesAndColumns) {
    const SourceFile file("a.soc", "one\ntwo\r\n\nlast");
    EXPECT_EQ(file.position(0), (Position{1, 1}));
    EXPECT_EQ(file.position(3), (Position{1, 4})) << "the line feed belongs to its line";
    EXPECT_EQ(file.position(4), (Position{2, 1}));
    EXPECT_EQ(file.position(9), (Position{3, 1}));
    EXPECT_EQ(file.position(14), (Position{4, 5}));
    EXPECT_EQ(file.position(1000), (Position{4, 5})) << "behind the end is the end";
    EXPECT_EQ(file.line(2), "two");
    EXPECT_EQ(file.line(3), "");
    EXPECT_EQ(file.line(4), "last");
    EXPECT_EQ(file.line(5), "");
    EXPECT_EQ(file.line_count(), 4u);
}

TEST(SourceFile, CountsColumnsInCharacters) {
    const SourceFile file("a.soc", "\"héé\" + x");
    EXPECT_EQ(file.position(10), (Position{1, 9}));
}

}  // namespace
}  // namespace ach::vm
