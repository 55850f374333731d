#include "plugins/builtins/support/lift.hpp"

namespace ach::builtins {

Value nested_booleans(const Call& call, std::span<const std::uint64_t> shape,
                      const std::vector<bool>& truths, std::size_t& next) {
    if (shape.empty()) return call.make(bool{truths[next++]});
    const Value vector = call.vector(shape[0]);
    for (std::uint64_t i = 0; i < shape[0]; ++i) {
        call.vector_push(vector, nested_booleans(call, shape.subspan(1), truths, next));
    }
    return vector;
}

}  // namespace ach::builtins
