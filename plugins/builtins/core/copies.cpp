// Shallow and deep copies of Vectors and Records. Everything else is shared or a plain value.
#include "plugins/builtins/core/core.hpp"
#include "plugins/builtins/support/deep_copy.hpp"

namespace ach::builtins::core {
namespace {

Value copy(Call& call) { return shallow_copy(call, call[0]); }

Value deep_copy(Call& call) { return DeepCopy(call, DeepCopy::What::Containers).of(call[0]); }

constexpr ach_native_def kNatives[] = {
    native<copy>("copy", 1, 1, "copy(x): a new Vector or Record with the same elements", 0),
    native<deep_copy>("deep_copy", 1, 1, "deep_copy(x): x with every Vector and Record copied", 0),
};

}  // namespace

std::span<const ach_native_def> copies() { return kNatives; }

}  // namespace ach::builtins::core
