#include "vm/plugin/cbor.hpp"

#include "vm/runtime/cells.hpp"
#include "vm/runtime/compare.hpp"
#include "vm/runtime/error.hpp"
#include "vm/runtime/record.hpp"
#include "vm/runtime/tensor.hpp"
#include "vm/runtime/text.hpp"
#include "vm/runtime/vector.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace ach::vm {
namespace {

using Bytes = std::vector<std::uint8_t>;

class Cbor : public testing::TestWithParam<bool> {
protected:
    Bytes encoded(Value v) {
        Bytes out;
        EXPECT_TRUE(encode_cbor(mutator_, v, out));
        return out;
    }
    std::string error_text() {
        const Value error = mutator_.take_error();
        return std::string(as<Error>(error)->message().view());
    }
    std::string decoded_text(const Bytes& bytes) {
        const Value v = decode_cbor(mutator_, bytes);
        if (v.is_failed()) return error_text();
        std::string text;
        EXPECT_TRUE(append_text(mutator_, text, v, TextForm::Quoted));
        return text;
    }
    void expect_round_trip(Value v) {
        Root<Value> before(mutator_, v);
        Root<Value> after(mutator_, decode_cbor(mutator_, encoded(before)));
        ASSERT_FALSE(after.get().is_failed()) << error_text();
        EXPECT_EQ(equal(mutator_, before, after), Outcome::True) << decoded_text(encoded(before));
    }

