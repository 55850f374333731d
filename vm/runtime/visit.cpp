#include "vm/runtime/visit.hpp"

namespace ach::vm {

Visit::Visit(Machine& machine)
    : machine_(machine),
      lease_(machine.mutators()),
      strand_(machine.make_strand(StrandClass::Spawned)) {
    strand_->begin_visit(mutator());
}

Visit::~Visit() { Strand::end_visit(std::move(strand_)); }

}  // namespace ach::vm
