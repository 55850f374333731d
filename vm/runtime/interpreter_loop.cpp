// The loop.
//
// One label per instruction; each ends by jumping to the next one's label, so that the processor
// predicts per instruction what follows it. What is inline here is what ordinary programs do all
// the time: Numbers with Numbers, calls of closures with the declared number of arguments, fields
// of records of a shape met before. The rest is a call out of line, after the pc was written to the
// frame, so that an error, a collection or a suspension finds it.
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

inline double power_of(double a, double b) { return b == 2 ? a * a : number_power(a, b); }

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

// The operands are read again for the way out of line: on the other one they are needed as doubles
// alone, which a fence for the compiler tells it.
#define ARITHMETIC(name, right, compute, slow)               \
    do_##name : {                                            \
        const double x = raw(R(B));                          \
        const double y = raw(right);                         \
        const double made_number = compute;                  \
        if (made_number == made_number) [[likely]] {         \
            R(A) = Value::number(made_number);               \
            NEXT();                                          \
        }                                                    \
        std::atomic_signal_fence(std::memory_order_seq_cst); \
        SLOW_VALUE(A, slow(mutator, R(B), right));           \
        NEXT();                                              \
    }

#define COMPARE(name, op, order_name)                                                          \
    do_##name : {                                                                              \
        const Value left_value = R(B);                                                         \
        const Value right_value = R(C);                                                        \
        const double x = raw(left_value);                                                      \
        const double y = raw(right_value);                                                     \
        if (are_ordered(x, y)) [[likely]] {                                                    \
            R(A) = Value::boolean(x op y);                                                     \
        } else {                                                                               \
            SAVE();                                                                            \
            const Outcome answer = order(mutator, Order::order_name, left_value, right_value); \
            if (answer == Outcome::Failed) [[unlikely]]                                        \
                goto raise;                                                                    \
            R(A) = Value::boolean(answer == Outcome::True);                                    \
        }                                                                                      \
        NEXT();                                                                                \
    }

// Takes the jump whose distance is in the second word; a jump back is a loop.
#define JUMP_OR_FALL(condition)                                 \
    do {                                                        \
        const auto distance = static_cast<std::int32_t>(*pc++); \
        if (condition) {                                        \
            pc += distance;                                     \
            if (distance < 0) POLL();                           \
        }                                                       \
        NEXT();                                                 \
    } while (false)

#define JUMP_COMPARE(name, right, op, order_name, wanted)                                    \
    do_##name : {                                                                            \
        const Value left_value = R(A);                                                       \
        const Value right_value = right;                                                     \
        bool answer;                                                                         \
        const double x = raw(left_value);                                                    \
        const double y = raw(right_value);                                                   \
        if (are_ordered(x, y)) [[likely]] {                                                  \
            answer = x op y;                                                                 \
        } else {                                                                             \
            SAVE();                                                                          \
            const Outcome slow = order(mutator, Order::order_name, left_value, right_value); \
            if (slow == Outcome::Failed) [[unlikely]]                                        \
                goto raise;                                                                  \
            answer = slow == Outcome::True;                                                  \
        }                                                                                    \
        JUMP_OR_FALL(answer == wanted);                                                      \
    }

#define JUMP_EQUAL(name, right, wanted)                                 \
    do_##name : {                                                       \
        const Value left_value = R(A);                                  \
        const Value right_value = right;                                \
        const double x = raw(left_value);                               \
        const double y = raw(right_value);                              \
        if (are_ordered(x, y)) JUMP_OR_FALL((x == y) == wanted);        \
        SAVE();                                                         \
        const Outcome answer = equal(mutator, left_value, right_value); \
        if (answer == Outcome::Failed) [[unlikely]]                     \
            goto raise;                                                 \
        JUMP_OR_FALL((answer == Outcome::True) == wanted);              \
    }

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

    // ── moving values ────────────────────────────────────────────────────────────────────────────
do_Move:
    R(A) = R(B);
    NEXT();
do_LoadConst:
    R(A) = constants[bx_of(word)];
    NEXT();
do_LoadConstX:
    R(A) = constants[*pc++];
    NEXT();
do_LoadInt:
    R(A) = SMALL_NUMBER(sbx_of(word));
    NEXT();
do_LoadNull:
    R(A) = Value::null();
    NEXT();
