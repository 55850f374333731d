#include "plugins/builtins/core/output.hpp"

#include "tests/plugins/builtins/console_host.hpp"
#include "tests/plugins/builtins/redirected.hpp"

#include <gtest/gtest.h>

namespace {

using ach::builtins::Output;
using ach::testing::ConsoleHost;
using ach::testing::Redirected;

TEST(Output, sends_a_lone_message_at_once_and_needs_no_timer) {
    ConsoleHost host;
    Redirected out(STDOUT_FILENO);
    Output output(host.host.raw());
    EXPECT_TRUE(output.write("computing\n"));
    EXPECT_EQ(out.arrived(), "computing\n");
    EXPECT_FALSE(host.is_timer_running());
}

TEST(Output, gathers_a_flood_for_a_tenth_of_a_second) {
    ConsoleHost host;
    Redirected out(STDOUT_FILENO);
    Output output(host.host.raw());
    output.write("a");
    output.write("b");
    output.write("c");
    EXPECT_EQ(out.arrived(), "a");
    host.advance_ms(99);
    EXPECT_EQ(out.arrived(), "");
    host.advance_ms(1);
    EXPECT_EQ(out.arrived(), "bc");
    host.advance_ms(100);
    output.write("d");
    EXPECT_EQ(out.arrived(), "d");
    EXPECT_FALSE(host.is_timer_running());
}

TEST(Output, gathers_again_after_the_timer_has_fired) {
    ConsoleHost host;
    Redirected out(STDOUT_FILENO);
    Output output(host.host.raw());
    output.write("a");
    for (int round = 0; round < 3; ++round) {
        output.write("b");
        EXPECT_TRUE(host.is_timer_running());
        host.advance_ms(100);
        EXPECT_EQ(out.arrived(), round == 0 ? "ab" : "b");
    }
}

TEST(Output, leaves_nothing_behind_at_its_end) {
    ConsoleHost host;
    Redirected out(STDOUT_FILENO);
    {
        Output output(host.host.raw());
        output.write("a");
        output.write("b");
        EXPECT_TRUE(host.is_timer_running());
    }
    EXPECT_FALSE(host.is_timer_running());
    EXPECT_EQ(out.arrived(), "ab");
}

}  // namespace
