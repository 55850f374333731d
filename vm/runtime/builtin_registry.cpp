#include "vm/runtime/builtin_registry.hpp"

#include "vm/runtime/error.hpp"
#include "vm/runtime/native_call.hpp"
#include "vm/runtime/types.hpp"

#include <algorithm>
#include <array>

namespace ach::vm {

std::int32_t type_index(Value v) {
    if (v.is_number()) return ACH_T_NUMBER;
    if (v.is_boolean()) return ACH_T_BOOLEAN;
    return v.is_object() ? type_index(v.as_object()->kind()) : ACH_T_NULL;
}

std::int32_t type_index(Kind kind) {
    switch (kind) {
        case Kind::String: return ACH_T_STRING;
        case Kind::Complex: return ACH_T_COMPLEX;
        case Kind::Vector: return ACH_T_VECTOR;
        case Kind::Record: return ACH_T_RECORD;
        case Kind::Tensor: return ACH_T_TENSOR;
        case Kind::ComplexTensor: return ACH_T_COMPLEX_TENSOR;
        case Kind::Closure:
        case Kind::NativeFunction:
        case Kind::BoundMethod: return ACH_T_FUNCTION;
        case Kind::Generator: return ACH_T_GENERATOR;
        case Kind::Error: return ACH_T_ERROR;
        default: return ACH_T_RESOURCE;
    }
}

BuiltinRegistry::BuiltinRegistry(Heap& heap) : heap_(heap) { heap_.add_roots(*this); }

BuiltinRegistry::~BuiltinRegistry() { heap_.remove_roots(*this); }

// --- natives

namespace {

bool overlap(const NativeBinding& a, const NativeBinding& b) {
    return a.first_types == ACH_ANY_TYPE || b.first_types == ACH_ANY_TYPE ||
           (a.first_types & b.first_types) != 0;
}

std::uint64_t kinds_served_by(std::int32_t type, std::string_view resource_type) {
    if (type == ACH_T_NUMBER) return 1;
    std::uint64_t kinds = 0;
    for (unsigned k = 1; k < kKindCount; ++k) {
        const Kind kind{static_cast<std::uint8_t>(k)};
        const bool is_served = type_index(kind) == type &&
                               (type != ACH_T_RESOURCE || type_name(kind) == resource_type);
        kinds |= std::uint64_t{is_served} << k;
    }
    return kinds;
}

constexpr std::array<std::string_view, 13> kTypeNames = {
    "Null",   "Boolean",       "Number",   "String",    "Complex", "Vector",  "Record",
    "Tensor", "ComplexTensor", "Function", "Generator", "Error",   "Resource"};

}  // namespace

// Serves a name with several overloads: finds the one for the first argument.
ach_status BuiltinRegistry::dispatch(ach_call_t* call, void* user, const ach_value* args,
                                     std::uint32_t argc, ach_value* result) noexcept {
    const auto& overloads = *static_cast<const Overloads*>(user);
    const std::int32_t type = argc == 0 ? ACH_T_NULL : type_index(from_abi(args[0]));
    std::string expected;
    for (const NativeBinding& native : overloads.natives) {
        if (native.serves(type)) {
            call->native = &native;
            if (native.accepts(argc)) return native.fn(call, native.user, args, argc, result);
            return call->raise(error_kind::kRuntime,
                               native.name + "() expects " +
                                   argument_count_text(native.min_arguments, native.max_arguments) +
                                   ", got " + std::to_string(argc));
        }
        for (std::size_t t = 0; t < kTypeNames.size(); ++t) {
            if (native.serves(static_cast<std::int32_t>(t))) {
                expected += (expected.empty() ? "" : " or ") + std::string(kTypeNames[t]);
            }
        }
    }
    return call->raise_type(expected, from_abi(args[0]));
}

// One function object per name, whose binding is what the overloads come to: objects that units
// have linked already see overloads that are defined later.
bool BuiltinRegistry::define_native(Mutator& mutator, NativeBinding binding) {
    std::unique_lock lock(mutex_);
    std::unique_ptr<Overloads>& all = natives_[binding.name];
    const bool is_new = all == nullptr;
    if (is_new) all = std::make_unique<Overloads>();
    for (const NativeBinding& other : all->natives) {
        if (!overlap(other, binding)) continue;
        lock.unlock();
        mutator.raise(error_kind::kRuntime,
                      "the native '" + binding.name + "' is defined twice for the same type");
        return false;
    }
    all->natives.push_back(binding);
    NativeBinding& shown = all->dispatcher;
    if (all->natives.size() == 1) {
        shown = binding;
    } else {
        shown.fn = &BuiltinRegistry::dispatch;
        shown.user = all.get();
        shown.owner = nullptr;
        shown.min_arguments = std::max(1u, std::min(shown.min_arguments, binding.min_arguments));
        shown.max_arguments = std::max(shown.max_arguments, binding.max_arguments);
        shown.flags &= binding.flags;
    }
    if (!is_new) return true;
    NativeSignature signature;
    signature.context = &shown;
    signature.min_arguments = binding.min_arguments;
    signature.max_arguments = binding.max_arguments;
    lock.unlock();  // allocating may collect, which traces this registry
    NativeFunction* function = make_native(mutator, binding.name, signature);
    if (function == nullptr) return false;
    define_value(binding.name, Value::object(function));
    return true;
}

void BuiltinRegistry::define_value(std::string_view name, Value value) {
    std::lock_guard lock(mutex_);
    values_.insert_or_assign(std::string(name), value);
}

Value BuiltinRegistry::find(std::string_view name) const {
    std::lock_guard lock(mutex_);
    const auto found = values_.find(std::string(name));
    return found == values_.end() ? Value::absent() : found->second;
}

// --- methods

bool BuiltinRegistry::define_method(Mutator& mutator, std::int32_t type,
                                    std::string_view resource_type, std::string_view name,
                                    std::string_view function, bool receiver_last) {
    const Value target = find(function);
    if (target.is_absent()) {
        mutator.raise(error_kind::kRuntime, "the method '" + std::string(name) + "' names '" +
                                                std::string(function) +
                                                "', which no loaded plugin defines");
        return false;
    }
    String* symbol = make_symbol(mutator, name);
    if (symbol == nullptr) return false;
    std::lock_guard lock(mutex_);
    methods_.push_back({type, std::string(resource_type), receiver_last, symbol, target,
                        kinds_served_by(type, resource_type)});
    std::vector<const MethodEntry*>& same_name = methods_by_name_[symbol];
    // Later definitions come first and so replace earlier ones.
    same_name.insert(same_name.begin(), &methods_.back());
    return true;
}

bool BuiltinRegistry::serves(const MethodEntry& entry, Value receiver) {
    if (entry.serves_at_once(receiver)) return true;
    if (entry.type != type_index(receiver)) return false;
    return entry.type != ACH_T_RESOURCE || entry.resource_type == type_name(receiver);
}

const MethodEntry* BuiltinRegistry::find_method(Value receiver, const String& name) const {
    std::lock_guard lock(mutex_);
    const auto found = methods_by_name_.find(&name);
    if (found == methods_by_name_.end()) return nullptr;
    for (const MethodEntry* entry : found->second) {
        if (serves(*entry, receiver)) return entry;
    }
    return nullptr;
}

void BuiltinRegistry::trace_roots(Tracer& tracer) {
    for (const auto& [name, value] : values_) tracer.visit(value);
    for (const MethodEntry& method : methods_) {
        tracer.visit(method.name);
        tracer.visit(method.function);
    }
}

}  // namespace ach::vm
