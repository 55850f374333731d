// The module with the packs that every program finds.
#include "plugins/builtins/support/module.hpp"
#include "plugins/builtins/support/packs.hpp"

namespace ach::builtins {

struct Builtins : Module<Builtins> {
    static constexpr const char* id = "achronyme.builtins";
    static constexpr const char* version = "0.1.0";

    static std::vector<Pack> packs() {
        std::vector<Pack> all;
        all.push_back(core_pack());
        all.push_back(math_pack());
        all.push_back(complex_pack());
        all.push_back(string_pack());
        all.push_back(array_pack());
        all.push_back(functional_pack());
        all.push_back(linalg_pack());
        all.push_back(record_pack());
        all.push_back(stats_pack());
        all.push_back(encoding_pack());
        all.push_back(env_pack());
        return all;
    }
};

}  // namespace ach::builtins

ACH_PLUGIN(ach::builtins::Builtins)
