// utf8proc knows the mappings of one code point to one, and full case folding. The full mappings to
// upper case follow from these: a character that is not upper case itself and folds to several,
// such as the sharp s, the ligatures and the Greek letters with iota subscript, becomes the upper
// case of what it folds to. Lower case has two exceptions: the dotted capital I, and sigma at the
// end of a word.
#include "plugins/builtins/string/letter_case.hpp"

#include <algorithm>
#include <array>
#include <ranges>
#include <span>
#include <vector>

#include <utf8proc.h>

namespace ach::builtins::strings {
namespace {

using CodePoint = utf8proc_int32_t;

bool is_ascii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::vector<CodePoint> decoded(std::string_view text) {
    std::vector<CodePoint> points;
    points.reserve(text.size());
    const auto* at = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
    auto left = static_cast<utf8proc_ssize_t>(text.size());
    while (left > 0) {
        CodePoint point = 0;
        const utf8proc_ssize_t bytes = utf8proc_iterate(at, left, &point);
        if (bytes <= 0) break;  // the machine lets no such string exist
        points.push_back(point);
        at += bytes;
        left -= bytes;
    }
    return points;
}

void append(std::string& out, CodePoint point) {
    std::array<utf8proc_uint8_t, 4> bytes;
    const utf8proc_ssize_t count = utf8proc_encode_char(point, bytes.data());
    out.append(reinterpret_cast<const char*>(bytes.data()), static_cast<std::size_t>(count));
}

// What `point` folds to; how many code points that takes.
std::size_t folded(CodePoint point, std::span<CodePoint> out) {
    int boundary = 0;
    const utf8proc_ssize_t count = utf8proc_decompose_char(
        point, out.data(), static_cast<utf8proc_ssize_t>(out.size()), UTF8PROC_CASEFOLD, &boundary);
    return count > 0 ? static_cast<std::size_t>(count) : 0;
}

void append_upper(std::string& out, CodePoint point) {
    std::array<CodePoint, 8> fold{};
    const std::size_t count =
        utf8proc_category(point) == UTF8PROC_CATEGORY_LU ? 0 : folded(point, fold);
    if (count < 2) return append(out, utf8proc_toupper(point));
    for (std::size_t i = 0; i < count; ++i) append(out, utf8proc_toupper(fold[i]));
}

bool is_cased(CodePoint point) {
    const utf8proc_category_t category = utf8proc_category(point);
    return category == UTF8PROC_CATEGORY_LU || category == UTF8PROC_CATEGORY_LL ||
           category == UTF8PROC_CATEGORY_LT || utf8proc_islower(point) != 0 ||
           utf8proc_isupper(point) != 0;
}

// What stands inside words without being a letter: marks, modifiers, apostrophes, middle dots.
bool is_ignored_for_case(CodePoint point) {
    switch (utf8proc_category(point)) {
        case UTF8PROC_CATEGORY_MN:
        case UTF8PROC_CATEGORY_ME:
        case UTF8PROC_CATEGORY_CF:
        case UTF8PROC_CATEGORY_LM:
        case UTF8PROC_CATEGORY_SK: return true;
        default: break;
    }
    constexpr std::array<CodePoint, 11> kInWords = {'\'',   '.',    ':',    0x00B7, 0x0387, 0x2018,
                                                    0x2019, 0x2024, 0x2027, 0xFE13, 0xFF0E};
    return std::ranges::find(kInWords, point) != kInWords.end();
}

// Whether the next character that counts is a letter.
template <class Points>
bool meets_letter(const Points& points) {
    for (CodePoint point : points) {
        if (!is_ignored_for_case(point)) return is_cased(point);
    }
    return false;
}

// A sigma after a letter and before none closes its word.
bool is_final(std::span<const CodePoint> points, std::size_t at) {
    const auto before = points.first(at);
    return meets_letter(std::ranges::subrange(before.rbegin(), before.rend())) &&
           !meets_letter(points.subspan(at + 1));
}

constexpr CodePoint kCapitalSigma = 0x03A3;
constexpr CodePoint kFinalSigma = 0x03C2;
constexpr CodePoint kDottedCapitalI = 0x0130;
constexpr CodePoint kDotAbove = 0x0307;

}  // namespace

std::string upper_case(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    if (is_ascii(text)) {
        for (char c : text) out += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        return out;
    }
    for (CodePoint point : decoded(text)) append_upper(out, point);
    return out;
}

std::string lower_case(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    if (is_ascii(text)) {
        for (char c : text) out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        return out;
    }
    const std::vector<CodePoint> points = decoded(text);
    for (std::size_t i = 0; i < points.size(); ++i) {
        if (points[i] == kDottedCapitalI) {
            append(out, 'i');
            append(out, kDotAbove);
        } else if (points[i] == kCapitalSigma && is_final(points, i)) {
            append(out, kFinalSigma);
        } else {
            append(out, utf8proc_tolower(points[i]));
        }
    }
    return out;
}

}  // namespace ach::builtins::strings
