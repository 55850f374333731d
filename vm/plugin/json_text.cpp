#include "vm/plugin/json_text.hpp"

#include "vm/runtime/text.hpp"
#include "vm/support/utf8.hpp"

#include <cmath>

namespace ach::vm {

namespace {

// With U+FFFD for every byte that is none.
std::string repaired(std::string_view text) {
    std::string out;
    while (const auto broken = first_invalid_utf8(text)) {
        out.append(text.substr(0, *broken)).append("\xEF\xBF\xBD");
        text.remove_prefix(*broken + 1);
    }
    return out.append(text);
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
    if (first_invalid_utf8(text)) return append_json_string(out, repaired(text));
    constexpr std::string_view kHex = "0123456789abcdef";
    out += '"';
    for (const char c : text) {
        switch (c) {
            case '"': out += "\\\""; continue;
            case '\\': out += "\\\\"; continue;
            case '\n': out += "\\n"; continue;
            case '\r': out += "\\r"; continue;
            case '\t': out += "\\t"; continue;
            default: break;
        }
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20) {
            out.append("\\u00").append(1, kHex[byte >> 4]).append(1, kHex[byte & 15]);
        } else {
            out += c;
        }
    }
    out += '"';
}

void append_json_number(std::string& out, double d) {
    if (std::isfinite(d)) {
        append_number(out, d);
    } else {
        out += std::isnan(d) ? "\"NaN\"" : d > 0 ? "\"Infinity\"" : "\"-Infinity\"";
    }
}

}  // namespace ach::vm
