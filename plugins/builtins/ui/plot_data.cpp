#include "plugins/builtins/ui/plot_data.hpp"

#include <cmath>
#include <optional>

namespace ach::ui {

namespace {

double number_or_gap(const Call& call, ScriptValue v) {
    return call.maybe_number(v).value_or(std::nan(""));
}

// The items of a Vector, or of a Tensor of shape [n]; nothing when it is neither.
std::optional<std::vector<double>> column(const Call& call, ScriptValue v) {
    std::vector<double> numbers;
    if (call.type(v) == ACH_T_TENSOR) {
        const TensorView tensor = call.tensor(v);
        if (tensor.shape.size() != 1 || tensor.is_complex) return std::nullopt;
        numbers.assign(tensor.data.begin(), tensor.data.end());
        return numbers;
    }
    if (call.type(v) != ACH_T_VECTOR) return std::nullopt;
    numbers.resize(call.vector_len(v));
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        const Scope scope(call);
        numbers[i] = number_or_gap(call, call.vector_get(v, i));
    }
    return numbers;
}

std::vector<double> with_indices(const std::vector<double>& ys) {
    std::vector<double> xy(2 * ys.size());
    for (std::size_t i = 0; i < ys.size(); ++i) {
        xy[2 * i] = static_cast<double>(i);
        xy[2 * i + 1] = ys[i];
    }
    return xy;
}

bool begins_with_a_pair(const Call& call, ScriptValue vector) {
    return call.vector_len(vector) > 0 && call.type(call.vector_get(vector, 0)) == ACH_T_VECTOR;
}

// What is longer than a pair is cut off, what is shorter is a gap.
std::vector<double> pairs(const Call& call, ScriptValue vector) {
    std::vector<double> xy(2 * call.vector_len(vector), std::nan(""));
    for (std::size_t i = 0; 2 * i < xy.size(); ++i) {
        const Scope scope(call);
        const ScriptValue pair = call.vector_get(vector, i);
        if (call.type(pair) != ACH_T_VECTOR || call.vector_len(pair) < 2) continue;
        xy[2 * i] = number_or_gap(call, call.vector_get(pair, 0));
        xy[2 * i + 1] = number_or_gap(call, call.vector_get(pair, 1));
    }
    return xy;
}

std::shared_ptr<const Array> points(std::vector<double> xy) {
    auto made = std::make_shared<Array>();
    made->shape = {xy.size() / 2, 2};
    made->items = std::move(xy);
    return made;
}

}  // namespace

std::variant<std::shared_ptr<const Array>, std::string> plot_data(const Call& call, ScriptValue v) {
    switch (call.type(v)) {
        case ACH_T_NULL: return points({});
        case ACH_T_VECTOR:
            return points(begins_with_a_pair(call, v) ? pairs(call, v)
                                                      : with_indices(*column(call, v)));
        case ACH_T_TENSOR: {
            const TensorView tensor = call.tensor(v);
            if (tensor.is_complex) return "the data of a plot must be real";
            if (tensor.shape.size() == 2 && tensor.shape[1] == 2)
                return points({tensor.data.begin(), tensor.data.end()});
            if (tensor.shape.size() == 1) return points(with_indices(*column(call, v)));
            return "a Tensor of data has the shape [N] or [N, 2]";
        }
        case ACH_T_RECORD: {
            const auto x = call.record_get(v, "x"), y = call.record_get(v, "y");
            const auto xs = x ? column(call, *x) : std::nullopt;
            const auto ys = y ? column(call, *y) : std::nullopt;
            if (!xs || !ys) return "data in columns are {x: …, y: …}, each a Vector or Tensor [N]";
            if (xs->size() != ys->size()) return "'x' and 'y' of the data differ in length";
            std::vector<double> xy(2 * xs->size());
            for (std::size_t i = 0; i < xs->size(); ++i) {
                xy[2 * i] = (*xs)[i];
                xy[2 * i + 1] = (*ys)[i];
            }
            return points(std::move(xy));
        }
        default:
            return "data are a Vector, a Tensor or {x: …, y: …}, not " +
                   std::string(call.type_name(v));
    }
}

}  // namespace ach::ui
