#include "vm/bytecode/verify.hpp"

#include <gtest/gtest.h>

namespace ach::vm {
namespace {

Unit unit_of(std::vector<Word> code, std::uint32_t registers = 2) {
    Unit unit;
    Function top;
    top.flags = kIsTopLevel;
    top.registers = registers;
    top.code = std::move(code);
    unit.functions.push_back(std::move(top));
    return unit;
}

std::string problem_of(std::vector<Word> code) {
    return verify(unit_of(std::move(code))).value_or("none");
}

TEST(Verify, AcceptsTheSmallestProgram) {
    EXPECT_EQ(verify(unit_of({pack(Op::ReturnNull)}, 0)), std::nullopt);
}

TEST(Verify, RefusesWhatLeavesItsTable) {
    const Word end = pack(Op::ReturnNull);
    EXPECT_EQ(problem_of({}), "function 0: runs off its end at word 0");
    EXPECT_EQ(problem_of({pack(Op::Move, 0, 1)}), "function 0: runs off its end at word 1");
    EXPECT_EQ(problem_of({pack(Op::Move, 2, 0), end}),
              "function 0: register outside the frame at word 0");
    EXPECT_EQ(problem_of({pack_bx(Op::LoadConst, 0, 0), end}),
              "function 0: no such constant at word 0");
    EXPECT_EQ(problem_of({pack_bx(Op::GetGlobal, 0, 0), end}),
              "function 0: no such global at word 0");
    EXPECT_EQ(problem_of({pack_bx(Op::GetBuiltin, 0, 0), end}),
              "function 0: no such builtin at word 0");
    EXPECT_EQ(problem_of({pack_bx(Op::Closure, 0, 0), end}), "function 0: no such child at word 0");
    EXPECT_EQ(problem_of({pack(Op::GetField, 0, 1), 0, end}), "function 0: no such site at word 0");
    EXPECT_EQ(problem_of({end, 0xFF}), "function 0: unknown instruction at word 1");
    EXPECT_EQ(problem_of({pack(Op::GetField, 0, 1)}), "function 0: cut off instruction at word 0");
}

TEST(Verify, RefusesRunsThatLeaveTheFrame) {
    const Word end = pack(Op::ReturnNull);
    EXPECT_EQ(verify(unit_of({pack(Op::Call, 0, 1, 0), end})), std::nullopt);
    EXPECT_EQ(problem_of({pack(Op::Call, 0, 2, 0), end}),
              "function 0: a run of registers leaves the frame at word 0");
    EXPECT_EQ(problem_of({pack(Op::NewVector, 0, 1, 2), end}),
              "function 0: a run of registers leaves the frame at word 0");
    EXPECT_EQ(problem_of({pack(Op::IterPrep, 0, 1), end}),
              "function 0: a run of registers leaves the frame at word 0");
}

TEST(Verify, RefusesJumpsIntoTheMiddle) {
    const Word end = pack(Op::ReturnNull);
    EXPECT_EQ(verify(unit_of({pack(Op::JumpIfTrue, 0), 0, end})), std::nullopt);
    const std::string problem = "function 0: a jump does not land on an instruction at word 0";
    EXPECT_EQ(problem_of({pack(Op::JumpIfTrue, 0), static_cast<Word>(-1), end}), problem);
    EXPECT_EQ(problem_of({pack_sax(Op::Jump, 1), end}), problem);
    EXPECT_EQ(problem_of({pack_sax(Op::Jump, -5), end}), problem);
    Unit unit = unit_of({end});
    unit.functions[0].handlers.push_back({0, 1, 7, 0});
    EXPECT_EQ(verify(unit).value_or("none"),
              "function 0: a handler does not land on an instruction at word 7");
}

TEST(Verify, RefusesCapturesThatTheMakerDoesNotHave) {
    Unit unit = unit_of({pack_bx(Op::Closure, 0, 0), pack(Op::ReturnNull)});
    Function child;
    child.code = {pack(Op::ReturnNull)};
    child.captures = {{CaptureSource::From::Register, 5}};
    unit.functions.push_back(child);
    unit.functions[0].children = {1};
    EXPECT_EQ(verify(unit).value_or("none"), "function 1: no such capture source");
}

}  // namespace
}  // namespace ach::vm
