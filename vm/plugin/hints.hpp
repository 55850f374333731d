// What a report of an error says beside the message: what somebody who looked for a name in vain
// may have meant. It is found out when the error is shown, so an error that is caught costs
// nothing.
#pragma once

#include "vm/runtime/error.hpp"
#include "vm/runtime/mutator.hpp"
#include "vm/runtime/trace.hpp"

namespace ach::vm {

class Packs;

// The report of an error that is shown to somebody, with its hint. The plugins that have the
// methods of values are started for it.
ErrorReport shown_report_of(Mutator& mutator, Value error, Packs& packs);

}  // namespace ach::vm
