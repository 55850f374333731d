#include "vm/runtime/execution_context.hpp"

#include "vm/runtime/error_handler.hpp"

#include <algorithm>

namespace ach::vm {

ExecutionContext::Ref ExecutionContext::main_script(std::shared_ptr<SignalNotifier> notifier) {
    std::shared_ptr<ExecutionContext> made(new ExecutionContext());
    made->signal_notifier_ = std::move(notifier);
    made->cancellation_ = std::make_shared<Cancellation>();
    return made;
}

void* ExecutionContext::slot(std::uint32_t index) const {
    for (const Slot& slot : slots_) {
        if (slot.index == index) return slot.value;
    }
    return nullptr;
}

std::shared_ptr<ExecutionContext> ExecutionContext::child() const {
    std::shared_ptr<ExecutionContext> made(new ExecutionContext(*this));
    made->parent_ = shared_from_this();
    return made;
}

ExecutionContext::Ref ExecutionContext::with_effect(Observer* effect) const {
    auto made = child();
    made->tracking_effect_ = effect;
    return made;
}

ExecutionContext::Ref ExecutionContext::with_ui_context(UIBuildContext* ui_context) const {
    auto made = child();
    made->ui_context_ = ui_context;
    return made;
}

ExecutionContext::Ref ExecutionContext::with_slot(std::uint32_t index, SlotInheritance inheritance,
                                                  void* value) const {
    auto made = child();
    std::erase_if(made->slots_, [index](const Slot& slot) { return slot.index == index; });
    if (value != nullptr) made->slots_.push_back({index, inheritance, value});
    return made;
}

ExecutionContext::Ref ExecutionContext::without_suspension() const {
    if (no_suspend_) return shared_from_this();
    auto made = child();
    made->no_suspend_ = true;
    return made;
}

ExecutionContext::Ref ExecutionContext::with_error_handler(
    std::shared_ptr<const ErrorHandler> handler) const {
    auto made = child();
    made->error_handler_ = std::move(handler);
    return made;
}

std::shared_ptr<ExecutionContext> ExecutionContext::for_new_task(SlotInheritance least) const {
    std::shared_ptr<ExecutionContext> made(new ExecutionContext());
    made->signal_notifier_ = signal_notifier_;
    made->cancellation_ = std::make_shared<Cancellation>();
    made->error_handler_ = error_handler_;
    for (const Slot& slot : slots_) {
        if (slot.inheritance >= least) made->slots_.push_back(slot);
    }
    return made;
}

bool ExecutionContext::leaves_something() const {
    return error_handler_ != nullptr || std::ranges::any_of(slots_, [](const Slot& slot) {
               return slot.inheritance != SlotInheritance::None;
           });
}

ExecutionContext::Ref ExecutionContext::for_async_call() const {
    return for_new_task(SlotInheritance::Async);
}

ExecutionContext::Ref ExecutionContext::for_worker_thread() const {
    return for_new_task(SlotInheritance::All);
}

}  // namespace ach::vm
