// One call of a native: the only place from which script values are made and read.
//
// A Call is three words and costs nothing beyond the table calls it makes. Where a table function
// leaves a script error pending, the Call throws Raised, which the generated trampoline turns back
// into the status; where it answers ACH_E_TYPE, the Call raises the uniform "Type error in NAME:
// expected …, got …". All of it is [vm]: valid inside the native only.
#pragma once

#include "achronyme/cpp/native_context.hpp"
#include "achronyme/cpp/outcome.hpp"
#include "achronyme/cpp/ref.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace ach {
inline namespace sdk1 {

// A look into a tensor; valid while the value is.
struct TensorView {
    std::span<const std::uint64_t> shape;
    std::span<const double> data;            // of a real tensor
    std::span<const ach_complex> complexes;  // of a complex one
    bool is_complex = false;
};

// A tensor that the native fills in before it gives it to anybody.
struct NewTensor {
    Value value;
    std::span<double> data;
};
struct NewComplexTensor {
    Value value;
    std::span<ach_complex> data;
};

class Call {
public:
    Call(ach_call_t* raw, const NativeContext& context) noexcept : raw_(raw), context_(&context) {}

    ach_call_t* raw() const noexcept { return raw_; }
    const NativeContext& context() const noexcept { return *context_; }
    const ach_host_t* host() const noexcept { return context_->host; }

    // The plugin instance that defined the native.
    template <class Plugin>
    Plugin& plugin() const noexcept {
        return *static_cast<Plugin*>(context_->self);
    }

    // The name under which the native was defined.
    std::string_view name() const noexcept { return view(table().name(raw_)); }

    // --- errors

    // Leaves an Error pending, its message opened with "NAME(): ". Return what comes back.
    [[gnu::cold]] Outcome raise(std::string_view kind, std::string_view message) const noexcept {
        return raise(kind, message, null());
    }
    [[gnu::cold]] Outcome raise(std::string_view kind, std::string_view message,
                                Value source) const noexcept {
        try {
            std::string text(name());
            text.append("(): ").append(message);
            return Outcome(table().raise(raw_, str(kind), str(text), source));
        } catch (...) {  // no memory for the longer text
            return Outcome(table().raise(raw_, str(kind), str(message), source));
        }
    }
    [[noreturn, gnu::cold]] void fail(std::string_view kind, std::string_view message) const {
        static_cast<void>(raise(kind, message));
        throw Raised{};
    }

    // "Type error in NAME: expected EXPECTED, got T", with " at index I" for an element.
    [[noreturn, gnu::cold, gnu::noinline]] void type_error(std::string_view expected, Value got,
                                                           std::int64_t index = -1) const {
        table().raise_type(raw_, str(expected), got, index);
        throw Raised{};
    }
    [[noreturn]] void throw_value(Value thrown) const {
        table().throw_value(raw_, thrown);
        throw Raised{};
    }

    // Goes on only if `status` is no failure.
    void check(ach_status status) const {
        if (status < ACH_OK) [[unlikely]]
            reject(status);
    }

    // For loops longer than a millisecond: lets collection and cancellation through.
    void poll() const { check(table().poll(raw_)); }

    // --- reading

    std::int32_t type(Value v) const noexcept { return values().type(raw_, v); }
    std::string_view type_name(Value v) const noexcept { return view(values().type_name(raw_, v)); }
    bool is_null(Value v) const noexcept { return type(v) == ACH_T_NULL; }
    bool is_truthy(Value v) const noexcept { return values().truthy(raw_, v); }
    bool is_equal(Value a, Value b) const {
        bool equal = false;
        check(values().equals(raw_, a, b, &equal));
        return equal;
    }

    // Empty when the value is no Number.
    std::optional<double> maybe_number(Value v) const noexcept {
        double number = 0;
        if (values().get_number(raw_, v, &number) != ACH_OK) return std::nullopt;
        return number;
    }
    std::optional<std::string_view> maybe_string(Value v) const noexcept {
        ach_str text{};
        if (values().get_string(raw_, v, &text) != ACH_OK) return std::nullopt;
        return view(text);
    }

    double number(Value v) const {
        double number = 0;
        expect(values().get_number(raw_, v, &number), "Number", v);
        return number;
    }
    bool boolean(Value v) const {
        bool truth = false;
        expect(values().get_boolean(raw_, v, &truth), "Boolean", v);
        return truth;
    }
    // The characters, valid while the value is.
    std::string_view string(Value v) const {
        ach_str text{};
        expect(values().get_string(raw_, v, &text), "String", v);
        return view(text);
    }
    ach_complex complex(Value v) const {
        ach_complex z{};
        expect(values().get_complex(raw_, v, &z), "Number or Complex", v);
        return z;
    }

    // The numbers of a Vector of Numbers or of a real tensor, valid until the native returns. NaNs
    // among them may carry any payload.
    std::span<const double> numbers(Value v) const {
        const double* items = nullptr;
        std::size_t count = 0;
        if (values().numbers(raw_, v, &items, &count) != ACH_OK) [[unlikely]]
            reject_numbers(v);
        return {items, count};
    }

    std::size_t vector_len(Value v) const noexcept { return values().vector_len(raw_, v); }
    Value vector_get(Value v, std::size_t i) const {
        Value item{};
        check(values().vector_get(raw_, v, i, &item));
        return item;
    }
    std::size_t record_len(Value v) const noexcept { return values().record_len(raw_, v); }
    // The i-th field in insertion order.
    std::pair<std::string_view, Value> record_at(Value v, std::size_t i) const {
        Value key{};
        Value item{};
        check(values().record_at(raw_, v, i, &key, &item));
        return {string(key), item};
    }
    // Empty when there is no such field.
    std::optional<Value> record_get(Value v, std::string_view field) const {
        Value item{};
        const ach_status status = values().record_get(raw_, v, str(field), &item);
        if (status == ACH_E_ABSENT) return std::nullopt;
        expect(status, "Record", v);
        return item;
    }
    TensorView tensor(Value v) const {
        ach_tensor_view look{};
        look.struct_size = sizeof look;
        expect(values().tensor_view(raw_, v, &look), "Tensor", v);
        TensorView tensor{{look.shape, look.rank}, {}, {}, look.complexes != nullptr};
        if (tensor.is_complex) {
            tensor.complexes = {look.complexes, look.count};
        } else {
            tensor.data = {look.data, look.count};
        }
        return tensor;
    }
    // The Tensor that a rectangular numeric Vector stands for; tensors come back as they are.
    Value promote(Value v) const {
        Value promoted{};
        expect(values().promote(raw_, v, &promoted), "Vector or Tensor", v);
        return promoted;
    }
    std::string_view text(Value v, std::int32_t form = ACH_TEXT_DISPLAY) const {
        Value text{};
        check(values().text(raw_, v, form, &text));
        return string(text);
    }

    // --- making

    Value null() const noexcept { return values().null(raw_); }
    Value make(bool truth) const noexcept { return values().boolean(raw_, truth); }
    Value make(double number) const noexcept { return values().number(raw_, number); }
    Value make(std::string_view text) const {
        return made([&](Value* out) { return values().string(raw_, str(text), out); });
    }
    Value make(const char* text) const { return make(std::string_view(text)); }
    Value make(ach_complex z) const {
        return made([&](Value* out) { return values().complex(raw_, z, out); });
    }
    Value vector(std::size_t capacity = 0) const {
        return made([&](Value* out) { return values().vector(raw_, capacity, out); });
    }
    Value make(std::span<const double> numbers) const {
        return made([&](Value* out) {
            return values().vector_from_f64(raw_, numbers.data(), numbers.size(), out);
        });
    }
    void vector_set(Value v, std::size_t i, Value item) const {
        check(values().vector_set(raw_, v, i, item));
    }
    void vector_push(Value v, Value item) const { check(values().vector_push(raw_, v, item)); }
    Value vector_slice(Value v, std::size_t from, std::size_t to) const {
        return made([&](Value* out) { return values().vector_slice(raw_, v, from, to, out); });
    }
    void vector_splice(Value v, std::size_t at, std::size_t remove,
                       std::span<const Value> items) const {
        check(values().vector_splice(raw_, v, at, remove, items.data(), items.size()));
    }
    // Removes and gives item `i` in one step; -1 is the last one. Empty when there is none.
    std::optional<Value> vector_take(Value v, std::int64_t i) const {
        Value item{};
        const ach_status status = values().vector_take(raw_, v, i, &item);
        if (status == ACH_E_ABSENT) return std::nullopt;
        expect(status, "Vector", v);
        return item;
    }
    // In front of item `i`, or at the end. False: there is no such place.
    bool vector_insert(Value v, std::int64_t i, Value item) const {
        const ach_status status = values().vector_insert(raw_, v, i, item);
        if (status == ACH_E_ABSENT) return false;
        expect(status, "Vector", v);
        return true;
    }
    void vector_reverse(Value v) const { expect(values().vector_reverse(raw_, v), "Vector", v); }
    // In code points.
    std::size_t string_length(Value v) const {
        std::size_t length = 0;
        expect(values().string_length(raw_, v, &length), "String", v);
        return length;
    }
    // The byte at which code point `i` starts, or where the String ends; `i` must not be larger
    // than its length.
    std::size_t string_place(Value v, std::size_t i) const {
        std::size_t at = 0;
        check(values().string_place(raw_, v, i, &at));
        return at;
    }
    Value record() const {
        return made([&](Value* out) { return values().record(raw_, out); });
    }
    void record_set(Value v, std::string_view field, Value item) const {
        check(values().record_set(raw_, v, str(field), item));
    }
    void record_remove(Value v, std::string_view field) const {
        check(values().record_remove(raw_, v, str(field)));
    }
    NewTensor new_tensor(std::span<const std::uint64_t> shape) const {
        double* data = nullptr;
        const Value v = make_tensor(shape, false, &data, nullptr);
        return {v, {data, elements(shape)}};
    }
    NewComplexTensor new_complex_tensor(std::span<const std::uint64_t> shape) const {
        ach_complex* data = nullptr;
        const Value v = make_tensor(shape, true, nullptr, &data);
        return {v, {data, elements(shape)}};
    }
    // An Error that is not thrown.
    Value error(std::string_view kind, std::string_view message, Value source) const {
        const Value text = make(message);
        return made([&](Value* out) { return values().error(raw_, text, str(kind), source, out); });
    }
    Value binary(std::int32_t op, Value a, Value b) const {
        return made([&](Value* out) { return values().binary(raw_, op, a, b, out); });
    }
    // The value as CBOR, and back. The buffer's reference is the caller's.
    ach_buf to_buffer(Value v) const {
        ach_buf buffer{};
        check(values().to_buffer(raw_, v, &buffer));
        return buffer;
    }
    Value from_buffer(ach_buf buffer) const {
        return made([&](Value* out) { return values().from_buffer(raw_, buffer, out); });
    }

    // --- beyond this call

    // Keeps `v` alive until the Ref ends (weak: only as long as somebody else does).
    Ref ref(Value v, bool weak = false) const {
        ach_ref raw{};
        check(values().ref(raw_, v, weak, &raw));
        return Ref(context_->host, context_->value, raw);
    }
    // Empty for a dead weak reference.
    std::optional<Value> deref(const Ref& ref) const {
        Value v{};
        const ach_status status = values().deref(raw_, ref.raw(), &v);
        if (status == ACH_E_GONE) return std::nullopt;
        check(status);
        return v;
    }

    // Calls `fn` and waits for it on this stack, where it must not suspend.
    Value call_sync(Value fn, std::span<const Value> args) const {
        return made([&](Value* out) {
            return table().call_sync(raw_, fn, args.data(), static_cast<std::uint32_t>(args.size()),
                                     out);
        });
    }

    // Calls `fn` in place of the rest of this native; its result is the native's.
    Outcome tail_call(Value fn, std::span<const Value> args) const {
        return call_with(fn, args, nullptr, nullptr, nullptr);
    }

    const ach_call_table_t& table() const noexcept { return *context_->call; }
    const ach_value_table_t& values() const noexcept { return *context_->value; }

    // For whatever else may answer ACH_E_TYPE about `v`.
    void expect(ach_status status, const char* expected, Value v) const {
        if (status != ACH_OK) [[unlikely]]
            reject(status, expected, v);
    }

    Outcome call_with(Value fn, std::span<const Value> args, void* state, ach_called_fn then,
                      ach_free_fn free_state) const {
        ach_call_desc desc{};
        desc.struct_size = sizeof desc;
        desc.argc = static_cast<std::uint32_t>(args.size());
        desc.fn = fn;
        desc.args = args.data();
        desc.state = state;
        desc.then = then;
        desc.free_state = free_state;
        const ach_status status = table().call_then(raw_, &desc);
        return Outcome(status == ACH_OK ? ACH_CALLING : status);
    }

private:
    template <class Make>
    Value made(Make&& make) const {
        Value v{};
        check(make(&v));
        return v;
    }

    static std::size_t elements(std::span<const std::uint64_t> shape) noexcept {
        std::size_t count = 1;
        for (const std::uint64_t size : shape) count *= size;
        return count;
    }

    Value make_tensor(std::span<const std::uint64_t> shape, bool is_complex, double** data,
                      ach_complex** complexes) const {
        return made([&](Value* out) {
            return values().tensor(raw_, shape.data(), static_cast<std::uint32_t>(shape.size()),
                                   is_complex, data, complexes, out);
        });
    }

    [[noreturn, gnu::cold, gnu::noinline]] void reject(ach_status status) const {
        if (status != ACH_E_RAISED) static_cast<void>(raise(kind_of(status), describe(status)));
        throw Raised{};
    }
    [[noreturn, gnu::cold, gnu::noinline]] void reject(ach_status status, const char* expected,
                                                       Value got) const {
        if (status == ACH_E_TYPE) type_error(expected, got);
        reject(status);
    }
    // Names the first item that is no Number, if that is what is wrong.
    [[noreturn, gnu::cold, gnu::noinline]] void reject_numbers(Value v) const {
        if (type(v) != ACH_T_VECTOR) type_error("Vector or Tensor of Numbers", v);
        for (std::size_t i = 0; i < vector_len(v); ++i) {
            const Value item = vector_get(v, i);
            if (type(item) != ACH_T_NUMBER)
                type_error("Number", item, static_cast<std::int64_t>(i));
        }
        type_error("Vector of Numbers", v);
    }

    ach_call_t* raw_;
    const NativeContext* context_;
};

// Drops every value made since its beginning, except what keep() was given. For loops that make
// many.
class Scope {
public:
    explicit Scope(const Call& call) noexcept
        : call_(call), mark_(call.values().push_scope(call.raw())) {}
    ~Scope() {
        if (is_open_) call_.values().pop_scope(call_.raw(), mark_, call_.null());
    }
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

    // Ends the scope; the value lives on outside of it.
    Value keep(Value v) noexcept {
        is_open_ = false;
        return call_.values().pop_scope(call_.raw(), mark_, v);
    }

private:
    const Call& call_;
    std::uint64_t mark_;
    bool is_open_ = true;
};

}  // namespace sdk1
}  // namespace ach
