// The real ground under the plugins: the kernel, as the life cycle needs it.
#pragma once

#include "host/shell/foundation.hpp"

namespace ach::host {

class Kernel;

class KernelFoundation final : public Foundation {
public:
    explicit KernelFoundation(Kernel& kernel) : kernel_(kernel) {}

    const void* table(std::string_view id) const override;
    void admit(ach_host_t& host, std::uint32_t number, std::string_view id) override;
    std::string retire(ach_host_t& host) override;
    ach_status await(const ach_host_t& owner, const Begin& begin,
                     std::chrono::milliseconds patience) override;

private:
    Kernel& kernel_;
};

}  // namespace ach::host
