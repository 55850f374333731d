#include "plugins/builtins/support/deep_copy.hpp"

namespace ach::builtins {
namespace {

// The part of a tensor that starts at element `next`, from `axis` on.
Value nested_axis(const Call& call, const TensorView& look, std::size_t axis, std::size_t& next) {
    if (axis == look.shape.size()) {
        const std::size_t at = next++;
        return look.is_complex ? call.make(look.complexes[at]) : call.make(look.data[at]);
    }
    const Value vector = call.vector(look.shape[axis]);
    for (std::uint64_t i = 0; i < look.shape[axis]; ++i) {
        call.vector_push(vector, nested_axis(call, look, axis + 1, next));
    }
    return vector;
}

}  // namespace

Value nested_vectors(const Call& call, Value tensor) {
    const TensorView look = call.tensor(tensor);
    if (look.shape.size() == 1 && !look.is_complex) return call.make(look.data);
    std::size_t next = 0;
    return nested_axis(call, look, 0, next);
}

Value shallow_copy(const Call& call, Value value) {
    const std::int32_t type = call.type(value);
    if (type == ACH_T_VECTOR) return call.vector_slice(value, 0, call.vector_len(value));
    if (type != ACH_T_RECORD) return value;
    const Value copied = call.record();
    for (std::size_t i = 0; i < call.record_len(value); ++i) {
        const auto [name, item] = call.record_at(value, i);
        call.record_set(copied, name, item);
    }
    return copied;
}

Value DeepCopy::of(Value root) {
    const Value copied = copy_of(root);
    while (!pending_.empty()) {
        const Value container = pending_.back();
        pending_.pop_back();
        if (call_.type(container) == ACH_T_VECTOR) {
            replace_items(container);
        } else {
            replace_fields(container);
        }
    }
    return copied;
}

bool DeepCopy::is_copied(std::int32_t type) const {
    return type == ACH_T_VECTOR || (type == ACH_T_RECORD && what_ == What::Containers);
}

Value DeepCopy::copy_of(Value value) {
    const std::int32_t type = call_.type(value);
    if (is_tensor(type) && what_ == What::Arrays) return nested_vectors(call_, value);
    if (!is_copied(type)) return value;
    const auto known = copies_.find(value.bits);
    if (known != copies_.end()) return known->second;
    const Value copied = shallow_copy(call_, value);
    copies_.emplace(value.bits, copied);
    pending_.push_back(copied);
    return copied;
}

void DeepCopy::replace_items(Value vector) {
    const double* numbers = nullptr;
    std::size_t count = 0;
    if (call_.values().numbers(call_.raw(), vector, &numbers, &count) == ACH_OK) return;
    const std::vector<Value> items = call_.items_of(vector);
    for (std::size_t i = 0; i < items.size(); ++i) {
        const Value copied = copy_of(items[i]);
        if (copied.bits != items[i].bits) call_.vector_set(vector, i, copied);
    }
}

void DeepCopy::replace_fields(Value record) {
    for (std::size_t i = 0; i < call_.record_len(record); ++i) {
        const auto [name, item] = call_.record_at(record, i);
        const Value copied = copy_of(item);
        if (copied.bits != item.bits) call_.record_set(record, name, copied);
    }
}

}  // namespace ach::builtins
