#include "plugins/builtins/support/module.hpp"

namespace ach::builtins {
namespace {

void must(ach_status status, const ErrorRecord& why) {
    if (status < ACH_OK) throw Failure(why.error(status));
}

}  // namespace

void Part::start(const NativeContext& tables) {
    if (pack_.make_state != nullptr) state_ = pack_.make_state(tables.host);
    context_ = tables;
    context_.self = state_.get();
    for (std::span<const ach_native_def> defs : pack_.natives) {
        ErrorRecord why;
        must(definer().define(context_.host, defs.data(), static_cast<std::uint32_t>(defs.size()),
                              &context_, why.out()),
             why);
    }
}

void Part::define_preludes() {
    for (const Prelude& prelude : pack_.preludes) {
        preludes_.push_back({sizeof(ach_prelude_def), ACH_PRELUDE_BYTECODE, prelude.name,
                             prelude.bytecode.data(), prelude.bytecode.size(), prelude.docs});
        ErrorRecord why;
        must(definer().define_prelude(context_.host, &preludes_.back(), why.out()), why);
    }
}

void Part::define_methods() {
    if (pack_.methods.empty()) return;
    ErrorRecord why;
    must(definer().define_methods(context_.host, pack_.methods.data(),
                                  static_cast<std::uint32_t>(pack_.methods.size()), why.out()),
         why);
}

}  // namespace ach::builtins
