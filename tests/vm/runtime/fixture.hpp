// A heap and a mutator for tests that run twice: as they are, and with a collection at every
// allocation. Short names for making values, which keep what they make alive.
#pragma once

#include "vm/runtime/arith.hpp"
#include "vm/runtime/cells.hpp"
#include "vm/runtime/commons.hpp"
#include "vm/runtime/compare.hpp"
#include "vm/runtime/error.hpp"
#include "vm/runtime/heap.hpp"
#include "vm/runtime/index.hpp"
#include "vm/runtime/mutator.hpp"
#include "vm/runtime/record.hpp"
#include "vm/runtime/string.hpp"
#include "vm/runtime/tensor.hpp"
#include "vm/runtime/text.hpp"
#include "vm/runtime/types.hpp"
#include "vm/runtime/vector.hpp"

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>
#include <string_view>

namespace ach::vm {

class RuntimeTest : public testing::TestWithParam<bool> {
protected:
    RuntimeTest() : heap({.max_bytes = 0, .stress = GetParam()}), m(heap), kept(m) {}

    Value keep(Value v) {
        EXPECT_FALSE(v.is_failed()) << (v.is_failed() ? failure() : "");
        if (v.is_failed()) return Value();
        kept.push(v);
        return v;
    }
    template <class T>
    T* keep(T* object) {
        EXPECT_NE(object, nullptr);
        kept.push(Value::object(object));
        return object;
    }

    static Value n(double d) { return Value::number(d); }
    Value s(std::string_view text) { return keep(Value::object(make_string(m, text))); }
    Value c(double re, double im) { return keep(make_complex(m, {re, im})); }
    String& symbol(std::string_view text) { return *keep(make_symbol(m, text)); }
    Value v(std::initializer_list<Value> items) {
        return keep(Value::object(make_vector(m, {items.begin(), items.size()})));
    }
    Value t(std::initializer_list<std::size_t> shape, std::initializer_list<double> elements) {
        Tensor* tensor = keep(make_tensor(m, {shape.begin(), shape.size()}));
        std::copy(elements.begin(), elements.end(), tensor->mutable_doubles());
        return Value::object(tensor);
    }
    Value r(std::initializer_list<std::pair<std::string_view, Value>> fields) {
        Record* record = keep(make_record(m));
        for (const auto& [name, value] : fields) {
            EXPECT_TRUE(set_field(m, *record, symbol(name), value));
        }
        return Value::object(record);
    }

    std::string text(Value value) {
        std::string out;
        EXPECT_TRUE(append_text(m, out, value, TextForm::Quoted));
        return out;
    }
    // "Kind: message" of the pending error, which is taken.
    std::string failure() {
        EXPECT_TRUE(m.has_error());
        if (!m.has_error()) return "no error";
        const auto* error = as<Error>(m.take_error());
        const auto* kind = try_as<String>(error->kind_name());
        return std::string(kind == nullptr ? "null" : kind->view())
            .append(": ")
            .append(error->message().view());
    }
    // The text of a result, or its failure.
    std::string outcome(Value result) {
        if (result.is_failed()) return failure();
        keep(result);
        return text(result);
    }

    Heap heap;
    Mutator m;
    HandleScope kept;
};

inline std::string stress_name(const testing::TestParamInfo<bool>& info) {
    return info.param ? "Stress" : "Plain";
}

#define RUNTIME_SUITE(name)             \
    class name : public RuntimeTest {}; \
    INSTANTIATE_TEST_SUITE_P(, name, testing::Bool(), stress_name)

}  // namespace ach::vm
