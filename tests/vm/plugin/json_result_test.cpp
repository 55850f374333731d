#include "vm/plugin/json_result.hpp"

#include "vm/runtime/cells.hpp"
#include "vm/runtime/error.hpp"
#include "vm/runtime/record.hpp"
#include "vm/runtime/tensor.hpp"
#include "vm/runtime/vector.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace ach::vm {
namespace {

class JsonResult : public testing::Test {
protected:
    std::string json(Value v) {
        std::string out;
        append_json_result(out, v);
        return out;
    }
    Value text(std::string_view characters) {
        return Value::object(make_string(mutator_, characters));
    }

    Heap heap_;
    Mutator mutator_{heap_};
};

TEST_F(JsonResult, Scalars) {
    EXPECT_EQ(json(Value::number(5)), R"({"type":"Number","value":5})");
    EXPECT_EQ(json(Value::number(-0.5)), R"({"type":"Number","value":-0.5})");
    EXPECT_EQ(json(Value::number(std::numeric_limits<double>::infinity())),
              R"({"type":"Number","value":"Infinity"})");
    EXPECT_EQ(json(Value::from_outside(std::numeric_limits<double>::quiet_NaN())),
              R"({"type":"Number","value":"NaN"})");
    EXPECT_EQ(json(Value::boolean(true)), R"({"type":"Boolean","value":true})");
    EXPECT_EQ(json(Value::null()), R"({"type":"Null"})");
    EXPECT_EQ(json(make_complex(mutator_, {1.5, -2})), R"({"type":"Complex","re":1.5,"im":-2})");
}

TEST_F(JsonResult, StringsAreEscaped) {
    EXPECT_EQ(json(text("a\"b\\c\n\t\x01é")), R"({"type":"String","value":"a\"b\\c\n\t\u0001é"})");
}

TEST_F(JsonResult, ContainersKeepTheirOrder) {
    Root<Record> record(mutator_, make_record(mutator_));
    ASSERT_TRUE(set_field(mutator_, *record, *make_symbol(mutator_, "z"), Value::number(1)));
    ASSERT_TRUE(set_field(mutator_, *record, *make_symbol(mutator_, "a"), Value::null()));
    Root<Vector> vector(mutator_, make_vector(mutator_));
    ASSERT_TRUE(push(mutator_, *vector, Value::object(record.get())));
    ASSERT_TRUE(push(mutator_, *vector, Value::number(2)));
    EXPECT_EQ(json(Value::object(vector.get())),
              R"({"type":"Vector","items":[{"type":"Record","fields":{"z":{"type":"Number",)"
              R"("value":1},"a":{"type":"Null"}}},{"type":"Number","value":2}]})");
}

TEST_F(JsonResult, AContainerInsideItselfIsACycle) {
    Root<Vector> vector(mutator_, make_vector(mutator_));
    ASSERT_TRUE(push(mutator_, *vector, Value::object(vector.get())));
    EXPECT_EQ(json(Value::object(vector.get())), R"({"type":"Vector","items":[{"type":"Cycle"}]})");
}

TEST_F(JsonResult, DepthNeedsNoStack) {
    Root<Vector> outer(mutator_, make_vector(mutator_));
    for (int depth = 0; depth < 100'000; ++depth) {
        Root<Vector> around(mutator_, make_vector(mutator_));
        ASSERT_TRUE(push(mutator_, *around, Value::object(outer.get())));
        outer = around.get();
    }
    EXPECT_TRUE(json(Value::object(outer.get())).ends_with("]}]}]}"));
}

TEST_F(JsonResult, Tensors) {
    const std::size_t shape[] = {1, 2};
    Root<Tensor> real(mutator_, make_tensor(mutator_, shape));
    real->mutable_doubles()[1] = 2.5;
    EXPECT_EQ(json(Value::object(real.get())), R"({"type":"Tensor","shape":[1,2],"data":[0,2.5]})");
    Root<Tensor> complex(mutator_, make_tensor(mutator_, shape, true));
    complex->mutable_doubles()[3] = -1;
    EXPECT_EQ(json(Value::object(complex.get())),
              R"({"type":"ComplexTensor","shape":[1,2],"data":[[0,0],[0,-1]]})");
}

TEST_F(JsonResult, Errors) {
    mutator_.raise("IOError", "gone");
    EXPECT_EQ(json(mutator_.take_error()), R"({"type":"Error","message":"gone","kind":"IOError"})");
}

}  // namespace
}  // namespace ach::vm
