#include "host/shell/nearest.hpp"

#include <gtest/gtest.h>

namespace ach::host {
namespace {

constexpr std::string_view kWords[] = {"threads", "log", "plugins", "permissions", "run"};

TEST(Nearest, FindsTheWordThatWasMeant) {
    EXPECT_EQ(nearest("thread", kWords), "threads");
    EXPECT_EQ(nearest("pluings", kWords), "plugins");
    EXPECT_EQ(nearest("Permisions", kWords), "permissions");
    EXPECT_EQ(nearest("rnu", kWords), "run");
}

TEST(Nearest, KeepsQuietWhenNothingIsNear) {
    EXPECT_EQ(nearest("colour", kWords), "");
    EXPECT_EQ(nearest("", kWords), "");
    EXPECT_EQ(suggestion(""), "");
}

}  // namespace
}  // namespace ach::host
