// What "the current …" means for a piece of running code.
//
// Nothing in the machine is thread-local. Whatever surrounds a call (who records the signals it
// reads, which UI scope its widgets go to, who may cancel it) is a field of this object, which
// every task carries and every native can reach. A context never changes: whoever needs a different
// one for the calls below makes a new one, and the calls see exactly what was true when they began.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

namespace ach::vm {

// An effect or computed that is running and wants to know which signals it reads.
class Observer;

struct ErrorHandler;

// What a render scope is building.
class UIBuildContext;

// Tells the outside that a signal has a new value. [any thread]
class SignalNotifier {
public:
    virtual ~SignalNotifier() = default;
    virtual void notify_signal_changed(std::uint64_t signal_id) = 0;
};

// A request to stop, shared by everything that it is meant for. Each request is delivered once.
class Cancellation {
public:
    // [any thread]
    void request() { requested_.store(true, std::memory_order_release); }

    bool is_requested() const { return requested_.load(std::memory_order_acquire); }

    // True for the one caller that delivers the request.
    bool take() { return is_requested() && requested_.exchange(false, std::memory_order_acq_rel); }

private:
    std::atomic<bool> requested_ = false;
};

// What a new task gets of a slot.
enum class SlotInheritance : std::uint8_t { None, Async, All };

class ExecutionContext : public std::enable_shared_from_this<ExecutionContext> {
public:
    using Ref = std::shared_ptr<const ExecutionContext>;

    // The context of a program's main script.
    static Ref main_script(std::shared_ptr<SignalNotifier> notifier = nullptr);

    Observer* tracking_effect() const { return tracking_effect_; }
    SignalNotifier* signal_notifier() const { return signal_notifier_.get(); }
    UIBuildContext* ui_context() const { return ui_context_; }
    const Ref& parent() const { return parent_; }
    Cancellation* cancellation() const { return cancellation_.get(); }
    bool is_no_suspend() const { return no_suspend_; }
    // Of what is started here, for errors that nobody looks at; null when there is none.
    const ErrorHandler* error_handler() const { return error_handler_.get(); }

    // What a plugin keeps under its slot; null when it is empty.
    void* slot(std::uint32_t index) const;

    // Contexts for calls below this one.
    Ref with_effect(Observer* effect) const;
    Ref with_ui_context(UIBuildContext* ui_context) const;
    Ref with_slot(std::uint32_t index, SlotInheritance inheritance, void* value) const;
    Ref without_suspension() const;
    Ref with_error_handler(std::shared_ptr<const ErrorHandler> handler) const;

    // The context of a task that this code starts on its own strand: own cancellation, and of the
    // slots those that async calls inherit.
    Ref for_async_call() const;

    // Would a task that is started here get anything that others do not?
    bool leaves_something() const;

    // The context of work on another strand: tracks nothing, may build no UI.
    Ref for_worker_thread() const;

private:
    struct Slot {
        std::uint32_t index;
        SlotInheritance inheritance;
        void* value;
    };

    ExecutionContext() = default;
    std::shared_ptr<ExecutionContext> child() const;
    std::shared_ptr<ExecutionContext> for_new_task(SlotInheritance least) const;

    Observer* tracking_effect_ = nullptr;
    std::shared_ptr<SignalNotifier> signal_notifier_;
    UIBuildContext* ui_context_ = nullptr;
    Ref parent_;
    std::shared_ptr<Cancellation> cancellation_;
    std::shared_ptr<const ErrorHandler> error_handler_;
    std::vector<Slot> slots_;
    bool no_suspend_ = false;
};

}  // namespace ach::vm
