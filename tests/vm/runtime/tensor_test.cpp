#include "vm/runtime/tensor.hpp"

#include "fixture.hpp"

#include <cmath>

namespace ach::vm {
namespace {

RUNTIME_SUITE(TensorTest);

TEST_P(TensorTest, PartsShareTheData) {
    const Value whole = t({2, 2, 2}, {1, 2, 3, 4, 5, 6, 7, 8});
    const Value second = keep(part(m, *as<Tensor>(whole), 1));
    EXPECT_EQ(text(second), "[[5, 6], [7, 8]]");
    EXPECT_EQ(&as<Tensor>(second)->data(), &as<Tensor>(whole)->data());
    EXPECT_EQ(text(keep(part(m, *as<Tensor>(second), 0))), "[5, 6]");
}

TEST_P(TensorTest, ElementsAreCanonical) {
    const Value odd = t({1}, {std::bit_cast<double>(0xFFFC'0000'DEAD'BEEFu)});
    EXPECT_TRUE(element(m, *as<Tensor>(odd), 0).is_number());
    EXPECT_EQ(text(odd), "[NaN]");
}

TEST_P(TensorTest, PromotionTakesRectanglesOnly) {
    EXPECT_EQ(type_name(keep(promote(m, v({n(1), n(2)})))), "Tensor");
    EXPECT_EQ(text(keep(promote(m, v({v({n(1), n(2)}), v({n(3), n(4)})})))), "[[1, 2], [3, 4]]");
    EXPECT_EQ(type_name(keep(promote(m, v({n(1), c(0, 1)})))), "ComplexTensor");
    EXPECT_EQ(text(keep(promote(m, v({n(1)}), true))), "[1+0i]");
    EXPECT_EQ(text(keep(promote(m, t({2}, {1, 2}), true))), "[1+0i, 2+0i]");
    EXPECT_EQ(as<Tensor>(keep(promote(m, v({}))))->shape()[0], 0u);
    EXPECT_TRUE(promote(m, v({v({n(1)}), v({n(1), n(2)})})).is_absent());
    EXPECT_TRUE(promote(m, v({n(1), v({n(1)})})).is_absent());
    EXPECT_TRUE(promote(m, v({v({n(1)}), n(1)})).is_absent());
    EXPECT_TRUE(promote(m, v({s("x")})).is_absent());
    EXPECT_TRUE(promote(m, n(1)).is_absent());
    Root<Vector> ring(m, make_vector(m));
    ASSERT_TRUE(push(m, *ring, Value::object(ring.get())));
    ASSERT_TRUE(push(m, *ring, Value::object(ring.get())));
    EXPECT_TRUE(promote(m, Value::object(ring.get())).is_absent());
}

TEST_P(TensorTest, BecomesVectors) {
    EXPECT_EQ(text(keep(to_vector(m, *as<Tensor>(t({2, 2}, {1, 2, 3, 4}))))), "[[1, 2], [3, 4]]");
    EXPECT_EQ(type_name(keep(to_vector(m, *as<Tensor>(t({2}, {1, 2}))))), "Vector");
    EXPECT_EQ(text(keep(to_vector(m, *as<Tensor>(t({}, {3}))))), "3");
    EXPECT_EQ(text(keep(to_vector(m, *as<Tensor>(keep(promote(m, v({c(0, 1), n(2)}))))))),
              "[1i, 2+0i]");
}

TEST_P(TensorTest, BorrowedDataIsGivenBack) {
    static int given_back;
    given_back = 0;
    static const double data[] = {1, 2, 3};
    {
        Root<TensorData> borrowed(
            m, borrow_tensor_data(
                   m, data, 3, [](void* p) { *static_cast<int*>(p) += 1; }, &given_back));
        const std::size_t shape[] = {3};
        Root<Tensor> tensor(m, make_tensor_over(m, *borrowed, 0, shape, false));
        EXPECT_EQ(text(Value::object(tensor.get())), "[1, 2, 3]");
        heap.collect(m);
        EXPECT_EQ(given_back, 0);
    }
    heap.collect(m);
    EXPECT_EQ(given_back, 1);
    EXPECT_EQ(heap.statistics().external_bytes, 0u);
}

TEST_P(TensorTest, ImpossibleShapesAreRefused) {
    const std::size_t shape[] = {std::size_t{1} << 40, std::size_t{1} << 40};
    EXPECT_EQ(make_tensor(m, shape), nullptr);
    EXPECT_EQ(failure(), "OutOfMemory: Out of memory");
}

}  // namespace
}  // namespace ach::vm
