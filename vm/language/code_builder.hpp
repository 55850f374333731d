// Writes the words, constants and tables of one function. Knows the format and nothing of the
// language: which instruction to write is the business of FunctionCompiler.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "vm/bytecode/unit.hpp"
#include "vm/support/source_file.hpp"

namespace ach::vm::language {

using Reg = std::uint32_t;

// What the format cannot hold; TooLarge tells.
enum class Limit : std::uint8_t {
    Registers,  // of one function at the same time
    Jump,
    Scopes,  // blocks inside each other that may hold guards
    Indices,
    Imports,
};

// A place in the code that jumps may name before it is known.
enum class Label : std::uint32_t {};

// Byte offsets to positions, quick for the short steps that a compiler takes, and for its ways back
// and forth in a line of many megabytes.
class PositionCursor {
public:
    explicit PositionCursor(const SourceFile& file) : file_(file), offset_(file.begin()) {}

    Position at(std::uint32_t offset);

private:
    struct Mark {
        std::uint32_t offset;
        Position position;
    };
    void go_near(std::uint32_t offset);

    const SourceFile& file_;
    std::uint32_t offset_;
    Position position_;
    std::vector<Mark> marks_;  // on the way so far, where lines are long
};

class CodeBuilder {
public:
    explicit CodeBuilder(PositionCursor& positions) : positions_(positions) {}

    Function function;

    // Instructions written from here on belong to this place.
    void at(Span span) { offset_ = span.begin; }

    void emit(Op op, Reg a = 0, Reg b = 0, Reg c = 0);
    void emit_wide(Op op, Reg a, std::uint32_t bx);
    void emit_extra(Op op, Reg a, Reg b, Reg c, Word extra);
    void emit_wide_extra(Op op, Reg a, std::uint32_t bx, Word extra);
    // `narrow` with the number in 16 bits, or `wide` with a word for it.
    void emit_number(Op narrow, Op wide, Reg a, std::uint32_t number);

    Label new_label();
    void bind(Label label);
    bool is_used(Label label) const;
    void jump(Label label);  // Jump, or Loop if the label lies behind
    void jump(Op op, Reg a, Reg b, Label label, Reg c = 0);

    std::uint32_t here() const { return static_cast<std::uint32_t>(function.code.size()); }

    std::uint32_t constant(Constant value);
    void load_constant(Reg target, const Constant& value);
    void load_number(Reg target, double value);
    std::uint32_t site(std::string_view name);

    // Fills in the second word of the instruction at `pc`.
    void patch_extra(std::uint32_t pc, Word extra) { function.code[pc + 1] = extra; }

    // Something did not fit into its field; the code must not be used.
    struct Overflow {
        Limit limit;
        std::uint32_t at;  // the byte of the source that was being compiled then
    };
    const std::optional<Overflow>& overflowed() const { return overflow_; }
    void overflow(Limit limit) {
        if (!overflow_) overflow_ = {limit, offset_};
    }

private:
    struct Use {
        std::uint32_t word;  // that holds the distance
        std::uint32_t from;  // where the distance counts from
        bool in_place;       // 24 bits of the instruction, or a word of its own
    };
    struct Target {
        std::uint32_t at = kUnbound;
        std::vector<Use> uses;
    };
    static constexpr std::uint32_t kUnbound = 0xFFFFFFFF;

    std::uint8_t byte(std::uint32_t value);
    void push(Word word);
    void note_position();
    void refer(Label label, Use use);
    void settle(const Use& use, std::uint32_t target);

    PositionCursor& positions_;
    std::uint32_t offset_ = 0;
    std::uint32_t noted_offset_ = kUnbound;
    std::vector<Target> labels_;
    std::unordered_map<std::string, std::uint32_t> string_constants_;
    std::unordered_map<std::uint64_t, std::uint32_t> number_constants_;
    std::optional<Overflow> overflow_;
};

}  // namespace ach::vm::language
