// Everything that calls a function is written in the language (functional.soc): natives do not call
// script. What is native here serves the preludes.
#include "plugins/builtins/functional/helpers.hpp"
#include "plugins/builtins/support/packs.hpp"

#include "preludes/functional.hpp"

namespace ach::builtins {
namespace {

constexpr ach_method_def kMethods[] = {
    method_last(ACH_T_VECTOR, "map", "map"),
    method_last(ACH_T_VECTOR, "filter", "filter"),
    method_last(ACH_T_VECTOR, "reduce", "reduce"),
    method_last(ACH_T_VECTOR, "any", "any"),
    method_last(ACH_T_VECTOR, "all", "all"),
    method_last(ACH_T_VECTOR, "find", "find"),
    method_last(ACH_T_VECTOR, "findIndex", "findIndex"),
    method_last(ACH_T_VECTOR, "count", "count"),
    method_last(ACH_T_VECTOR, "flatMap", "flatMap"),
    method_last(ACH_T_TENSOR, "map", "map"),
    method_last(ACH_T_TENSOR, "filter", "filter"),
    method_last(ACH_T_TENSOR, "reduce", "reduce"),
    method_last(ACH_T_TENSOR, "any", "any"),
    method_last(ACH_T_TENSOR, "all", "all"),
    method_last(ACH_T_TENSOR, "find", "find"),
    method_last(ACH_T_TENSOR, "findIndex", "findIndex"),
    method_last(ACH_T_TENSOR, "count", "count"),
    method_last(ACH_T_TENSOR, "flatMap", "flatMap"),
    method_last(ACH_T_COMPLEX_TENSOR, "map", "map"),
    method_last(ACH_T_COMPLEX_TENSOR, "filter", "filter"),
    method_last(ACH_T_COMPLEX_TENSOR, "reduce", "reduce"),
    method_last(ACH_T_COMPLEX_TENSOR, "any", "any"),
    method_last(ACH_T_COMPLEX_TENSOR, "all", "all"),
    method_last(ACH_T_COMPLEX_TENSOR, "find", "find"),
    method_last(ACH_T_COMPLEX_TENSOR, "findIndex", "findIndex"),
    method_last(ACH_T_COMPLEX_TENSOR, "count", "count"),
    method_last(ACH_T_COMPLEX_TENSOR, "flatMap", "flatMap"),
};

}  // namespace

Pack functional_pack() {
    return {.natives = {prelude_helpers()},
            .methods = kMethods,
            .preludes = {{"functional.soc", kFunctionalPrelude}}};
}

}  // namespace ach::builtins
