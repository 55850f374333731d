// The packs there are. Each is defined in its own folder.
#pragma once

#include "plugins/builtins/support/pack.hpp"

namespace ach::builtins {

Pack core_pack();
Pack math_pack();
Pack complex_pack();
Pack string_pack();
Pack array_pack();
Pack functional_pack();
Pack linalg_pack();
Pack record_pack();
Pack stats_pack();
Pack encoding_pack();
Pack env_pack();
Pack session_pack();
Pack dsp_pack();

}  // namespace ach::builtins
