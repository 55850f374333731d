#include "plugins/builtins/core/core.hpp"
#include "plugins/builtins/support/packs.hpp"

namespace ach::builtins {
namespace {

constexpr ach_method_def kMethods[] = {
    method(ACH_T_VECTOR, "len", "len"),
    method(ACH_T_VECTOR, "is_empty", "is_empty"),
    method(ACH_T_TENSOR, "len", "len"),
    method(ACH_T_TENSOR, "is_empty", "is_empty"),
    method(ACH_T_COMPLEX_TENSOR, "len", "len"),
    method(ACH_T_COMPLEX_TENSOR, "is_empty", "is_empty"),
    method(ACH_T_STRING, "len", "len"),
    method(ACH_T_STRING, "is_empty", "is_empty"),
    method(ACH_T_NUMBER, "str", "str"),
    method(ACH_T_COMPLEX, "str", "str"),
    method(ACH_T_BOOLEAN, "str", "str"),
};

}  // namespace

Pack core_pack() {
    return {.natives = {core::console(), core::types(), core::sizes(), core::copies()},
            .methods = kMethods,
            .make_state = [](const ach_host_t* host) -> std::unique_ptr<PackState> {
                return std::make_unique<core::CoreState>(host);
            }};
}

}  // namespace ach::builtins
