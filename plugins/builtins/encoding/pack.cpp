#include "plugins/builtins/encoding/encoding.hpp"
#include "plugins/builtins/support/packs.hpp"

#include <achronyme/cpp/host.hpp>

namespace ach::builtins {
namespace {

std::unique_ptr<PackState> make_state(const ach_host_t* host) {
    auto state = std::make_unique<encoding::EncodingState>();
    state->reactive = Host(host).find<ach_reactive_t>();
    return state;
}

}  // namespace

Pack encoding_pack() {
    return {.natives = {encoding::json(), encoding::csv()}, .make_state = &make_state};
}

}  // namespace ach::builtins
