// Options Records, as all natives of files and network take them.
#pragma once

#include <achronyme/cpp/native.hpp>

#include <functional>
#include <string_view>
#include <vector>

namespace ach::async_io {

// One option that a call knows, and what becomes of its value.
struct Option {
    std::string_view name;
    std::function<void(Value)> take;
};
using Options = std::vector<Option>;

// Reads a Record. Null stands for the default; a name that is not among the known ones is a
// ValueError that lists them.
void read_options(const Call& call, Value record, const Options& known);

}  // namespace ach::async_io