do_LoadBool:
    R(A) = Value::boolean(B != 0);
    NEXT();
do_NewSpill : {
    SAVE();
    Spill* spill = make_spill(mutator, bx_of(word));
    if (spill == nullptr) goto raise;
    R(A) = Value::object(spill);
    NEXT();
}
do_LoadSpill:
    R(A) = as<Spill>(R(B))->get(*pc++);
    NEXT();
do_StoreSpill:
    as<Spill>(R(B))->set(mutator, *pc++, R(A));
    NEXT();

    // ── cells, captures, globals, builtins ──────────────────────────────────────────────────────
do_NewCell : {
    SAVE();
    Cell* cell = make_cell(mutator, R(B));
    if (cell == nullptr) goto raise;
    R(A) = Value::object(cell);
    NEXT();
}
do_NewEmptyCell : {
    SAVE();
    Cell* cell = make_cell(mutator, Value::uninitialised());
    if (cell == nullptr) goto raise;
    R(A) = Value::object(cell);
    NEXT();
}
do_GetCell:
    R(A) = as<Cell>(R(B))->get();
    NEXT();
do_GetCellChecked : {
    const Value v = as<Cell>(R(B))->get();
    const Word name = *pc++;
    if (v.is_uninitialised()) [[unlikely]] {
        SAVE();
        raise_uninitialised(constants[name]);
        goto raise;
    }
    R(A) = v;
    NEXT();
}
do_SetCell:
    as<Cell>(R(A))->set(mutator, R(B));
    NEXT();
do_GetCapture:
    R(A) = frame->closure->captures()[bx_of(word)].load();
    NEXT();
do_GetCaptureCell:
    R(A) = as<Cell>(frame->closure->captures()[bx_of(word)].load())->get();
    NEXT();
do_GetCaptureCellChecked : {
    const Value v = as<Cell>(frame->closure->captures()[bx_of(word)].load())->get();
    const Word name = *pc++;
    if (v.is_uninitialised()) [[unlikely]] {
        SAVE();
        raise_uninitialised(constants[name]);
        goto raise;
    }
    R(A) = v;
    NEXT();
}
do_SetCaptureCell:
    as<Cell>(frame->closure->captures()[bx_of(word)].load())->set(mutator, R(A));
    NEXT();
do_GetGlobal:
    R(A) = frame->code->globals[bx_of(word)].load();
    NEXT();
do_GetGlobalChecked : {
    const Value v = frame->code->globals[bx_of(word)].load();
    const Word name = *pc++;
    if (v.is_uninitialised()) [[unlikely]] {
        SAVE();
        raise_uninitialised(constants[name]);
        goto raise;
    }
    R(A) = v;
    NEXT();
}
do_SetGlobal:
    frame->code->globals[bx_of(word)].publish(R(A));
    NEXT();
do_GetBuiltin:
    R(A) = frame->code->unit->builtin(bx_of(word));
    NEXT();
do_GetSelf:
    R(A) = frame->self;
    NEXT();
do_GetRec:
    R(A) = Value::object(frame->closure);
    NEXT();
do_Closure:
    SLOW_BOOL(make_closure(base, A, bx_of(word)));
    NEXT();
do_SetHome:
    as<Closure>(R(A))->set_home(mutator, R(B));
    NEXT();
do_NewGenerator:
    SLOW_BOOL(new_generator(base, word));
    NEXT();

    // ── arithmetic and logic ────────────────────────────────────────────────────────────────────
    ARITHMETIC(Add, R(C), x + y, add)
    ARITHMETIC(Sub, R(C), x - y, subtract)
    ARITHMETIC(Mul, R(C), x * y, multiply)
    ARITHMETIC(Div, R(C), x / y, divide)
    ARITHMETIC(Mod, R(C), number_modulo(x, y), modulo)
    ARITHMETIC(Pow, R(C), power_of(x, y), power)
    ARITHMETIC(AddK, constants[C], x + y, add)
    ARITHMETIC(SubK, constants[C], x - y, subtract)
    ARITHMETIC(MulK, constants[C], x * y, multiply)
    ARITHMETIC(DivK, constants[C], x / y, divide)
    ARITHMETIC(ModK, constants[C], number_modulo(x, y), modulo)
    ARITHMETIC(PowK, constants[C], power_of(x, y), power)
    ARITHMETIC(AddI, SMALL_NUMBER(sc_of(word)), x + y, add)
    ARITHMETIC(SubI, SMALL_NUMBER(sc_of(word)), x - y, subtract)
