#include "vm/language/code_builder.hpp"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>

#include "vm/support/utf8.hpp"

namespace ach::vm::language {

namespace {

constexpr std::uint32_t kMarkEvery = 512;

}  // namespace

Position PositionCursor::at(std::uint32_t offset) {
    if (offset < offset_ || offset - offset_ > kMarkEvery) go_near(offset);
    const std::string_view step =
        offset >= offset_ ? file_.text({offset_, offset}) : std::string_view("\n");
    if (step.find('\n') == step.npos) {
        position_.column += static_cast<std::uint32_t>(count_utf8(step));
    } else {
        position_ = file_.position(offset);
    }
    offset_ = offset;
    const bool is_far = position_.column > kMarkEvery &&
                        (marks_.empty() || offset >= marks_.back().offset + kMarkEvery);
    if (is_far) marks_.push_back({offset, position_});
    return position_;
}

// To the last mark before `offset`, if that is nearer than where we are.
void PositionCursor::go_near(std::uint32_t offset) {
    const auto behind = std::upper_bound(
        marks_.begin(), marks_.end(), offset,
        [](std::uint32_t wanted, const Mark& mark) { return wanted < mark.offset; });
    if (behind == marks_.begin()) return;
    const Mark& mark = *std::prev(behind);
    if (offset_ <= offset && mark.offset <= offset_) return;
    offset_ = mark.offset;
    position_ = mark.position;
}

std::uint8_t CodeBuilder::byte(std::uint32_t value) {
    if (value > 0xFF) overflow(Limit::Registers);
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
    assert(bx <= 0xFFFF);
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

void CodeBuilder::emit_number(Op narrow, Op wide, Reg a, std::uint32_t number) {
    if (number <= 0xFFFF) return emit_wide(narrow, a, number);
    emit_extra(wide, a, 0, 0, number);
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
    if (distance > kMaxJump || distance < -kMaxJump) overflow(Limit::Jump);
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
    emit_number(Op::LoadConst, Op::LoadConstX, target, constant(value));
}

void CodeBuilder::load_number(Reg target, double value) {
    const bool small = value >= -32768 && value <= 32767 && value == std::trunc(value) &&
                       !(value == 0 && std::signbit(value));
    if (small) {
        const auto integer = static_cast<std::int16_t>(value);
        return emit_wide(Op::LoadInt, target, static_cast<std::uint16_t>(integer));
    }
    emit_number(Op::LoadConst, Op::LoadConstX, target, constant(value));
}

std::uint32_t CodeBuilder::site(std::string_view name) {
    function.sites.push_back({constant(std::string(name))});
    return static_cast<std::uint32_t>(function.sites.size() - 1);
}

}  // namespace ach::vm::language
