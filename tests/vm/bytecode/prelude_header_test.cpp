// A prelude that the build compiled can be read back and run.
#include <gtest/gtest.h>

#include "preludes/sample_prelude.hpp"
#include "vm/bytecode/serialize.hpp"
#include "vm/bytecode/verify.hpp"

namespace ach::vm {
namespace {

TEST(PreludeHeader, HoldsAUnitThatVerifies) {
    std::string problem;
    const std::shared_ptr<Unit> unit = read_unit(kSamplePrelude, problem);
    ASSERT_NE(unit, nullptr) << problem;
    EXPECT_EQ(verify(*unit), std::nullopt);
    EXPECT_EQ(unit->kind, UnitKind::Prelude);
    EXPECT_EQ(unit->path, "sample_prelude.soc");
    EXPECT_EQ(unit->definitions, (std::vector<std::string>{"filter", "call"}));
    EXPECT_EQ(unit->builtins, (std::vector<std::string>{"push"}))
        << "__apply and __args are instructions";
}

}  // namespace
}  // namespace ach::vm
