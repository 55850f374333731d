// Fibers of one thread that wait inside catch blocks keep their own exception.

#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "host/kernel/clock/timer_service.hpp"
#include "host/kernel/executor/executors.hpp"
#include "host/kernel/executor/this_thread.hpp"
#include "tests/host/kernel/lambda.hpp"

namespace ach::host {
namespace {

// Catches, lets others catch meanwhile, and rethrows what should be its own.
std::string rethrown_after_yields(const std::string& text) {
    std::string seen;
    try {
        try {
            throw std::runtime_error(text);
        } catch (...) {
            for (int i = 0; i < 3; ++i) this_thread().worker->carriers().yield();
            throw;
        }
    } catch (const std::exception& e) {
        seen = e.what();
    }
    return seen;
}

TEST(ExceptionState, ACatchBlockRethrowsItsOwnExceptionAfterAWait) {
    SystemClock clock;
    TimerService timers(clock);
    ExecutorConfig config;
    config.threads = 1;
    Executors executors(config, timers);
    Tally done;
    constexpr int kFibers = 20;
    std::vector<std::string> seen(kFibers);
    std::vector<std::unique_ptr<LambdaRunnable>> runnables;
    for (int i = 0; i < kFibers; ++i) {
        runnables.push_back(std::make_unique<LambdaRunnable>([&, i](const ach_slice&) {
            seen[static_cast<std::size_t>(i)] = rethrown_after_yields(std::to_string(i));
            EXPECT_EQ(std::current_exception(), nullptr);
            done.add();
            return ACH_RUN_DONE;
        }));
    }
    // Posted from inside, so that they are all in their catch blocks at the same time.
    LambdaRunnable feeder([&](const ach_slice&) {
        for (auto& r : runnables) executors.post(*r);
        return ACH_RUN_DONE;
    });
    executors.post(feeder);
    ASSERT_TRUE(done.reaches(kFibers));
    for (int i = 0; i < kFibers; ++i)
        EXPECT_EQ(seen[static_cast<std::size_t>(i)], std::to_string(i));
}

TEST(ExceptionState, AFiberThatStartsMeanwhileSeesNoException) {
    SystemClock clock;
    TimerService timers(clock);
    ExecutorConfig config;
    config.threads = 1;
    Executors executors(config, timers);
    Tally done;
    bool clean = false;
    LambdaRunnable fresh([&](const ach_slice&) {
        clean = std::current_exception() == nullptr && std::uncaught_exceptions() == 0;
        done.add();
        return ACH_RUN_DONE;
    });
    LambdaRunnable catching([&](const ach_slice&) {
        try {
            throw 7;
        } catch (int) {
            executors.post(fresh);
            while (done.count() == 0) this_thread().worker->carriers().yield();
            EXPECT_NE(std::current_exception(), nullptr);
        }
        done.add();
        return ACH_RUN_DONE;
    });
    executors.post(catching);
    ASSERT_TRUE(done.reaches(2));
    EXPECT_TRUE(clean);
}

}  // namespace
}  // namespace ach::host
