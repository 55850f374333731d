// Units from bytes that come from anywhere: what is read is well formed or refused.
#include "tests/fuzz/fuzz.hpp"
#include "vm/bytecode/disassemble.hpp"
#include "vm/bytecode/serialize.hpp"
#include "vm/bytecode/verify.hpp"
#include "vm/language/compile.hpp"

#include <string>
#include <vector>

using namespace ach::vm;

namespace {

constexpr std::size_t kStamp = 3 * sizeof(std::uint32_t);

// Without the stamp of this build nothing is read, so it is put in front.
std::vector<std::uint8_t> stamp() {
    const auto file = std::make_shared<SourceFile>("empty.soc", "");
    std::vector<std::uint8_t> bytes = write_unit(*language::compile(file, {}).unit);
    bytes.resize(kStamp);
    return bytes;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::vector<std::uint8_t> bytes = stamp();
    bytes.insert(bytes.end(), data, data + size);
    std::string problem;
    const auto unit = read_unit(bytes, problem);
    ach::fuzz::require((unit == nullptr) == !problem.empty());
    if (unit != nullptr && !verify(*unit)) disassemble(*unit);
    return 0;
}
