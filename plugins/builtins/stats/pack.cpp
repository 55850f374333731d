#include "plugins/builtins/stats/stats.hpp"
#include "plugins/builtins/support/packs.hpp"

namespace ach::builtins {
namespace {

constexpr ach_method_def kMethods[] = {
    method(ACH_T_VECTOR, "sum", "sum"),         method(ACH_T_VECTOR, "mean", "mean"),
    method(ACH_T_TENSOR, "sum", "sum"),         method(ACH_T_TENSOR, "mean", "mean"),
    method(ACH_T_COMPLEX_TENSOR, "sum", "sum"), method(ACH_T_COMPLEX_TENSOR, "mean", "mean"),
};

}  // namespace

Pack stats_pack() {
    return {.natives = {stats::totals(), stats::spread(), stats::order(), stats::normal()},
            .methods = kMethods};
}

}  // namespace ach::builtins
