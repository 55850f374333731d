#include "host/kernel/executor/exception_state.hpp"

#include <cxxabi.h>
#include <dlfcn.h>

#include <utility>

namespace ach::host {

std::atomic<ExceptionState::Find> ExceptionState::shared{nullptr};

// Not inlined: the compiler may otherwise keep the address over a switch, since the runtime
// declares the function constant.
[[gnu::noipa]] ExceptionState::Record& ExceptionState::own() noexcept {
    return *reinterpret_cast<Record*>(abi::__cxa_get_globals());
}

void find_shared_exceptions() noexcept {
    if (ExceptionState::shared.load(std::memory_order_relaxed) != nullptr) return;
    void* runtime = ::dlopen("libstdc++.so.6", RTLD_LAZY | RTLD_NOLOAD);  // kept: it stays mapped
    if (runtime == nullptr) return;
    const auto find = reinterpret_cast<ExceptionState::Find>(::dlsym(runtime, "__cxa_get_globals"));
    if (find == nullptr || find() == &ExceptionState::own()) return;
    ExceptionState::shared.store(find, std::memory_order_release);
}

ExceptionState::ExceptionState() noexcept
    : found_(shared.load(std::memory_order_acquire)), own_(std::exchange(own(), {})) {
    if (found_ != nullptr) shared_ = std::exchange(*found_(), {});
}

ExceptionState::~ExceptionState() {
    own() = own_;
    if (found_ != nullptr) *found_() = shared_;
}

}  // namespace ach::host
