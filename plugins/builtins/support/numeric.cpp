#include "plugins/builtins/support/numeric.hpp"

#include <algorithm>
#include <string>

namespace ach::builtins {
namespace {

void load_tensor(const Call& call, Value value, Accepts accepts, Numeric& out) {
    const TensorView look = call.tensor(value);
    if (look.is_complex && !accepts.complex) call.fail_type(accepts.expected, value);
    out.form = Numeric::Form::Tensor;
    out.shape.assign(look.shape.begin(), look.shape.end());
    if (look.is_complex) {
        out.complexes = look.complexes.data();
        out.count = look.complexes.size();
    } else {
        out.reals = look.data.data();
        out.count = look.data.size();
    }
    out.is_complex_tensor = look.is_complex;
}

// Where an element stands: a position for each level of nesting.
using Place = std::vector<std::size_t>;

[[noreturn]] void refuse_element(const Call& call, Value value, const Place& at, Accepts accepts) {
    std::string found(call.type_name(value));
    found += at.size() == 1 ? " at index " : " at index [";
    for (std::size_t i = 0; i < at.size(); ++i) {
        if (i > 0) found += ", ";
        found += std::to_string(at[i]);
    }
    if (at.size() != 1) found += ']';
    call.fail_type(accepts.complex ? "Number or Complex" : "Number", found);
}

// What an element is if it may be one: no container.
std::optional<Scalar> scalar_in(const Call& call, Value value, Accepts accepts) {
    double n = 0;
    if (call.values().get_number(call.raw(), value, &n) == ACH_OK) return Scalar{{n, 0.0}, false};
    ach_complex z{};
    if (accepts.complex && call.values().get_complex(call.raw(), value, &z) == ACH_OK) {
        return Scalar{to_complex(z), true};
    }
    return std::nullopt;
}

Scalar element(const Call& call, Value value, std::size_t at, Accepts accepts) {
    if (const auto scalar = scalar_in(call, value, accepts)) return *scalar;
    refuse_element(call, value, {at}, accepts);
}

// All-real elements gather in `own_reals`; the first Complex moves them over to `mixed`.
void add(Numeric& out, Scalar scalar) {
    if (out.mixed.empty() && !scalar.is_complex) {
        out.own_reals.push_back(scalar.value.real());
        return;
    }
    if (out.mixed.empty()) {
        for (double n : out.own_reals) out.mixed.push_back({{n, 0.0}, false});
        out.own_reals.clear();
    }
    out.mixed.push_back(scalar);
}

void finish(Numeric& out) {
    out.count = out.mixed.empty() ? out.own_reals.size() : out.mixed.size();
    out.reals = out.mixed.empty() ? out.own_reals.data() : nullptr;
}

// True when the Vector holds only Numbers, which are then there for reading.
bool load_numbers(const Call& call, Value vector, Numeric& out) {
    return call.values().numbers(call.raw(), vector, &out.reals, &out.count) == ACH_OK;
}

// Calls visit(item, place) for what nested Vectors hold, in order; place() tells where the item is.
// By a stack of our own: they may be nested deeper than a native's stack
// is high.
template <class Visit>
void visit_leaves(const Call& call, Value root, const Visit& visit) {
    struct Level {
        std::vector<Value> items;
        std::size_t next = 0;
    };
    constexpr std::size_t kDeepest = 100'000;  // only a Vector inside itself gets there
    std::vector<Level> levels;
    const auto place = [&levels] {
        Place at;
        for (const Level& level : levels) at.push_back(level.next - 1);
        return at;
    };
    levels.push_back({call.items_of(root)});
    while (!levels.empty()) {
        Level& level = levels.back();
        if (level.next == level.items.size()) {
            levels.pop_back();
            continue;
        }
        const Value item = level.items[level.next++];
        if (call.type(item) != ACH_T_VECTOR) {
            visit(item, place);
        } else if (levels.size() == kDeepest) {
            call.fail(kind::kOverflow, "the Vector is nested too deeply");
        } else {
            levels.push_back({call.items_of(item)});
        }
    }
}

// Why a Vector stands for no Tensor: it is nested too deeply, or it has an element that a Tensor
// has not. Returns when it is neither, so the rows differ.
void refuse_elements(const Call& call, Value vector, Accepts accepts) {
    require_depth(call, vector);
    visit_leaves(call, vector, [&](Value item, const auto& place) {
        if (!scalar_in(call, item, accepts)) refuse_element(call, item, place(), accepts);
    });
}

void load_promoted(const Call& call, Value vector, Accepts accepts, Numeric& out) {
    const std::optional<Value> tensor = tensor_of(call, vector);
    if (!tensor || (call.type(*tensor) == ACH_T_COMPLEX_TENSOR && !accepts.complex)) {
        refuse_elements(call, vector, accepts);
        call.fail_type("rectangular Vector", "ragged Vector");
    }
    out.own_reals.clear();
    out.mixed.clear();
    load_tensor(call, *tensor, accepts, out);
}

void load_vector_value(const Call& call, Value vector, Accepts accepts, Numeric& out) {
    out.form = Numeric::Form::Vector;
    if (load_numbers(call, vector, out)) return;
    const std::vector<Value> items = call.items_of(vector);
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (is_array(call.type(items[i]))) {
            return load_promoted(call, vector, accepts, out);
        }
        add(out, element(call, items[i], i, accepts));
    }
    finish(out);
}

void add_tensor(Numeric& out, const TensorView& look) {
    for (const double x : look.data) add(out, {{x, 0.0}, false});
    for (const ach_complex z : look.complexes) add(out, {to_complex(z), true});
}

// All elements, however Vectors are nested; tensors among them give theirs.
void gather(const Call& call, Value root, Accepts accepts, Numeric& out) {
    visit_leaves(call, root, [&](Value item, const auto& place) {
        const std::int32_t type = call.type(item);
        if (const auto scalar = scalar_in(call, item, accepts)) {
            add(out, *scalar);
        } else if (type == ACH_T_TENSOR || (type == ACH_T_COMPLEX_TENSOR && accepts.complex)) {
            add_tensor(out, call.tensor(item));
        } else {
            refuse_element(call, item, place(), accepts);
        }
    });
    finish(out);
}

}  // namespace

