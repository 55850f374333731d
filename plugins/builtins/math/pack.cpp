#include "plugins/builtins/math/math.hpp"
#include "plugins/builtins/support/packs.hpp"

namespace ach::builtins {
namespace {

constexpr ach_method_def kMethods[] = {
    method(ACH_T_NUMBER, "abs", "abs"),     method(ACH_T_NUMBER, "ceil", "ceil"),
    method(ACH_T_NUMBER, "floor", "floor"), method(ACH_T_NUMBER, "round", "round"),
    method(ACH_T_NUMBER, "sqrt", "sqrt"),   method(ACH_T_VECTOR, "min", "min"),
    method(ACH_T_VECTOR, "max", "max"),     method(ACH_T_TENSOR, "min", "min"),
    method(ACH_T_TENSOR, "max", "max"),
};

}  // namespace

Pack math_pack() {
    return {.natives = {math::trigonometry(), math::powers(), math::rounding(), math::integers(),
                        math::special()},
            .methods = kMethods};
}

}  // namespace ach::builtins
