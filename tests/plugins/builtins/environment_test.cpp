#include "plugins/builtins/env/environment.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

namespace ach::builtins {
namespace {

using testing::ElementsAre;
using testing::Pair;

constexpr const char* kInitial[] = {"B=2", "A=1=one", "=odd", "nothing", "B=second", nullptr};

TEST(Environment, TakesACopyOfTheProcess) {
    Environment environment(kInitial);
    EXPECT_EQ(environment.get("A"), "1=one");
    EXPECT_EQ(environment.get("B"), "2");
    EXPECT_EQ(environment.get("nothing"), std::nullopt);
    EXPECT_THAT(environment.all(), ElementsAre(Pair("A", "1=one"), Pair("B", "2")));
    environment.set("A", "");
    EXPECT_EQ(environment.get("A"), "");
    EXPECT_TRUE(environment.remove("A"));
    EXPECT_FALSE(environment.remove("A"));
    EXPECT_EQ(Environment(nullptr).all().size(), 0u);
}

TEST(Environment, IsOneForManyThreads) {
    Environment environment(kInitial);
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < 4; ++t) {
            threads.emplace_back([&environment, t] {
                const std::string key = "T" + std::to_string(t);
                for (int i = 0; i < 500; ++i) {
                    environment.set(key, std::to_string(i));
                    EXPECT_EQ(environment.get(key), std::to_string(i));
                    EXPECT_GE(environment.all().size(), 2u);
                }
            });
        }
    }
    EXPECT_EQ(environment.all().size(), 6u);
}

TEST(Dotenv, NamesAndValues) {
    EXPECT_THAT(parse_dotenv("a=1\r\n\xC2\xA0 b = 2 \nexport c='3'\nexport\td=\"\"\nexport=5"),
                ElementsAre(Pair("a", "1"), Pair("b", "2"), Pair("c", "3"), Pair("d", ""),
                            Pair("export", "5")));
    EXPECT_THAT(parse_dotenv("# a=1\n=2\nthree\n\nx='\ny='\"\nz==\n"),
                ElementsAre(Pair("x", "'"), Pair("y", "'\""), Pair("z", "=")));
}

}  // namespace
}  // namespace ach::builtins
