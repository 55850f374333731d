#include "plugins/async_io/bytes.hpp"

#include <algorithm>
#include <cstdint>

namespace ach::async_io {

Value bytes_of(const Call& call, std::string_view bytes) {
    const std::uint64_t shape[] = {bytes.size()};
    const NewTensor tensor = call.new_tensor(shape);
    std::transform(bytes.begin(), bytes.end(), tensor.data.begin(),
                   [](char byte) { return static_cast<double>(static_cast<unsigned char>(byte)); });
    return tensor.value;
}

}  // namespace ach::async_io
