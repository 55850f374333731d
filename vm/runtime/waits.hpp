// Who waits for whom, and whether anybody waits for itself.
//
// A task waits for one future at a time. A future waits for whoever will settle it: for the future
// that it follows, for the task whose result it is, or, if it is a place in the line of a mutex,
// for the task that holds the mutex. So one way leads from every waiter, and where it comes back to
// its beginning nobody on it will ever go on.
//
// The way is followed by whoever has just begun to wait. Of those who close a ring on several
// strands at once the last one to queue up sees all the others, and nobody on a ring can leave it
// while it is looked at, unless it is cancelled.
#pragma once

#include <string>

namespace ach::vm {

class Future;
class Machine;
class Mutator;
class Waiter;

// `waiter` stands in a queue. A ring of very many is not seen.
bool waits_for_itself(const Waiter& waiter);

// The tasks on the ring of such a waiter, for a message: "a waits for b, b for a". Empty: the ring
// is none any more, or there is no task on it.
std::string told_ring_of(const Waiter& waiter);

// Somebody waits for the future no longer. A place in a line that nobody else waits for is given
// up, so that nothing is handed to it. True: it has been.
bool give_up_place(Machine& machine, Mutator& mutator, Future& future);

}  // namespace ach::vm
