// Units written by hand: what the machine does with instructions, whoever emitted them.

#include "vm/bytecode/instruction.hpp"
#include "vm/runtime/error.hpp"
#include "vm/runtime/machine.hpp"
#include "vm/runtime/strand.hpp"
#include "vm/runtime/trace.hpp"

#include <gtest/gtest.h>

namespace ach::vm {
namespace {

Word jump(int distance) { return static_cast<Word>(distance); }

class Units : public testing::Test {
protected:
    Value run(Unit unit) {
        UnitInstance* instance =
            machine.load(mutator, std::make_shared<const Unit>(std::move(unit)), nullptr);
        EXPECT_NE(instance, nullptr);
        Root<Task> task(mutator,
                        machine.start(mutator, *instance, ExecutionContext::main_script()));
        EXPECT_TRUE(machine.run_to_end(mutator, *task));
        last_state = task->state;
        return task->outcome();
    }

    static Unit unit_of(std::vector<Word> code, std::uint32_t registers) {
        Unit unit;
        unit.path = "hand";
        Function top;
        top.flags = kIsTopLevel;
        top.code = std::move(code);
        top.registers = registers;
        unit.functions.push_back(std::move(top));
        return unit;
    }

    Machine machine;
    Mutator mutator{machine.heap()};
    Task::State last_state = Task::State::Created;
};

TEST_F(Units, SumOfARange) {
    const Unit unit = unit_of(
        {
            pack_bx(Op::LoadInt, 0, 0),    // sum
            pack_bx(Op::LoadInt, 1, 1),    // from
            pack_bx(Op::LoadInt, 2, 100),  // to
            pack(Op::RangePrep, 1, 4, 1),
            jump(3),                 // inclusive
            pack(Op::Add, 0, 0, 4),  //
            pack(Op::RangeNext, 1, 4),
            jump(-3),  //
            pack(Op::Return, 0),
        },
        5);
    EXPECT_EQ(run(unit).as_number(), 5050);
}

TEST_F(Units, HandlerCatchesInnermostFirst) {
    Unit unit = unit_of(
        {
            pack_bx(Op::Raise, 0, 0),    // 0: covered by both handlers
            pack(Op::Return, 0),         // 1
            pack_bx(Op::LoadInt, 0, 1),  // 2: inner
            pack(Op::Return, 0),         // 3
            pack_bx(Op::LoadInt, 0, 2),  // 4: outer
            pack(Op::Return, 0),         // 5
        },
        2);
    unit.functions[0].constants = {std::string("broken")};
    unit.functions[0].handlers = {{0, 1, 2, 1}, {0, 2, 4, 1}};
    EXPECT_EQ(run(unit).as_number(), 1);
}

TEST_F(Units, UncaughtErrorNamesTheInstruction) {
    Unit unit = unit_of({pack(Op::LoadNull, 0), pack(Op::Negate, 0, 0), pack(Op::Return, 0)}, 1);
    unit.functions[0].lines = {{0, 1, 1}, {1, 7, 3}, {2, 8, 1}};
    const Value error = run(unit);
    EXPECT_EQ(last_state, Task::State::Failed);
    const ErrorReport report = report_of(*as<Error>(error));
    ASSERT_EQ(report.places.size(), 1u);
    EXPECT_EQ(report.kind, "TypeError");
    EXPECT_EQ(report.places[0].line, 7u);
    EXPECT_EQ(report.places[0].column, 3u);
}

TEST_F(Units, SpillsHoldWhatFindsNoRegister) {
    const Unit unit = unit_of(
        {
            pack(Op::NewSpill, 0),
            3,                            //
            pack_bx(Op::LoadInt, 1, 42),  //
            pack(Op::StoreSpill, 1, 0),
            2,                           //
            pack_bx(Op::LoadInt, 1, 0),  //
            pack(Op::LoadSpill, 1, 0),
            2,  //
            pack(Op::Return, 1),
        },
        2);
    EXPECT_EQ(run(unit).as_number(), 42);
}

TEST_F(Units, AMissingBuiltinIsAnImportError) {
    Unit unit = unit_of({pack(Op::ReturnNull)}, 1);
    unit.builtins = {"nobody_defines_this"};
    EXPECT_EQ(machine.load(mutator, std::make_shared<const Unit>(unit), nullptr), nullptr);
    Root<Value> error(mutator, mutator.take_error());
    EXPECT_EQ(report_of(*as<Error>(error)).kind, "ImportError");
}

TEST_F(Units, EntriesOfASessionShareGlobals) {
    auto globals = std::make_shared<Globals>(16);
    Unit first =
        unit_of({pack_bx(Op::LoadInt, 0, 5), pack_bx(Op::SetGlobal, 0, 0), pack(Op::Return, 0)}, 1);
    first.globals = {{"x", false}};
    Unit second = unit_of({pack_bx(Op::GetGlobal, 0, 0), pack(Op::Return, 0)}, 1);
    second.globals = first.globals;
    for (Unit* unit : {&first, &second}) {
        UnitInstance* instance =
            machine.load(mutator, std::make_shared<const Unit>(*unit), globals);
        ASSERT_NE(instance, nullptr);
        Root<Task> task(mutator,
                        machine.start(mutator, *instance, ExecutionContext::main_script()));
        ASSERT_TRUE(machine.run_to_end(mutator, *task));
        EXPECT_EQ(task->outcome().as_number(), 5);
    }
}

TEST_F(Units, TwoMachinesShareNothing) {
    Machine other;
    // One thread enters one heap at a time.
    Value there;
    {
        Mutator visitor(other.heap());
        other.builtins().define_value("only_there", Value::number(1));
        there = other.builtins().find("only_there");
    }
    EXPECT_EQ(there.as_number(), 1);
    EXPECT_TRUE(machine.builtins().find("only_there").is_absent());
}

}  // namespace
}  // namespace ach::vm