bool Numeric::has_complex() const {
    return is_complex_tensor ||
           std::ranges::any_of(mixed, [](const Scalar& s) { return s.is_complex; });
}

void load(const Call& call, Value value, Accepts accepts, Numeric& out) {
    switch (call.type(value)) {
        case ACH_T_NUMBER:
            if (!accepts.scalar) break;
            out.own_number = call.to_number(value);
            out.reals = &out.own_number;
            out.count = 1;
            return;
        case ACH_T_COMPLEX:
            if (!accepts.scalar || !accepts.complex) break;
            out.mixed.push_back(element(call, value, 0, accepts));
            out.count = 1;
            return;
        case ACH_T_VECTOR: return load_vector_value(call, value, accepts, out);
        case ACH_T_TENSOR:
        case ACH_T_COMPLEX_TENSOR: return load_tensor(call, value, accepts, out);
        default: break;
    }
    call.fail_type(accepts.expected, value);
}

void load_flat(const Call& call, Value value, Accepts accepts, Numeric& out) {
    const int type = call.type(value);
    if (!is_array(type)) call.fail_type(accepts.expected, value);
    if (type != ACH_T_VECTOR) return load_tensor(call, value, accepts, out);
    out.form = Numeric::Form::Vector;
    if (!load_numbers(call, value, out)) gather(call, value, accepts, out);
}

void load_vector(const Call& call, Value value, Accepts accepts, Numeric& out) {
    if (call.type(value) == ACH_T_VECTOR) {
        out.form = Numeric::Form::Vector;
        if (load_numbers(call, value, out)) return;
        const std::vector<Value> items = call.items_of(value);
        for (std::size_t i = 0; i < items.size(); ++i) {
            if (is_array(call.type(items[i]))) {
                call.fail(kind::kShape, "expected a flat Vector, got a " +
                                            std::string(call.type_name(items[i])) +
                                            " inside, at index " + std::to_string(i));
            }
            add(out, element(call, items[i], i, accepts));
        }
        return finish(out);
    }
    accepts.scalar = false;
    load(call, value, accepts, out);
    if (out.shape.size() != 1) {
        call.fail(kind::kShape, "expected one dimension, got " + std::to_string(out.shape.size()));
    }
}

NewTensor new_tensor(const Call& call, std::size_t length) {
    const std::uint64_t shape[] = {length};
    return call.new_tensor(shape);
}

NewComplexTensor new_complex_tensor(const Call& call, std::size_t length) {
    const std::uint64_t shape[] = {length};
    return call.new_complex_tensor(shape);
}

Value scalar_value(const Call& call, Scalar scalar) {
    return scalar.is_complex ? call.complex_value(scalar.value)
                             : call.number_value(scalar.value.real());
}

Value like(const Call& call, Numeric::Form form, std::span<const std::uint64_t> shape,
           std::span<const double> items) {
    switch (form) {
        case Numeric::Form::Number: return call.number_value(items[0]);
        case Numeric::Form::Vector: return call.make(items);
        case Numeric::Form::Tensor: break;
    }
    const NewTensor made = call.new_tensor(shape);
    std::ranges::copy(items, made.data.begin());
    return made.value;
}

Value like(const Call& call, Numeric::Form form, std::span<const std::uint64_t> shape,
           std::span<const Scalar> items) {
    if (form == Numeric::Form::Number) return scalar_value(call, items[0]);
    if (form == Numeric::Form::Vector) {
        const Value vector = call.vector(items.size());
        for (const Scalar& item : items) call.vector_push(vector, scalar_value(call, item));
        return vector;
    }
    if (std::ranges::any_of(items, [](const Scalar& s) { return s.is_complex; })) {
        const NewComplexTensor made = call.new_complex_tensor(shape);
        std::ranges::transform(items, made.data.begin(),
                               [](const Scalar& s) { return to_abi(s.value); });
        return made.value;
    }
    const NewTensor made = call.new_tensor(shape);
    std::ranges::transform(items, made.data.begin(),
                           [](const Scalar& s) { return s.value.real(); });
    return made.value;
}

std::optional<Value> tensor_of(const Call& call, Value array) {
    Value tensor{};
    const ach_status status = call.values().promote(call.raw(), array, &tensor);
    if (status == ACH_E_TYPE) return std::nullopt;
    call.check(status);
    return tensor;
}

void require_depth(const Call& call, Value array) {
    constexpr int kMostAxes = 32;
    Value inner = array;
    for (int depth = 0; call.type(inner) == ACH_T_VECTOR; ++depth) {
        if (depth == kMostAxes) {
            call.fail(kind::kValue, "the nested Vectors are more than 32 levels deep");
        }
        if (call.vector_len(inner) == 0) return;
        inner = call.vector_get(inner, 0);
    }
}

Value promoted(const Call& call, Value array) {
    if (!is_array(call.type(array))) call.fail_type("Vector or Tensor", array);
    if (const auto tensor = tensor_of(call, array)) return *tensor;
    refuse_elements(call, array, kReduced);
    call.fail(kind::kShape, "the nested Vectors are not rectangular");
}

}  // namespace ach::builtins
