#include "vm/runtime/task.hpp"

#include "vm/runtime/closure.hpp"
#include "vm/runtime/error.hpp"
#include "vm/runtime/strand.hpp"
#include "vm/runtime/vector.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace ach::vm {

namespace {

// A sleeping task should cost hundreds of bytes.
constexpr std::size_t kFirstFrames = 2;
constexpr std::size_t kFirstRegisters = 12;

}  // namespace

TaskStack::~TaskStack() {
    std::free(frames_);
    std::free(registers_);
}

void TaskStack::release(Heap& heap) {
    heap.release_external(std::exchange(accounted_, 0));
    std::free(std::exchange(frames_, nullptr));
    std::free(std::exchange(registers_, nullptr));
    top = last_frame = nullptr;
    register_end = nullptr;
}

Value* TaskStack::free_registers() const {
    return top == nullptr ? registers_ : top->base + top->code->registers + kScratchRegisters;
}

bool TaskStack::grow(Mutator& mutator, Value*& base, std::uint32_t registers) {
    if (top == last_frame && !grow_frames(mutator)) return false;
    return reserve_registers(mutator, base, registers);
}

bool TaskStack::grow_frames(Mutator& mutator) {
    const std::size_t used = depth();
    if (used >= max_frames_) {
        mutator.raise_stack_overflow();
        return false;
    }
    const std::size_t count = std::min<std::size_t>(std::max(used * 2, kFirstFrames), max_frames_);
    const std::size_t more = (count - used) * sizeof(Frame);
    if (!mutator.heap().account_external(mutator, more)) return false;
    accounted_ += more;
    auto moved = static_cast<Frame*>(std::malloc(count * sizeof(Frame)));
    if (moved == nullptr) {
        mutator.raise_out_of_memory();
        return false;
    }
    if (used != 0) std::memcpy(static_cast<void*>(moved), frames_, used * sizeof(Frame));
    std::free(frames_);
    frames_ = moved;
    top = used == 0 ? nullptr : moved + used - 1;
    last_frame = moved + count - 1;
    return true;
}

bool TaskStack::grow_registers(Mutator& mutator, Value*& base, std::size_t registers) {
    const std::size_t count = registers + kScratchRegisters;
    const auto old_count = static_cast<std::size_t>(register_end - registers_);
    const auto offset = static_cast<std::size_t>(base - registers_);
    const std::size_t new_count = std::max({old_count * 2, offset + count, kFirstRegisters});
    const std::size_t more = (new_count - old_count) * sizeof(Value);
    if (!mutator.heap().account_external(mutator, more)) return false;
    accounted_ += more;
    auto moved = static_cast<Value*>(std::malloc(new_count * sizeof(Value)));
    if (moved == nullptr) {
        mutator.raise_out_of_memory();
        return false;
    }
    if (old_count != 0) {
        std::memcpy(static_cast<void*>(moved), registers_, old_count * sizeof(Value));
    }
    std::fill(moved + old_count, moved + new_count, Value());
    if (top != nullptr) {
        for (Frame* frame = frames_; frame <= top; ++frame) {
            frame->base = moved + (frame->base - registers_);
        }
    }
    std::free(registers_);
    registers_ = moved;
    register_end = moved + new_count;
    base = moved + offset;
    return true;
}

void TaskStack::trace(Tracer& tracer) {
    Value* free = std::min(free_registers() + pending, register_end);
    tracer.visit(registers_, static_cast<std::size_t>(free - registers_));
    std::fill(free, register_end, Value());
    if (top == nullptr) return;
    for (Frame* frame = frames_; frame <= top; ++frame) {
        tracer.visit(frame->closure);
        tracer.visit(frame->self);
    }
}

Task::Task(StrandRef home, ExecutionContext::Ref surroundings, std::uint32_t max_frames, Value call)
    : Waiter(Kind::Task),
      stack(max_frames),
      context(std::move(surroundings)),
      strand(std::move(home)),
      wake_up(*this),
      cancellation_(context->cancellation()) {
    outcome_.init(call);
    future_.init(Value());
    starter_.init(Value());
}

Task* Task::make(Mutator& mutator, StrandRef strand, ExecutionContext::Ref context,
                 std::uint32_t max_frames, Value call) {
    Root<Value> rooted(mutator, call);
    Task* task =
        mutator.create<Task>(sizeof(Task), std::move(strand), std::move(context), max_frames, call);
    if (task != nullptr) mutator.heap().watch(*task);
    return task;
}

std::string Task::name() const {
    const Code* code = entry.load(std::memory_order_relaxed);
    if (code == nullptr || code->has(kIsBuiltin)) return {};
    if (code->has(kIsTopLevel)) return "the main script";
    const Function& function = *code->function;
    if (!function.name.empty()) return function.name;
    return "the task of " + code->unit->unit().path + ":" +
           std::to_string(position_of(function, 0).line);
}

bool Task::may_suspend() const {
    return !context->is_no_suspend() &&
           std::ranges::none_of(natives, [](const PendingNative& native) {
               return native.continuation->forbids_suspension();
           });
}

StrandRef Task::strand_of(Mutator& mutator, Task& task) {
    const WriteLock lock(mutator, task);
    return task.strand;
}

void cancel_task(Machine&, Mutator& mutator, Future&, Object& object) {
    auto& task = static_cast<Task&>(object);
    task.request_cancellation();
    if (const StrandRef strand = Task::strand_of(mutator, task)) strand->cancel(mutator, task);
}

void Task::trace(Object& object, Tracer& tracer) {
    auto& task = static_cast<Task&>(object);
    task.stack.trace(tracer);
    for (const PendingNative& native : task.natives) {
        native.continuation->trace(tracer);
    }
    task.guards.trace(tracer);
    task.trace_place(tracer);
    tracer.visit(task.outcome_);
    tracer.visit(task.future_);
    tracer.visit(task.starter_);
}

namespace {

// What a dead task leaves to code of others: the states of natives that will not go on, and a
// strand that may go with it.
struct Leftovers {
    StrandRef strand;
    ExecutionContext::Ref context;  // names one, too, where it has an error handler
    std::vector<PendingNative> natives;
    std::unique_ptr<Completion> completion;

    static void drop(void* leftovers) { delete static_cast<Leftovers*>(leftovers); }
};

}  // namespace

void Task::finalize(Object& object, Heap& heap) {
    auto& task = static_cast<Task&>(object);
    task.stack.release(heap);
    if (task.is_listed_) task.strand->no_longer_begun(task);
    if (!task.natives.empty() || task.completion != nullptr || task.strand != nullptr ||
        task.context->error_handler() != nullptr) {
        auto left = std::make_unique<Leftovers>();
        left->strand = std::move(task.strand);
        left->context = std::move(task.context);
        left->natives = std::move(task.natives);
        left->completion = std::move(task.completion);
        heap.run_later(&Leftovers::drop, left.release());
    }
    task.~Task();
}

}  // namespace ach::vm
