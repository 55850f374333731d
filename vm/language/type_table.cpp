#include "vm/language/type_table.hpp"

namespace ach::vm::language {

namespace {

// Every part of a type has a text of its own, and they would be much longer than the program if
// each were whole.
std::string shortened(std::string text) {
    constexpr std::size_t kLongest = 1000;
    if (text.size() <= kLongest) return text;
    std::size_t end = kLongest;
    while ((static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    return text.substr(0, end) + "…";
}

}  // namespace

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
    unit_.types[alias.unit_type].name = name;
    waiting_.push_back(&alias);
    fill_waiting();
    return alias.unit_type;
}

// Aliases may refer to each other in chains of any length: one is filled in after the other.
void TypeTable::fill_waiting() {
    if (std::exchange(is_filling_, true)) return;
    while (!waiting_.empty() || !copies_.empty()) {
        if (!waiting_.empty()) {
            TypeAlias& alias = *waiting_.front();
            waiting_.pop_front();
            const std::uint32_t target = alias.type != nullptr
                                             ? index_of(*alias.type)
                                             : copy(*alias.module, alias.module_type);
            unit_.types[alias.unit_type].members = {target};
            continue;
        }
        const Copy next = copies_.front();
        copies_.pop_front();
        vm::Type made = next.from->types[next.type];
        for (std::uint32_t& member : made.members) member = copy(*next.from, member);
        for (vm::Type::Field& field : made.fields) field.type = copy(*next.from, field.type);
        unit_.types[next.index] = std::move(made);
    }
    is_filling_ = false;
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
            made.members.push_back(index_of(*as<FunctionType>(type).result));
            break;
    }
    made.text = shortened(text_of(type, made));
    unit_.types.push_back(std::move(made));
    return static_cast<std::uint32_t>(unit_.types.size() - 1);
}

std::uint32_t TypeTable::copy(const Unit& from, std::uint32_t type) {
    const auto found = copied_.find({&from, type});
    if (found != copied_.end()) return found->second;
    const std::uint32_t index = add(from.types[type].kind, from.types[type].text);
    copied_[{&from, type}] = index;
    copies_.push_back({&from, type, index});
    fill_waiting();
    return index;
}

// A union inside `?`, and a function type inside a union or `?`, need their parentheses.
std::string TypeTable::grouped(const Type& type, std::uint32_t index) const {
    const std::string& text = unit_.types[index].text;
    const bool groups = type.kind == TypeKind::Function || type.kind == TypeKind::Union;
    return groups ? "(" + text + ")" : text;
}

// Put together from the texts of its parts, which have theirs: types nest deeply.
std::string TypeTable::text_of(const Type& type, const vm::Type& made) const {
    const auto text = [&](std::uint32_t index) -> const std::string& {
        return unit_.types[index].text;
    };
    std::string out;
    switch (type.kind) {
        case TypeKind::Name:
        case TypeKind::Null: break;
        case TypeKind::Optional:
            return grouped(*as<OptionalType>(type).inner, made.members[0]) + "?";
        case TypeKind::Union: {
            const auto members = as<UnionType>(type).members;
            for (std::size_t i = 0; i < members.size(); ++i) {
                out += (i == 0 ? "" : " | ") + grouped(*members[i], made.members[i]);
            }
            return out;
        }
        case TypeKind::Tensor: {
            if (made.members.empty()) return "Tensor";
            out = "Tensor<" + text(made.members[0]);
            for (std::size_t i = 0; i < made.shape.size(); ++i) {
                const std::optional<std::uint64_t>& size = made.shape[i];
                out += (i == 0 ? ", [" : ", ") + (size ? std::to_string(*size) : "_");
            }
            if (made.has_shape) out += made.shape.empty() ? ", []" : "]";
            return out + ">";
        }
        case TypeKind::Record: {
            const auto fields = as<RecordType>(type).fields;
            for (std::size_t i = 0; i < fields.size(); ++i) {
                out += std::string(i == 0 ? "" : ", ") + (fields[i].is_mutable ? "mut " : "");
                out += made.fields[i].name + (fields[i].optional ? "?: " : ": ");
                out += text(made.fields[i].type);
            }
            return "{" + out + "}";
        }
        case TypeKind::Function: {
            const std::size_t count = made.members.size() - 1;
            for (std::size_t i = 0; i < count; ++i) {
                out += (i == 0 ? "" : ", ") + text(made.members[i]);
            }
            return "(" + out + "): " + text(made.members[count]);
        }
    }
    return out;
}

}  // namespace ach::vm::language
