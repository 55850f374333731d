#include "plugins/builtins/array/array.hpp"
#include "plugins/builtins/support/packs.hpp"

#include "preludes/array.hpp"

namespace ach::builtins {
namespace {

constexpr ach_method_def kMethods[] = {
    method(ACH_T_VECTOR, "push", "push"),
    method(ACH_T_VECTOR, "pop", "pop"),
    method(ACH_T_VECTOR, "insert", "insert"),
    method(ACH_T_VECTOR, "remove", "remove"),
    method(ACH_T_VECTOR, "reverse", "reverse"),
    method(ACH_T_VECTOR, "sort", "sort"),
    method(ACH_T_VECTOR, "first", "first"),
    method(ACH_T_VECTOR, "last", "last"),
    method(ACH_T_VECTOR, "slice", "slice"),
    method(ACH_T_VECTOR, "take", "take"),
    method(ACH_T_VECTOR, "drop", "drop"),
    method(ACH_T_VECTOR, "unique", "unique"),
    method(ACH_T_VECTOR, "flatten", "flatten"),
    method(ACH_T_VECTOR, "chunk", "chunk"),
    method(ACH_T_VECTOR, "contains", "contains"),
    method(ACH_T_VECTOR, "index_of", "index_of"),
    method(ACH_T_VECTOR, "concat", "concat"),
    method(ACH_T_TENSOR, "reverse", "reverse"),
    method(ACH_T_TENSOR, "sort", "sort"),
    method(ACH_T_TENSOR, "first", "first"),
    method(ACH_T_TENSOR, "last", "last"),
    method(ACH_T_TENSOR, "slice", "slice"),
    method(ACH_T_TENSOR, "take", "take"),
    method(ACH_T_TENSOR, "drop", "drop"),
    method(ACH_T_TENSOR, "unique", "unique"),
    method(ACH_T_TENSOR, "flatten", "flatten"),
    method(ACH_T_TENSOR, "chunk", "chunk"),
    method(ACH_T_TENSOR, "contains", "contains"),
    method(ACH_T_TENSOR, "index_of", "index_of"),
    method(ACH_T_TENSOR, "concat", "concat"),
    method(ACH_T_TENSOR, "shape", "shape"),
    method(ACH_T_TENSOR, "reshape", "reshape"),
    method(ACH_T_TENSOR, "transpose", "transpose"),
    method(ACH_T_COMPLEX_TENSOR, "reverse", "reverse"),
    method(ACH_T_COMPLEX_TENSOR, "first", "first"),
    method(ACH_T_COMPLEX_TENSOR, "last", "last"),
    method(ACH_T_COMPLEX_TENSOR, "slice", "slice"),
    method(ACH_T_COMPLEX_TENSOR, "take", "take"),
    method(ACH_T_COMPLEX_TENSOR, "drop", "drop"),
    method(ACH_T_COMPLEX_TENSOR, "unique", "unique"),
    method(ACH_T_COMPLEX_TENSOR, "flatten", "flatten"),
    method(ACH_T_COMPLEX_TENSOR, "chunk", "chunk"),
    method(ACH_T_COMPLEX_TENSOR, "contains", "contains"),
    method(ACH_T_COMPLEX_TENSOR, "index_of", "index_of"),
    method(ACH_T_COMPLEX_TENSOR, "concat", "concat"),
    method(ACH_T_COMPLEX_TENSOR, "shape", "shape"),
    method(ACH_T_COMPLEX_TENSOR, "reshape", "reshape"),
    method(ACH_T_COMPLEX_TENSOR, "transpose", "transpose"),
    method(ACH_T_STRING, "contains", "contains"),
    method(ACH_T_STRING, "index_of", "index_of"),
    method(ACH_T_STRING, "repeat", "repeat"),
};

}  // namespace

Pack array_pack() {
    return {.natives = {arrays::mutation(), arrays::ordering(), arrays::parts(), arrays::search(),
                        arrays::making(), arrays::tensors()},
            .methods = kMethods,
            .preludes = {{"array.soc", kArrayPrelude, kArrayPreludeDocs}}};
}

}  // namespace ach::builtins
