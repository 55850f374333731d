// The module with the signal-processing pack, loaded when a program names something of it.
#include "plugins/builtins/support/module.hpp"
#include "plugins/builtins/support/packs.hpp"

namespace ach::builtins {

struct Dsp : Module<Dsp> {
    static constexpr const char* id = "achronyme.dsp";
    static constexpr const char* version = "0.1.0";

    static std::vector<Pack> packs() { return {dsp_pack()}; }
};

}  // namespace ach::builtins

ACH_PLUGIN(ach::builtins::Dsp)
