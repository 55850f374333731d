// A task: one sequential execution with its own stack of frames.
//
// A task is a heap object and nothing but data: two arrays (registers and frames), the natives that
// wait in the middle of it, its execution context, and the Future it will settle. A task that waits
// is found by whatever it waits for; one that nothing can wake any more is garbage.
//
// Natives never have a frame on the machine's stack across a suspension. A native that waits, or
// that had the machine call a script function for it, is a PendingNative: its continuation and
// where its result goes. Pending natives and frames nest: a frame that returns to a native returns
// to the last one in the list.
#pragma once

#include "vm/runtime/execution_context.hpp"
#include "vm/runtime/frame.hpp"
#include "vm/runtime/future.hpp"
#include "vm/runtime/guard_scopes.hpp"
#include "vm/runtime/native_continuation.hpp"
#include "vm/runtime/operation.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace ach::vm {

struct NativeBinding;
struct Scope;

// Tells a strand that a task is runnable. A task is in one queue at most, once.
struct WakeUp : StrandMessage {
    explicit WakeUp(Task& whom) : StrandMessage(Kind::Wake), task(whom) {}
    Task& task;
};

// The registers and frames of one task. See frame.hpp for what the collector sees of them.
class TaskStack {
public:
    explicit TaskStack(std::uint32_t max_frames) : max_frames_(max_frames) {}
    ~TaskStack();
    TaskStack(const TaskStack&) = delete;
    TaskStack& operator=(const TaskStack&) = delete;

    Frame* top = nullptr;         // the running frame; null before the first
    Frame* last_frame = nullptr;  // the last one there is room for
    Value* register_end = nullptr;

    bool has_room(const Value* base, std::uint32_t registers) const {
        return top != last_frame && has_registers(base, registers);
    }
    bool has_registers(const Value* base, std::uint32_t registers) const {
        return base + registers + kScratchRegisters <= register_end;
    }
    // Makes room for one more frame with `registers` registers at `base`, which moves with the
    // rest. False: StackOverflow or OutOfMemory is pending.
    [[nodiscard]] bool grow(Mutator& mutator, Value*& base, std::uint32_t registers);

    // Room for registers alone: for a frame that takes the place of the running one, for arguments.
    [[nodiscard]] bool reserve_registers(Mutator& mutator, Value*& base, std::uint32_t registers) {
        return (registers_ != nullptr && has_registers(base, registers)) ||
               grow_registers(mutator, base, registers);
    }

    // Registers above the running frame's that hold the arguments of a call that is being made.
    std::uint32_t pending = 0;

    Frame* bottom() const { return frames_; }
    std::size_t depth() const {
        return top == nullptr ? 0 : static_cast<std::size_t>(top - frames_) + 1;
    }
    // The first register above the running frame's and its scratch.
    Value* free_registers() const;

    // Gives the memory back; the heap's accounting is told.
    void release(Heap& heap);
    void trace(Tracer& tracer);

private:
    bool grow_frames(Mutator& mutator);
    bool grow_registers(Mutator& mutator, Value*& base, std::size_t registers);

    Frame* frames_ = nullptr;
    Value* registers_ = nullptr;
    std::size_t accounted_ = 0;
    std::uint32_t max_frames_;
};

struct PendingNative {
    std::unique_ptr<NativeContinuation> continuation;
    CallSite site;                // where its result goes
    const NativeBinding* native;  // for messages and identity
    std::size_t depth;            // of the stack when it was called
};

class Task final : public Waiter {
public:
    static bool is(Kind kind) { return kind == Kind::Task; }

    enum class State : std::uint8_t {
        Created,    // has not begun: `outcome` is the Vector of the function and its arguments
        Runnable,   // `stack` says where it goes on
        Waiting,    // for a Future, then runs its Await instruction again
        Suspended,  // for the completion of the last pending native
        Finished,
        Failed,
    };

    std::atomic<State> state = State::Created;
    TaskStack stack;
    std::vector<PendingNative> natives;
    GuardScopes guards;
    ExecutionContext::Ref context;
    // Null when it has ended. Others than its strand read it under the lock (strand_of).
    StrandRef strand;
    WakeUp wake_up;

    // What the last pending native waited for has come.
    std::unique_ptr<Completion> completion;

    // The function that it runs, from when it has begun; code lives as long as the machine. [any]
    std::atomic<const Code*> entry = nullptr;
    // For messages; empty where it runs what the script did not write. [any]
    std::string name() const;

    // The value of a finished task, the Error of a failed one.
    Value outcome() const { return outcome_.load(); }
    void set_outcome(Mutator& mutator, Value v) { store(mutator, *this, outcome_, v); }

    // What the task settles when it ends; null for a program's main task.
    Value future() const { return future_.load(); }
    void set_future(Mutator& mutator, Future& f) {
        store(mutator, *this, future_, Value::object(&f));
    }

    // The task that goes on as soon as this one waits or ends: the caller of an async function.
    Value starter() const { return starter_.load(); }
    void set_starter(Mutator& mutator, Value v) { store(mutator, *this, starter_, v); }

    // Why it was taken out of the queue of a future, unless a request to stop is all there is: it
    // has given up its place in a line, or nothing is left that could end its wait.
    enum class WaitEnd : std::uint8_t { None, GaveUpPlace, InVain };
    WaitEnd wait_end = WaitEnd::None;

    // What it is inside of in the reactive graph, innermost; belongs to a native that waits.
    Scope* scope = nullptr;

    // How many async calls wait for this one's first suspension, each the first thing of the next.
    std::uint32_t async_nesting = 0;
    // How many calls of Machine::call_sync enclose it on the machine's own stack.
    std::uint32_t native_nesting = 0;

    // False in a no-suspend context.
    bool may_suspend() const;

    // [any mutator] The strand of a task that may end meanwhile; null when it has.
    static StrandRef strand_of(Mutator& mutator, Task& task);

    // Is it asked to stop?
    bool is_cancelled() const { return cancellation_ != nullptr && cancellation_->is_requested(); }
    // [any thread]
    void request_cancellation() const {
        if (cancellation_ != nullptr) cancellation_->request();
    }
    // True for the one caller that delivers the request.
    bool take_cancellation() { return cancellation_ != nullptr && cancellation_->take(); }

    bool has_been_listed() const { return is_listed_; }

    bool has_ended() const { return state == State::Finished || state == State::Failed; }

    // `call` is a Vector of a function and its arguments, or null when the maker fills the stack.
    static Task* make(Mutator& mutator, StrandRef strand, ExecutionContext::Ref context,
                      std::uint32_t max_frames, Value call = Value());
    static void trace(Object& object, Tracer& tracer);
    static void finalize(Object& object, Heap& heap);

private:
    friend class Mutator;
    Task(StrandRef home, ExecutionContext::Ref surroundings, std::uint32_t max_frames, Value call);

    friend class Strand;

    // Of the context it began in, which lives on while it is in another one.
    Cancellation* const cancellation_;

    Slot outcome_, future_, starter_;
    // Among the tasks of its strand that have begun and not ended.
    Task* later_ = nullptr;
    Task* earlier_ = nullptr;
    bool is_listed_ = false;
};

// What cancelling the future of a task does (see Withdraw).
void cancel_task(Machine& machine, Mutator& mutator, Future& future, Object& task);

}  // namespace ach::vm
