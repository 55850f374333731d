#include "vm/runtime/type_check.hpp"

#include "vm/runtime/builtin_registry.hpp"
#include "vm/runtime/closure.hpp"
#include "vm/runtime/tensor.hpp"
#include "vm/runtime/types.hpp"

#include <algorithm>
#include <vector>

namespace ach::vm {

Arity arity_of(Value callable) {
    if (auto closure = try_as<Closure>(callable)) {
        const Function& function = *closure->code().function;
        return {function.min_arguments,
                closure->code().has(kCollectsArguments) ? ACH_ANY_COUNT : function.max_arguments};
    }
    if (auto native = try_as<NativeFunction>(callable)) {
        const NativeBinding& binding = binding_of(*native);
        return {binding.min_arguments, binding.max_arguments};
    }
    Arity arity = arity_of(as<BoundMethod>(callable)->function());
    arity.min -= arity.min != 0;
    arity.max -= arity.max != 0 && arity.max != ACH_ANY_COUNT;
    return arity;
}

namespace {

// One question. Records that refer to themselves meet recursive types: what is being asked already
// is taken for granted.
class Matcher {
public:
    explicit Matcher(const Unit& unit) : unit_(unit) {}

    bool matches(Value v, std::uint32_t index) {
        const Type& type = unit_.types[index];
        switch (type.kind) {
            case Type::Kind::Any: return true;
            case Type::Kind::Null: return v.is_null();
            case Type::Kind::Named: return is_named(v, type.name);
            case Type::Kind::Union:
                return std::any_of(type.members.begin(), type.members.end(),
                                   [&](std::uint32_t member) { return matches(v, member); });
            case Type::Kind::Tensor: return is_tensor(v, type);
            case Type::Kind::Record: return is_record(v, type, index);
            case Type::Kind::Function: return is_function(v, type);
            case Type::Kind::Alias: return matches(v, type.members[0]);
        }
        return false;
    }

private:
    static bool is_named(Value v, std::string_view name) {
        const std::string_view actual = type_name(v);
        return actual == name || (name == "Tensor" && actual == "ComplexTensor");
    }

    bool is_tensor(Value v, const Type& type) const {
        auto tensor = try_as<Tensor>(v);
        if (tensor == nullptr) return false;
        if (!type.members.empty() && !element_fits(*tensor, type.members[0])) return false;
        if (!type.has_shape) return true;
        const auto shape = tensor->shape();
        return std::equal(shape.begin(), shape.end(), type.shape.begin(), type.shape.end(),
                          [](std::size_t size, const std::optional<std::uint64_t>& wanted) {
                              return !wanted || *wanted == size;
                          });
    }

    bool element_fits(const Tensor& tensor, std::uint32_t element) const {
        const Type& type = unit_.types[element];
        switch (type.kind) {
            case Type::Kind::Any: return true;
            case Type::Kind::Named:
                return type.name == (tensor.is_complex() ? "Complex" : "Number");
            case Type::Kind::Alias: return element_fits(tensor, type.members[0]);
            case Type::Kind::Union:
                return std::any_of(type.members.begin(), type.members.end(),
                                   [&](std::uint32_t one) { return element_fits(tensor, one); });
            default: return false;
        }
    }

    bool is_record(Value v, const Type& type, std::uint32_t index) {
        auto record = try_as<Record>(v);
        if (record == nullptr) return false;
        const Question question{record, index};
        if (std::find(open_.begin(), open_.end(), question) != open_.end()) return true;
        open_.push_back(question);
        const bool fits =
            std::all_of(type.fields.begin(), type.fields.end(),
                        [&](const Type::Field& field) { return field_fits(*record, field); });
        open_.pop_back();
        return fits;
    }

    bool field_fits(const Record& record, const Type::Field& field) {
        const Value value = find(record, field.name);
        if (field.optional && (value.is_absent() || value.is_null())) return true;
        return !value.is_absent() && matches(value, field.type);
    }

    // By text: types are plain data and name no symbols.
    static Value find(const Record& record, std::string_view name) {
        FieldCursor cursor;
        String* key;
        Value value;
        while (cursor.next(record, key, value)) {
            if (key->view() == name) return value;
        }
        return Value::absent();
    }

    static bool is_function(Value v, const Type& type) {
        if (!is_callable(v)) return false;
        const std::size_t count = type.members.size();
        const Arity arity = arity_of(v);
        return arity.min <= count && count <= arity.max;
    }

    struct Question {
        const Record* record;
        std::uint32_t type;
        bool operator==(const Question&) const = default;
    };

    const Unit& unit_;
    std::vector<Question> open_;
};

// Does the type ask for a Tensor somewhere at its top, and does it then want complex elements?
bool wants_tensor(const Unit& unit, std::uint32_t index, bool& complex) {
    const Type& type = unit.types[index];
    switch (type.kind) {
        case Type::Kind::Named:
            complex = type.name == "ComplexTensor";
            return complex || type.name == "Tensor";
        case Type::Kind::Tensor:
            complex = !type.members.empty() && unit.types[type.members[0]].name == "Complex";
            return true;
        case Type::Kind::Alias: return wants_tensor(unit, type.members[0], complex);
        default: return false;
    }
}

Value promoted_for(Mutator& mutator, Value v, const UnitInstance& unit, std::uint32_t index) {
    const Type& type = unit.unit().types[index];
    if (type.kind == Type::Kind::Alias) return promoted_for(mutator, v, unit, type.members[0]);
    if (type.kind == Type::Kind::Union) {
        for (std::uint32_t member : type.members) {
            const Value made = promoted_for(mutator, v, unit, member);
            if (!made.is_absent()) return made;
        }
        return Value::absent();
    }
    bool complex = false;
    if (!wants_tensor(unit.unit(), index, complex)) return Value::absent();
    const Value made = promote(mutator, v, complex);
    if (made.is_failed() || made.is_absent()) return made;
    return matches_type(made, unit, index) ? made : Value::absent();
}

}  // namespace

bool matches_type(Value v, const UnitInstance& unit, std::uint32_t type) {
    return Matcher(unit.unit()).matches(v, type);
}

Value accept_as(Mutator& mutator, Value v, const UnitInstance& unit, std::uint32_t type) {
    if (matches_type(v, unit, type)) return v;
    if (!is_kind(v, Kind::Vector)) return Value::absent();
    return promoted_for(mutator, v, unit, type);
}

}  // namespace ach::vm
