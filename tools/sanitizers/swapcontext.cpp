// swapcontext() as the C library has it, for builds under AddressSanitizer.
//
// The sanitizer's own wrapper says once per process on stderr that it may be wrong about stacks
// that nobody told it of, and tests compare what a program writes there. Ours it is told of: Boost
// announces every switch, and the pool of stacks clears their marks.
#include <dlfcn.h>

#include <cstdlib>

struct ucontext_t;  // the macro that leads here has renamed what <ucontext.h> declares

extern "C" __attribute__((no_sanitize("address", "undefined"))) int ach_swapcontext(
    ucontext_t* left, const ucontext_t* entered) {
    using Swap = int (*)(ucontext_t*, const ucontext_t*);
    static const Swap swap = [] {
        void* c_library = ::dlopen("libc.so.6", RTLD_LAZY | RTLD_NOLOAD);
        void* found = c_library == nullptr ? nullptr : ::dlsym(c_library, "swapcontext");
        if (found == nullptr) std::abort();
        return reinterpret_cast<Swap>(found);
    }();
    return swap(left, entered);
}
