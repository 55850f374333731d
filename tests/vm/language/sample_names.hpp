// A handful of built-in names for tests of the compiler.
#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "vm/language/name_source.hpp"
#include "vm/support/nearest_name.hpp"

namespace ach::vm::language {

class SampleNames final : public NameSource {
public:
    NameMeaning lookup(std::string_view name) const override {
        if (std::find(kNames.begin(), kNames.end(), name) == kNames.end()) return {};
        return {NameKind::Builtin, 0.0};
    }

    std::string nearest(std::string_view name) const override {
        NearestName search(name);
        for (const std::string_view known : kNames) search.offer(known);
        return search.best();
    }

private:
    static constexpr auto kNames = std::to_array<std::string_view>(
        {"print", "str", "len", "map", "filter", "sqrt", "error", "__args", "__apply", "__len"});
};

}  // namespace ach::vm::language
