// The only part of the host that knows about shared libraries.
#pragma once

#include "host/shell/result.hpp"

#include <achronyme/abi/base.h>

#include <cstdint>
#include <memory>
#include <string>

namespace ach::host {

// A mapped plugin file. The last copy of `mapping` unmaps it, so keep one for as long as any call
// into the plugin may still be running.
struct Library {
    const ach_module_t*(ACH_CALL* entry)() = nullptr;  // may throw, whatever the header promises
    std::shared_ptr<void> mapping;
    std::uintptr_t begin =
        0;  // the addresses it occupies, for whoever has to name it after a crash
    std::uintptr_t end = 0;
};

class LibraryLoader {
public:
    virtual ~LibraryLoader() = default;

    // Maps `file` and finds its entry point. Runs the static constructors of the file.
    virtual Result<Library> open(const std::string& file) = 0;

    // From now on `file`, which is mapped, stays so for the rest of the process, whoever lets go of
    // it.
    virtual void keep(const std::string& file) = 0;
};

std::unique_ptr<LibraryLoader> system_library_loader();

}  // namespace ach::host
