#include "vm/runtime/intrinsics.hpp"

#include "vm/runtime/builtin_registry.hpp"
#include "vm/runtime/commons.hpp"
#include "vm/runtime/error.hpp"
#include "vm/runtime/flush.hpp"
#include "vm/runtime/generator.hpp"
#include "vm/runtime/index.hpp"
#include "vm/runtime/machine.hpp"
#include "vm/runtime/native_call.hpp"
#include "vm/runtime/reading.hpp"
#include "vm/runtime/tensor.hpp"
#include "vm/runtime/text.hpp"
#include "vm/runtime/type_check.hpp"
#include "vm/runtime/types.hpp"

#include <limits>
#include <memory>
#include <span>
#include <utility>

namespace ach::vm {

namespace {

using Arguments = std::span<const Value>;

ach_status give(ach_value* result, Value v) {
    if (v.is_failed()) return ACH_E_RAISED;
    *result = to_abi(v);
    return ACH_OK;
}

ach_status give(ach_value* result, const Object* object) {
    return object == nullptr ? ACH_E_RAISED : give(result, Value::object(object));
}

// Makes a native of a function (call, arguments, result).
template <auto function>
ach_status native(ach_call_t* call, void*, const ach_value* args, std::uint32_t argc,
                  ach_value* result) noexcept {
    return function(*call, Arguments(from_abi(args), argc), result);
}

// --- functions

ach_status arity(ach_call& call, Arguments args, ach_value* result) {
    if (!is_callable(args[0])) return call.raise_type("Function", args[0]);
    const Arity found = arity_of(args[0]);
    const double most = found.max == ACH_ANY_COUNT ? std::numeric_limits<double>::infinity()
                                                   : static_cast<double>(found.max);
    const double both[] = {static_cast<double>(found.min), most};
    return give(result, make_vector_of(call.mutator, both));
}

ach_status is_function(ach_call&, Arguments args, ach_value* result) {
    return give(result, Value::boolean(is_callable(args[0])));
}

// What the message calls a callback that takes another number of arguments: builtins have names.
std::string name_in_errors(Value function) {
    if (auto method = try_as<BoundMethod>(function)) function = method->function();
    std::string_view name;
    if (auto native = try_as<NativeFunction>(function)) {
        name = shown_name(binding_of(*native).name);
    } else if (auto closure = try_as<Closure>(function);
               closure != nullptr && closure->code().has(kIsBuiltin)) {
        name = shown_name(closure->code().function->name);
    }
    return name.empty() ? "Function" : std::string(name) + "()";
}

ach_status expect_function(ach_call& call, Arguments args, ach_value*) {
    if (!is_callable(args[1])) return raise_type_in(call, args[0], "Function", args[1]);
    const auto count = static_cast<std::uint32_t>(args[2].as_number());
    const Arity takes = arity_of(args[1]);
    if (count >= takes.min && count <= takes.max) return ACH_OK;
    raise_with_hint(call.mutator, error_kind::kRuntime,
                    name_in_errors(args[1]) + " expects " +
                        argument_count_text(takes.min, takes.max) + ", got " +
                        std::to_string(count),
                    std::string(shown_name(text_of(args[0]))) + "() calls its function with " +
                        argument_count_text(count, count));
    return ACH_E_RAISED;
}

// --- collections

Tensor* flattened(Mutator& mutator, Tensor& tensor) {
    if (tensor.rank() == 1) return &tensor;
    const std::size_t shape[] = {tensor.size()};
    const auto offset = static_cast<std::size_t>(tensor.doubles() - tensor.data().doubles());
    return make_tensor_over(mutator, tensor.data(), offset, shape, tensor.is_complex());
}

ach_status items(ach_call& call, Arguments args, ach_value* result) {
    const Value source = args[1];
    if (auto vector = try_as<Vector>(source)) return give(result, copy(call.mutator, *vector));
    if (auto tensor = try_as<Tensor>(source)) return give(result, flattened(call.mutator, *tensor));
    if (is_kind(source, Kind::String) || is_kind(source, Kind::Generator)) {
        return give(result, source);
    }
    if (auto record = try_as<Record>(source)) {
        if (is_callable(get_field(*record, *call.mutator.commons().next))) {
            return give(result, source);
        }
    }
    return raise_type_in(call, args[0], "Vector, Tensor, String, Generator or Record with next()",
                         source);
}

ach_status snapshot_of(ach_call& call, Arguments args, ach_value* result) {
    if (auto vector = try_as<Vector>(args[0])) return give(result, copy(call.mutator, *vector));
    return give(result, args[0]);
}

ach_status joined(ach_call& call, Value name, Vector& results, ach_value* result) {
    std::string text;
    for (std::size_t i = 0; i < results.length(); ++i) {
        const Value piece = results.get(i);
        auto string = try_as<String>(piece);
        if (string == nullptr) return raise_type_in(call, name, "String from the function", piece);
        text += string->view();
    }
    return give(result, make_string(call.mutator, text));
}

// Whatever the results are, there are as many as the tensor has elements.
ach_status like_tensor(ach_call& call, Tensor& like, Vector& results, ach_value* result) {
    const std::size_t count = results.length();
    bool is_complex = count == 0 && like.is_complex();
    for (std::size_t i = 0; i < count; ++i) {
        const Value one = results.get(i);
        if (!is_scalar_number(one)) return give(result, Value::object(&results));
        is_complex = is_complex || !one.is_number();
    }
    Tensor* made = make_tensor(call.mutator, like.shape(), is_complex);
    if (made == nullptr) return ACH_E_RAISED;
    double* out = made->mutable_doubles();
    for (std::size_t i = 0; i < count; ++i) {
        const Value one = results.get(i);
        const std::complex<double> z =
            one.is_number() ? std::complex<double>(one.as_number()) : as<Complex>(one)->value();
        *out++ = z.real();
        if (is_complex) *out++ = z.imag();
    }
    return give(result, made);
}

ach_status like(ach_call& call, Arguments args, ach_value* result) {
    auto results = try_as<Vector>(args[2]);
    if (results == nullptr) return call.raise_type("Vector", args[2]);
    if (is_kind(args[1], Kind::String)) return joined(call, args[0], *results, result);
    if (auto tensor = try_as<Tensor>(args[1]);
        tensor != nullptr && tensor->size() == results->length()) {
        return like_tensor(call, *tensor, *results, result);
    }
    return give(result, args[2]);
}

ach_status replace_items(ach_call& call, Arguments args, ach_value* result) {
    auto target = try_as<Vector>(args[0]);
    auto source = try_as<Vector>(args[1]);
    if (target == nullptr) return call.raise_type("Vector", args[0]);
    if (source == nullptr) return call.raise_type("Vector", args[1]);
    replace(call.mutator, *target, snapshot(call.mutator, *source));
    return give(result, args[0]);
}

ach_status record_of(ach_call& call, Arguments args, ach_value* result) {
    auto keys = try_as<Vector>(args[0]);
    auto values = try_as<Vector>(args[1]);
    if (keys == nullptr) return call.raise_type("Vector", args[0]);
    if (values == nullptr) return call.raise_type("Vector", args[1]);
    Root<Record> made(call.mutator, make_record(call.mutator));
    if (!made) return ACH_E_RAISED;
    for (std::size_t i = 0; i < keys->length(); ++i) {
        auto key = try_as<String>(keys->get(i));
        if (key == nullptr)
            return call.raise_type("String", keys->get(i), static_cast<std::int64_t>(i));
        String* symbol = to_symbol(call.mutator, *key);
        if (symbol == nullptr) return ACH_E_RAISED;
        call.keep(Value::object(symbol));
        const Value value = values->get(i);
        if (!set_field(call.mutator, *made, *symbol, value.is_absent() ? Value::null() : value)) {
            return ACH_E_RAISED;
        }
    }
    return give(result, made.get());
}

// --- errors

ach_status raise(ach_call& call, Arguments args, ach_value*) {
    return call.raise(text_of(args[0]), text_of(args[1]));
}

ach_status raise_type(ach_call& call, Arguments args, ach_value*) {
    return raise_type_in(call, args[0], text_of(args[1]), args[2]);
}

// --- tasks

ach_status spawn(ach_call& call, Arguments args, ach_value* result) {
    const std::string name = text_of(args[0]);
    StrandClass strand_class = StrandClass::Spawned;
    if (name == "parallel") {
        strand_class = StrandClass::Parallel;
    } else if (name == "background") {
        strand_class = StrandClass::Background;
    } else if (name != "spawned") {
        return call.raise(error_kind::kValue, "__spawn(): no class is called '" + name + "'");
    }
    auto list = try_as<Vector>(args[2]);
    if (!is_callable(args[1])) return call.raise_type("Function", args[1]);
    if (list == nullptr) return call.raise_type("Vector", args[2]);
    HandleScope items(call.mutator);
    for (std::size_t i = 0; i < list->length(); ++i) {
        const Value item = list->get(i);
        if (item.is_absent()) break;  // another strand has made it shorter
        items.push(item);
    }
    return give(result, call.machine.spawn(call.mutator, strand_class, args[1],
                                           {items.data(), items.size()}, call.context()));
}

// --- the reactive graph, and calls with surroundings of their own

ach_status flush(ach_call& call, Arguments, ach_value* result) {
    Value made;
    const ach_status status = Flush::requested(call, Value(), made);
    return status == ACH_OK ? give(result, made) : status;
}

ach_status run_scope(ach_call& call, Arguments args, ach_value* result) {
    Value made;
    const ach_status status =
        Flush::run_scope(call, *as<Observer>(args[0]), args[1], args.subspan(2), made);
    return status == ACH_OK ? give(result, made) : status;
}

ach_status read_source(ach_call& call, Arguments args, ach_value* result) {
    Value made;
    const ach_status status = Reading::read(call, *as<Source>(args[0]), true, made);
    return status == ACH_OK ? give(result, made) : status;
}

// A call that has another context than the code around it.
class Within final : public NativeContinuation {
public:
    explicit Within(ExecutionContext::Ref around) : around_(std::move(around)) {}

