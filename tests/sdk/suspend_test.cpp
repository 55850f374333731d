// Natives that wait and natives that call script functions.
#include "tests/sdk/mock_host.hpp"

#include <achronyme/achronyme.hpp>

#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>

namespace {

using ach::testing::MockHost;

// Counts how many states of waits are alive.
struct Counted {
    explicit Counted(int& counter) : alive(&counter) { ++*alive; }
    Counted(Counted&& other) noexcept : alive(std::exchange(other.alive, nullptr)) {}
    ~Counted() {
        if (alive != nullptr) --*alive;
    }
    int* alive;
};

struct State {
    Counted counted;
    std::string tag;
    int rounds = 0;
};

struct Waits : ach::plugin<Waits> {
    static constexpr const char* id = "test.waits";
    static constexpr const char* version = "1.0.0";

    int alive = 0;
    int cancelled = 0;
    ach::Op last;

    State state(std::string tag) { return {Counted(alive), std::move(tag)}; }

    ach::Outcome wait(ach::Call& call, std::string_view tag) {
        return ach::suspend(
            call, std::pair(state(std::string(tag)), this),
            [](auto& s, ach::Op op) { s.second->last = op; },
            [](ach::Call& c, auto& s, const ach::Ended& end) -> ach::Outcome {
                if (end.status != ACH_OK) return c.raise("IOError", end.text());
                return c.make(s.first.tag + ":" + std::string(end.text()));
            },
            [](auto& s, ach::Op) { ++s.second->cancelled; });
    }
    // Suspends twice before it answers.
    ach::Outcome twice(ach::Call& call) { return again(call, *this, 0); }
    static ach::Outcome again(ach::Call& call, Waits& self, int round) {
        return ach::suspend(
            call, std::pair(&self, round), [](auto& s, ach::Op op) { s.first->last = op; },
            [](ach::Call& c, auto& s, const ach::Ended&) -> ach::Outcome {
                if (s.second == 0) return again(c, *s.first, 1);
                return c.make(42.0);
            });
    }
    ach::Outcome early(ach::Call& call) {
        return ach::suspend(
            call, 0, [](int&, ach::Op op) { op.complete(ACH_OK); },
            [](ach::Call&, int&, const ach::Ended&) { return "early"; });
    }
    ach::Outcome start_fails(ach::Call& call) {
        return ach::suspend(
            call, state(""), [](State&, ach::Op) { throw std::runtime_error("no device"); },
            [](ach::Call&, State&, const ach::Ended&) { return 1.0; });
    }
    ach::Outcome resume_throws(ach::Call& call) {
        return ach::suspend(
            call, state(""), [](State&, ach::Op op) { op.complete(ACH_OK); },
            [](ach::Call&, State&, const ach::Ended&) -> double { throw ach::ValueError("bad"); });
    }
    ach::Outcome promise(ach::Call& call) {
        return ach::future(
            call, state("f"), [](State&, ach::Op op) { op.fail("disk on fire"); },
            [](ach::Call& c, State&, const ach::Ended& end) {
                return c.raise("IOError", end.text());
            });
    }
    ach::Outcome apply(ach::Call& call, ach::Function f, double x) {
        const ach::Value args[] = {call.make(x)};
        return ach::call_then(
            call, f.value, args, state("then"),
            [](ach::Call& c, State&, ach::Value returned) { return c.number(returned) + 1; });
    }
    ach::Outcome hand_over(ach::Call& call, ach::Function f) { return call.tail_call(f.value, {}); }
    double at_once(ach::Call& call, ach::Function f) {
        const ach::Value args[] = {call.make(2.0)};
        return call.number(call.call_sync(f.value, args)) * 10;
    }

    static constexpr ach_native_def natives[] = {
        ach::native<&Waits::wait>("wait").may_suspend(),
        ach::native<&Waits::twice>("twice").may_suspend(),
        ach::native<&Waits::early>("early").may_suspend(),
        ach::native<&Waits::start_fails>("start_fails").may_suspend(),
        ach::native<&Waits::resume_throws>("resume_throws").may_suspend(),
        ach::native<&Waits::promise>("promise"),
        ach::native<&Waits::apply>("apply"),
        ach::native<&Waits::hand_over>("hand_over"),
        ach::native<&Waits::at_once>("at_once"),
    };
};

class SuspendTest : public ::testing::Test {
protected:
    void SetUp() override {
        ASSERT_TRUE(host.start(ach::plugin<Waits>::module())) << host.error.message;
    }
    void TearDown() override {
        EXPECT_EQ(plugin().alive, 0);
        EXPECT_EQ(host.live_buffers(), 0u);
        host.destroy();
    }
    Waits& plugin() { return *static_cast<Waits*>(host.plugin()->self); }

