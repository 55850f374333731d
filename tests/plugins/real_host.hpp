// The host of the executable, in a test: real threads, real modules, and the toy machine as its VM.
#pragma once

#include "host/kernel/kernel.hpp"
#include "host/shell/index_builder.hpp"
#include "host/shell/kernel_foundation.hpp"
#include "host/shell/library_loader.hpp"
#include "host/shell/settings.hpp"
#include "host/shell/shell.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ach::testing {

class RealHost {
public:
    // Plugins are those of `folders`; the two settings are changed by `adjust`.
    explicit RealHost(const std::vector<std::string>& folders, host::Settings settings = {},
                      const host::KernelConfig& config = {});
    // Brings everything down unless shut_down() has.
    ~RealHost();
    RealHost(const RealHost&) = delete;
    RealHost& operator=(const RealHost&) = delete;

    // Calls a native through the toy machine with a JSON array; the result as JSON, "Kind:
    // message", or why it could not be called. Serves the main thread meanwhile.
    std::string call(std::string_view native, std::string_view arguments = "[]");

    // Who did not come to rest, in words; empty: all did. Afterwards nothing can be called.
    std::vector<std::string> shut_down(
        std::chrono::milliseconds patience = std::chrono::seconds(20));

    host::Shell& shell() { return *shell_; }
    host::Kernel& kernel() { return kernel_; }

private:
    host::Kernel kernel_;
    host::KernelFoundation foundation_;
    std::unique_ptr<host::LibraryLoader> loader_;
    std::unique_ptr<host::Shell> shell_;
    bool is_down_ = false;
};

}  // namespace ach::testing
