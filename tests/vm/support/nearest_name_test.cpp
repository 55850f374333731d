#include "vm/support/nearest_name.hpp"

#include <gtest/gtest.h>

#include <initializer_list>

namespace ach::vm {
namespace {

std::string nearest(std::string_view wanted, std::initializer_list<std::string_view> names) {
    NearestName search(wanted);
    for (const std::string_view name : names) search.offer(name);
    return search.best();
}

TEST(EditDistance, CountsSlips) {
    EXPECT_EQ(edit_distance("print", "print", 3), 0u);
    EXPECT_EQ(edit_distance("prnt", "print", 3), 1u);
    EXPECT_EQ(edit_distance("lenght", "length", 3), 1u) << "neighbours swapped";
    EXPECT_EQ(edit_distance("PI", "pi", 3), 0u) << "case is a smaller slip than any";
    EXPECT_EQ(edit_distance("abcdef", "uvwxyz", 2), 3u) << "gives up";
}

TEST(NearestName, PrefersTheCloserAndThenTheEarlier) {
    EXPECT_EQ(nearest("totl", {"tool", "total", "totally"}), "tool");
    EXPECT_EQ(nearest("totl", {"total", "tool"}), "total");
    EXPECT_EQ(nearest("Count", {"mount", "count"}), "count");
}

TEST(NearestName, StaysSilentWhenNothingIsNear) {
    EXPECT_EQ(nearest("x", {"y", "z"}), "");
    EXPECT_EQ(nearest("foo", {"print", "range"}), "");
    EXPECT_EQ(nearest("", {"a"}), "");
}

}  // namespace
}  // namespace ach::vm
