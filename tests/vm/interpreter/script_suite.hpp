// Tests that are programs: each runs as it is, and with a collection at every allocation.
#pragma once

#include "tests/support/script_runner.hpp"

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace ach::vm {

struct ScriptCase {
    const char* name;
    const char* source;
};

inline void PrintTo(const ScriptCase& one, std::ostream* out) { *out << one.name; }

class ScriptTest : public testing::TestWithParam<std::tuple<ScriptCase, bool>> {
protected:
    void run(ScriptOptions options = {}) {
        const auto& [script, stress] = GetParam();
        options.machine.heap.stress = stress;
        const ScriptResult result = run_script(script.source, options);
        EXPECT_EQ(complaint_about(script.source, result), "") << script.source << result.report;
        if (stress) {
            EXPECT_GT(result.collections, 0u);
        }
    }
};

inline std::string script_name(const testing::TestParamInfo<std::tuple<ScriptCase, bool>>& info) {
    return std::string(std::get<0>(info.param).name) + (std::get<1>(info.param) ? "Stress" : "");
}

#define SCRIPT_SUITE(suite, cases)                                                                 \
    class suite : public ScriptTest {};                                                            \
    INSTANTIATE_TEST_SUITE_P(, suite, testing::Combine(testing::ValuesIn(cases), testing::Bool()), \
                             script_name)

}  // namespace ach::vm
