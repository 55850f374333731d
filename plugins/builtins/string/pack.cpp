// Strings: access, case, white space, search, building and cutting. Positions are code points.
//
// `contains`, `concat`, `index_of`, `repeat`, `reverse`, `slice` serve arrays as well and stand in
// the array pack.
#include "plugins/builtins/string/letter_case.hpp"
#include "plugins/builtins/support/packs.hpp"
#include "plugins/builtins/support/text.hpp"
#include "plugins/builtins/support/utf8.hpp"
#include "plugins/builtins/support/whitespace.hpp"

namespace ach::builtins {
namespace {

Value char_at(Call& call) {
    call.require(call[0], ACH_T_STRING, "String");
    const std::size_t at = call.index(1, call.string_length(call[0]));
    return call.make(call.characters(call[0], at, at + 1));
}

Value upper(Call& call) { return call.make(std::string_view(strings::upper_case(call.text(0)))); }
Value lower(Call& call) { return call.make(std::string_view(strings::lower_case(call.text(0)))); }
Value trim(Call& call) { return call.make(trimmed(call.text(0))); }
Value trim_start(Call& call) { return call.make(trimmed_start(call.text(0))); }
Value trim_end(Call& call) { return call.make(trimmed_end(call.text(0))); }
Value starts_with(Call& call) { return call.make(call.text(0).starts_with(call.text(1))); }
Value ends_with(Call& call) { return call.make(call.text(0).ends_with(call.text(1))); }

std::string interleaved(std::string_view text, std::string_view with) {
    std::string out;
    while (!text.empty()) {
        out.append(with).append(text.substr(0, front_bytes(text)));
        text.remove_prefix(front_bytes(text));
    }
    return out.append(with);
}

Value replace(Call& call) {
    std::string_view text = call.text(0);
    const std::string_view from = call.text(1);
    const std::string_view to = call.text(2);
    if (from.empty()) return call.make(std::string_view(interleaved(text, to)));
    std::size_t at = place_of(from, text);
    if (at == std::string_view::npos) return call[0];
    std::string out;
    for (; at != std::string_view::npos; at = place_of(from, text)) {
        out.append(text.substr(0, at)).append(to);
        text.remove_prefix(at + from.size());
    }
    out += text;
    return call.make(std::string_view(out));
}

Value characters(const Call& call, std::string_view text) {
    const Value pieces = call.vector(text.size());
    while (!text.empty()) {
        const std::size_t bytes = front_bytes(text);
        call.vector_push(pieces, call.make(text.substr(0, bytes)));
        text.remove_prefix(bytes);
    }
    return pieces;
}

Value split(Call& call) {
    std::string_view text = call.text(0);
    const std::string_view separator = call.text(1);
    if (separator.empty()) return characters(call, text);
    const Value pieces = call.vector();
    for (std::size_t at = place_of(separator, text); at != std::string_view::npos;
         at = place_of(separator, text)) {
        call.vector_push(pieces, call.make(text.substr(0, at)));
        text.remove_prefix(at + separator.size());
    }
    call.vector_push(pieces, call.make(text));
    return pieces;
}

Value join(Call& call) {
    call.require(call[0], ACH_T_VECTOR, "Vector of Strings");
    const std::string_view separator = call.text(1);
    const std::vector<Value> parts = call.items_of(call[0]);
    std::string out;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto part = call.maybe_string(parts[i]);
        if (!part) call.fail_type("String", parts[i], static_cast<std::int64_t>(i));
        if (i > 0) out += separator;
        out += *part;
    }
    return call.make(std::string_view(out));
}

Value substring(Call& call) {
    call.require(call[0], ACH_T_STRING, "String");
    const std::int64_t start = call.integer(1);
    const auto length = static_cast<std::int64_t>(call.string_length(call[0]));
    const std::int64_t end = call.integer(2, length);
    if (start < 0 || start > end || end > length) {
        call.fail(kind::kIndex, "positions " + std::to_string(start) + " to " +
                                    std::to_string(end) +
                                    " are out of bounds (length: " + std::to_string(length) + ")");
    }
    return call.make(
        call.characters(call[0], static_cast<std::size_t>(start), static_cast<std::size_t>(end)));
}

// What is missing of `width` characters, made of the fill character.
Value padding(const Call& call) {
    const std::size_t width = call.size(1, "the width");
    const Value fill = call.has(2) ? call[2] : call.make(" ");
    if (code_points(call.to_text(fill)) != 1) {
        call.fail(kind::kValue, "the fill must be a single character");
    }
    const std::size_t length = call.string_length(call[0]);
    return repeated(call, fill, width > length ? width - length : 0);
}

Value pad_start(Call& call) {
    call.require(call[0], ACH_T_STRING, "String");
    return call.binary(ACH_BIN_ADD, padding(call), call[0]);
}

Value pad_end(Call& call) {
    call.require(call[0], ACH_T_STRING, "String");
    return call.binary(ACH_BIN_ADD, call[0], padding(call));
}

constexpr ach_native_def kNatives[] = {
    native<char_at>("char_at", 2, 2, "char_at(s, i): the character at position i"),
    native<upper>("upper", 1, 1, "upper(s): s in upper case"),
    native<lower>("lower", 1, 1, "lower(s): s in lower case"),
    native<trim>("trim", 1, 1, "trim(s): s without white space at both ends"),
    native<trim_start>("trim_start", 1, 1, "trim_start(s): s without white space in front"),
    native<trim_end>("trim_end", 1, 1, "trim_end(s): s without white space at its end"),
    native<starts_with>("starts_with", 2, 2, "starts_with(s, prefix): whether s begins so"),
    native<ends_with>("ends_with", 2, 2, "ends_with(s, suffix): whether s ends so"),
    native<replace>("replace", 3, 3, "replace(s, from, to): every `from` replaced by `to`"),
    native<split>("split", 2, 2, "split(s, sep): the pieces between separators"),
    native<join>("join", 2, 2, "join(parts, sep): one String of many"),
    native<substring>("substring", 2, 3, "substring(s, start, end?): characters start to end-1"),
    native<pad_start>("pad_start", 2, 3, "pad_start(s, width, fill?): filled up in front"),
    native<pad_end>("pad_end", 2, 3, "pad_end(s, width, fill?): filled up at the end"),
};

constexpr ach_method_def kMethods[] = {
    method(ACH_T_STRING, "trim", "trim"),
    method(ACH_T_STRING, "upper", "upper"),
    method(ACH_T_STRING, "lower", "lower"),
    method(ACH_T_STRING, "split", "split"),
    method(ACH_T_STRING, "replace", "replace"),
    method(ACH_T_STRING, "starts_with", "starts_with"),
    method(ACH_T_STRING, "ends_with", "ends_with"),
    method(ACH_T_STRING, "trim_start", "trim_start"),
    method(ACH_T_STRING, "trim_end", "trim_end"),
    method(ACH_T_STRING, "substring", "substring"),
    method(ACH_T_STRING, "char_at", "char_at"),
    method(ACH_T_STRING, "pad_start", "pad_start"),
    method(ACH_T_STRING, "pad_end", "pad_end"),
    method(ACH_T_VECTOR, "join", "join"),
};

}  // namespace

Pack string_pack() { return {.natives = {kNatives}, .methods = kMethods}; }

}  // namespace ach::builtins
