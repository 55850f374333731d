// The opcodes and what is known about each, made from opcodes.def.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace ach::vm {

enum class Op : std::uint8_t {
#define OP(name, a, b, c, extra) name,
#include "vm/bytecode/opcodes.def"
#undef OP
};

// What an operand means; opcodes.def explains each.
enum class Role : std::uint8_t {
    None,
    W,
    R,
    RW,
    N,
    I,
    Kn,
    U,
    First,  // registers and small numbers
    Bxk,
    Bxf,
    Bxg,
    Bxb,
    Bxc,
    Bxi,
    Bxn,
    sJ,  // wide operands
};

enum class Extra : std::uint8_t {
    None,
    Jump,
    Site,
    Check,
    Type,
    Spec,
    Const,
    Word,
    Global,
    Child,
    Capture,
};

struct OpInfo {
    std::string_view name;
    Role a, b, c;
    Extra extra;
};

inline constexpr auto kOpInfo = std::to_array<OpInfo>({
#define OP(name, a, b, c, extra) {#name, Role::a, Role::b, Role::c, Extra::extra},
#include "vm/bytecode/opcodes.def"
#undef OP
});

inline constexpr std::size_t kOpCount = kOpInfo.size();

constexpr const OpInfo& info(Op op) { return kOpInfo[static_cast<std::size_t>(op)]; }

// Words that an instruction takes: one, or two.
constexpr std::size_t words_of(Op op) { return info(op).extra == Extra::None ? 1 : 2; }

}  // namespace ach::vm
