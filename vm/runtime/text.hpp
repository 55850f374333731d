// The text form of values (§3.7): display and quoted.
#pragma once

#include "vm/runtime/mutator.hpp"
#include "vm/runtime/string.hpp"

#include <complex>
#include <string>
#include <string_view>

namespace ach::vm {

// Shortest digits that read back to the same double, written positionally.
void append_number(std::string& out, double d);
void append_complex(std::string& out, std::complex<double> z);
// The text in double quotes, with escapes.
void append_quoted(std::string& out, std::string_view text);
bool is_identifier(std::string_view text);

enum class TextForm : std::uint8_t { Display, Quoted };

// False: nested beyond the limit, StackOverflow is pending. Allocates nothing on the heap
// otherwise.
[[nodiscard]] bool append_text(Mutator& mutator, std::string& out, Value v, TextForm form);

// The display form as a String: a String itself, unchanged. Null: error pending.
[[nodiscard]] String* display(Mutator& mutator, Value v);
[[nodiscard]] String* quoted(Mutator& mutator, Value v);

// The display forms of `count` values, joined. For interpolation. Failed: error pending.
[[nodiscard]] Value concat_display(Mutator& mutator, const Value* values, std::size_t count);

}  // namespace ach::vm
