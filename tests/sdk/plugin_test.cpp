// The life of a plugin made with ach::plugin, and what happens when any of its callbacks throws.
#include "tests/sdk/mock_host.hpp"

#include <achronyme/achronyme.hpp>

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

namespace {

using ach::testing::MockHost;

struct Least : ach::plugin<Least> {
    static constexpr const char* id = "test.least";
    static constexpr const char* version = "0.1.0";
};

// Throws in the callback whose name its instance is told.
struct Thrower : ach::plugin<Thrower> {
    static constexpr const char* id = "test.thrower";
    static constexpr const char* version = "1.0.0";

    ~Thrower() noexcept(false) {
        if (where == "destroy") throw std::runtime_error("destroy");
    }
    void start() { maybe("start"); }
    void quiesce(ach::Op done) {
        maybe("quiesce");
        done.complete(ACH_OK);
    }
    void stop() { maybe("stop"); }
    const void* get_interface(std::string_view asked) {
        maybe("get_interface");
        return asked == "test.thrower/1" ? this : nullptr;
    }
    void thread_detach() { maybe("thread_detach"); }

    void maybe(std::string_view place) const {
        if (where == place) throw std::runtime_error("thrown in " + where);
    }
    std::string where;
};

struct Counter {
    static constexpr const char* type_name = "Counter";
    static constexpr std::uint32_t layout = 1;
    explicit Counter(int& alive) : alive_(&alive) { ++*alive_; }
    ~Counter() { --*alive_; }
    double count = 0;

private:
    int* alive_;
};

struct Resourceful : ach::plugin<Resourceful> {
    static constexpr const char* id = "test.resourceful";
    static constexpr const char* version = "1.0.0";
    using resources = ach::Resources<Counter>;

    int alive = 0;
    int stops = 0;
    std::unique_ptr<Counter> counter() { return std::make_unique<Counter>(alive); }
    static double bump(Counter& counter) { return ++counter.count; }
    void stop() { ++stops; }

