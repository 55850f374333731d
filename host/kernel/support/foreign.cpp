#include "host/kernel/support/foreign.hpp"

#include <dlfcn.h>

#include <cstdio>

namespace ach::host {

void report_throw(const void* code, const char* function, const char* what) noexcept {
    Dl_info where{};
    const bool known = ::dladdr(code, &where) != 0 && where.dli_fname != nullptr;
    std::fprintf(stderr, "achronyme: %s threw an exception across the ABI in %s: %s\n",
                 known ? where.dli_fname : "a plugin", function, what);
}

}  // namespace ach::host
