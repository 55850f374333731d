// Everything that calls a function is written in the language (functional.soc), because natives do
// not call script.
#include "plugins/builtins/support/packs.hpp"

#include "preludes/functional.hpp"

namespace ach::builtins {
namespace {

// __splice(v, x): appends the elements of an array x, or x itself.
Value splice(Call& call) {
    switch (call.type(call[1])) {
        case ACH_T_VECTOR: {
            const std::vector<Value> items = call.items_of(call[1]);
            call.vector_splice(call[0], call.vector_len(call[0]), 0, items);
            break;
        }
        case ACH_T_TENSOR:
            for (double x : call.tensor(call[1]).data) call.vector_push(call[0], call.make(x));
            break;
        case ACH_T_COMPLEX_TENSOR:
            for (ach_complex z : call.tensor(call[1]).complexes) {
                call.vector_push(call[0], call.make(z));
            }
            break;
        default: call.vector_push(call[0], call[1]);
    }
    return call[0];
}

constexpr ach_native_def kNatives[] = {native<splice>("__splice", 2, 2, nullptr, 0)};

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
    return {.natives = {kNatives},
            .methods = kMethods,
            .preludes = {{"functional.soc", kFunctionalPrelude, kFunctionalPreludeDocs}}};
}

}  // namespace ach::builtins