do_Negate : {
    const Value v = R(B);
    if (v.is_number()) [[likely]] {
        R(A) = Value::number(-v.as_number());
    } else {
        SLOW_VALUE(A, negate(mutator, v));
    }
    NEXT();
}
do_Not:
    R(A) = Value::boolean(!truthy(R(B)));
    NEXT();
do_Equal : {
    SAVE();
    const Outcome answer = equal(mutator, R(B), R(C));
    if (answer == Outcome::Failed) [[unlikely]]
        goto raise;
    R(A) = Value::boolean(answer == Outcome::True);
    NEXT();
}
do_NotEqual : {
    SAVE();
    const Outcome answer = equal(mutator, R(B), R(C));
    if (answer == Outcome::Failed) [[unlikely]]
        goto raise;
    R(A) = Value::boolean(answer != Outcome::True);
    NEXT();
}
    COMPARE(Less, <, Less)
    COMPARE(LessEqual, <=, LessEqual)
    COMPARE(Greater, >, Greater)
    COMPARE(GreaterEqual, >=, GreaterEqual)
do_Range:
    SLOW_VALUE(A, make_range(mutator, R(B), R(C), false));
    NEXT();
do_RangeInclusive:
    SLOW_VALUE(A, make_range(mutator, R(B), R(C), true));
    NEXT();
do_Concat:
    SLOW_VALUE(A, concat_display(mutator, &R(B), C));
    NEXT();

    // ── jumps ───────────────────────────────────────────────────────────────────────────────────
do_Jump:
    pc += sax_of(word);
    NEXT();
do_Loop:
    pc += sax_of(word);
    POLL();
    NEXT();
do_JumpIfTrue:
    JUMP_OR_FALL(truthy(R(A)));
do_JumpIfFalse:
    JUMP_OR_FALL(!truthy(R(A)));
do_JumpIfNull:
    JUMP_OR_FALL(R(A).is_null());