    static constexpr ach_native_def natives[] = {
        ach::native<&Resourceful::counter>("counter"),
        ach::native<&Resourceful::bump>("bump"),
    };
    static constexpr ach_method_def methods[] = {ach::method<Counter>("bump", "bump")};
};

struct FailsInConstructor : ach::plugin<FailsInConstructor> {
    static constexpr const char* id = "test.fails";
    static constexpr const char* version = "1.0.0";
    FailsInConstructor() { throw ach::Failure(ACH_E_UNSUPPORTED, "not on this machine"); }
};

struct AnswersStatus : ach::plugin<AnswersStatus> {
    static constexpr const char* id = "test.status";
    static constexpr const char* version = "1.0.0";
    ach_status start() { return ACH_E_DENIED; }
    ach::Result<void> stop() { return ach::Error{ACH_E_FAILED, "would not stop"}; }
};

TEST(Plugin, ItsModuleRecordIsConstant) {
    const ach_module_t* record = ach::plugin<Least>::module();
    EXPECT_EQ(record, ach::plugin<Least>::module());
    EXPECT_STREQ(record->id, "test.least");
    EXPECT_STREQ(record->version, "0.1.0");
    EXPECT_EQ(record->struct_size, sizeof(ach_module_t));
    EXPECT_EQ(record->abi_major, ACH_ABI_MAJOR);
}

TEST(Plugin, TheLeastPluginLivesAndEnds) {
    MockHost host;
    ASSERT_TRUE(host.start(ach::plugin<Least>::module()));
    ach_op_desc desc{};
    ach_status outcome = ACH_E_INTERNAL;
    desc.struct_size = sizeof desc;
    desc.user = &outcome;
    desc.ended = [](void* user, ach_op, ach_status status, ach_buf) noexcept {
        *static_cast<ach_status*>(user) = status;
    };
    ach_op done{};
    host.ops().create(host.raw(), &desc, &done);
    EXPECT_EQ(host.plugin()->quiesce(host.plugin(), done, &host.error), ACH_OK);
    EXPECT_EQ(outcome, ACH_OK);
    EXPECT_EQ(host.plugin()->stop(host.plugin(), &host.error), ACH_OK);
    EXPECT_EQ(host.plugin()->get_interface(host.plugin(), "any/1"), nullptr);
    EXPECT_EQ(host.plugin()->thread_detach, nullptr);
    host.destroy();
}

TEST(Plugin, TwentyInstancesShareNothing) {
    std::vector<std::unique_ptr<MockHost>> hosts;
    for (int i = 0; i < 20; ++i) {
        hosts.push_back(std::make_unique<MockHost>());
        ASSERT_TRUE(hosts.back()->start(ach::plugin<Resourceful>::module()));
    }
    hosts[3]->call("counter");
    EXPECT_EQ(static_cast<Resourceful*>(hosts[3]->plugin()->self)->alive, 1);
    EXPECT_EQ(static_cast<Resourceful*>(hosts[4]->plugin()->self)->alive, 0);
    for (auto& host : hosts) {
        host->call("counter", "[0]");  // lets go of the counter: a wrong number of arguments
        host->destroy();
    }
}

TEST(Plugin, WhatACallbackThrowsComesBackAsStatusAndText) {
    MockHost host;
    ASSERT_TRUE(host.start(ach::plugin<Thrower>::module()));
    auto& thrower = *static_cast<Thrower*>(host.plugin()->self);
    const ach_plugin_t* p = host.plugin();

    thrower.where = "start";
    EXPECT_EQ(p->start(p, &host.error), ACH_E_INTERNAL);
    EXPECT_STREQ(host.error.message, "thrown in start");
    thrower.where = "quiesce";
    EXPECT_EQ(p->quiesce(p, {1}, &host.error), ACH_E_INTERNAL);
    EXPECT_STREQ(host.error.message, "thrown in quiesce");
    thrower.where = "stop";
    EXPECT_EQ(p->stop(p, &host.error), ACH_E_INTERNAL);
    EXPECT_STREQ(host.error.message, "thrown in stop");
    EXPECT_EQ(p->stop(p, nullptr), ACH_E_INTERNAL);
    thrower.where = "get_interface";
    EXPECT_EQ(p->get_interface(p, "test.thrower/1"), nullptr);
    thrower.where = "";
    EXPECT_EQ(p->get_interface(p, "test.thrower/1"), &thrower);
    EXPECT_EQ(p->get_interface(p, "test.thrower/1x"), nullptr);
    thrower.where = "thread_detach";
    p->thread_detach(p);
    thrower.where = "destroy";
    host.destroy();
}

TEST(Plugin, AConstructorThatThrowsMakesNoPlugin) {
    MockHost host;
    EXPECT_FALSE(host.start(ach::plugin<FailsInConstructor>::module()));
    EXPECT_EQ(host.error.status, ACH_E_UNSUPPORTED);
    EXPECT_STREQ(host.error.message, "not on this machine");
}

TEST(Plugin, StatusAndResultAreAnswersToo) {
    MockHost host;
    EXPECT_FALSE(host.start(ach::plugin<AnswersStatus>::module()));
    EXPECT_EQ(host.error.status, ACH_E_DENIED);
    EXPECT_EQ(host.plugin()->stop(host.plugin(), &host.error), ACH_E_FAILED);
    EXPECT_STREQ(host.error.message, "would not stop");
    host.destroy();
}

TEST(Plugin, EveryAbsentInterfaceIsNamed) {
    for (const char* id : {ACH_IF_OP, ACH_IF_BUFFER, ACH_IF_CALL, ACH_IF_VALUE, ACH_IF_NATIVE,
                           ACH_IF_OBJECT, ACH_IF_RESOURCE}) {
        MockHost host;
        host.remove(id);
        EXPECT_FALSE(host.start(ach::plugin<Resourceful>::module())) << id;
        EXPECT_EQ(host.error.status, ACH_E_ABSENT);
        EXPECT_EQ(std::string(host.error.message),
                  "interface " + std::string(id) + " is needed: nobody provides it");
        host.destroy();
    }
}

TEST(Plugin, AStartThatFailsLateIsTakenBack) {
    MockHost host;
    host.refuses_definitions = true;
    EXPECT_FALSE(host.start(ach::plugin<Resourceful>::module()));
    EXPECT_STREQ(host.error.message, "the manifest does not contribute it");
    EXPECT_EQ(static_cast<Resourceful*>(host.plugin()->self)->stops, 1);
    host.destroy();
}

TEST(Plugin, ResourcesAreMadeRecognisedAndFreed) {
    MockHost host;
    ASSERT_TRUE(host.start(ach::plugin<Resourceful>::module()));
    auto& plugin = *static_cast<Resourceful*>(host.plugin()->self);
    ASSERT_EQ(host.resources.size(), 1u);
    EXPECT_STREQ(host.resources[0]->type_name, "Counter");
    ASSERT_EQ(host.methods.size(), 1u);
    EXPECT_STREQ(host.methods[0]->resource_type, "Counter");

    EXPECT_EQ(host.call("counter"), R"({"resource":"Counter"})");
    ach::toy::Ref counter = host.result();
    EXPECT_EQ(plugin.alive, 1);
    EXPECT_EQ(host.call("bump", std::vector{counter}), "1.0");
    EXPECT_EQ(host.call("bump", std::vector{counter}), "2.0");
    EXPECT_EQ(host.call("bump", "[1]"),
              "TypeError: Type error in bump: expected Counter, got Number");
    counter.reset();
    EXPECT_EQ(plugin.alive, 0);
    host.destroy();
}

TEST(ErrorRecord, LongMessagesAreCutAtACharacter) {
    ach_error record{};
    record.struct_size = sizeof record;
    std::string text(238, 'x');
    text += "ñandú";
    EXPECT_EQ(ach::fail(&record, ACH_E_FAILED, text), ACH_E_FAILED);
    EXPECT_EQ(std::string(record.message), std::string(238, 'x'));

    record.struct_size = offsetof(ach_error, message) + 4;
    ach::fail(&record, ACH_E_FAILED, "abcdef");
    EXPECT_STREQ(record.message, "abc");
    record.struct_size = 8;
    ach::fail(&record, ACH_E_FAILED, "untouched");
    EXPECT_STREQ(record.message, "abc");
}

}  // namespace
