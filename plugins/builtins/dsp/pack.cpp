#include "plugins/builtins/dsp/dsp.hpp"
#include "plugins/builtins/support/packs.hpp"

namespace ach::builtins {

Pack dsp_pack() { return {.natives = {dsp::spectra(), dsp::convolution(), dsp::windows()}}; }

}  // namespace ach::builtins
