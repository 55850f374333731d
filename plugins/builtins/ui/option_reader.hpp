// The options that a script gives in a Record: each is read by its name and type, and what is wrong
// with it is an error that names the function and the option. [vm]
#pragma once

#include "plugins/builtins/ui/script_values.hpp"
#include "plugins/ui_common/style.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace ach::ui {

// One option: a look at a name and a value that outlive it.
class OptionReader {
public:
    OptionReader(const Call& call, std::string_view function, std::string_view name, ScriptValue v)
        : call_(call), function_(function), name_(name), value_(v) {}

    std::string_view name() const { return name_; }

    std::string text() const;
    double number() const;  // finite
    double size() const;    // whole pixels, of a window
    bool flag() const;
    Color color() const;
    Kept callback(std::uint32_t listed, std::uint32_t extras, std::uint32_t& count) const;
    std::vector<ScriptValue> items() const;

    [[noreturn]] void invalid(std::string_view what) const;

private:
    [[noreturn]] void refuse(std::string_view expected) const;

    const Call& call_;
    std::string_view function_, name_;
    ScriptValue value_;
};

// Calls `read` for each option that is not null; null instead of a Record is none. Those that it
// does not know, answering false, are warned of.
void read_options(const Call& call, std::string_view function, ScriptValue options,
                  const std::function<bool(const OptionReader&)>& read);

}  // namespace ach::ui