do_JumpIfNotNull:
    JUMP_OR_FALL(!R(A).is_null());
    JUMP_EQUAL(JumpIfEqual, R(B), true)
    JUMP_EQUAL(JumpUnlessEqual, R(B), false)
    JUMP_COMPARE(JumpIfLess, R(B), <, Less, true)
    JUMP_COMPARE(JumpUnlessLess, R(B), <, Less, false)
    JUMP_COMPARE(JumpIfLessEqual, R(B), <=, LessEqual, true)
    JUMP_COMPARE(JumpUnlessLessEqual, R(B), <=, LessEqual, false)
    JUMP_COMPARE(JumpIfGreater, R(B), >, Greater, true)
    JUMP_COMPARE(JumpUnlessGreater, R(B), >, Greater, false)
    JUMP_COMPARE(JumpIfGreaterEqual, R(B), >=, GreaterEqual, true)
    JUMP_COMPARE(JumpUnlessGreaterEqual, R(B), >=, GreaterEqual, false)
    JUMP_EQUAL(JumpIfEqualI, SMALL_NUMBER(sb_of(word)), true)
    JUMP_EQUAL(JumpUnlessEqualI, SMALL_NUMBER(sb_of(word)), false)
    JUMP_COMPARE(JumpIfLessI, SMALL_NUMBER(sb_of(word)), <, Less, true)
    JUMP_COMPARE(JumpUnlessLessI, SMALL_NUMBER(sb_of(word)), <, Less, false)
    JUMP_COMPARE(JumpIfLessEqualI, SMALL_NUMBER(sb_of(word)), <=, LessEqual, true)
    JUMP_COMPARE(JumpUnlessLessEqualI, SMALL_NUMBER(sb_of(word)), <=, LessEqual, false)
    JUMP_COMPARE(JumpIfGreaterI, SMALL_NUMBER(sb_of(word)), >, Greater, true)
    JUMP_COMPARE(JumpUnlessGreaterI, SMALL_NUMBER(sb_of(word)), >, Greater, false)
    JUMP_COMPARE(JumpIfGreaterEqualI, SMALL_NUMBER(sb_of(word)), >=, GreaterEqual, true)
    JUMP_COMPARE(JumpUnlessGreaterEqualI, SMALL_NUMBER(sb_of(word)), >=, GreaterEqual, false)

    // ── calls ───────────────────────────────────────────────────────────────────────────────────
    {
        // A closure called with the number of arguments it declares: one more frame, whose
        // registers start where the arguments are.
        Closure* closure;
        const Code* code;
        Value self;
        Value* arguments;
        CallSite site;

    do_Call:
        if (!is_kind(R(A), Kind::Closure)) {
            if (is_kind(R(A), Kind::NativeFunction)) [[likely]]
                STEP(invoke(*as<NativeFunction>(R(A)), &R(A) + 1, B, {C}));
            STEP(call_instruction(base, word));
        }
        closure = static_cast<Closure*>(R(A).as_object());
        code = &closure->code();
        arguments = &R(A) + 1;
        if (code->direct_arguments != B || !task_->stack.has_room(arguments, code->registers))
            [[unlikely]]
            STEP(call_instruction(base, word));
        self = closure->home();
        site = {C, ReturnTo::Register, false, false};
        goto push;

    do_CallRec:
        closure = frame->closure;
        code = frame->code;
        arguments = &R(A) + 1;
        if (code->direct_arguments != B || !task_->stack.has_room(arguments, code->registers))
            [[unlikely]]
            STEP(enter(*closure, frame->self, arguments, B, {C}));
        self = frame->self;
        site = {C, ReturnTo::Register, false, false};
        goto push;

    do_CallWithSelf:
        STEP(call_with_self(base, word));

    do_ApplyMethod : {
        SiteState& where = sites[*pc++];
        STEP(apply_method(base, word, where));
    }

    do_CallMethod : {
        SiteState& where = sites[*pc++];
        const Value receiver = R(A);
        if (!is_kind(receiver, Kind::Record)) {
            if (const MethodEntry* method = where.method.load(std::memory_order_acquire);
                method != nullptr && method->serves_at_once(receiver)) [[likely]] {
                STEP(call_found_method(*method, &R(A), B, {C}));
            }
            STEP(call_method(base, word, where));
        }
        const Value found = where.field.get(*static_cast<Record*>(receiver.as_object()));
        if (!is_kind(found, Kind::Closure)) [[unlikely]]
            STEP(call_method(base, word, where));
        closure = static_cast<Closure*>(found.as_object());
        code = &closure->code();
        arguments = &R(A) + 1;
        if (code->direct_arguments != B || !task_->stack.has_room(arguments, code->registers))
            [[unlikely]]
            STEP(call_method(base, word, where));
        self = receiver;
        site = {C, ReturnTo::Register, false, false};
    }

    push:
        SAVE();
        frame = ++task_->stack.top;
        base = arguments;
        pc = code->words;
        constants = code->constants;
        sites = code->sites;
        *frame = {base, pc, code, closure, self, site, ReturnTo::Register, false};
        POLL();
        NEXT();

    do_TailCall:
        if (!is_kind(R(A), Kind::Closure)) [[unlikely]]
            STEP(tail_call_instruction(base, word));
        closure = static_cast<Closure*>(R(A).as_object());
        code = &closure->code();
        if (code->direct_arguments != B || !task_->stack.has_registers(base, code->registers))
            [[unlikely]]
            STEP(tail_call_instruction(base, word));
        self = closure->home();
        goto replace;

    do_TailCallRec:
        closure = frame->closure;
        code = frame->code;
        if (code->direct_arguments != B) [[unlikely]]
            STEP(tail_call_rec_instruction(base, word));
        self = frame->self;

    replace:
        arguments = &R(A) + 1;
        for (std::uint32_t i = 0, count = B; i < count; ++i) base[i] = arguments[i];
        frame->code = code;
        frame->closure = closure;
        frame->self = self;
        frame->called_by_tail = true;
        pc = code->words;
        constants = code->constants;
        sites = code->sites;
        POLL();
        NEXT();
    }
do_TailCallMethod : {
    SiteState& where = sites[*pc++];
    STEP(tail_call_method(base, word, where));
}
do_Apply:
    STEP(apply(base, word));
