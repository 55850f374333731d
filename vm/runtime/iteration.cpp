// Loops over things, spreading, and generators.
//
// An iterator occupies three registers: what is iterated over, the position (a bare word), and room
// for the result of a record's next(). Whatever needs script to find the next item pushes a frame
// and leaves the caller's pc at its own instruction: the frame's end tells that instruction what it
// came to, and moves the caller on.

#include "vm/runtime/iteration.hpp"

#include "vm/runtime/arith.hpp"
#include "vm/runtime/channel.hpp"
#include "vm/runtime/commons.hpp"
#include "vm/runtime/error.hpp"
#include "vm/runtime/index.hpp"
#include "vm/runtime/interpreter.hpp"
#include "vm/runtime/types.hpp"

#include <algorithm>
#include <cmath>

namespace ach::vm {

namespace {

constexpr Value kStart = Value::from_bits(0);

// The second word of an iterator over a Record while the result of next() is in the third.
constexpr Value kAnswered = Value::boolean(true);

std::int32_t jump_of(const Word* instruction) { return static_cast<std::int32_t>(instruction[1]); }

void raise_not_iterable(Mutator& mutator, Value v) {
    std::string text = "Cannot iterate over " + std::string(type_name(v));
    if (const auto* end = try_as<ChannelEnd>(v); end != nullptr && !end->is_sender()) {
        text += ": what comes is awaited, one by one, with next()";
    }
    mutator.raise(error_kind::kType, text);
}

}  // namespace

bool Interpreter::range_prep(Value* base, Word word) {
    Value* range = base + a_of(word);
    double from, to;
    if (!truncate(mutator_, "range", range[0], from) ||
        !truncate(mutator_, "range", range[1], to)) {
        return false;
    }
    const bool inclusive = c_of(word) == 1;
    const bool is_empty = inclusive ? from > to : from >= to;
    const bool is_one = inclusive && from == to;
    double number = from, limit = std::min(inclusive ? to + 1 : to, kLastStep);
    double behind = to > kLastStep ? 2 : inclusive && to == kLastStep ? 1 : 0;
    if (from < -kLastStep || from >= kLastStep) {
        // What follows `from` is no Number: the walk ends with it, or fails after it.
        number = limit = kLastStep;
        behind = is_one ? 0 : 1;
    }
    range[0] = Value::number(number);
    range[1] = Value::number(limit);
    range[2] = Value::number(is_empty ? -1 : behind);
    base[b_of(word)] = Value::number(from);
    return true;
}

// The limit is reached, at 2^53: more follows when the number in A changes. 2^53 itself is the last
// integer that has its own Number and whose neighbour below has one, too.
bool Interpreter::range_goes_on(Value* base, Word word) {
    Value* range = base + a_of(word);
    const double behind = range[2].as_number();
    if (behind <= 0) return true;
    if (range[0].as_number() == kLastStep) {
        mutator_.raise(error_kind::kValue, kInexactRange);
        return false;
    }
    range[0] = Value::number(kLastStep);
    range[2] = Value::number(behind - 1);
    return true;
}

bool Interpreter::iter_prep(Value* base, Word word) {
    const Value source = base[b_of(word)];
    const bool has_next = is_kind(source, Kind::Record) &&
                          is_callable(vm::get_field(*as<Record>(source), *mutator_.commons().next));
    if (!has_next && !is_kind(source, Kind::Generator) && !is_plain_iterable(source)) {
        raise_not_iterable(mutator_, source);
        return false;
    }
    Value* iterator = base + a_of(word);
    iterator[0] = source;
    iterator[1] = kStart;
    iterator[2] = Value::null();
    return true;
}

// Everything but a Vector. `pc` is the IterNext instruction.
Step Interpreter::iter_next(Value* base, Word word, const Word* pc) {
    Value* iterator = base + a_of(word);
    const Value source = iterator[0];
    Frame& frame = top();
    if (auto generator = try_as<Generator>(source)) {
        frame.pc = pc;
        return resume_generator(*generator, {a_of(word), ReturnTo::Register, true},
                                ReturnTo::GeneratorLoop);
    }
    if (auto record = try_as<Record>(source)) {
        if (!iterator[1].is_same(kAnswered)) {
            iterator[1] = kAnswered;
            frame.pc = pc;
            const auto result = static_cast<std::uint8_t>(a_of(word) + 2);
            return call_next(*record, {result, ReturnTo::Register, true});
        }
        iterator[1] = kStart;
        bool done;
        const Value item = unwrap_iteration(iterator[2], done);
        if (item.is_failed()) return Step::Raise;
        frame.pc = pc + 2;
        if (!done) {
            base[b_of(word)] = item;
            frame.pc += jump_of(pc);
        }
        return Step::Reload;
    }
    std::uint64_t position = iterator[1].bits();
    const Value item = next_item(mutator_, source, position);
    if (item.is_failed()) return Step::Raise;
    frame.pc = pc + 2;
    if (!item.is_absent()) {
        iterator[1] = Value::from_bits(position);
        base[b_of(word)] = item;
        frame.pc += jump_of(pc);
        return mutator_.poll() != 0 ? poll() : Step::Reload;
    }
    return Step::Reload;
}

// Calls the `next` of a Record that iterates.
Step Interpreter::call_next(Record& record, CallSite site) {
    Root<Record> receiver(mutator_, &record);
    const Value next = vm::get_field(record, *mutator_.commons().next);
    Value* arguments = place_arguments(0);
    if (arguments == nullptr) return Step::Raise;
    TaskStack& caller = stack();
    auto method = try_as<Closure>(next);
    const Step step = method != nullptr
                          ? enter(*method, Value::object(receiver.get()), arguments, 0, site)
                          : call(next, arguments, 0, site);
    caller.pending = 0;
    return step;
}

// The item of a {value, done} that next() gave.
Value Interpreter::unwrap_iteration(Value answer, bool& done) {
    const Commons& commons = mutator_.commons();
    auto record = try_as<Record>(answer);
    const Value flag = record == nullptr ? Value::absent() : vm::get_field(*record, *commons.done);
    if (flag.is_absent()) {
        return mutator_.raise(error_kind::kType, "next() must return a Record with 'done', got " +
                                                     std::string(type_name(answer)));
    }
    done = truthy(flag);
    const Value item = vm::get_field(*record, *commons.value);
    return item.is_absent() ? Value::null() : item;
}

// --- spread

// `pc` is the VectorSpread instruction.
Step Interpreter::vector_spread(Value* base, Word word, const Word* pc) {
    const Value source = base[b_of(word)];
    switch (spread_into(mutator_, *as<Vector>(base[a_of(word)]), source)) {
        case Spread::Done: return Step::Next;
        case Spread::Failed: return Step::Raise;
        case Spread::NeedsScript: break;
    }
    top().pc = pc;
    if (auto generator = try_as<Generator>(source)) {
        return resume_generator(*generator, {a_of(word), ReturnTo::Register, true},
                                ReturnTo::GeneratorSpread);
    }
    return call_next(*as<Record>(source), {a_of(word), ReturnTo::IteratorSpread, true});
}

// A record's next() has answered on behalf of the VectorSpread at the running frame's pc.
Step Interpreter::spread_step(Value answer) {
    bool done;
    const Value item = unwrap_iteration(answer, done);
    if (item.is_failed()) return Step::Raise;
    Frame& frame = top();
    const Word word = *frame.pc;
    if (done) {
        ++frame.pc;
        return Step::Reload;
    }
    if (!push(mutator_, *as<Vector>(frame.base[a_of(word)]), item)) return Step::Raise;
    return call_next(*as<Record>(frame.base[b_of(word)]),
                     {a_of(word), ReturnTo::IteratorSpread, true});
}

// --- generators

namespace {

// The word below a generator's registers names the generator.
Generator& generator_of(const Frame& frame) { return *as<Generator>(frame.base[-1]); }

}  // namespace

Record* make_step(Mutator& mutator, Value value, bool done) {
    const Value fields[] = {value, Value::boolean(done)};
    HandleScope rooted(mutator);
    rooted.push(value);
    return make_record(mutator, *mutator.commons().iteration, fields);
}

// Makes a generator run on. `site` is where the caller wants the result of next(); iterating
// callers have left their pc at their instruction.
Step Interpreter::resume_generator(Generator& generator, CallSite site, ReturnTo kind) {
    Root<Generator> rooted(mutator_, &generator);
    if (!generator.start_running()) {
        if (generator.state() == Generator::State::Running) {
            mutator_.raise(error_kind::kRuntime, "Generator is already running");
            return Step::Raise;
        }
        return generator_gives(generator.result(), true, site, kind);
    }
    Closure& body = generator.body();
    const std::uint32_t count = body.code().registers;
    Value* room = stack().free_registers();
    if (!stack().has_room(room, count + 1) && !stack().grow(mutator_, room, count + 1)) {
        generator.suspend_at(generator.pc());
        return Step::Raise;
    }
    room[0] = Value::object(&generator);
    Value* const base = room + 1;
    const Spill& saved = generator.registers();
    for (std::uint32_t i = 0; i < count; ++i) base[i] = saved.get(i);
    const ReturnTo then = site.return_to;
    site.return_to = kind;
    push_frame(body, generator.self(), base, site);
    top().pc = generator.pc();
    top().then = then;
    if (const Value aside = generator.scopes(); !aside.is_null()) {
        top().own_guards();
        task_->guards.put_back(*as<Vector>(aside), stack().depth());
        generator.set_scopes(mutator_, Value());
    }
    return Step::Reload;
}

// The running generator gives `value` to whoever made it run.
Step Interpreter::yield(Value value) {
    Frame& frame = top();
    if (frame.returns_to() == ReturnTo::GeneratorSpread) {
        const Frame& caller = (&frame)[-1];
        Vector& into = *as<Vector>(caller.base[a_of(*caller.pc)]);
        return push(mutator_, into, value) ? Step::Reload : Step::Raise;
    }
    Generator& generator = generator_of(frame);
    if (frame.site.return_to == ReturnTo::Scoped && !set_scopes_aside(generator)) {
        return Step::Raise;
    }
    Spill& saved = generator.registers();
    for (std::uint32_t i = 0; i < saved.count(); ++i) saved.set(mutator_, i, frame.base[i]);
    call_.keep(value);
    const CallSite site{frame.site.result, frame.then, frame.site.repeats};
    const ReturnTo kind = frame.site.return_to;
    generator.suspend_at(frame.pc);
    pop_frame();
    return generator_gives(value, false, site, kind);
}

Step Interpreter::generator_ends(Value result) {
    const Frame frame = top();
    generator_of(frame).finish(mutator_, result);
    call_.keep(result);
    pop_frame();
    return generator_gives(result, true, {frame.site.result, frame.then, frame.site.repeats},
                           frame.site.return_to);
}

Step Interpreter::generator_gives(Value value, bool done, CallSite site, ReturnTo kind) {
    if (kind == ReturnTo::GeneratorNext) {
        Record* record = make_step(mutator_, value, done);
        if (record == nullptr) {
            call_.handles.shrink_to(0);
            return Step::Raise;
        }
        return settle(ACH_OK, Value::object(record), site);
    }
    call_.handles.shrink_to(0);
    Frame& caller = top();
    if (kind == ReturnTo::GeneratorSpread) {
        caller.pc += 1;
        return Step::Reload;
    }
    const Word* loop = caller.pc;
    caller.pc = loop + 2;
    if (!done) {
        caller.base[b_of(*loop)] = value;
        caller.pc += jump_of(loop);
    }
    return Step::Reload;
}

}  // namespace ach::vm
