// A strand: tasks of which at most one runs at any moment, in the order in which they became
// runnable.
//
// Other threads reach a strand through its inbox alone, where they leave the completions of
// operations, in order. Whoever runs the strand takes them out between two tasks. A task that used
// up its slice is the strand's current one and goes on before any other: between its suspension
// points nothing of the same strand happens.
#pragma once

#include "vm/runtime/future.hpp"
#include "vm/runtime/heap.hpp"
#include "vm/runtime/native_continuation.hpp"

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <utility>
#include <vector>

namespace ach::vm {

class Machine;
class Task;

class Strand final : public RootProvider {
public:
    explicit Strand(Machine& machine);
    ~Strand();
    Strand(const Strand&) = delete;
    Strand& operator=(const Strand&) = delete;

    // --- on the strand ---

    void make_ready(Task& task) { ready_.push_back(&task); }

    // Settles a future and those that follow it, and makes ready who waits for them. A future that
    // is fulfilled with a future follows it. False: out of memory, an error is pending.
    [[nodiscard]] bool settle(Mutator& mutator, Future& future, Future::State state, Value outcome);

    // Announces an operation; complete() names it by the token. A task is resumed by it, a future
    // settled with what the continuation makes of it.
    std::uint64_t expect(Task& task);
    std::uint64_t expect(Future& future, std::unique_ptr<NativeContinuation> continuation);
    // The operation will not be waited for after all.
    void forget(std::uint64_t token) { expected_.erase(token); }

    enum class Progress : std::uint8_t {
        More,  // the slice is over, and there is more to run
        Idle,  // every task waits
    };
    // Runs tasks until all wait or the slice is over. `preempt` may be null.
    Progress run(Mutator& mutator, const std::uint32_t* preempt);

    bool expects_nothing() const { return expected_.empty(); }

    // Blocks until something is in the inbox. The mutator leaves the heap meanwhile.
    void wait(Mutator& mutator);

    // --- from any thread ---

    // The operation has ended. A token that is not expected (any more) is ignored.
    void complete(std::uint64_t token, std::unique_ptr<Completion> completion);

    // Called, from any thread and without any lock held, when the inbox has become non-empty. Set
    // before the first operation.
    void set_waker(std::function<void()> waker) { waker_ = std::move(waker); }

    void trace_roots(Tracer& tracer) override;

private:
    struct Expected {
        Object* target;  // a Task, or a Future
        std::unique_ptr<NativeContinuation> continuation;
    };
    struct Arrived {
        std::uint64_t token;
        std::unique_ptr<Completion> completion;
    };

    void take_inbox(Mutator& mutator);
    void settle_native(Mutator& mutator, Future& future, NativeContinuation& continuation,
                       Completion& completion);

    Machine& machine_;
    Task* current_ = nullptr;
    std::deque<Task*> ready_;
    std::unordered_map<std::uint64_t, Expected> expected_;
    std::uint64_t next_token_ = 1;

    std::mutex mutex_;  // the inbox
    std::condition_variable arrived_;
    std::vector<Arrived> inbox_;
    std::function<void()> waker_;
};

}  // namespace ach::vm
