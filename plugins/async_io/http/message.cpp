#include "plugins/async_io/http/message.hpp"

#include <algorithm>

namespace ach::http {

namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

bool same_name(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char x, char y) { return lower(x) == lower(y); });
}

const std::string* find_header(const Headers& headers, std::string_view name) {
    const auto found = std::find_if(headers.begin(), headers.end(), [name](const Header& header) {
        return same_name(header.name, name);
    });
    return found == headers.end() ? nullptr : &found->value;
}

}  // namespace ach::http
