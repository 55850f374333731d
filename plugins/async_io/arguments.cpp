#include "plugins/async_io/arguments.hpp"

#include "plugins/async_io/options.hpp"

namespace ach::async_io {

std::string path_argument(const Call& call, std::string_view path) {
    if (path.empty()) call.fail("ValueError", "the path is empty");
    if (path.find('\0') != path.npos) call.fail("ValueError", "the path contains a NUL character");
    return std::string(path);
}

void read_switches(const Call& call, std::optional<Value> options,
                   std::initializer_list<Switch> switches) {
    if (!options) return;
    Options known;
    for (const Switch& one : switches) {
        known.push_back({one.name, [&call, one](Value v) { *one.is_on = call.boolean(v); }});
    }
    read_options(call, *options, known);
}

}  // namespace ach::async_io
