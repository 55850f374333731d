// The loop.
//
// One label per instruction; each ends by jumping to the next one's label, so that the processor
// predicts per instruction what follows it. What is inline here is what ordinary programs do all
// the time: Numbers with Numbers, calls of closures with the declared number of arguments, fields
// of records of a shape met before. The rest is a call out of line, after the pc was written to the
// frame, so that an error, a collection or a suspension finds it.
//
// What the instructions do is told by family in instructions/, parts of this one function.
//
// `base`, `pc`, `constants` and `sites` copy what the frame says. They are read again (RELOAD)
// after everything that may have moved the stack or changed the frame.

#include "vm/bytecode/instruction.hpp"
#include "vm/runtime/arith.hpp"
#include "vm/runtime/builtin_registry.hpp"
#include "vm/runtime/compare.hpp"
#include "vm/runtime/error.hpp"
#include "vm/runtime/index.hpp"
#include "vm/runtime/interpreter.hpp"
#include "vm/runtime/machine.hpp"
#include "vm/runtime/text.hpp"
#include "vm/runtime/type_check.hpp"
#include "vm/runtime/types.hpp"

#include <atomic>
#include <bit>
#include <cmath>

// Labels as values and computed goto: an extension that GCC and clang share.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpedantic"

namespace ach::vm {

namespace {

// The word as a double. Whatever is no Number is a NaN then, and arithmetic with it gives a NaN, so
// that one look at the result tells whether the operands were Numbers (or one of them was NaN).
inline double raw(Value v) { return std::bit_cast<double>(v.bits()); }

inline bool are_ordered(double a, double b) { return !__builtin_isunordered(a, b); }

// pow() is 1 for x^0 and 1^y even when the other operand is a NaN, and it may be no Number at all.
inline bool are_strings(Value a, Value b) {
    return is_kind(a, Kind::String) && is_kind(b, Kind::String);
}

// Texts in a program are symbols, so that most comparisons of Strings need not look at them.
inline bool same_text(Value a, Value b) {
    if (a.bits() == b.bits()) return true;
    const auto& x = *static_cast<const String*>(a.as_object());
    const auto& y = *static_cast<const String*>(b.as_object());
    return x.byte_count() == y.byte_count() && !(x.is_symbol() && y.is_symbol()) && equal(x, y);
}

inline double power_of(double a, double b) {
    if (b == 2) return a * a;
    return are_ordered(a, b) ? number_power(a, b) : a + b;
}

}  // namespace

#define A a_of(word)
#define B b_of(word)
#define C c_of(word)
#define R(i) base[i]

#define SAVE() (frame->pc = pc)
#define RELOAD()                            \
    do {                                    \
        frame = task_->stack.top;           \
        base = frame->base;                 \
        pc = frame->pc;                     \
        constants = frame->code->constants; \
        sites = frame->code->sites;         \
    } while (false)

#define NEXT()                      \
    do {                            \
        word = *pc++;               \
        goto* kLabels[word & 0xFF]; \
    } while (false)

// Someone wants attention: a collection, the end of the slice, a cancellation.
#define POLL()                                                                                 \
    do {                                                                                       \
        if ((mutator.poll() | __atomic_load_n(preempt, __ATOMIC_RELAXED)) != 0) [[unlikely]] { \
            goto poll;                                                                         \
        }                                                                                      \
    } while (false)

// An operation out of line that gives a value for register `target`.
#define SLOW_VALUE(target, expression)     \
    do {                                   \
        SAVE();                            \
        const Value made = (expression);   \
        if (made.is_failed()) [[unlikely]] \
            goto raise;                    \
        R(target) = made;                  \
    } while (false)

#define SLOW_BOOL(expression)           \
    do {                                \
        SAVE();                         \
        if (!(expression)) [[unlikely]] \
            goto raise;                 \
    } while (false)

#define STEP(expression)     \
    do {                     \
        SAVE();              \
        step = (expression); \
        goto after_step;     \
    } while (false)

#define SMALL_NUMBER(i) Value::number(static_cast<double>(i))

RunResult Interpreter::loop() {
    static const void* const kLabels[] = {
#define OP(name, ...) &&do_##name,
#include "vm/bytecode/opcodes.def"
#undef OP
    };
    static const std::uint32_t kNeverPreempted = 0;

    Mutator& mutator = mutator_;
    const std::uint32_t* const preempt = preempt_ != nullptr ? preempt_ : &kNeverPreempted;
    Frame* frame;
    Value* base;
    const Word* pc;
    const Value* constants;
    SiteState* sites;
    Word word;
    Step step;
    Value self;  // of a frame that a call is making; here because jumps cross no initialiser
    // No poll here: every slice gets at least to the next one.
    RELOAD();
    NEXT();

after_step:
    switch (step) {
        case Step::Next: NEXT();
        case Step::Reload: RELOAD(); NEXT();
        case Step::Raise: goto raise;
        case Step::Leave: return left_with_;
    }

raise:
    step = unwind();
    goto after_step;

poll:
    STEP(poll());

#include "vm/runtime/instructions/values.inc"

#include "vm/runtime/instructions/arithmetic.inc"
#include "vm/runtime/instructions/jumps.inc"

#include "vm/runtime/instructions/calls.inc"
#include "vm/runtime/instructions/containers.inc"
#include "vm/runtime/instructions/control.inc"
}

}  // namespace ach::vm

#pragma GCC diagnostic pop
