// The small objects: boxed Complex numbers, cells and spills of variables, callables that are not
// closures, and resources (values of types that plugins and facilities add).
#pragma once

#include "vm/runtime/mutator.hpp"
#include "vm/runtime/string.hpp"

#include <complex>
#include <cstdint>
#include <string>

namespace ach::vm {

class Complex final : public Object {
public:
    static bool is(Kind kind) { return kind == Kind::Complex; }
    std::complex<double> value() const { return value_; }

private:
    friend class Mutator;
    explicit Complex(std::complex<double> value) : Object(Kind::Complex), value_(value) {}

    std::complex<double> value_;
};

// A Complex value; any doubles. Failed: error pending.
[[nodiscard]] Value make_complex(Mutator& mutator, std::complex<double> z);

// A variable that closures share.
class Cell final : public Object {
public:
    static bool is(Kind kind) { return kind == Kind::Cell; }
    Value get() const { return slot_.load(); }
    void set(Mutator& mutator, Value v) { store(mutator, *this, slot_, v); }

    static void trace(Object& object, Tracer& tracer);

private:
    friend class Mutator;
    explicit Cell(Value v) : Object(Kind::Cell) { slot_.init(v); }

    Slot slot_;
};

[[nodiscard]] Cell* make_cell(Mutator& mutator, Value v);

// A fixed number of slots: variables that found no register, captures of a closure.
class Spill final : public Object {
public:
    static bool is(Kind kind) { return kind == Kind::Spill; }
    std::size_t count() const { return count_; }
    Value get(std::size_t i) const { return slots()[i].load(); }
    void set(Mutator& mutator, std::size_t i, Value v) { store(mutator, *this, slots()[i], v); }
    Slot* slots() { return reinterpret_cast<Slot*>(this + 1); }
    const Slot* slots() const { return reinterpret_cast<const Slot*>(this + 1); }

    static void trace(Object& object, Tracer& tracer);

private:
    friend class Mutator;
    Spill(std::size_t count, Value v) : Object(Kind::Spill), count_(count) {
        for (std::size_t i = 0; i < count; ++i) slots()[i].init(v);
    }

    std::size_t count_;
};

[[nodiscard]] Spill* make_spill(Mutator& mutator, std::size_t count, Value v = Value());

// What `entry` and `context` are is between the interpreter and whoever registers the function.
struct NativeSignature {
    static constexpr std::uint32_t kVariadic = ~std::uint32_t{0};
    using Entry = void (*)();

    Entry entry = nullptr;
    void* context = nullptr;
    std::uint32_t min_arguments = 0;
    std::uint32_t max_arguments = kVariadic;
    std::uint32_t flags = 0;
};

// A function that is not written in the language.
class NativeFunction final : public Object {
public:
    static bool is(Kind kind) { return kind == Kind::NativeFunction; }

    String& name() const { return *static_cast<String*>(name_.load().as_object()); }
    const NativeSignature& signature() const { return signature_; }
    // A value that lives as long as the function does, for its own use.
    Value data() const { return data_.load(); }

    static void trace(Object& object, Tracer& tracer);

private:
    friend class Mutator;
    NativeFunction(String& function_name, const NativeSignature& how, Value function_data)
        : Object(Kind::NativeFunction), signature_(how) {
        name_.init(Value::object(&function_name));
        data_.init(function_data);
    }

    NativeSignature signature_;
    Slot name_, data_;
};

[[nodiscard]] NativeFunction* make_native(Mutator& mutator, std::string_view name,
                                          const NativeSignature& signature, Value data = Value());

// `v.push` without a call: a method that remembers its receiver.
class BoundMethod final : public Object {
public:
    static bool is(Kind kind) { return kind == Kind::BoundMethod; }

    Value receiver() const { return receiver_.load(); }
    Value function() const { return function_.load(); }
    String& name() const { return *static_cast<String*>(name_.load().as_object()); }

    static void trace(Object& object, Tracer& tracer);

private:
    friend class Mutator;
    BoundMethod(Value on, Value callee, String& method) : Object(Kind::BoundMethod) {
        receiver_.init(on);
        function_.init(callee);
        name_.init(Value::object(&method));
    }

    Slot receiver_, function_, name_;
};

[[nodiscard]] BoundMethod* make_bound_method(Mutator& mutator, Value receiver, Value function,
                                             String& name);

// A host type: what typeof says, and what its values hold. Outlives its resources.
struct ResourceType {
    std::string name;  // as typeof gives it: "Timer"
    std::string text;  // display form; "" means <name in lower case>
    // A value of the type has died; on whatever thread sweeps. May be null.
    void (*drop)(void* payload, const ResourceType& type) = nullptr;
    // Visits the values that the payload holds. While the world is stopped. May be null.
    void (*trace)(void* payload, const ResourceType& type, Tracer& tracer) = nullptr;
    // The display form of one value. May be null: `text` then.
    std::string (*text_of)(const void* payload, const ResourceType& type) = nullptr;
    const void* owner = nullptr;  // the registering side's own
};

class Resource final : public Object {
public:
    static bool is(Kind kind) { return kind == Kind::Resource; }

    const ResourceType& type() const { return *type_; }
    void* payload() const { return payload_.load(std::memory_order_acquire); }
    // Takes the payload away, so that drop() will not run: null if somebody was faster.
    void* release() { return payload_.exchange(nullptr, std::memory_order_acq_rel); }
    // A value kept alive with the resource.
    Value data() const { return data_.load(); }
    void set_data(Mutator& mutator, Value v) { store(mutator, *this, data_, v); }

    static void trace(Object& object, Tracer& tracer);
    static void finalize(Object& object, Heap& heap);

private:
    friend class Mutator;
    Resource(const ResourceType& type, void* payload, std::size_t external_bytes)
        : Object(Kind::Resource), type_(&type), payload_(payload), external_bytes_(external_bytes) {
        data_.init(Value());
    }

    const ResourceType* type_;
    std::atomic<void*> payload_;
    std::size_t external_bytes_;
    Slot data_;
};

// The payload belongs to the resource unless this fails. `external_bytes` is what it holds outside
// of the heap.
[[nodiscard]] Resource* make_resource(Mutator& mutator, const ResourceType& type, void* payload,
                                      std::size_t external_bytes = 0);

}  // namespace ach::vm
