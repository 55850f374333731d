#include "vm/runtime/commons.hpp"

#include "vm/runtime/error.hpp"

namespace ach::vm {

// Runs before the heap is ready: nothing is collected, and nothing fails short of the system
// having no memory at all.
Commons::Commons(Mutator& mutator) {
    empty_string = make_symbol(mutator, "");
    for (std::size_t i = 0; i < ascii.size(); ++i) {
        const char c = static_cast<char>(i);
        ascii[i] = make_symbol(mutator, std::string_view(&c, 1));
    }
    empty_backing = Backing::make(mutator, Kind::NumberBacking, 0, 0);
    empty_backing->add(kIsFrozen);
    Shapes& shapes = mutator.heap().shapes();
    empty_block =
        mutator.create<FieldBlock>(sizeof(FieldBlock), Kind::FieldBlock, shapes.empty(), 0u, 0u);

    message = make_symbol(mutator, "message");
    kind = make_symbol(mutator, "kind");
    source = make_symbol(mutator, "source");
    value = make_symbol(mutator, "value");
    done = make_symbol(mutator, "done");
    next = make_symbol(mutator, "next");
    iteration = shapes.extended(mutator, *shapes.extended(mutator, shapes.empty(), *value), *done);

    String* text = make_symbol(mutator, "Out of memory");
    String* name = make_symbol(mutator, error_kind::kOutOfMemory);
    out_of_memory = make_error(mutator, *text, Value::object(name), Value());
}

void Commons::trace(Tracer& tracer) const {
    tracer.visit(empty_string);
    for (String* character : ascii) tracer.visit(character);
    tracer.visit(empty_backing);
    tracer.visit(empty_block);
    for (String* symbol : {message, kind, source, value, done, next}) tracer.visit(symbol);
    tracer.visit(iteration);
    tracer.visit(out_of_memory);
}

}  // namespace ach::vm
