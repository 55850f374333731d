#include "vm/bytecode/serialize.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "vm/bytecode/disassemble.hpp"
#include "vm/bytecode/verify.hpp"
#include "vm/language/compile.hpp"

namespace ach::vm {
namespace {

// One unit that uses every table there is.
std::shared_ptr<Unit> rich_unit() {
    const auto file = std::make_shared<SourceFile>("rich.soc", R"(
import { Shape, area } from "./shapes"
type Grid = Tensor<Number, [2, _]> | {size: Number, name?: String} | (Number): Any | null
let f = (n: Number, m: Grid = null): Grid? => try { n + m[1.., 0] + 2i } catch (e) { 0.1 }
mut k = 1
let g = (self_made) => generate { while (k < 10) { yield {k, s: 'k=${k}', h: () => self.k}; k += 1 } }
export { f as public, Grid }
)");
    return language::compile(file, {}).unit;
}

TEST(Serialize, ReadsWhatItWrites) {
    const std::shared_ptr<Unit> unit = rich_unit();
    ASSERT_NE(unit, nullptr);
    std::string problem;
    const std::shared_ptr<Unit> read = read_unit(write_unit(*unit), problem);
    ASSERT_NE(read, nullptr) << problem;
    EXPECT_EQ(disassemble(*read, {.positions = true}), disassemble(*unit, {.positions = true}));
    EXPECT_EQ(write_unit(*read), write_unit(*unit));
    EXPECT_EQ(verify(*read), std::nullopt);
    EXPECT_EQ(read->types.size(), unit->types.size());
    EXPECT_EQ(read->source, nullptr);
}

TEST(Serialize, KeepsEveryNumber) {
    Unit unit;
    Function top;
    const double values[] = {0.0, -0.0, 0.1, std::numeric_limits<double>::infinity(),
                             std::numeric_limits<double>::denorm_min()};
    for (const double value : values) top.constants.emplace_back(value);
    top.constants.emplace_back(std::complex<double>(-0.0, 3.5));
    top.constants.emplace_back(std::string("a\0b", 3));
    unit.functions.push_back(top);
    std::string problem;
    const std::shared_ptr<Unit> read = read_unit(write_unit(unit), problem);
    ASSERT_NE(read, nullptr) << problem;
    EXPECT_EQ(read->functions[0].constants, top.constants);
    EXPECT_TRUE(std::signbit(std::get<double>(read->functions[0].constants[1])));
}

TEST(Serialize, RefusesWhatIsNoUnit) {
    std::string problem;
    EXPECT_EQ(read_unit({}, problem), nullptr);
    EXPECT_EQ(problem, "this is not compiled code");
    std::vector<std::uint8_t> bytes = write_unit(*rich_unit());
    bytes[8] ^= 1;
    EXPECT_EQ(read_unit(bytes, problem), nullptr);
    EXPECT_NE(problem.find("another version"), std::string::npos);
}

TEST(Serialize, SurvivesDamage) {
    const std::vector<std::uint8_t> whole = write_unit(*rich_unit());
    std::string problem;
    for (std::size_t size = 0; size < whole.size(); ++size) {
        EXPECT_EQ(read_unit(std::span(whole).first(size), problem), nullptr) << size;
    }
    for (std::size_t at = 12; at < whole.size(); ++at) {
        for (const int flip : {0x01, 0x80, 0xFF}) {
            std::vector<std::uint8_t> damaged = whole;
            damaged[at] = static_cast<std::uint8_t>(damaged[at] ^ flip);
            const std::shared_ptr<Unit> read = read_unit(damaged, problem);
            if (read != nullptr && !verify(*read)) disassemble(*read);
        }
    }
}

}  // namespace
}  // namespace ach::vm
