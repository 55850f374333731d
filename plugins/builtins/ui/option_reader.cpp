#include "plugins/builtins/ui/option_reader.hpp"

#include "plugins/builtins/ui/component.hpp"
#include "plugins/builtins/ui/core.hpp"

#include <cmath>

namespace ach::ui {

namespace {

constexpr double kLargest = 16384;

}  // namespace

std::string OptionReader::text() const {
    if (const auto text = call_.maybe_string(value_)) return std::string(*text);
    refuse("String");
}

double OptionReader::number() const {
    const auto number = call_.maybe_number(value_);
    if (!number) refuse("Number");
    if (!std::isfinite(*number)) invalid("must be finite");
    return *number;
}

double OptionReader::size() const {
    const double size = std::round(number());
    if (size < 1 || size > kLargest) invalid("must be from 1 to 16384");
    return size;
}

bool OptionReader::flag() const {
    if (call_.type(value_) != ACH_T_BOOLEAN) refuse("Boolean");
    return call_.boolean(value_);
}

Color OptionReader::color() const {
    const auto color = color_argument(call_, value_);
    if (!color) invalid("is no colour");
    return *color;
}

Kept OptionReader::callback(std::uint32_t listed, std::uint32_t extras,
                            std::uint32_t& count) const {
    if (!is_function(call_, value_)) refuse("Function");
    count = callback_count(call_, function_, value_, listed, listed + extras);
    return keep(call_, value_);
}

std::vector<ScriptValue> OptionReader::items() const {
    if (call_.type(value_) != ACH_T_VECTOR) refuse("Vector");
    std::vector<ScriptValue> items(call_.vector_len(value_));
    for (std::size_t i = 0; i < items.size(); ++i) items[i] = call_.vector_get(value_, i);
    return items;
}

void OptionReader::invalid(std::string_view what) const {
    raise_value(call_, function_, std::string("'").append(name_).append("' ").append(what));
}

void OptionReader::refuse(std::string_view expected) const {
    raise_type(call_, function_, std::string(expected).append(" for '").append(name_) + "'",
               value_);
}

void read_options(const Call& call, std::string_view function, ScriptValue options,
                  const std::function<bool(const OptionReader&)>& read) {
    if (call.is_null(options)) return;
    if (call.type(options) != ACH_T_RECORD) raise_type(call, function, "Record", options);
    for (std::size_t i = 0; i < call.record_len(options); ++i) {
        const auto [name, value] = call.record_at(options, i);
        if (call.is_null(value) || read(OptionReader(call, function, name, value))) continue;
        const std::string what =
            std::string(function).append("(): there is no option '").append(name).append("'");
        core_of(call).warnings().say(what, what);
    }
}

}  // namespace ach::ui
