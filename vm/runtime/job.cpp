#include "vm/runtime/job.hpp"

namespace ach::vm {

Job* Job::make(Mutator& mutator, std::uint64_t id) { return mutator.create<Job>(sizeof(Job), id); }

void Job::trace(Object& object, Tracer& tracer) { tracer.visit(static_cast<Job&>(object).future_); }

}  // namespace ach::vm