do_Return : {
    const Value result = R(A);
    if (frame->site.return_to != ReturnTo::Register) [[unlikely]]
        STEP(return_slow(result));
    const std::uint8_t target = frame->site.result;
    task_->stack.top = frame - 1;
    RELOAD();
    R(target) = result;
    NEXT();
}
do_ReturnNull : {
    if (frame->site.return_to != ReturnTo::Register) [[unlikely]]
        STEP(return_slow(Value::null()));
    const std::uint8_t target = frame->site.result;
    task_->stack.top = frame - 1;
    RELOAD();
    R(target) = Value::null();
    NEXT();
}
do_Args:
    SLOW_BOOL(collected_arguments(base, word));
    NEXT();

    // ── containers ──────────────────────────────────────────────────────────────────────────────
do_NewVector : {
    SAVE();
    Vector* made = make_vector(mutator, std::span<const Value>(&R(B), C));
    if (made == nullptr) goto raise;
    R(A) = Value::object(made);
    NEXT();
}
do_VectorPush:
    SLOW_BOOL(push(mutator, *as<Vector>(R(A)), R(B)));
    NEXT();
do_VectorExtend:
    SLOW_BOOL(extend(mutator, *as<Vector>(R(A)), std::span<const Value>(&R(B), C)));
    NEXT();
do_VectorSpread:
    STEP(vector_spread(base, word, pc - 1));
do_NewRecord : {
    SAVE();
    Record* made = make_record(mutator, bx_of(word));
    if (made == nullptr) goto raise;
    R(A) = Value::object(made);
    NEXT();
}
do_InitField : {
    SiteState& where = sites[*pc++];
    Record& record = *as<Record>(R(A));
    if (!where.field.set(mutator, record, R(B))) [[unlikely]]
        SLOW_BOOL(where.field.set_slow(mutator, record, *where.name, R(B)));
    NEXT();
}
do_RecordSpread:
    SLOW_BOOL(spread_record(base, word));
    NEXT();
do_GetField : {
    SiteState& where = sites[*pc++];
    const Value object = R(B);
    if (is_kind(object, Kind::Record)) [[likely]] {
        const Value found = where.field.get(*static_cast<Record*>(object.as_object()));
        if (!found.is_absent()) [[likely]] {
            R(A) = found;
            NEXT();
        }
    }
    if (is_source_value(object, where)) STEP(read_source(object, A));
    SLOW_VALUE(A, get_field(object, where));
    NEXT();
}
do_SetField : {
    SiteState& where = sites[*pc++];
    const Value object = R(A);
    if (is_kind(object, Kind::Record)) [[likely]] {
        if (where.field.set(mutator, *static_cast<Record*>(object.as_object()), R(B))) [[likely]] {
            NEXT();
        }
    }
    SLOW_BOOL(set_field(object, R(B), where));
    NEXT();
}
do_GetIndex : {
    const Value target = R(B);
    if (is_kind(target, Kind::Vector)) [[likely]] {
        const Backing& items = static_cast<const Vector*>(target.as_object())->backing();
        const std::uint64_t place = place_named_by(R(C));
        if (place < items.length()) [[likely]] {
            R(A) = items.at(place);
            NEXT();
        }
    }
    SLOW_VALUE(A, get_index_slow(mutator, target, R(C)));
    NEXT();
}
do_GetIndexI : {
    const Value target = R(B);
    if (is_kind(target, Kind::Vector)) [[likely]] {
        const Value item = static_cast<Vector*>(target.as_object())->get(C);
        if (!item.is_absent()) [[likely]] {
            R(A) = item;
            NEXT();
        }
    }
    SLOW_VALUE(A, get_index(mutator, target, SMALL_NUMBER(C)));
    NEXT();
}
do_SetIndex : {
    const Value target = R(A);
    if (is_kind(target, Kind::Vector)) [[likely]] {
        if (set_item_at_once(mutator, *static_cast<Vector*>(target.as_object()),
                             place_named_by(R(B)), R(C))) [[likely]] {
            NEXT();
        }
    }
    SLOW_BOOL(set_index_slow(mutator, target, R(B), R(C)));
    NEXT();
}
do_GetIndices : {
    const IndexSpec& spec = frame->code->function->index_specs[*pc++];
    SLOW_VALUE(A, get_indices(mutator, R(B), spec, &R(B) + 1));
    NEXT();
}
do_SetIndices:
    SLOW_BOOL(set_indices(mutator, R(A), std::span<const Value>(&R(A) + 1, B), R(C)));
    NEXT();

    // ── loops ───────────────────────────────────────────────────────────────────────────────────
