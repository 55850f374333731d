// Something that happens elsewhere and ends once: a timer, a read, a request to another thread.
//
// An operation belongs to the strand on which it was announced and is shared with whoever completes
// it. While it is pending it keeps alive what waits for it: a task, or a future and the
// continuation that will settle it. Completing leaves a message in the strand's inbox.
#pragma once

#include "vm/runtime/code.hpp"
#include "vm/runtime/native_continuation.hpp"

#include <boost/smart_ptr/intrusive_ptr.hpp>
#include <boost/smart_ptr/intrusive_ref_counter.hpp>

#include <atomic>
#include <cstdint>
#include <memory>

namespace ach::vm {

class Future;
class Mutator;
class Object;
class Strand;
class Task;
class Tracer;

void intrusive_ptr_add_ref(Strand* strand);
void intrusive_ptr_release(Strand* strand);
using StrandRef = boost::intrusive_ptr<Strand>;

// What lies in a strand's inbox: a task to wake or to cancel, or an operation that has ended.
struct StrandMessage {
    enum class Kind : std::uint8_t { Wake, Cancel, CancelAll, Completed, Flush };

    explicit StrandMessage(Kind what) : kind(what) {}

    StrandMessage* next = nullptr;
    const Kind kind;
};

class Operation final : public StrandMessage, public boost::intrusive_ref_counter<Operation> {
public:
    // [any thread] It has ended; only the first call counts.
    void complete(std::unique_ptr<Completion> completion);

    // [any thread] Advises the worker to stop. For operations that settle a future.
    void cancel() { continuation_->cancel(); }

private:
    friend class Strand;

    Operation(StrandRef strand, Object& target, std::unique_ptr<NativeContinuation> continuation);

    StrandRef strand_;
    Object* target_;  // a Task, a Future, or null: nobody waits any more
    std::unique_ptr<NativeContinuation> continuation_;  // of a Future
    CodePlace place_;                                   // where that was asked for
    std::unique_ptr<Completion> completion_;
    std::atomic<bool> is_complete_ = false;
    // Among what its strand expects.
    Operation* later_ = nullptr;
    Operation* earlier_ = nullptr;
};

using OperationRef = boost::intrusive_ptr<Operation>;

}  // namespace ach::vm
