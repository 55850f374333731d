// One activation of a script function, and the stack of registers and frames that a task runs on.
//
// Registers and frames are two arrays of plain data that belong to the task, so calls between
// script functions use no C stack, a suspended task is nothing but its arrays, and any thread may
// go on with it. Both grow by moving: whoever may have caused a call reads `Frame::base` again.
//
// The collector sees registers up to the end of the topmost frame's and clears what lies above, so
// a register that a new frame has not written yet holds something older but never something freed.
#pragma once

#include <cstdint>

#include "vm/bytecode/instruction.hpp"
#include "vm/runtime/value.hpp"

namespace ach::vm {

class Closure;
struct Code;

// What happens with the value that a frame returns, or a native gives.
enum class ReturnTo : std::uint8_t {
    Register,         // into the caller's register `result`
    Entry,            // it is the task's own result
    Native,           // goes to the continuation of the last pending native
    GeneratorNext,    // the frame is a generator's, made to run by next()
    GeneratorLoop,    // …, by the IterNext instruction that the caller's pc names
    GeneratorSpread,  // …, by the VectorSpread instruction that the caller's pc names
    IteratorSpread,  // a record's next(), called by the VectorSpread instruction at the caller's pc
    Module,          // the frame is a module's top level, run by the Import at the caller's pc
    Scoped,          // nowhere yet: the frame owns guards, and Frame::behind_scopes says where then
};

// Where the result of a call goes.
struct CallSite {
    std::uint8_t result = 0;  // register of the calling frame
    ReturnTo return_to = ReturnTo::Register;
    bool repeats = false;               // the calling frame's pc is the instruction that called
    bool receiver_is_argument = false;  // messages about argument counts leave one out
};

struct Frame {
    Value* base;       // register 0
    const Word* pc;    // where it goes on
    const Code* code;  // of `closure`
    Closure* closure;
    // Of methods: the receiver, or the home record. Of functions that collect their arguments:
    // these.
    Value self;
    CallSite site;
    ReturnTo then;  // of a generator made to run by next(): where the record goes
    // A builtin that a function called last, in whose place it runs: that is in the two behind.
    bool stands_in;
    ReturnTo behind_scopes = ReturnTo::Register;
    const Code* replaced_code;
    const Word* replaced_pc;

    ReturnTo returns_to() const {
        return site.return_to == ReturnTo::Scoped ? behind_scopes : site.return_to;
    }

    // The task's list of guards has entries for this frame.
    void own_guards() {
        if (site.return_to == ReturnTo::Scoped) return;
        behind_scopes = site.return_to;
        site.return_to = ReturnTo::Scoped;
    }
};

// Registers that every frame owns beyond those of its function, for calls that need one more
// argument than the program wrote.
inline constexpr std::uint32_t kScratchRegisters = 1;

}  // namespace ach::vm