    ach_status resume(ach_call&, Completion&, Value&) override { return ACH_E_INTERNAL; }
    ach_status returned(ach_call& call, Value returned, Value& result) override {
        call.task->context = std::move(around_);
        result = returned;
        return ACH_OK;
    }
    bool catches() const override { return true; }
    ach_status raised(ach_call& call, Value error, Value&) override {
        call.task->context = std::move(around_);
        call.mutator.raise(error);
        return ACH_E_RAISED;
    }

private:
    ExecutionContext::Ref around_;
};

ach_status within(ach_call& call, Arguments args, ach_value*) {
    ExecutionContext::Ref inner = std::exchange(call.next_context, nullptr);
    auto around = std::make_unique<Within>(std::exchange(call.task->context, std::move(inner)));
    call.call_then(args[0], args.subspan(1), std::move(around));
    return ACH_CALLING;
}

// --- generators

// The machine makes the generator run: asking to call it is how a native says so.
ach_status generator_next(ach_call& call, Arguments args, ach_value*) {
    if (!is_kind(args[0], Kind::Generator)) return call.raise_type("Generator", args[0]);
    call.call_then(args[0], {}, nullptr);
    return ACH_CALLING;
}

NativeBinding make_binding(std::string name, ach_native_fn fn, std::uint32_t least,
                           std::uint32_t most) {
    NativeBinding binding;
    binding.name = std::move(name);
    binding.fn = fn;
    binding.min_arguments = least;
    binding.max_arguments = most;
    return binding;
}

NativeBinding make_binding(std::string name, ach_native_fn fn, std::uint32_t arguments) {
    return make_binding(std::move(name), fn, arguments, arguments);
}

}  // namespace

bool define_intrinsics(Mutator& mutator, BuiltinRegistry& builtins) {
    const NativeBinding natives[] = {
        make_binding("__arity", native<arity>, 1),
        make_binding("__expect_function", native<expect_function>, 3),
        make_binding("__is_function", native<is_function>, 1),
        make_binding("__items", native<items>, 2),
        make_binding("__like", native<like>, 3),
        make_binding("__raise", native<raise>, 2),
        make_binding("__raise_type", native<raise_type>, 3),
        make_binding("__record", native<record_of>, 2),
        make_binding("__replace", native<replace_items>, 2),
        make_binding("__spawn", native<spawn>, 3),
        make_binding("__snapshot", native<snapshot_of>, 1),
        make_binding("next", native<generator_next>, 1),
        make_binding("__flush", native<flush>, 0),
        make_binding("__read_source", native<read_source>, 1),
        make_binding("__run_scope", native<run_scope>, 2, ACH_ANY_COUNT),
        make_binding("__within", native<within>, 1, ACH_ANY_COUNT),
    };
    for (const NativeBinding& binding : natives) {
        if (!builtins.define_native(mutator, binding)) return false;
    }
    return builtins.define_method(mutator, ACH_T_GENERATOR, "", "next", "next", false);
}

}  // namespace ach::vm
