#include "vm/runtime/source.hpp"

#include <thread>

namespace ach::vm {

// A change is a few instructions under the one-word lock.
std::uint64_t Source::settled_version() const {
    while (word().load() != 0) std::this_thread::yield();
    return version();
}

void Link::trace(Object& object, Tracer& tracer) {
    auto& link = static_cast<Link&>(object);
    tracer.visit(link.source_);
    tracer.visit(link.next_);
}

}  // namespace ach::vm
