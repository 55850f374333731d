// Error objects, and the kinds and texts of §10.4.
#pragma once

#include "vm/runtime/mutator.hpp"
#include "vm/runtime/string.hpp"

#include <string_view>

namespace ach::vm {

namespace error_kind {
inline constexpr std::string_view kType = "TypeError";
inline constexpr std::string_view kIndex = "IndexError";
inline constexpr std::string_view kField = "FieldError";
inline constexpr std::string_view kMatch = "MatchError";
inline constexpr std::string_view kReference = "ReferenceError";
inline constexpr std::string_view kImport = "ImportError";
inline constexpr std::string_view kStackOverflow = "StackOverflow";
inline constexpr std::string_view kOutOfMemory = "OutOfMemory";
inline constexpr std::string_view kRuntime = "RuntimeError";
inline constexpr std::string_view kValue = "ValueError";
}  // namespace error_kind

// Immutable as the script sees it. The trace is the machine's: whoever raises attaches it once.
class Error final : public Object {
public:
    static bool is(Kind kind) { return kind == Kind::Error; }

    String& message() const { return *static_cast<String*>(message_.load().as_object()); }
    Value kind_name() const { return kind_name_.load(); }  // String or null
    Value source() const { return source_.load(); }
    // Where it was raised: an object of the interpreter's own, or null.
    Value trace_data() const { return trace_data_.load(); }
    void set_trace_data(Mutator& mutator, Value data) { store(mutator, *this, trace_data_, data); }
    // What a report can make a hint of, or null: its text, or a BoundMethod without function, which
    // says what name was looked for in what.
    Value clue() const { return clue_.load(); }
    void set_clue(Mutator& mutator, Value clue) { store(mutator, *this, clue_, clue); }

    static void trace(Object& object, Tracer& tracer);

private:
    friend class Mutator;
    Error(String& message, Value kind_name, Value source) : Object(Kind::Error) {
        message_.init(Value::object(&message));
        kind_name_.init(kind_name);
        source_.init(source);
        trace_data_.init(Value());
        clue_.init(Value());
    }

    Slot message_, kind_name_, source_, trace_data_, clue_;
};

[[nodiscard]] Error* make_error(Mutator& mutator, String& message, Value kind_name, Value source);

// What `throw operand` throws (§10.2): an Error, or failed.
[[nodiscard]] Value to_thrown(Mutator& mutator, Value operand);

// A field of an Error by name (message, kind, source), or absent.
Value error_field(const Error& error, std::string_view name);
Value error_field(const Error& error, const String& symbol, const Commons& commons);

// --- raising: each leaves an error pending and returns failed

// "Type error in OP: expected EXPECTED, got T"
Value raise_type_error(Mutator& mutator, std::string_view op, std::string_view expected, Value got);
// "Type error in OP: expected EXPECTED, got T1 + T2"
Value raise_type_error(Mutator& mutator, std::string_view op, std::string_view expected, Value left,
                       Value right);
// What to say of a value that is of no use where it came, as one that was not awaited is; or "".
std::string_view hint_about(Value got);
// "Index out of bounds: I (length: N)"
Value raise_index_error(Mutator& mutator, double index, std::size_t length);
// "Field 'f' not found in record" and the like, for an object without that field or method. What a
// similar name would be is found out when somebody is shown the error. Both are rooted.
Value raise_no_field(Mutator& mutator, Value object, String& name);
// An error with a hint for whoever is shown it; none if that is empty.
Value raise_with_hint(Mutator& mutator, std::string_view kind, std::string_view message,
                      std::string_view hint);

}  // namespace ach::vm
