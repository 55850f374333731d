// May the program do that?
//
// Open: what the person who runs it may. Closed: what the configuration grants and nothing else. In
// both cases a plugin must have declared the kind of thing in its manifest. Paths are compared
// after symbolic links and .. were resolved; between this check and the use the file system may
// change, so in-process this is honesty and not a jail. Immutable; readable from every thread.
#pragma once

#include "host/shell/result.hpp"
#include "host/shell/settings.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace ach::host {

class Permissions {
public:
    // `sandbox` closes even when no grants were configured.
    Permissions(std::optional<Grants> grants, bool sandbox);

    bool is_closed() const { return grants_.has_value(); }

    // `what` is ACH_PERM_…; `declared` the bits of the plugin's manifest. A refusal is ACH_E_DENIED
    // and says what to grant.
    Outcome check(std::string_view plugin, std::uint32_t declared, std::int32_t what,
                  std::string_view detail) const;

private:
    const std::vector<std::string>& list_for(std::int32_t what) const;

    std::optional<Grants> grants_;
};

}  // namespace ach::host
