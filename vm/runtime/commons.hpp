// Objects that every heap has from its first moment: the empty string, one-character strings, the
// empty backing, and the symbols that the machine itself uses.
#pragma once

#include "vm/runtime/record.hpp"
#include "vm/runtime/string.hpp"
#include "vm/runtime/vector.hpp"

#include <array>

namespace ach::vm {

class Error;

class Commons {
public:
    explicit Commons(Mutator& mutator);
    void trace(Tracer& tracer) const;

    String* empty_string;
    std::array<String*, 128> ascii;  // also symbols
    Backing* empty_backing;          // frozen
    FieldBlock* empty_block;         // no fields, no room

    // Symbols.
    String* message;
    String* kind;
    String* source;
    String* value;
    String* done;
    String* next;

    Shape* iteration;      // {value, done}
    Error* out_of_memory;  // for when there is no memory to say so
};

}  // namespace ach::vm
