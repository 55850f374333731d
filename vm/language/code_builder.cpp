#include "vm/language/code_builder.hpp"

#include <bit>
#include <cmath>

#include "vm/support/utf8.hpp"

namespace ach::vm::language {

Position PositionCursor::at(std::uint32_t offset) {
    const std::string_view step =
        offset >= offset_ ? file_.text({offset_, offset}) : std::string_view("\n");
    if (step.find('\n') == step.npos) {
        position_.column += static_cast<std::uint32_t>(count_utf8(step));
    } else {
        position_ = file_.position(offset);
    }
    offset_ = offset;
    return position_;
}

std::uint8_t CodeBuilder::byte(std::uint32_t value) {
    if (value > 0xFF) overflow();
    return static_cast<std::uint8_t>(value);
}

void CodeBuilder::push(Word word) { function.code.push_back(word); }

void CodeBuilder::note_position() {
    if (offset_ == noted_offset_) return;
    noted_offset_ = offset_;
    const Position position = positions_.at(offset_);
    function.lines.push_back({here(), position.line, position.column});
}

void CodeBuilder::emit(Op op, Reg a, Reg b, Reg c) {
    note_position();
    push(pack(op, byte(a), byte(b), byte(c)));
}

void CodeBuilder::emit_wide(Op op, Reg a, std::uint32_t bx) {
    note_position();
    if (bx > 0xFFFF) overflow();
    push(pack_bx(op, byte(a), static_cast<std::uint16_t>(bx)));
}

void CodeBuilder::emit_extra(Op op, Reg a, Reg b, Reg c, Word extra) {
    emit(op, a, b, c);
    push(extra);
}

void CodeBuilder::emit_wide_extra(Op op, Reg a, std::uint32_t bx, Word extra) {
    emit_wide(op, a, bx);
    push(extra);
}

void CodeBuilder::patch_wide(std::uint32_t pc, std::uint32_t bx) {
    if (bx > 0xFFFF) overflow();
    const Word word = function.code[pc];
    function.code[pc] = pack_bx(op_of(word), a_of(word), static_cast<std::uint16_t>(bx));
}

Label CodeBuilder::new_label() {
    labels_.emplace_back();
    return Label(labels_.size() - 1);
}

void CodeBuilder::bind(Label label) {
    Target& target = labels_[static_cast<std::size_t>(label)];
    target.at = here();
    for (const Use& use : target.uses) settle(use, target.at);
}

bool CodeBuilder::is_used(Label label) const {
    return !labels_[static_cast<std::size_t>(label)].uses.empty();
}

void CodeBuilder::jump(Label label) {
    const bool backward = labels_[static_cast<std::size_t>(label)].at != kUnbound;
    note_position();
    push(pack_sax(backward ? Op::Loop : Op::Jump, 0));
    refer(label, {here() - 1, here(), true});
}

void CodeBuilder::jump(Op op, Reg a, Reg b, Label label, Reg c) {
    emit_extra(op, a, b, c, 0);
    refer(label, {here() - 1, here(), false});
}

void CodeBuilder::refer(Label label, Use use) {
    Target& target = labels_[static_cast<std::size_t>(label)];
    target.uses.push_back(use);
    if (target.at != kUnbound) settle(use, target.at);
}

void CodeBuilder::settle(const Use& use, std::uint32_t target) {
    const auto distance = static_cast<std::int32_t>(target - use.from);
    Word& word = function.code[use.word];
    if (!use.in_place) {
        word = static_cast<Word>(distance);
        return;
    }
    if (distance > kMaxJump || distance < -kMaxJump) overflow();
    word = pack_sax(op_of(word), distance);
}

std::uint32_t CodeBuilder::constant(Constant value) {
    const auto next = static_cast<std::uint32_t>(function.constants.size());
    std::uint32_t index = next;
    if (const auto* text = std::get_if<std::string>(&value)) {
        index = string_constants_.try_emplace(*text, next).first->second;
    } else if (const auto* number = std::get_if<double>(&value)) {
        const auto bits = std::bit_cast<std::uint64_t>(*number);
        index = number_constants_.try_emplace(bits, next).first->second;
    }
    if (index == next) function.constants.push_back(std::move(value));
    return index;
}

void CodeBuilder::load_constant(Reg target, const Constant& value) {
    if (const auto* number = std::get_if<double>(&value)) return load_number(target, *number);
    const std::uint32_t index = constant(value);
    if (index <= 0xFFFF) {
        emit_wide(Op::LoadConst, target, index);
    } else {
        emit_extra(Op::LoadConstX, target, 0, 0, index);
    }
}

void CodeBuilder::load_number(Reg target, double value) {
    const bool small = value >= -32768 && value <= 32767 && value == std::trunc(value) &&
                       !(value == 0 && std::signbit(value));
    if (small) {
        const auto integer = static_cast<std::int16_t>(value);
        return emit_wide(Op::LoadInt, target, static_cast<std::uint16_t>(integer));
    }
    const std::uint32_t index = constant(value);
    if (index <= 0xFFFF) {
        emit_wide(Op::LoadConst, target, index);
    } else {
        emit_extra(Op::LoadConstX, target, 0, 0, index);
    }
}

std::uint32_t CodeBuilder::site(std::string_view name) {
    function.sites.push_back({constant(std::string(name))});
    return static_cast<std::uint32_t>(function.sites.size() - 1);
}

}  // namespace ach::vm::language
