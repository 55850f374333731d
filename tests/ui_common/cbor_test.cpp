#include "plugins/ui_common/cbor_reader.hpp"
#include "plugins/ui_common/codec.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace ach::ui {
namespace {

using Bytes = std::vector<std::uint8_t>;

// Examples of RFC 8949, appendix A.
TEST(Cbor, NumbersOfEverySize) {
    EXPECT_EQ(decode_value(Bytes{0x18, 0x64}), Value(100));
    EXPECT_EQ(decode_value(Bytes{0x1A, 0x00, 0x0F, 0x42, 0x40}), Value(1000000));
    EXPECT_EQ(decode_value(Bytes{0x38, 0x63}), Value(-100));
    EXPECT_EQ(decode_value(Bytes{0xF9, 0x3C, 0x00}), Value(1.0));
    EXPECT_EQ(decode_value(Bytes{0xF9, 0x00, 0x01}), Value(5.960464477539063e-8));
    EXPECT_EQ(decode_value(Bytes{0xF9, 0xC4, 0x00}), Value(-4.0));
    EXPECT_EQ(decode_value(Bytes{0xF9, 0xFC, 0x00}), Value(-INFINITY));
    EXPECT_EQ(decode_value(Bytes{0xF9, 0x7E, 0x00}), Value(double(NAN)));
    EXPECT_EQ(decode_value(Bytes{0xFA, 0x47, 0xC3, 0x50, 0x00}), Value(100000.0));
    EXPECT_EQ(decode_value(Bytes{0xFB, 0x3F, 0xF1, 0x99, 0x99, 0x99, 0x99, 0x99, 0x9A}),
              Value(1.1));
}

TEST(Cbor, ItemsInPieces) {
    EXPECT_EQ(decode_value(Bytes{0x7F, 0x62, 'a', 'b', 0x61, 'c', 0xFF}), Value("abc"));
    EXPECT_EQ(decode_value(Bytes{0x9F, 0x01, 0x02, 0xFF}), Value(List{1, 2}));
    EXPECT_EQ(decode_value(Bytes{0xBF, 0x61, 'a', 0xF5, 0xFF}), Value(Map{{"a", true}}));
}

Value array(std::vector<std::size_t> shape, std::vector<double> items) {
    auto made = std::make_shared<Array>();
    made->shape = std::move(shape);
    made->items = std::move(items);
    return std::shared_ptr<const Array>(made);
}

TEST(Cbor, TypedArrays) {
    EXPECT_EQ(decode_value(Bytes{0xD8, 0x40, 0x42, 1, 255}), array({2}, {1, 255}));
    EXPECT_EQ(decode_value(Bytes{0xD8, 0x48, 0x42, 1, 255}), array({2}, {1, -1}));
    EXPECT_EQ(decode_value(Bytes{0xD8, 0x41, 0x42, 1, 2}), array({1}, {258}));
    EXPECT_EQ(decode_value(Bytes{0xD8, 0x45, 0x42, 1, 2}), array({1}, {513}));
    EXPECT_EQ(decode_value(Bytes{0xD8, 0x51, 0x44, 0x3F, 0x80, 0, 0}), array({1}, {1}));
    EXPECT_EQ(decode_value(Bytes{0xD8, 0x55, 0x44, 0, 0, 0x80, 0x3F}), array({1}, {1}));
    const Bytes shaped{0xD8, 0x28, 0x82, 0x82, 0x02, 0x01, 0xD8, 0x40, 0x42, 7, 8};
    EXPECT_EQ(decode_value(shaped), array({2, 1}, {7, 8}));
}

TEST(Cbor, ArraysWithoutDoublesAreNull) {
    EXPECT_TRUE(decode_value(Bytes{0xD8, 0x50, 0x42, 0x3C, 0}).is_null());  // halves
    EXPECT_TRUE(decode_value(Bytes{0x42, 1, 2}).is_null());
    // Complex items: the tag of the language around the doubles.
    const Bytes complex{0xD8, 0x28, 0x82, 0x81, 0x01, 0xD9, 0xA7, 0xF9, 0xD8, 0x56, 0x40};
    EXPECT_TRUE(decode_value(complex).is_null());
}

TEST(Cbor, ArraysThatLie) {
    EXPECT_THROW(decode_value(Bytes{0xD8, 0x56, 0x42, 1, 2}), BadMessage);
    EXPECT_THROW(decode_value(Bytes{0xD8, 0x28, 0x82, 0x81, 0x03, 0xD8, 0x40, 0x42, 7, 8}),
                 BadMessage);
    EXPECT_THROW(decode_value(Bytes{0xD8, 0x28, 0x81, 0x81, 0x03}), BadMessage);
    EXPECT_THROW(decode_value(Bytes{0x5B, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF}),
                 BadMessage);
    EXPECT_THROW(decode_value(Bytes{0x9B, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF}),
                 BadMessage);
}

TEST(Cbor, NestingEnds) {
    EXPECT_THROW(decode_value(Bytes(100000, 0x81)), BadMessage);
    EXPECT_THROW(decode_value(Bytes(100000, 0xC1)), BadMessage);
    EXPECT_THROW(decode_value(Bytes(100000, 0x9F)), BadMessage);
    EXPECT_THROW(decode_command(Bytes(100000, 0xA1)), BadMessage);
}

}  // namespace
}  // namespace ach::ui
