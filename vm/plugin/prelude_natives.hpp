// What the preludes of tasks are built from: concurrency.soc, and the workers plugin's. Scripts
// have no business with these; nothing promises that they stay.
//
//   __callback(name, f, listed, most)  how many of the `listed` arguments of a callback f takes, or
//                                up to `most` if it requires more; TypeError unless f is callable,
//                                RuntimeError if it requires still more
//   __no_suspend(f, ...args)     calls f where suspending is an error
//   __may_suspend()              whether suspending is no error here
//   __report_unhandled(f, e)     tells the error handler, or says on standard error, that a call of
//   f
//                                by the host failed
//   __with_error_handler(name, f, ...args)  calls f in a context with an error handler: of what is
//                                started there, errors that nobody looks at are given to the
//                                prelude's function of that name, as handler(error, what, f), in a
//                                task of this strand; what is "task" or "effect", f perhaps null
//   __error_place(f, e)          [f's name, where e was raised, its kind, its message], as texts
//   __is_on_worker()             whether this is a callback of a parallel loop or a background job
//   __hold_program()             the program lives on after its main script,
//   __release_program()          until as many have called this
//
//   __timer()                    a Timer that is active
//   __due(name, ms, least)       the time in `ms` milliseconds, which must be at least so many
//   __timer_at(timer, due)       a Future of that time; cancelling the timer cancels it
//   __next_tick(due, period)     the first time after now that is whole periods after `due`
//
//   __job()                      a JobHandle without a task
//   __job_attach(job, future)    the task is the job's
//   __job_start(job)             it has begun
//   __job_future(name, job)      the Future of its task
#pragma once

#include <achronyme/abi/native.h>

#include <span>

namespace ach::vm {

std::span<const ach_native_def> prelude_natives();
std::span<const ach_method_def> prelude_methods();

}  // namespace ach::vm
