// Between script values and the C++ types that natives may use in their signatures.
//
// Argument<T>::get reads an argument or raises the uniform type error; give() makes a result. To
// use a type of your own as an argument, specialise Argument for it.
#pragma once

#include "achronyme/cpp/call.hpp"
#include "achronyme/cpp/resource.hpp"

#include <cmath>
#include <concepts>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace ach {
inline namespace sdk1 {

// Arguments that are checked for their type and handed on as they are.
struct Vector {
    Value value;
};
struct Record {
    Value value;
};
struct Function {
    Value value;
};
struct Tensor {
    Value value;
    TensorView look;
};

// The remaining arguments of a variadic native.
using Rest = std::span<const Value>;

// What the next `T` of a signature is made from.
template <class T>
struct Argument;

template <>
struct Argument<Value> {
    static Value get(const Call&, Value v) noexcept { return v; }
};
template <>
struct Argument<double> {
    static double get(const Call& call, Value v) { return call.number(v); }
};
template <>
struct Argument<bool> {
    static bool get(const Call& call, Value v) { return call.boolean(v); }
};
template <>
struct Argument<std::string_view> {
    static std::string_view get(const Call& call, Value v) { return call.string(v); }
};
template <>
struct Argument<std::string> {
    static std::string get(const Call& call, Value v) { return std::string(call.string(v)); }
};
template <>
struct Argument<ach_complex> {
    static ach_complex get(const Call& call, Value v) { return call.complex(v); }
};
// Truncated toward zero and held at the limits; NaN and infinity are no integers.
template <>
struct Argument<std::int64_t> {
    static std::int64_t get(const Call& call, Value v) {
        const double number = call.number(v);
        if (!std::isfinite(number)) [[unlikely]]
            call.type_error("finite Number", v);
        constexpr double kLimit = 9223372036854775808.0;
        if (number >= kLimit) return std::numeric_limits<std::int64_t>::max();
        if (number <= -kLimit) return std::numeric_limits<std::int64_t>::min();
        return static_cast<std::int64_t>(number);
    }
};
template <>
struct Argument<std::span<const double>> {
    static std::span<const double> get(const Call& call, Value v) { return call.numbers(v); }
};
template <>
struct Argument<Vector> {
    static Vector get(const Call& call, Value v) {
        if (call.type(v) != ACH_T_VECTOR) [[unlikely]]
            call.type_error("Vector", v);
        return {v};
    }
};
template <>
struct Argument<Record> {
    static Record get(const Call& call, Value v) {
        if (call.type(v) != ACH_T_RECORD) [[unlikely]]
            call.type_error("Record", v);
        return {v};
    }
};
template <>
struct Argument<Function> {
    static Function get(const Call& call, Value v) {
        std::uint32_t least = 0;
        std::uint32_t most = 0;
        call.expect(call.values().arity(call.raw(), v, &least, &most), "Function", v);
        return {v};
    }
};
template <>
struct Argument<Tensor> {
    static Tensor get(const Call& call, Value v) {
        const Value promoted = call.promote(v);
        return {promoted, call.tensor(promoted)};
    }
};
// The object of a resource that this plugin has defined.
template <ResourceType T>
struct Argument<T&> {
    static T& get(const Call& call, Value v) { return unwrap<T>(call, v); }
};
// A left-out argument, or an explicit null.
template <class T>
struct Argument<std::optional<T>> {
    static std::optional<T> get(const Call& call, Value v) {
        if (call.is_null(v)) return std::nullopt;
        return Argument<T>::get(call, v);
    }
};

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;

// --- results

inline Outcome give(const Call&, Outcome outcome) noexcept { return outcome; }
inline Outcome give(const Call&, Value v) noexcept { return v; }
inline Outcome give(const Call& call, bool truth) noexcept { return call.make(truth); }
inline Outcome give(const Call& call, std::string_view text) { return call.make(text); }
inline Outcome give(const Call& call, const std::string& text) {
    return call.make(std::string_view(text));
}
inline Outcome give(const Call& call, const char* text) { return call.make(text); }
inline Outcome give(const Call& call, ach_complex z) { return call.make(z); }
inline Outcome give(const Call& call, std::span<const double> numbers) {
    return call.make(numbers);
}
inline Outcome give(const Call& call, const std::vector<double>& numbers) {
    return call.make(std::span<const double>(numbers));
}
template <class T>
requires std::is_arithmetic_v<T> Outcome give(const Call& call, T number)
noexcept { return call.make(static_cast<double>(number)); }
template <ResourceType T>
Outcome give(const Call& call, std::unique_ptr<T> object) {
    return wrap(call, std::move(object));
}
template <class T>
Outcome give(const Call& call, const std::optional<T>& maybe) {
    return maybe ? give(call, *maybe) : Outcome(call.null());
}
template <class T>
Outcome give(const Call& call, Result<T> result) {
    if (!result) return call.raise(kind_of(result.error().status), result.error().message);
    return give(call, std::move(*result));
}

}  // namespace sdk1
}  // namespace ach
