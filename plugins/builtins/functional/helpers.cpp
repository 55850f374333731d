// What the preludes of this module ask of the machine and cannot say in the language: looks at
// callables, snapshots of collections, results of a collection's own kind. Each gets the public
// name of the function that the script called, for messages.
#include "plugins/builtins/functional/helpers.hpp"

#include "plugins/builtins/support/numeric.hpp"
#include "plugins/builtins/support/sequence.hpp"

#include <algorithm>

namespace ach::builtins {
namespace {

std::string argument_count(std::uint32_t least, std::uint32_t most) {
    const auto plural = [](std::uint32_t n) { return n == 1 ? " argument" : " arguments"; };
    if (most == kAnyCount) return "at least " + std::to_string(least) + plural(least);
    if (least == most) return std::to_string(least) + plural(least);
    return std::to_string(least) + " to " + std::to_string(most) + " arguments";
}

// __callback(name, f, n): f can be called with n arguments.
Value callback(Call& call) {
    call.rename(call.text(0));
    const auto given = static_cast<std::uint32_t>(call.integer(2));
    std::uint32_t least = 0;
    std::uint32_t most = 0;
    if (call.values().arity(call.raw(), call[1], &least, &most) != ACH_OK) {
        call.fail_type("Function", call[1]);
    }
    if (given < least || given > most) {
        call.fail(kind::kRuntime, "the callback expects " + argument_count(least, most) + ", got " +
                                      std::to_string(given));
    }
    return call.null();
}

bool is_function(const Call& call, Value value) { return call.type(value) == ACH_T_FUNCTION; }

// __swapped(p, c): only the second one is a function.
Value swapped(Call& call) {
    return call.make(!is_function(call, call[0]) && is_function(call, call[1]));
}

Value all_elements(const Call& call, Value tensor) {
    const TensorView look = call.tensor(tensor);
    if (!look.is_complex) return call.make(look.data);
    const Value items = call.vector(look.complexes.size());
    for (ach_complex z : look.complexes) call.vector_push(items, call.make(z));
    return items;
}

// __source(name, c): the elements as a Vector that nobody else changes, or what `for` can pull
// them from one by one.
Value source(Call& call) {
    call.rename(call.text(0));
    const Value collection = call[1];
    switch (call.type(collection)) {
        case ACH_T_VECTOR: return call.vector_slice(collection, 0, call.vector_len(collection));
        case ACH_T_STRING: return call.vector_of(Sequence(call, collection).items());
        case ACH_T_TENSOR:
        case ACH_T_COMPLEX_TENSOR: return all_elements(call, collection);
        case ACH_T_GENERATOR: return collection;
        case ACH_T_RECORD: {
            const auto next = call.record_get(collection, "next");
            if (next && is_function(call, *next)) return collection;
            break;
        }
        default: break;
    }
    call.fail_type("Vector, String, Tensor or Generator", collection);
}

// __elements(name, v): those of a Vector, String or rank-1 tensor.
Value elements(Call& call) {
    call.rename(call.text(0));
    if (call.type(call[1]) == ACH_T_VECTOR) {
        return call.vector_slice(call[1], 0, call.vector_len(call[1]));
    }
    return call.vector_of(Sequence(call, call[1]).items());
}

Value joined(const Call& call, Value pieces) {
    const std::vector<Value> items = call.items_of(pieces);
    std::string text;
    for (std::size_t i = 0; i < items.size(); ++i) {
        const auto piece = call.maybe_string(items[i]);
        if (!piece) call.fail_type("String", items[i], static_cast<std::int64_t>(i));
        text += *piece;
    }
    return call.make(std::string_view(text));
}

// A tensor of the same shape as long as the results are numbers.
Value shaped_like(const Call& call, Value tensor, Value results) {
    const TensorView look = call.tensor(tensor);
    const std::vector<Value> items = call.items_of(results);
    std::vector<Scalar> scalars;
    for (Value item : items) {
        const std::int32_t type = call.type(item);
        if (type != ACH_T_NUMBER && type != ACH_T_COMPLEX) return results;
        scalars.push_back({to_complex(call.complex(item)), type == ACH_T_COMPLEX});
    }
    return like(call, Numeric::Form::Tensor, look.shape, scalars);
}

// __like(name, c, results): the results in the kind of the collection c.
Value like_collection(Call& call) {
    call.rename(call.text(0));
    switch (call.type(call[1])) {
        case ACH_T_STRING: return joined(call, call[2]);
        case ACH_T_TENSOR:
        case ACH_T_COMPLEX_TENSOR: return shaped_like(call, call[1], call[2]);
        default: return call[2];
    }
}

// __splice(v, x): appends the elements of an array x, or x itself.
Value splice(Call& call) {
    const std::int32_t type = call.type(call[1]);
    if (type == ACH_T_VECTOR) {
        call.vector_splice(call[0], call.vector_len(call[0]), 0, call.items_of(call[1]));
    } else if (type == ACH_T_TENSOR || type == ACH_T_COMPLEX_TENSOR) {
        const std::vector<Value> items = call.items_of(all_elements(call, call[1]));
        call.vector_splice(call[0], call.vector_len(call[0]), 0, items);
    } else {
        call.vector_push(call[0], call[1]);
    }
    return call[0];
}

// __count_of(name, n): n as a count.
Value count_of(Call& call) {
    call.rename(call.text(0));
    return call.number_value(call.size(1, "the number of elements"));
}

// __refuse(name, expected, got): the type error.
Value refuse(Call& call) {
    call.rename(call.text(0));
    call.fail_type(call.text(1), call[2]);
}

constexpr ach_native_def kNatives[] = {
    native<callback>("__callback", 3, 3, nullptr),    native<swapped>("__swapped", 2, 2, nullptr),
    native<source>("__source", 2, 2, nullptr),        native<elements>("__elements", 2, 2, nullptr),
    native<like_collection>("__like", 3, 3, nullptr), native<splice>("__splice", 2, 2, nullptr, 0),
    native<count_of>("__count_of", 2, 2, nullptr),    native<refuse>("__refuse", 3, 3, nullptr),
};

}  // namespace

std::span<const ach_native_def> prelude_helpers() { return kNatives; }

}  // namespace ach::builtins
