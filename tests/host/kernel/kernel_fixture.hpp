// A kernel and one or two plugins that call it, as tests see them: through the tables.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "host/kernel/buffer/buffer_table.hpp"
#include "host/kernel/bus/bus.hpp"
#include "host/kernel/clock/clock.hpp"
#include "host/kernel/clock/timer_service.hpp"
#include "host/kernel/executor/executors.hpp"
#include "host/kernel/kernel.hpp"
#include "host/kernel/main_thread/main_thread.hpp"
#include "host/kernel/op/op_table.hpp"
#include "host/kernel/strand/strand_table.hpp"
#include "host/kernel/tables.hpp"
#include "tests/host/kernel/lambda.hpp"

namespace ach::host {

// What the shell makes for each plugin.
struct TestPlugin {
    TestPlugin(Kernel& kernel, std::string id) : caller(kernel.add_caller(std::move(id))) {
        host.struct_size = sizeof host;
        host.abi_major = ACH_ABI_MAJOR;
        host.ctx = &caller;
    }
    operator const ach_host_t*() const { return &host; }

    Caller& caller;
    ach_host_t host{};
};

inline KernelConfig test_config(std::uint32_t threads, Clock* clock = nullptr) {
    KernelConfig config;
    config.executors.threads = threads;
    config.executors.niceness = 0;
    config.pools.niceness = 0;
    config.pools.io_niceness = 0;
    config.clock = clock;
    return config;
}

struct KernelTest : testing::Test {
    explicit KernelTest(std::uint32_t threads = 2, Clock* clock = nullptr)
        : kernel(test_config(threads, clock)) {}

    // A frozen buffer with that text.
    ach_buf frozen(std::string_view text) {
        ach_buf buffer{};
        std::uint8_t* bytes = nullptr;
        EXPECT_EQ(buffer_table()->alloc(plugin, ACH_BUF_HEAP, text.size(), &buffer, &bytes),
                  ACH_OK);
        std::copy(text.begin(), text.end(), bytes);
        EXPECT_EQ(buffer_table()->freeze(plugin, buffer), ACH_OK);
        return buffer;
    }

    Kernel kernel;
    TestPlugin plugin{kernel, "test.one"};
    TestPlugin other{kernel, "test.two"};
};

// Runs `body` on a fiber of the kernel and waits for its end.
template <class Body>
void on_fiber(Kernel& kernel, Body body) {
    Tally done;
    LambdaRunnable r([&](const ach_slice&) {
        body();
        done.add();
        return ACH_RUN_DONE;
    });
    ASSERT_EQ(kernel.executors().post(r), ACH_OK);
    ASSERT_TRUE(done.reaches(1));
}

}  // namespace ach::host
