// ach.value/1: tensors.

#include "vm/plugin/table_support.hpp"
#include "vm/plugin/tables.hpp"
#include "vm/runtime/tensor.hpp"

#include <algorithm>
#include <array>

namespace ach::vm {

namespace {

static_assert(sizeof(std::size_t) == sizeof(std::uint64_t));
static_assert(sizeof(ach_complex) == 2 * sizeof(double));

ach_status tensor(ach_call_t* c, const std::uint64_t* shape, std::uint32_t rank, bool is_complex,
                  double** data, ach_complex** complexes, ach_value* out) noexcept {
    if (rank > kMaxTensorRank) {
        return c->raise("ValueError", "a tensor has at most 32 axes");
    }
    std::array<std::size_t, kMaxTensorRank> sizes{};
    std::copy_n(shape, rank, sizes.begin());
    Tensor* made = make_tensor(c->mutator, {sizes.data(), rank}, is_complex);
    if (made == nullptr) return ACH_E_RAISED;
    if (data != nullptr) *data = is_complex ? nullptr : made->mutable_doubles();
    if (complexes != nullptr) {
        *complexes = is_complex ? reinterpret_cast<ach_complex*>(made->mutable_doubles()) : nullptr;
    }
    return give(c, made, out);
}

ach_status tensor_view(ach_call_t*, ach_value v, ach_tensor_view* out) noexcept {
    const auto* look = try_as<Tensor>(from_abi(v));
    if (look == nullptr) return ACH_E_TYPE;
    out->rank = look->rank();
    out->shape = reinterpret_cast<const std::uint64_t*>(look->shape().data());
    out->count = look->size();
    out->data = look->is_complex() ? nullptr : look->doubles();
    out->complexes =
        look->is_complex() ? reinterpret_cast<const ach_complex*>(look->doubles()) : nullptr;
    return ACH_OK;
}

ach_status promote_value(ach_call_t* c, ach_value v, ach_value* out) noexcept {
    const Value promoted = promote(c->mutator, from_abi(v));
    return promoted.is_absent() ? ACH_E_TYPE : give(c, promoted, out);
}

}  // namespace

void fill_value_tensors(ach_value_table_t& table) {
    table.tensor = entering<tensor>;
    table.tensor_view = entering<tensor_view>;
    table.promote = entering<promote_value>;
}

}  // namespace ach::vm
