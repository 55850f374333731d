// One call of a builtin: the SDK's Call with its arguments, and with the argument rules that all
// builtins share.
//
// Inside a pack, failing is an exception, as the SDK's wrapper does it: a native reads as what it
// does, and enter() turns what was thrown into a status at the border.
//
// A native may be called under another name than its own: helpers of preludes get the public name
// from the prelude and pass it to rename(), so that messages speak of the function the script
// called.
#pragma once

#include <achronyme/cpp/native.hpp>

#include <complex>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ach::builtins {

using Complex = std::complex<double>;

inline Complex to_complex(ach_complex z) { return {z.re, z.im}; }
inline ach_complex to_abi(Complex z) { return {z.real(), z.imag()}; }

constexpr bool is_tensor(std::int32_t type) {
    return type == ACH_T_TENSOR || type == ACH_T_COMPLEX_TENSOR;
}
constexpr bool is_array(std::int32_t type) { return type == ACH_T_VECTOR || is_tensor(type); }

namespace kind {
inline constexpr std::string_view kRuntime = "RuntimeError";
inline constexpr std::string_view kType = "TypeError";
inline constexpr std::string_view kValue = "ValueError";
inline constexpr std::string_view kIndex = "IndexError";
inline constexpr std::string_view kShape = "ShapeError";
inline constexpr std::string_view kOverflow = "StackOverflow";
inline constexpr std::string_view kIo = "IOError";
}  // namespace kind

class Call : public ach::Call {
public:
    Call(ach_call_t* raw, const NativeContext& context, const Value* args, std::uint32_t count)
        : ach::Call(raw, context), args_(args, count) {}
    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;

    // --- arguments
    std::uint32_t count() const { return static_cast<std::uint32_t>(args_.size()); }
    std::span<const Value> args() const { return args_; }
    Value operator[](std::size_t i) const { return args_[i]; }
    // An explicit null counts as left out.
    bool has(std::size_t i) const { return i < args_.size() && !is_null(args_[i]); }

    double number(std::size_t i) const { return to_number(args_[i]); }
    double number(std::size_t i, double otherwise) const { return has(i) ? number(i) : otherwise; }
    std::string_view text(std::size_t i) const { return to_text(args_[i]); }
    // Truncated toward zero; NaN and infinities are a TypeError.
    std::int64_t integer(std::size_t i) const { return to_integer(args_[i]); }
    std::int64_t integer(std::size_t i, std::int64_t otherwise) const {
        return has(i) ? integer(i) : otherwise;
    }
    // An integer that must not be negative, for counts and sizes.
    std::size_t size(std::size_t i, std::string_view what) const;
    // A position in 0 … length-1; negative arguments count from the end.
    std::size_t index(std::size_t i, std::size_t length) const;

    // --- values
    double to_number(Value value, std::string_view expected = "Number") const;
    std::string_view to_text(Value value) const;
    // Code points from … to-1 of a String that has as many.
    std::string_view characters(Value text, std::size_t from, std::size_t to) const;
    std::int64_t to_integer(Value value) const;
    std::string_view display(Value value) const { return ach::Call::text(value); }
    void require(Value value, std::int32_t wanted, std::string_view expected) const {
        if (type(value) != wanted) fail_type(expected, value);
    }
    Value number_value(double n) const { return make(n); }
    Value number_value(std::size_t n) const { return make(static_cast<double>(n)); }
    Value complex_value(Complex z) const { return make(to_abi(z)); }
    Value vector_of(std::span<const Value> items) const;
    // What a Vector holds at one moment.
    std::vector<Value> items_of(Value vector) const;

    // --- failing
    std::string_view name() const { return name_.empty() ? ach::Call::name() : name_; }
    void rename(std::string_view name) { name_ = name; }
    [[noreturn]] void fail_type(std::string_view expected, Value got, std::int64_t at = -1) const;
    // `got` in words of its own, for values that have the right type and are refused all the same.
    [[noreturn]] void fail_type(std::string_view expected, std::string_view got) const;
    // Raises "name(): message".
    [[noreturn]] void fail(std::string_view kind, std::string_view message) const;
    [[noreturn]] void fail_index(std::int64_t asked, std::size_t length) const;
    // ShapeError unless they agree; `what` is plural: "the parts".
    void require_same_length(std::string_view what, std::size_t a, std::size_t b) const;

private:
    [[noreturn]] void raise_error(std::string_view kind, std::string_view message) const;

    std::span<const Value> args_;
    std::string_view name_;
};

using Body = Value (*)(Call&);

// The border: C outside, C++ inside. The machine has checked the number of arguments.
template <Body body>
ach_status ACH_CALL enter(ach_call_t* raw, void* user, const ach_value* args, std::uint32_t argc,
                          ach_value* result) noexcept {
    Call call(raw, *static_cast<const NativeContext*>(user), args, argc);
    try {
        *result = body(call);
        return ACH_OK;
    } catch (...) {
        return raise_current_exception(call);
    }
}

inline constexpr std::uint32_t kAnyCount = ACH_ANY_COUNT;

// One line of a pack's list of natives. Most builtins are pure; those that change or look at
// something outside of their arguments pass 0.
template <Body body>
constexpr ach_native_def native(const char* name, std::uint32_t min, std::uint32_t max,
                                const char* doc, std::uint32_t flags = ACH_FN_PURE) {
    return {sizeof(ach_native_def), flags, name, min, max, ACH_ANY_TYPE, 0, &enter<body>, doc};
}

}  // namespace ach::builtins
