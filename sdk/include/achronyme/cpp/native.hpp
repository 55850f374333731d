// Natives from ordinary C++ functions.
//
//     double hypotenuse(double a, double b);
//     ach::native<&hypotenuse>("hypotenuse")
//
// makes a definition whose trampoline reads the arguments, calls the function directly, and makes
// the result. A signature may begin with `Call&`; a member function of the plugin class is called
// on the instance. Trailing std::optional parameters may be left out; `ach::Rest` at the end takes
// any number. Whatever the function throws becomes a script error. The way in and out has no
// allocation, no indirection but the table calls, and no state but its arguments.
#pragma once

#include "achronyme/abi/native.h"
#include "achronyme/cpp/convert.hpp"

#include <cstddef>
#include <cstdint>
#include <new>
#include <stdexcept>
#include <tuple>
#include <type_traits>
#include <utility>

namespace ach {
inline namespace sdk1 {

// Turns the exception that is being handled into a pending script error. Only inside a catch block.
[[gnu::cold, gnu::noinline]] inline ach_status raise_current_exception(const Call& call) noexcept {
    try {
        throw;
    } catch (const Raised&) {
        return ACH_E_RAISED;
    } catch (const ScriptError& error) {
        return call.raise(error.kind(), error.what()).status;
    } catch (const Failure& failure) {
        return call.raise(kind_of(failure.status()), failure.what()).status;
    } catch (const std::bad_alloc&) {
        return call.raise("OutOfMemory", describe(ACH_E_NOMEM)).status;
    } catch (const std::out_of_range& error) {
        return call.raise("IndexError", error.what()).status;
    } catch (const std::logic_error& error) {
        return call.raise("ValueError", error.what()).status;
    } catch (const std::exception& error) {
        return call.raise("RuntimeError", error.what()).status;
    } catch (...) {
        return call.raise("RuntimeError", "something that is no std::exception was thrown").status;
    }
}

// Runs `body`, which returns anything that give() takes, or nothing, to the end of a native.
template <class Body>
ach_status finish(const Call& call, Value* result, Body&& body) noexcept {
    try {
        if constexpr (std::is_void_v<decltype(body())>) {
            body();
            return ACH_OK;
        } else {
            const Outcome outcome = give(call, body());
            *result = outcome.value;
            return outcome.status;
        }
    } catch (...) {
        return raise_current_exception(call);
    }
}

// A function's parameters without the plugin and the Call in front.
template <class Plugin, bool TakesCall, class... Params>
struct Signature {
    using plugin = Plugin;
    static constexpr bool takes_call = TakesCall;
    static constexpr std::size_t count = sizeof...(Params);
    using params = std::tuple<Params...>;

    static constexpr bool is_variadic = [] {
        if constexpr (count == 0)
            return false;
        else
            return std::is_same_v<std::tuple_element_t<count - 1, params>, Rest>;
    }();
    static constexpr std::uint32_t most =
        is_variadic ? ACH_ANY_COUNT : static_cast<std::uint32_t>(count);
    static constexpr std::uint32_t least = []<std::size_t... I>(std::index_sequence<I...>) {
        std::uint32_t needed = 0;
        ((is_optional<std::tuple_element_t<I, params>> ||
                  std::is_same_v<std::tuple_element_t<I, params>, Rest>
              ? void()
              : void(needed = I + 1)),
         ...);
        return needed;
    }
    (std::make_index_sequence<count>{});
};

// const T& and T&& read like T; T& stays, for resources.
template <class P>
using ParamOf = std::conditional_t<std::is_lvalue_reference_v<P> &&
                                       !std::is_const_v<std::remove_reference_t<P>>,
                                   P, std::remove_cvref_t<P>>;

template <class Plugin, class... P>
struct SplitCall : Signature<Plugin, false, ParamOf<P>...> {};
template <class Plugin, class First, class... P>
requires std::is_same_v<std::remove_cvref_t<First>, Call>
struct SplitCall<Plugin, First, P...> : Signature<Plugin, true, ParamOf<P>...> {
};

template <class F>
struct SignatureOf;
template <class R, class... P>
struct SignatureOf<R (*)(P...)> : SplitCall<void, P...> {};
template <class R, class... P>
struct SignatureOf<R (*)(P...) noexcept> : SplitCall<void, P...> {};
template <class R, class C, class... P>
struct SignatureOf<R (C::*)(P...)> : SplitCall<C, P...> {};
template <class R, class C, class... P>
struct SignatureOf<R (C::*)(P...) const> : SplitCall<C, P...> {};
template <class R, class C, class... P>
struct SignatureOf<R (C::*)(P...) noexcept> : SplitCall<C, P...> {};
template <class R, class C, class... P>
struct SignatureOf<R (C::*)(P...) const noexcept> : SplitCall<C, P...> {};

// Reads argument I of a signature; arguments beyond `argc` were left out.
template <class S, std::size_t I>
decltype(auto) argument(const Call& call, const Value* args, std::uint32_t argc) {
    using Param = std::tuple_element_t<I, typename S::params>;
    if constexpr (std::is_same_v<Param, Rest> && I + 1 == S::count) {
        return argc > I ? Rest{args + I, argc - I} : Rest{};
    } else if constexpr (is_optional<Param>) {
        return argc > I ? Argument<Param>::get(call, args[I]) : Param{};
    } else {
        return Argument<Param>::get(call, args[I]);
    }
}

template <auto Fn>
struct NativeTrampoline {
    using S = SignatureOf<decltype(Fn)>;

    static ach_status run(ach_call_t* raw, void* user, const ach_value* args, std::uint32_t argc,
                          ach_value* result) noexcept {
        Call call(raw, *static_cast<const NativeContext*>(user));
        return finish(call, result, [&]() -> decltype(auto) {
            return invoke(call, args, argc, std::make_index_sequence<S::count>{});
        });
    }

private:
    template <std::size_t... I>
    static decltype(auto) invoke(Call& call, [[maybe_unused]] const Value* args,
                                 [[maybe_unused]] std::uint32_t argc, std::index_sequence<I...>) {
        if constexpr (std::is_void_v<typename S::plugin>) {
            if constexpr (S::takes_call)
                return Fn(call, argument<S, I>(call, args, argc)...);
            else
                return Fn(argument<S, I>(call, args, argc)...);
        } else {
            auto& plugin = call.plugin<typename S::plugin>();
            if constexpr (S::takes_call)
                return (plugin.*Fn)(call, argument<S, I>(call, args, argc)...);
            else
                return (plugin.*Fn)(argument<S, I>(call, args, argc)...);
        }
    }
};

// A definition that reads well: native<&f>("f").pure().doc("f(x): …").
struct NativeDef : ach_native_def {
    constexpr NativeDef with(std::uint32_t more) const noexcept {
        NativeDef def = *this;
        def.flags |= more;
        return def;
    }
    constexpr NativeDef pure() const noexcept { return with(ACH_FN_PURE); }
    constexpr NativeDef serial() const noexcept { return with(ACH_FN_SERIAL); }
    constexpr NativeDef blocking_io() const noexcept { return with(ACH_FN_BLOCKING_IO); }
    constexpr NativeDef blocking_cpu() const noexcept { return with(ACH_FN_BLOCKING_CPU); }
    constexpr NativeDef may_suspend() const noexcept { return with(ACH_FN_MAY_SUSPEND); }
    constexpr NativeDef doc(const char* text) const noexcept {
        NativeDef def = *this;
        static_cast<ach_native_def&>(def).doc = text;
        return def;
    }
    // Makes it the overload for first arguments of these types.
    template <class... Type>
    constexpr NativeDef on(Type... types) const noexcept {
        NativeDef def = *this;
        ((def.first_types |= 1u << static_cast<std::uint32_t>(types)), ...);
        return def;
    }
    // Narrows or widens what the signature says, for natives that count by themselves.
    constexpr NativeDef arguments(std::uint32_t least, std::uint32_t most) const noexcept {
        NativeDef def = *this;
        def.min_arguments = least;
        def.max_arguments = most;
        return def;
    }
};

template <auto Fn>
constexpr NativeDef native(const char* name) noexcept {
    using S = SignatureOf<decltype(Fn)>;
    NativeDef def{};
    def.struct_size = sizeof(ach_native_def);
    def.name = name;
    def.min_arguments = S::least;
    def.max_arguments = S::most;
    def.fn = &NativeTrampoline<Fn>::run;
    return def;
}

// `receiver.name(args)` means `function`, with the receiver first or last.
constexpr ach_method_def method(std::int32_t type, const char* name, const char* function,
                                std::int32_t position = ACH_RECEIVER_FIRST) noexcept {
    ach_method_def def{};
    def.struct_size = sizeof def;
    def.receiver_type = type;
    def.name = name;
    def.function = function;
    def.position = position;
    return def;
}
template <ResourceType T>
constexpr ach_method_def method(const char* name, const char* function) noexcept {
    ach_method_def def = method(ACH_T_RESOURCE, name, function);
    def.resource_type = T::type_name;
    return def;
}

}  // namespace sdk1
}  // namespace ach