    Heap heap_{HeapOptions{.max_bytes = 0, .stress = GetParam(), .first_collection = 1 << 20}};
    Mutator mutator_{heap_};
};

INSTANTIATE_TEST_SUITE_P(Heaps, Cbor, testing::Values(false, true),
                         [](const auto& param) { return param.param ? "Stressed" : "Plain"; });

TEST_P(Cbor, NumbersTakeTheirShortestForm) {
    const std::pair<double, Bytes> cases[] = {
        {0, {0x00}},
        {23, {0x17}},
        {24, {0x18, 24}},
        {1000, {0x19, 0x03, 0xE8}},
        {-1, {0x20}},
        {-500, {0x39, 0x01, 0xF3}},
        {-0.0, {0xF9, 0x80, 0x00}},
        {1.5, {0xF9, 0x3E, 0x00}},
        {5.960464477539063e-8, {0xF9, 0x00, 0x01}},
        {0.00006103515625, {0xF9, 0x04, 0x00}},
        {std::numeric_limits<double>::infinity(), {0xF9, 0x7C, 0x00}},
        {3.4028234663852886e38, {0xFA, 0x7F, 0x7F, 0xFF, 0xFF}},
        {1.1, {0xFB, 0x3F, 0xF1, 0x99, 0x99, 0x99, 0x99, 0x99, 0x9A}},
    };
    for (const auto& [number, bytes] : cases) {
        EXPECT_EQ(encoded(Value::number(number)), bytes) << number;
        const Value back = decode_cbor(mutator_, bytes);
        ASSERT_TRUE(back.is_number());
        EXPECT_EQ(std::bit_cast<std::uint64_t>(back.as_number()),
                  std::bit_cast<std::uint64_t>(number));
    }
    EXPECT_EQ(encoded(Value::from_outside(std::numeric_limits<double>::quiet_NaN())),
              (Bytes{0xF9, 0x7E, 0x00}));
}

TEST_P(Cbor, EveryKindOfDataComesBack) {
    Root<Record> record(mutator_, make_record(mutator_));
    Root<String> name(mutator_, make_symbol(mutator_, "naïve"));
    Root<Vector> items(mutator_, make_vector(mutator_));
    ASSERT_TRUE(push(mutator_, *items, Value::boolean(true)));
    ASSERT_TRUE(push(mutator_, *items, Value::null()));
    ASSERT_TRUE(push(mutator_, *items, make_complex(mutator_, {1, -0.25})));
    ASSERT_TRUE(push(mutator_, *items, Value::object(make_string(mutator_, "zwölf"))));
    const std::size_t shape[] = {2, 3};
    Root<Tensor> tensor(mutator_, make_tensor(mutator_, shape));
    for (int i = 0; i < 6; ++i) tensor->mutable_doubles()[i] = i / 2.0;
    ASSERT_TRUE(push(mutator_, *items, Value::object(tensor.get())));
    Root<Tensor> complex(mutator_, make_tensor(mutator_, shape, true));
    complex->mutable_doubles()[11] = 7;
    ASSERT_TRUE(push(mutator_, *items, Value::object(complex.get())));
    mutator_.raise("IOError", "gone");
    ASSERT_TRUE(push(mutator_, *items, mutator_.take_error()));
    ASSERT_TRUE(set_field(mutator_, *record, *name, Value::object(items.get())));
    Root<Vector> empty(mutator_, make_vector(mutator_));
    Root<String> other(mutator_, make_symbol(mutator_, "empty"));
    ASSERT_TRUE(set_field(mutator_, *record, *other, Value::object(empty.get())));
    expect_round_trip(Value::object(record.get()));
}

TEST_P(Cbor, WhatOthersWriteIsRead) {
    EXPECT_EQ(decoded_text({0x9F, 0x01, 0x02, 0xFF}), "[1, 2]");
    EXPECT_EQ(decoded_text({0xBF, 0x61, 'a', 0x9F, 0xFF, 0x61, 'b', 0xA0, 0xFF}), "{a: [], b: {}}");
    EXPECT_EQ(decoded_text({0x7F, 0x61, 'a', 0x62, 'b', 'c', 0xFF}), "\"abc\"");
    EXPECT_EQ(decoded_text({0x43, 1, 2, 3}), "[1, 2, 3]");
    EXPECT_EQ(decoded_text({0xD8, 69, 0x44, 1, 0, 0, 1}), "[1, 256]");
    EXPECT_EQ(decoded_text({0xC1, 0x05}), "5");
    EXPECT_EQ(decoded_text({0xF7}), "null");
}

TEST_P(Cbor, MalformedInputIsRefused) {
    const Bytes cases[] = {
        {},
        {0x18},
        {0x1C},
        {0x62, 'a'},
        {0x61, 0xFF},
        {0x82, 0x01},
        {0x01, 0x01},
        {0xFF},
        {0xA1, 0x01, 0x02},
        {0xBF, 0x61, 'a', 0xFF},
        {0x9B, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF},
        {0xBB, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF},
        {0x7B, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF},
        {0xD8, 86, 0x43, 1, 2, 3},
        {0xD8, 86, 0x01},
        {0xD8, 40, 0x82, 0x81, 0x05, 0xD8, 86, 0x48, 0, 0, 0, 0, 0, 0, 0, 0},
        {0xD9, 0xA7, 0xF8, 0x81, 0x01},
        {0xF8, 0x20},
    };
    for (const Bytes& bytes : cases) {
        EXPECT_THAT(decoded_text(bytes), testing::HasSubstr("no well-formed CBOR"))
            << testing::PrintToString(bytes);
    }
}

TEST_P(Cbor, CyclesAndFunctionsStay) {
    Root<Vector> vector(mutator_, make_vector(mutator_));
    ASSERT_TRUE(push(mutator_, *vector, Value::object(vector.get())));
    Bytes out;
    EXPECT_FALSE(encode_cbor(mutator_, Value::object(vector.get()), out));
    EXPECT_THAT(error_text(), testing::HasSubstr("inside itself"));
    Root<NativeFunction> native(mutator_, make_native(mutator_, "f", {}));
    EXPECT_FALSE(encode_cbor(mutator_, Value::object(native.get()), out));
    EXPECT_THAT(error_text(), testing::HasSubstr("Function cannot leave"));
}

TEST_P(Cbor, DepthNeedsNoStack) {
    const int depth = GetParam() ? 200 : 20'000;
    Root<Vector> outer(mutator_, make_vector(mutator_));
    for (int i = 0; i < depth; ++i) {
        Root<Vector> around(mutator_, make_vector(mutator_));
        ASSERT_TRUE(push(mutator_, *around, Value::object(outer.get())));
        outer = around.get();
    }
    expect_round_trip(Value::object(outer.get()));
}

}  // namespace
}  // namespace ach::vm
