#include "vm/language/function_compiler.hpp"

namespace ach::vm::language {

// Registers for everything the pattern binds, before anything is tested, so that what is bound
// stands below the temporaries of the tests.
void FunctionCompiler::bind_registers(const Pattern& pattern, PatternContext& context) {
    switch (pattern.kind) {
        case PatternKind::Name: return add_binding(as<NamePattern>(pattern).variable, context);
        case PatternKind::Vector: {
            const VectorPattern& vector = as<VectorPattern>(pattern);
            for (const auto& element : vector.elements) bind_registers(*element.pattern, context);
            return add_binding(vector.rest_variable, context);
        }
        case PatternKind::Record:
            for (const RecordPatternField& field : as<RecordPattern>(pattern).fields) {
                add_binding(field.key_variable, context);
                bind_registers(*field.pattern, context);
            }
            return;
        case PatternKind::Wildcard:
        case PatternKind::Literal:
        case PatternKind::Type: return;
    }
}

void FunctionCompiler::add_binding(Variable* variable, PatternContext& context) {
    if (variable == nullptr || variable->name == kWildcard) return;
    variable->binding = static_cast<std::uint32_t>(context.bound.size());
    if (!spills_ || next_ < kFirstSpilled) {
        context.bound.push_back({variable, false, begin_definition(*variable)});
        return;
    }
    const std::uint32_t slot = spill_count_++;
    if (!variable->is_global && !variable->is_late) {
        variable->place = Variable::Place::Spill;
        variable->index = slot;
    }
    context.bound.push_back({variable, true, slot});
}

// Puts away what the variable is going to be.
void FunctionCompiler::bind(const Variable& variable, Reg value, const PatternContext& context) {
    if (variable.name == kWildcard) return;
    const Binding& binding = context.bound[variable.binding];
    if (binding.is_spilled) {
        return code_.emit_extra(Op::StoreSpill, value, spill_, 0, binding.index);
    }
    if (binding.index != value) code_.emit(Op::Move, binding.index, value);
}

// Where the value of the variable is best computed.
Reg FunctionCompiler::bound_register(const Variable& variable, const PatternContext& context) {
    const Binding& binding = context.bound[variable.binding];
    return binding.is_spilled ? take() : binding.index;
}

// Nothing is bound until everything has matched.
void FunctionCompiler::finish_bindings(const PatternContext& context) {
    for (const Binding& binding : context.bound) {
        Variable& variable = *binding.variable;
        if (!binding.is_spilled) {
            finish_definition(variable, binding.index);
            continue;
        }
        if (!variable.is_global && !variable.needs_cell()) continue;
        const Mark mark(*this);
        const Reg value = take();
        code_.emit_extra(Op::LoadSpill, value, spill_, 0, binding.index);
        finish_definition(variable, value);
    }
}

void FunctionCompiler::test(const Pattern& pattern, Reg value, PatternContext& context) {
    if (wants_window()) return test_in_window(pattern, value, context);
    const Mark mark(*this);
    code_.at(pattern.span);
    switch (pattern.kind) {
        case PatternKind::Wildcard: return;
        case PatternKind::Name: return bind(*as<NamePattern>(pattern).variable, value, context);
        case PatternKind::Literal: return test_literal(as<LiteralPattern>(pattern), value, context);
        case PatternKind::Type: return test_type(as<TypePattern>(pattern), value, context);
        case PatternKind::Vector: return test_vector(as<VectorPattern>(pattern), value, context);
        case PatternKind::Record: return test_record(as<RecordPattern>(pattern), value, context);
    }
}

void FunctionCompiler::fail(Reg value, PatternFailure failure, const Constant& detail,
                            const PatternContext& context) {
    if (context.mismatch) return code_.jump(*context.mismatch);
    const std::uint32_t constant = code_.constant(detail);
    code_.emit_extra(Op::PatternFail, value, static_cast<Reg>(failure), 0, constant);
}

void FunctionCompiler::fail_unless(Reg condition, Reg value, PatternFailure failure,
                                   const Constant& detail, PatternContext& context) {
    if (context.mismatch) return code_.jump(Op::JumpIfFalse, condition, 0, *context.mismatch);
    const Label holds = code_.new_label();
    code_.jump(Op::JumpIfTrue, condition, 0, holds);
    fail(value, failure, detail, context);
    code_.bind(holds);
}

// Only a match tests for values, so there is a place to go to.
void FunctionCompiler::test_literal(const LiteralPattern& pattern, Reg value,
                                    PatternContext& context) {
    const Label mismatch = *context.mismatch;
    const Reg scratch = take();
    if (pattern.literal->kind == NodeKind::Number) {
        const double number = as<NumberNode>(*pattern.literal).value;
        if (number != number) {
            code_.emit(Op::IsNaN, scratch, value);
            return code_.jump(Op::JumpIfFalse, scratch, 0, mismatch);
        }
        const bool small = number >= -128 && number <= 127 &&
                           number == static_cast<double>(static_cast<int>(number));
        if (small) {
            const auto byte = static_cast<std::uint8_t>(static_cast<std::int8_t>(number));
            return code_.jump(Op::JumpUnlessEqualI, value, byte, mismatch);
        }
    }
    if (pattern.literal->kind == NodeKind::Null) {
        return code_.jump(Op::JumpIfNotNull, value, 0, mismatch);
    }
    into(*pattern.literal, scratch);
    code_.jump(Op::JumpUnlessEqual, value, scratch, mismatch);
}

void FunctionCompiler::test_type(const TypePattern& pattern, Reg value, PatternContext& context) {
    const std::string_view name = unit_.text(pattern.name);
    const Reg matches = take();
    code_.emit_extra(Op::IsType, matches, value, 0, unit_.types.index_of_name(name));
    fail_unless(matches, value, PatternFailure::WrongType, std::string(name), context);
}

void FunctionCompiler::test_vector(const VectorPattern& pattern, Reg value,
                                   PatternContext& context) {
    const auto elements = pattern.elements;
    auto required = static_cast<std::uint32_t>(elements.size());
    while (required > 0 && elements[required - 1].default_value != nullptr) --required;
    const Reg length = take();
    code_.emit(Op::PatternLength, length, value);
    test_length(pattern, required, length, value, context);
    for (std::uint32_t i = 0; i < elements.size(); ++i) {
        test_element(elements[i], i, i >= required, length, value, context);
    }
    if (pattern.rest_variable == nullptr) return;
    const Reg rest = bound_register(*pattern.rest_variable, context);
    code_.at(pattern.rest.span);
    code_.emit_extra(Op::PatternRest, rest, value, 0, static_cast<Word>(elements.size()));
    bind(*pattern.rest_variable, rest, context);
}

// A match wants exactly the items it names; a declaration ignores what is too much.
void FunctionCompiler::test_length(const VectorPattern& pattern, std::uint32_t required, Reg length,
                                   Reg value, PatternContext& context) {
    const auto size = static_cast<std::uint32_t>(pattern.elements.size());
    if (context.mismatch) {
        code_.jump(Op::JumpIfNull, length, 0, *context.mismatch);
    } else {
        const Label is_vector = code_.new_label();
        code_.jump(Op::JumpIfNotNull, length, 0, is_vector);
        fail(value, PatternFailure::NotVector, std::string(), context);
        code_.bind(is_vector);
    }
    const auto compare = [&](Op small, Op registers, std::uint32_t number, Label target) {
        const Mark mark(*this);
        if (number <= 127) return code_.jump(small, length, number, target);
        const Reg limit = take();
        code_.load_number(limit, number);
        code_.jump(registers, length, limit, target);
    };
    if (context.mismatch) {
        const bool exact = !pattern.has_rest && required == size;
        if (exact)
            return compare(Op::JumpUnlessEqualI, Op::JumpUnlessEqual, size, *context.mismatch);
        if (required > 0) compare(Op::JumpIfLessI, Op::JumpIfLess, required, *context.mismatch);
        if (!pattern.has_rest)
            compare(Op::JumpIfGreaterI, Op::JumpIfGreater, size, *context.mismatch);
        return;
    }
    if (required == 0) return;
    const Label enough = code_.new_label();
    compare(Op::JumpIfGreaterEqualI, Op::JumpIfGreaterEqual, required, enough);
    fail(value, PatternFailure::TooFewItems, static_cast<double>(required), context);
    code_.bind(enough);
}

void FunctionCompiler::load_item(Reg target, Reg value, std::uint32_t index) {
    if (index <= 255) return code_.emit(Op::GetIndexI, target, value, index);
    const Mark mark(*this);
    const Reg position = take();
    code_.load_number(position, index);
    code_.emit(Op::GetIndex, target, value, position);
}

void FunctionCompiler::test_element(const VectorPatternElement& element, std::uint32_t index,
                                    bool may_be_missing, Reg length, Reg value,
                                    PatternContext& context) {
    if (element.pattern->kind == PatternKind::Wildcard && element.default_value == nullptr) return;
    const Mark mark(*this);
    const bool names = element.pattern->kind == PatternKind::Name;
    const NamePattern* named = names ? &as<NamePattern>(*element.pattern) : nullptr;
    const bool in_place = names && named->variable->name != kWildcard;
    const Reg item = in_place ? bound_register(*named->variable, context) : take();
    code_.at(element.pattern->span);
    if (may_be_missing) {
        const Label present = code_.new_label();
        const Label loaded = code_.new_label();
        const Mark inner(*this);
        const Reg position = take();
        code_.load_number(position, index);
        code_.jump(Op::JumpIfGreater, length, position, present);
        code_.emit(Op::LoadNull, item);
        code_.jump(loaded);
        code_.bind(present);
        load_item(item, value, index);
        code_.bind(loaded);
    } else {
        load_item(item, value, index);
    }
    if (element.default_value != nullptr) {
        const Label given = code_.new_label();
        code_.jump(Op::JumpIfNotNull, item, 0, given);
        into(*element.default_value, item);
        code_.bind(given);
    }
    test(*element.pattern, item, context);
}

void FunctionCompiler::test_record(const RecordPattern& pattern, Reg value,
                                   PatternContext& context) {
    {
        const Mark mark(*this);
        const Reg is_record = take();
        code_.emit(Op::PatternRecord, is_record, value);
        fail_unless(is_record, value, PatternFailure::NotRecord, std::string(), context);
    }
    for (const RecordPatternField& field : pattern.fields) test_field(field, value, context);
}

void FunctionCompiler::test_field(const RecordPatternField& field, Reg value,
                                  PatternContext& context) {
    const Mark mark(*this);
    const std::string_view name = unit_.text(field.key.name);
    const Reg item = take(2);
    const Reg present = item + 1;
    code_.at(field.key.span);
    code_.emit_extra(Op::PatternField, item, value, 0, code_.site(name));
    if (field.default_value == nullptr) {
        fail_unless(present, value, PatternFailure::MissingField, std::string(name), context);
    } else {
        const Label given = code_.new_label();
        code_.jump(Op::JumpIfNotNull, item, 0, given);
        into(*field.default_value, item);
        code_.bind(given);
    }
    test(*field.pattern, item, context);
    if (field.key_variable == nullptr) return;
    bind(*field.key_variable, item, context);
}

}  // namespace ach::vm::language
