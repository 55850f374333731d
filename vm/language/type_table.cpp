#include "vm/language/type_table.hpp"

namespace ach::vm::language {

std::uint32_t TypeTable::add(vm::Type::Kind kind, std::string text) {
    vm::Type made;
    made.kind = kind;
    made.text = std::move(text);
    unit_.types.push_back(std::move(made));
    return static_cast<std::uint32_t>(unit_.types.size() - 1);
}

std::uint32_t TypeTable::index_of_name(std::string_view name) {
    const auto found = named_.find(std::string(name));
    if (found != named_.end()) return found->second;
    using Kind = vm::Type::Kind;
    const Kind kind = name == "Any" ? Kind::Any : name == "Tensor" ? Kind::Tensor : Kind::Named;
    const std::uint32_t made = add(kind, std::string(name));
    unit_.types[made].name = name;
    named_.emplace(name, made);
    return made;
}

// An alias may contain itself, so its entry exists before what it stands for.
std::uint32_t TypeTable::index_of(TypeAlias& alias) {
    if (alias.is_emitted) return alias.unit_type;
    const std::string name(symbols_.text(alias.name));
    const bool known = alias.type != nullptr || alias.module != nullptr;
    alias.unit_type = add(known ? vm::Type::Kind::Alias : vm::Type::Kind::Any, name);
    alias.is_emitted = true;
    if (!known) return alias.unit_type;
    const std::uint32_t target =
        alias.type != nullptr ? index_of(*alias.type) : copy(*alias.module, alias.module_type);
    unit_.types[alias.unit_type].name = name;
    unit_.types[alias.unit_type].members = {target};
    return alias.unit_type;
}

std::uint32_t TypeTable::index_of(const Type& type) {
    if (type.kind == TypeKind::Null) {
        const auto found = named_.find("null");
        if (found != named_.end()) return found->second;
        return named_["null"] = add(vm::Type::Kind::Null, "null");
    }
    if (type.kind != TypeKind::Name) return add_compound(type);
    const NameType& named = as<NameType>(type);
    if (named.alias != nullptr) return index_of(*named.alias);
    return index_of_name(symbols_.text(named.name));
}

std::uint32_t TypeTable::add_compound(const Type& type) {
    vm::Type made;
    made.text = text_of(type);
    switch (type.kind) {
        case TypeKind::Name:
        case TypeKind::Null: break;
        case TypeKind::Optional: {
            made.kind = vm::Type::Kind::Union;
            const Type null{TypeKind::Null, {}};
            made.members = {index_of(*as<OptionalType>(type).inner), index_of(null)};
            break;
        }
        case TypeKind::Union:
            made.kind = vm::Type::Kind::Union;
            for (const Type* m : as<UnionType>(type).members) made.members.push_back(index_of(*m));
            break;
        case TypeKind::Tensor: {
            const TensorType& tensor = as<TensorType>(type);
            made.kind = vm::Type::Kind::Tensor;
            made.name = "Tensor";
            if (tensor.element != nullptr) made.members = {index_of(*tensor.element)};
            made.has_shape = tensor.has_shape;
            for (const std::int32_t size : tensor.shape) {
                made.shape.push_back(size == kAnyDimension ? std::nullopt
                                                           : std::optional<std::uint64_t>(size));
            }
            break;
        }
        case TypeKind::Record:
            made.kind = vm::Type::Kind::Record;
            for (const RecordTypeField& field : as<RecordType>(type).fields) {
                const std::string key(symbols_.text(field.key));
                made.fields.push_back({key, field.optional, index_of(*field.type)});
            }
            break;
        case TypeKind::Function:
            made.kind = vm::Type::Kind::Function;
            for (const Type* parameter : as<FunctionType>(type).parameters) {
                made.members.push_back(index_of(*parameter));
            }
            break;
    }
    unit_.types.push_back(std::move(made));
    return static_cast<std::uint32_t>(unit_.types.size() - 1);
}

std::uint32_t TypeTable::copy(const Unit& from, std::uint32_t type) {
    const auto found = copied_.find({&from, type});
    if (found != copied_.end()) return found->second;
    vm::Type made = from.types[type];
    const std::uint32_t index = add(made.kind, made.text);
    copied_[{&from, type}] = index;
    for (std::uint32_t& member : made.members) member = copy(from, member);
    for (vm::Type::Field& field : made.fields) field.type = copy(from, field.type);
    unit_.types[index] = std::move(made);
    return index;
}

std::string TypeTable::list_of(std::span<Type* const> types) const {
    std::string out;
    for (const Type* type : types) out += (out.empty() ? "" : ", ") + text_of(*type);
    return out;
}

// A union inside `?`, and a function type inside a union or `?`, need their parentheses.
std::string TypeTable::grouped(const Type& type) const {
    const bool groups = type.kind == TypeKind::Function || type.kind == TypeKind::Union;
    return groups ? "(" + text_of(type) + ")" : text_of(type);
}

std::string TypeTable::text_of(const Type& type) const {
    switch (type.kind) {
        case TypeKind::Name: return std::string(symbols_.text(as<NameType>(type).name));
        case TypeKind::Null: return "null";
        case TypeKind::Optional: return grouped(*as<OptionalType>(type).inner) + "?";
        case TypeKind::Union: {
            std::string out;
            for (const Type* member : as<UnionType>(type).members) {
                out += (out.empty() ? "" : " | ") + grouped(*member);
            }
            return out;
        }
        case TypeKind::Tensor: {
            const TensorType& tensor = as<TensorType>(type);
            if (tensor.element == nullptr) return "Tensor";
            std::string out = "Tensor<" + text_of(*tensor.element);
            for (std::size_t i = 0; i < tensor.shape.size(); ++i) {
                const std::int32_t size = tensor.shape[i];
                out +=
                    (i == 0 ? ", [" : ", ") + (size == kAnyDimension ? "_" : std::to_string(size));
            }
            if (tensor.has_shape) out += tensor.shape.empty() ? ", []" : "]";
            return out + ">";
        }
        case TypeKind::Record: {
            std::string out;
            for (const RecordTypeField& field : as<RecordType>(type).fields) {
                out += (out.empty() ? "" : ", ") + std::string(symbols_.text(field.key));
                out += (field.optional ? "?: " : ": ") + text_of(*field.type);
            }
            return "{" + out + "}";
        }
        case TypeKind::Function: {
            const FunctionType& function = as<FunctionType>(type);
            return "(" + list_of(function.parameters) + "): " + text_of(*function.result);
        }
    }
    return {};
}

}  // namespace ach::vm::language
