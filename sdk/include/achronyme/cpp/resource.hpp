// Native objects behind script values.
//
// A class becomes a resource type by naming itself:
//
//     struct Counter {
//         static constexpr const char* type_name = "Counter";   // what typeof says
//         static constexpr std::uint32_t layout = 1;             // revision of the object's layout
//         double count = 0;
//     };
//
// The plugin lists it (`using resources = ach::Resources<Counter>;`), natives take it as `Counter&`
// and give it as `std::unique_ptr<Counter>`. Its destructor runs inside a collection: it frees
// memory and does nothing else. An object that holds values has a member `trace(ach::Collection&)`;
// one with a text of its own for str() has `std::string text() const`.
#pragma once

#include "achronyme/abi/resource.h"
#include "achronyme/cpp/call.hpp"
#include "achronyme/cpp/guard.hpp"

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>

namespace ach {
inline namespace sdk1 {

template <class T>
concept ResourceType = requires {
    { T::type_name } -> std::convertible_to<const char*>;
    { T::layout } -> std::convertible_to<std::uint32_t>;
};

template <ResourceType... T>
struct Resources {};

// What trace() reports to: `table` is the plugin's ach.object/1, which the object keeps a pointer
// to.
class Collection {
public:
    explicit Collection(ach_gc_t* raw) noexcept : raw_(raw) {}
    void keep(const ach_object_table_t& table, const std::uint64_t& slot) const noexcept {
        table.keep(raw_, &slot);
    }

private:
    ach_gc_t* raw_;
};

template <ResourceType T>
struct ResourceTrampolines {
    static void finalize(ach_gc_t*, void* object) noexcept { delete static_cast<T*>(object); }
    static void trace(ach_gc_t* gc, void* object) noexcept {
        Collection collection(gc);
        static_cast<T*>(object)->trace(collection);
    }
    static std::size_t text(const void* object, char* out, std::size_t room) noexcept {
        try {
            const std::string text = static_cast<const T*>(object)->text();
            const std::size_t size = cut_utf8(text, room);
            std::memcpy(out, text.data(), size);
            return size;
        } catch (...) {  // no memory for it
            return 0;
        }
    }
};

template <ResourceType T>
constexpr ach_resource_def make_resource_def() noexcept {
    ach_resource_def def{};
    def.struct_size = sizeof def;
    def.layout = T::layout;
    def.type_name = T::type_name;
    def.finalize = &ResourceTrampolines<T>::finalize;
    if constexpr (requires(T & object, Collection & c) { object.trace(c); }) {
        def.trace = &ResourceTrampolines<T>::trace;
    }
    if constexpr (requires(const T& object) { object.text(); }) {
        def.text = &ResourceTrampolines<T>::text;
    }
    return def;
}

// The definition under which objects of T are made and recognised.
template <ResourceType T>
inline constexpr ach_resource_def resource_def = make_resource_def<T>();

// A value around `object`; `external_bytes` tells the collector what it holds outside of itself.
template <ResourceType T>
Value wrap(const Call& call, std::unique_ptr<T> object, std::size_t external_bytes = 0) {
    Value v{};
    T* raw = object.release();
    const ach_status status = call.context().object->wrap(call.raw(), &resource_def<T>, raw,
                                                          sizeof(T) + external_bytes, &v);
    if (status == ACH_E_ABSENT) object.reset(raw);  // the type is not defined: it stays ours
    call.check(status);
    return v;
}

template <ResourceType T>
T* maybe_unwrap(const Call& call, Value v) noexcept {
    return static_cast<T*>(call.context().object->unwrap(call.raw(), &resource_def<T>, v));
}

template <ResourceType T>
T& unwrap(const Call& call, Value v) {
    T* object = maybe_unwrap<T>(call, v);
    if (object == nullptr) [[unlikely]]
        call.type_error(T::type_name, v);
    return *object;
}

}  // namespace sdk1
}  // namespace ach
