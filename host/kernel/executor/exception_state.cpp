#include "host/kernel/executor/exception_state.hpp"

#include <cxxabi.h>

namespace ach::host {
namespace {

// The layout that the Itanium C++ ABI lays down for __cxa_eh_globals.
struct Globals {
    void* caught;
    unsigned int uncaught;
};

// Not inlined: the compiler may otherwise keep the address over a switch, since the runtime
// declares the function constant.
[[gnu::noipa]] Globals& globals() noexcept {
    return *reinterpret_cast<Globals*>(abi::__cxa_get_globals());
}

}  // namespace

ExceptionState::ExceptionState() noexcept
    : caught_(globals().caught), uncaught_(globals().uncaught) {
    globals() = {};
}

ExceptionState::~ExceptionState() { globals() = {caught_, uncaught_}; }

}  // namespace ach::host