do_RangePrep : {
    const auto distance = static_cast<std::int32_t>(*pc++);
    SLOW_BOOL(range_prep(base, word));
    // R(A) is the first number, R(A + 1) the first number that is too large.
    if (R(A).as_number() < R(A + 1).as_number()) {
        R(B) = R(A);
    } else {
        pc += distance;
    }
    NEXT();
}
do_RangeNext : {
    const auto distance = static_cast<std::int32_t>(*pc++);
    const double next = R(A).as_number() + 1;
    if (next < R(A + 1).as_number()) [[likely]] {
        R(A) = Value::number(next);
        R(B) = Value::number(next);
        pc += distance;
        POLL();
    }
    NEXT();
}
do_IterPrep:
    SLOW_BOOL(iter_prep(base, word));
    NEXT();
do_IterNext : {
    const Value source = R(A);
    if (is_kind(source, Kind::Vector)) [[likely]] {
        // The position is a bare word; as a value it looks like a tiny Number.
        const std::uint64_t position = R(A + 1).bits();
        const Value item = static_cast<Vector*>(source.as_object())->get(position);
        const auto distance = static_cast<std::int32_t>(*pc++);
        if (!item.is_absent()) [[likely]] {
            R(A + 1) = Value::from_bits(position + 1);
            R(B) = item;
            pc += distance;
            POLL();
        }
        NEXT();
    }
    STEP(iter_next(base, word, pc - 1));
}

    // ── patterns ────────────────────────────────────────────────────────────────────────────────
do_IsType:
    R(A) = Value::boolean(matches_type(R(B), *frame->code->unit, *pc++));
    NEXT();
do_IsNaN:
    R(A) = Value::boolean(R(B).is_number() && std::isnan(R(B).as_number()));
    NEXT();
do_PatternLength:
    R(A) = pattern_length(R(B));
    NEXT();
do_PatternRest : {
    const Word first = *pc++;
    SLOW_BOOL(pattern_rest(base, word, first));
    NEXT();
}
do_PatternRecord:
    R(A) = Value::boolean(is_kind(R(B), Kind::Record) || is_kind(R(B), Kind::Error));
    NEXT();
do_PatternField : {
    SiteState& where = sites[*pc++];
    SLOW_BOOL(pattern_field(base, word, where));
    NEXT();
}
do_PatternFail : {
    const Value detail = constants[*pc++];
    SAVE();
    pattern_fail(R(A), static_cast<PatternFailure>(B), detail);
    goto raise;
}
do_MatchFail:
    SAVE();
    mutator.raise(error_kind::kMatch, "Match expression: no pattern matched the value");
    goto raise;

    // ── checks, errors, suspension, modules ─────────────────────────────────────────────────────
do_CheckType : {
    const TypeCheck& check = frame->code->function->checks[*pc++];
    SLOW_BOOL(check_type(R(A), check));
    NEXT();
}
do_Throw:
    SAVE();
    throw_value(R(A));
    goto raise;
do_Raise:
    SAVE();
    raise_constant(static_cast<RaisedKind>(A), constants[bx_of(word)]);
    goto raise;
do_Await:
    STEP(await(base, word, pc - 1));
do_StartAsync:
    STEP(start_async(*as<Closure>(R(B)), as<Closure>(R(B))->home(), nullptr, 0, {A}));
do_Yield:
    STEP(yield(R(A)));
do_Import:
    STEP(import(word, pc - 1));
do_Export : {
    const Value name = constants[*pc++];
    frame->code->unit->record_export(as<String>(name)->view(), R(A));
    NEXT();
}

    // ── blocks that guards belong to ─────────────────────────────────────────────────────────────
do_EnterScope:
    frame->own_guards();
    task_->guards.enter(task_->stack.depth());
    NEXT();
do_LeaveScope:
    SAVE();
    task_->guards.leave(mutator, task_->stack.depth(), A, Value());
    NEXT();
do_LeaveScopeWith:
    SAVE();
    task_->guards.leave(mutator, task_->stack.depth(), A, R(B));
    NEXT();
do_JoinScopes:
    task_->guards.join(task_->stack.depth());
    NEXT();
}

}  // namespace ach::vm

#pragma GCC diagnostic pop
