// The module with session files, loaded when a program names something of it.
#include "plugins/builtins/session/container.hpp"
#include "plugins/builtins/support/module.hpp"
#include "plugins/builtins/support/packs.hpp"

namespace ach::builtins {

struct Session : Module<Session> {
    static constexpr const char* id = "achronyme.session";
    static constexpr const char* version = session::kProgramVersion;

    static std::vector<Pack> packs() { return {session_pack()}; }
};

}  // namespace ach::builtins

ACH_PLUGIN(ach::builtins::Session)
