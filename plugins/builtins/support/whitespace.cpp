#include "plugins/builtins/support/whitespace.hpp"

#include <array>

namespace ach::builtins {
namespace {

// In UTF-8: no other string can be mistaken for one of them, whichever side it is looked at from.
constexpr std::array<std::string_view, 25> kWhiteSpace = {" ",
                                                          "\t",
                                                          "\n",
                                                          "\v",
                                                          "\f",
                                                          "\r",
                                                          "\xC2\x85",
                                                          "\xC2\xA0",
                                                          "\xE1\x9A\x80",
                                                          "\xE2\x80\x80",
                                                          "\xE2\x80\x81",
                                                          "\xE2\x80\x82",
                                                          "\xE2\x80\x83",
                                                          "\xE2\x80\x84",
                                                          "\xE2\x80\x85",
                                                          "\xE2\x80\x86",
                                                          "\xE2\x80\x87",
                                                          "\xE2\x80\x88",
                                                          "\xE2\x80\x89",
                                                          "\xE2\x80\x8A",
                                                          "\xE2\x80\xA8",
                                                          "\xE2\x80\xA9",
                                                          "\xE2\x80\xAF",
                                                          "\xE2\x81\x9F",
                                                          "\xE3\x80\x80"};

// Most characters are none of them, and one byte tells.
bool may_be_space(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte <= ' ' || byte >= 0x80;
}

}  // namespace

std::string_view trimmed_start(std::string_view text) {
    for (bool found = true; found && !text.empty() && may_be_space(text.front());) {
        found = false;
        for (std::string_view space : kWhiteSpace) {
            if (!text.starts_with(space)) continue;
            text.remove_prefix(space.size());
            found = true;
            break;
        }
    }
    return text;
}

std::string_view trimmed_end(std::string_view text) {
    for (bool found = true; found && !text.empty() && may_be_space(text.back());) {
        found = false;
        for (std::string_view space : kWhiteSpace) {
            if (!text.ends_with(space)) continue;
            text.remove_suffix(space.size());
            found = true;
            break;
        }
    }
    return text;
}

}  // namespace ach::builtins
