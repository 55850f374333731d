#include "plugins/builtins/support/sequence.hpp"

#include "plugins/builtins/support/numeric.hpp"
#include "plugins/builtins/support/utf8.hpp"

#include <algorithm>

namespace ach::builtins {

std::optional<std::size_t> element_count(const Call& call, Value value) {
    switch (call.type(value)) {
        case ACH_T_STRING: return call.string_length(value);
        case ACH_T_VECTOR: return call.vector_len(value);
        case ACH_T_TENSOR: return call.tensor(value).data.size();
        case ACH_T_COMPLEX_TENSOR: return call.tensor(value).complexes.size();
        default: return std::nullopt;
    }
}

Sequence::Sequence(const Call& call, Value value)
    : call_(call), value_(value), type_(call.type(value)) {
    switch (type_) {
        case ACH_T_VECTOR: size_ = call.vector_len(value); return;
        case ACH_T_STRING:
            text_ = call.to_text(value);
            size_ = call.string_length(value);
            return;
        case ACH_T_TENSOR:
        case ACH_T_COMPLEX_TENSOR: break;
        default: call.fail_type("Vector, String or Tensor", value);
    }
    tensor_ = call.tensor(value);
    if (tensor_.shape.size() != 1) {
        call.fail(kind::kShape,
                  "expected one dimension, got " + std::to_string(tensor_.shape.size()));
    }
    size_ = tensor_.shape[0];
}

std::optional<Value> Sequence::at(std::size_t i) const {
    if (type_ == ACH_T_VECTOR) {
        Value item{};
        const bool is_there = call_.values().vector_get(call_.raw(), value_, i, &item) == ACH_OK;
        return is_there ? std::optional(item) : std::nullopt;
    }
    if (type_ == ACH_T_STRING) return call_.make(call_.characters(value_, i, i + 1));
    if (tensor_.is_complex) return call_.make(tensor_.complexes[i]);
    return call_.make(tensor_.data[i]);
}

Value Sequence::vector_slice(std::size_t from, std::size_t to) const {
    for (;;) {
        Value part{};
        const ach_status status = call_.values().vector_slice(call_.raw(), value_, from, to, &part);
        if (status != ACH_E_ABSENT) {
            call_.check(status);
            return part;
        }
        to = std::min(to, call_.vector_len(value_));
        from = std::min(from, to);
    }
}

Value Sequence::slice(std::size_t from, std::size_t to) const {
    if (type_ == ACH_T_VECTOR) return vector_slice(from, to);
    if (type_ == ACH_T_STRING) return call_.make(call_.characters(value_, from, to));
    if (tensor_.is_complex) {
        const NewComplexTensor made = new_complex_tensor(call_, to - from);
        std::ranges::copy(tensor_.complexes.subspan(from, to - from), made.data.begin());
        return made.value;
    }
    const NewTensor made = new_tensor(call_, to - from);
    std::ranges::copy(tensor_.data.subspan(from, to - from), made.data.begin());
    return made.value;
}

Value Sequence::pick(std::span<const std::size_t> order) const {
    if (type_ == ACH_T_VECTOR) {
        const std::vector<Value>& all = items();
        std::vector<Value> picked;
        picked.reserve(order.size());
        for (std::size_t i : order) {
            if (i < all.size()) picked.push_back(all[i]);
        }
        return call_.vector_of(picked);
    }
    if (type_ == ACH_T_STRING) {
        const std::vector<std::string_view> all = characters();
        std::string picked;
        for (std::size_t i : order) picked += all[i];
        return call_.make(std::string_view(picked));
    }
    if (tensor_.is_complex) {
        const NewComplexTensor made = new_complex_tensor(call_, order.size());
        for (std::size_t i = 0; i < order.size(); ++i) made.data[i] = tensor_.complexes[order[i]];
        return made.value;
    }
    const NewTensor made = new_tensor(call_, order.size());
    for (std::size_t i = 0; i < order.size(); ++i) made.data[i] = tensor_.data[order[i]];
    return made.value;
}

const std::vector<Value>& Sequence::items() const {
    if (!items_) items_ = read_items();
    return *items_;
}

std::vector<Value> Sequence::read_items() const {
    if (type_ == ACH_T_VECTOR) return call_.items_of(value_);
    std::vector<Value> all;
    all.reserve(size_);
    if (type_ == ACH_T_STRING) {
        for (std::string_view character : characters()) all.push_back(call_.make(character));
        return all;
    }
    for (std::size_t i = 0; i < size_; ++i) all.push_back(*at(i));
    return all;
}

std::vector<std::string_view> Sequence::characters() const {
    std::vector<std::string_view> all;
    all.reserve(size_);
    for (std::string_view rest = text_; !rest.empty();) {
        const std::size_t bytes = front_bytes(rest);
        all.push_back(rest.substr(0, bytes));
        rest.remove_prefix(bytes);
    }
    return all;
}

}  // namespace ach::builtins
