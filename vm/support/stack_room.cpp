#include "vm/support/stack_room.hpp"

#include <pthread.h>

#include <cstdint>
#include <exception>

namespace ach::vm {

namespace {

// Bytes between here and the end of this thread's stack; 0 on a stack that is not the thread's.
std::size_t stack_left() {
    pthread_attr_t attributes;
    if (pthread_getattr_np(pthread_self(), &attributes) != 0) return 0;
    void* lowest = nullptr;
    std::size_t size = 0;
    const bool known = pthread_attr_getstack(&attributes, &lowest, &size) == 0;
    pthread_attr_destroy(&attributes);
    const auto bottom = reinterpret_cast<std::uintptr_t>(lowest);
    // Not the address of a local: a sanitizer may keep those elsewhere.
    const auto here = reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
    return known && here >= bottom && here - bottom < size ? here - bottom : 0;
}

struct Errand {
    const std::function<void()>& work;
    std::exception_ptr thrown;

    static void* run(void* self) {
        auto& errand = *static_cast<Errand*>(self);
        try {
            errand.work();
        } catch (...) {
            errand.thrown = std::current_exception();
        }
        return nullptr;
    }
};

// False: no thread could be made.
bool run_elsewhere(std::size_t bytes, Errand& errand) {
    pthread_attr_t attributes;
    if (pthread_attr_init(&attributes) != 0) return false;
    pthread_t thread;
    const bool made = pthread_attr_setstacksize(&attributes, 2 * bytes) == 0 &&
                      pthread_create(&thread, &attributes, &Errand::run, &errand) == 0;
    pthread_attr_destroy(&attributes);
    if (made) pthread_join(thread, nullptr);
    return made;
}

}  // namespace

bool with_stack_room(std::size_t bytes, const std::function<void()>& work) {
    if (stack_left() >= bytes) {
        work();
        return true;
    }
    Errand errand{work, nullptr};
    if (!run_elsewhere(bytes, errand)) return false;
    if (errand.thrown) std::rethrow_exception(errand.thrown);
    return true;
}

}  // namespace ach::vm
