// One activation of a script function, and the stack of registers and frames that a task runs on.
//
// Registers and frames are two arrays of plain data that belong to the task, so calls between script
// functions use no C stack, a suspended task is nothing but its arrays, and any thread may go on with
// it. Both grow by moving: whoever may have caused a call reads `Frame::base` again.
//
// The collector sees registers up to the end of the topmost frame's and clears what lies above, so a
// register that a new frame has not written yet holds something older but never something freed.
#pragma once

#include <cstdint>

#include "vm/bytecode/instruction.hpp"
#include "vm/runtime/value.hpp"

namespace ach::vm {

class Closure;
struct Code;

// What happens with the value that a frame returns.
enum class ReturnTo : std::uint8_t {
    Register,       // into the caller's register `result`
    Entry,          // the task ends, or the nested loop that call_sync() runs
    Native,         // goes to the continuation of the native below
    GeneratorNext,  // the frame is a generator's; the caller called next()
    GeneratorLoop,  // …; the caller iterates: item and state into the iterator's registers
    GeneratorSpread,  // …; items are appended to the Vector in register `result`
    IteratorSpread,   // a record's next() on behalf of VectorSpread
    Module,           // the frame is a module's top level
};

struct Frame {
    Value* base;       // register 0
    const Word* pc;    // where it goes on
    const Code* code;  // of `closure`
    Closure* closure;
    Value self;        // of methods: the receiver, or the home record
    std::uint8_t result;
    ReturnTo return_to;
    bool called_by_tail;  // frames are missing between this one and the caller
    bool repeats;         // `pc` is the instruction that called, not the one behind it
};

}  // namespace ach::vm
