#include "vm/runtime/execution_context.hpp"

#include <gtest/gtest.h>

namespace ach::vm {
namespace {

struct Counter final : SignalNotifier {
    void notify_signal_changed(std::uint64_t) override { ++count; }
    int count = 0;
};

TEST(ExecutionContext, ChildrenSeeWhatWasTrueWhenTheyWereMade) {
    auto notifier = std::make_shared<Counter>();
    const auto root = ExecutionContext::main_script(notifier);
    int scope = 0;
    const auto inner = root->with_slot(3, SlotInheritance::Async, &scope);
    EXPECT_EQ(inner->slot(3), &scope);
    EXPECT_EQ(root->slot(3), nullptr);
    EXPECT_EQ(inner->parent(), root);
    EXPECT_EQ(inner->signal_notifier(), notifier.get());
    EXPECT_EQ(inner->with_slot(3, SlotInheritance::Async, nullptr)->slot(3), nullptr);
}

TEST(ExecutionContext, NoSuspendIsInherited) {
    const auto quiet = ExecutionContext::main_script()->without_suspension();
    EXPECT_TRUE(quiet->is_no_suspend());
    EXPECT_TRUE(quiet->with_slot(1, SlotInheritance::None, nullptr)->is_no_suspend());
    EXPECT_FALSE(quiet->for_async_call()->is_no_suspend());
}

TEST(ExecutionContext, NewTasksInheritWhatTheSlotsSay) {
    int none = 0, async = 0, all = 0;
    const auto context = ExecutionContext::main_script()
                             ->with_slot(1, SlotInheritance::None, &none)
                             ->with_slot(2, SlotInheritance::Async, &async)
                             ->with_slot(3, SlotInheritance::All, &all);
    const auto call = context->for_async_call();
    EXPECT_EQ(call->slot(1), nullptr);
    EXPECT_EQ(call->slot(2), &async);
    EXPECT_EQ(call->slot(3), &all);
    const auto worker = context->for_worker_thread();
    EXPECT_EQ(worker->slot(2), nullptr);
    EXPECT_EQ(worker->slot(3), &all);
    EXPECT_EQ(worker->tracking_effect(), nullptr);
    EXPECT_EQ(worker->ui_context(), nullptr);
    EXPECT_NE(worker->cancellation(), context->cancellation());
}

TEST(Cancellation, EachRequestIsDeliveredOnce) {
    Cancellation cancellation;
    EXPECT_FALSE(cancellation.take());
    cancellation.request();
    EXPECT_TRUE(cancellation.take());
    EXPECT_FALSE(cancellation.take());
    cancellation.request();
    EXPECT_TRUE(cancellation.take());
}

}  // namespace
}  // namespace ach::vm