    static ach::toy::Ref script(
        std::function<ach::toy::Ref(ach_call&, std::span<const ach::toy::Ref>)> body) {
        auto made = std::make_shared<ach::toy::Object>();
        made->type = ACH_T_FUNCTION;
        made->function = std::move(body);
        return made;
    }

    MockHost host;
};

TEST_F(SuspendTest, GoesOnWithThePayload) {
    EXPECT_EQ(host.call("wait", R"(["a"])"), "waiting");
    EXPECT_EQ(plugin().alive, 1);
    EXPECT_EQ(host.complete(plugin().last.raw(), ACH_OK, "bytes"), ACH_OK);
    EXPECT_EQ(host.go_on(), R"("a:bytes")");
}

TEST_F(SuspendTest, CompletedBeforeTheNativeReturned) {
    EXPECT_EQ(host.call("early"), R"("early")");
}

TEST_F(SuspendTest, TheSecondCompletionIsTooLate) {
    host.call("wait", R"(["a"])");
    EXPECT_FALSE(plugin().last.is_over());
    EXPECT_EQ(plugin().last.complete(ACH_OK), ACH_OK);
    EXPECT_EQ(plugin().last.complete(ACH_OK), ACH_E_GONE);
    EXPECT_TRUE(plugin().last.is_over());
    EXPECT_EQ(host.go_on(), R"("a:")");
    EXPECT_EQ(plugin().last.fail("later still"), ACH_E_GONE);
}

TEST_F(SuspendTest, AFailureIsWhatResumeMakesOfIt) {
    host.call("wait", R"(["a"])");
    plugin().last.fail("not found");
    EXPECT_EQ(host.go_on(), "IOError: wait(): not found");
}

TEST_F(SuspendTest, CancellationAdvisesTheWorkerOnce) {
    host.call("wait", R"(["a"])");
    host.cancel();
    EXPECT_EQ(plugin().cancelled, 1);
    EXPECT_EQ(host.go_on(), "IOError: wait(): it was cancelled");
    EXPECT_EQ(plugin().last.complete(ACH_OK), ACH_E_GONE);
}

TEST_F(SuspendTest, AResumeMaySuspendAgain) {
    EXPECT_EQ(host.call("twice"), "waiting");
    plugin().last.complete(ACH_OK);
    EXPECT_EQ(host.go_on(), "waiting");
    plugin().last.complete(ACH_OK);
    EXPECT_EQ(host.go_on(), "42.0");
}

TEST_F(SuspendTest, WhatStartThrowsReachesTheScript) {
    EXPECT_EQ(host.call("start_fails"), "RuntimeError: start_fails(): no device");
}

TEST_F(SuspendTest, WhatResumeThrowsReachesTheScript) {
    EXPECT_EQ(host.call("resume_throws"), "ValueError: resume_throws(): bad");
}

TEST_F(SuspendTest, AFutureResumesWhenItIsAwaited) {
    EXPECT_EQ(host.call("promise"), "IOError: promise(): disk on fire");
}

TEST_F(SuspendTest, GoesOnAfterAScriptCall) {
    const auto square = script([](ach_call&, std::span<const ach::toy::Ref> args) {
        return ach::toy::make_number(args[0]->number * args[0]->number);
    });
    EXPECT_EQ(host.call("apply", {square, ach::toy::make_number(3)}), "10.0");
    EXPECT_EQ(host.call("at_once", {square}), "40.0");
    EXPECT_EQ(host.call("hand_over",
                        {script([](ach_call&, auto) { return ach::toy::make_text("tail"); })}),
              R"("tail")");
}

TEST_F(SuspendTest, ErrorsOfTheCalleePassThrough) {
    const auto failing = script([](ach_call& call, auto) -> ach::toy::Ref {
        call.error = ach::toy::make_error("OopsError", "from the script");
        return nullptr;
    });
    EXPECT_EQ(host.call("apply", {failing, ach::toy::make_number(3)}),
              "OopsError: from the script");
    EXPECT_EQ(host.call("at_once", {failing}), "OopsError: from the script");
}

TEST_F(SuspendTest, OnlyFunctionsCanBeCalled) {
    EXPECT_EQ(host.call("apply", "[1, 2]"),
              "TypeError: Type error in apply: expected Function, got Number");
}

}  // namespace
