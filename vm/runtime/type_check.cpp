#include "vm/runtime/type_check.hpp"

#include "vm/runtime/builtin_registry.hpp"
#include "vm/runtime/closure.hpp"
#include "vm/runtime/tensor.hpp"
#include "vm/runtime/types.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <algorithm>
#include <functional>
#include <optional>
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

// Unions of unions, as far as a Vector is made a Tensor for what is inside.
constexpr int kMaxUnions = 100;

// One question, asked with a stack of its own: values and types nest as deep as they like. Records
// that refer to themselves meet recursive types: what is being asked already is taken for granted.
//
// Records that are reached on many ways are asked about once. A "no" is final: it was found
// although everything open was granted. A "yes" is final unless it leans on an open question below
// its own; it then is kept until that one is answered, and forgotten if the answer is no, which
// inside a union is not the end. Small questions are answered before remembering would pay: it
// starts late.
class Matcher {
public:
    explicit Matcher(const Unit& unit) : unit_(unit) {}

    bool matches(Value v, std::uint32_t index) {
        std::optional<bool> answer = ask(v, index);
        while (!open_.empty()) {
            const Type& type = unit_.types[open_.back().type];
            answer = type.kind == Type::Kind::Union ? go_on_union(type, answer)
                                                    : go_on_record(type, answer);
        }
        return *answer;
    }

    // The first field that does not fit, if `v` is a Record and meant to be one of the type.
    struct Misfit {
        const Type::Field* field = nullptr;
        Value value;  // absent: there is no such field
    };
    std::optional<Misfit> misfit(Value v, std::uint32_t index) {
        const Type* type = record_type(index);
        if (type == nullptr || !is_kind(v, Kind::Record)) return std::nullopt;
        for (const Type::Field& field : type->fields) {
            const Value value = find(*as<Record>(v), field.name);
            if (field.optional && (value.is_absent() || value.is_null())) continue;
            if (value.is_absent() || !matches(value, field.type)) return Misfit{&field, value};
        }
        return std::nullopt;
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

    bool element_fits(const Tensor& tensor, std::uint32_t element, int depth = 0) const {
        const Type& type = unit_.types[resolved(element)];
        if (depth > kMaxUnions) return false;
        switch (type.kind) {
            case Type::Kind::Any: return true;
            case Type::Kind::Named:
                return type.name == (tensor.is_complex() ? "Complex" : "Number");
            case Type::Kind::Union:
                return std::ranges::any_of(type.members, [&](std::uint32_t one) {
                    return element_fits(tensor, one, depth + 1);
                });
            default: return false;
        }
    }

    // The record type that a Record is meant for: the type, or the only one of its alternatives.
    const Type* record_type(std::uint32_t index) const {
        const Type* type = &unit_.types[resolved(index)];
        if (type->kind != Type::Kind::Union)
            return type->kind == Type::Kind::Record ? type : nullptr;
        const Type* found = nullptr;
        for (const std::uint32_t member : type->members) {
            const Type* one = &unit_.types[resolved(member)];
            if (one->kind == Type::Kind::Union) return nullptr;
            if (one->kind != Type::Kind::Record) continue;
            if (found != nullptr) return nullptr;
            found = one;
        }
        return found;
    }

    // Behind the names that it has; a name that only leads to itself accepts nothing.
    std::uint32_t resolved(std::uint32_t index) const {
        std::size_t steps = 0;
        while (unit_.types[index].kind == Type::Kind::Alias && ++steps <= unit_.types.size()) {
            index = unit_.types[index].members[0];
        }
        return index;
    }

    // The answer, unless parts have to be asked first. `index` is no alias.
    std::optional<bool> at_once(Value v, std::uint32_t index) const {
        const Type& type = unit_.types[index];
        switch (type.kind) {
            case Type::Kind::Any: return true;
            case Type::Kind::Null: return v.is_null();
            case Type::Kind::Named: return is_named(v, type.name);
            case Type::Kind::Tensor: return is_tensor(v, type);
            case Type::Kind::Function: return is_function(v, type);
            case Type::Kind::Alias: return false;
            case Type::Kind::Record:
                if (!is_kind(v, Kind::Record)) return false;
                break;
            case Type::Kind::Union: break;
        }
        return std::nullopt;
    }

    // Nothing: the question is open, and its parts are to be asked.
    std::optional<bool> ask(Value v, std::uint32_t index) {
        index = resolved(index);
        if (const std::optional<bool> answer = at_once(v, index)) return answer;
        const Type& type = unit_.types[index];
        if (type.kind == Type::Kind::Union) {
            bool is_known = true;
            for (const std::uint32_t member : type.members) {
                const std::optional<bool> answer = at_once(v, resolved(member));
                if (answer && *answer) return true;
                is_known = is_known && answer.has_value();
            }
            if (is_known) return false;
        }
        const bool is_met = type.kind == Type::Kind::Record || is_in_union();
        const auto answer = is_met ? recall({v.bits(), index}) : std::nullopt;
        if (!answer) open_.push_back({v, index, 0, {}, kept_.size(), 0, is_met});
        return answer;
    }

    bool is_in_union() const {
        return !open_.empty() && unit_.types[open_.back().type].kind == Type::Kind::Union;
    }

    // `answer` is that to the member asked last.
    std::optional<bool> go_on_union(const Type& type, std::optional<bool> answer) {
        Question& top = open_.back();
        if (top.next > 0 && *answer) return close(true);
        if (top.next == type.members.size()) return close(false);
        const Value value = top.value;
        return ask(value, type.members[top.next++]);
    }

    std::optional<bool> go_on_record(const Type& type, std::optional<bool> answer) {
        Question& top = open_.back();
        if (top.next > 0 && !*answer) return close(false);
        if (top.next == type.fields.size()) return close(true);
        const Type::Field& field = type.fields[top.next++];
        const Value value = find(*as<Record>(top.value), field.name);
        if (field.optional && (value.is_absent() || value.is_null())) return true;
        if (value.is_absent()) return false;
        return ask(value, field.type);
    }

    static constexpr std::size_t kNothing = static_cast<std::size_t>(-1);

    // What is asked: of which value, whether it is of which type.
    struct Pair {
        std::uint64_t value;
        std::uint32_t type;
        bool operator==(const Pair&) const = default;
    };
    struct PairHash {
        std::size_t operator()(const Pair& pair) const {
            return std::hash<std::uint64_t>()(pair.value * 31 + pair.type);
        }
    };
    // The open questions, by their places, that an answer takes for granted: from the lowest to at
    // most the highest. Those above have been answered meanwhile.
    struct Leaning {
        std::size_t lowest = kNothing;
        std::size_t highest = 0;
        bool is_none() const { return lowest == kNothing; }
        // As seen by the question at `place`, which does not lean on itself.
        void include(Leaning other, std::size_t place) {
            if (other.lowest >= place) return;
            lowest = std::min(lowest, other.lowest);
            highest = std::max(highest, std::min(other.highest, place - 1));
        }
    };
    struct Question {
        Value value;
        std::uint32_t type;
        std::uint32_t next;       // of the members or fields
        Leaning leaning;          // of all that was found out since it was opened
        std::size_t first_kept;   // the answers since then begin there
        std::size_t most_leaned;  // the highest question, plus one, that one of those leans on
        bool is_met;              // compared with others: records, and unions in unions
        Pair pair() const { return {value.bits(), type}; }
    };
    struct Kept {
        Pair pair;
        Leaning leaning;
    };
    enum class State : std::uint8_t { Open, Kept, Yes, No };
    struct Memory {
        State state;
        std::size_t place;  // in open_, or in kept_
    };

    // Nothing: it is to be opened.
    std::optional<bool> recall(const Pair& pair) {
        if (++asked_ < kUnremembered) return scan(pair);
        if (asked_ == kUnremembered) remember_open();
        const auto [entry, is_new] = met_.try_emplace(pair, Memory{State::Open, open_.size()});
        if (is_new) return std::nullopt;
        const auto [state, place] = entry->second;
        if (state == State::Yes || state == State::No) return state == State::Yes;
        return grant(state == State::Kept ? leaning_of(place) : Leaning{place, place});
    }

    std::optional<bool> scan(const Pair& pair) {
        for (std::size_t i = 0; i < open_.size(); ++i) {
            if (open_[i].is_met && open_[i].pair() == pair) return grant({i, i});
        }
        return std::nullopt;
    }

    void remember_open() {
        for (std::size_t i = 0; i < open_.size(); ++i) {
            if (open_[i].is_met) met_.try_emplace(open_[i].pair(), Memory{State::Open, i});
        }
    }

    bool grant(Leaning leaning) {
        open_.back().leaning.include(leaning, open_.size() - 1);
        return true;
    }

    // Of a kept answer. If something that it leaned on has been answered, it leans on what the
    // question does below which it was found.
    Leaning leaning_of(std::size_t kept) const {
        const auto above = std::ranges::partition_point(
            open_, [kept](const Question& question) { return question.first_kept <= kept; });
        const auto place = static_cast<std::size_t>(above - open_.begin()) - 1;
        const Leaning own = kept_[kept].leaning;
        if (own.highest <= place) return own;
        return {std::min(place, open_[place].leaning.lowest), place};
    }

    bool close(bool answer) {
        Question question = open_.back();
        open_.pop_back();
        if (asked_ >= kUnremembered && question.is_met) note(question, answer);
        const bool is_over =
            answer ? question.leaning.is_none() : kept_.size() == question.first_kept;
        if (is_over || open_.empty()) return answer;
        Question& below = open_.back();
        below.most_leaned = std::max(below.most_leaned, question.most_leaned);
        grant(question.leaning);
        return answer;
    }

    void note(Question& question, bool answer) {
        if (!answer) {
            forget_leaning(question);
        } else if (question.leaning.is_none()) {
            settle_kept(question.first_kept);
        } else {
            met_.insert_or_assign(question.pair(), Memory{State::Kept, kept_.size()});
            kept_.push_back({question.pair(), question.leaning});
            question.most_leaned = std::max(question.most_leaned, question.leaning.highest + 1);
            return;
        }
        met_.insert_or_assign(question.pair(), Memory{answer ? State::Yes : State::No, 0});
    }

    // The answers since then leaned on nothing else than questions that have been answered.
    void settle_kept(std::size_t first) {
        for (std::size_t i = first; i < kept_.size(); ++i) {
            met_.insert_or_assign(kept_[i].pair, Memory{State::Yes, 0});
        }
        kept_.resize(first);
    }

    // The question was open last, and the answer to it is no.
    void forget_leaning(Question& question) {
        const std::size_t place = open_.size();
        if (question.most_leaned <= place) return;
        std::size_t end = question.first_kept;
        for (std::size_t i = end; i < kept_.size(); ++i) {
            const Kept kept = kept_[i];
            if (kept.leaning.highest >= place) {
                met_.erase(kept.pair);
                continue;
            }
            met_.insert_or_assign(kept.pair, Memory{State::Kept, end});
            kept_[end++] = kept;
        }
        kept_.resize(end);
        question.most_leaned = place;
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
        const std::size_t count = type.members.size() - 1;
        const Arity arity = arity_of(v);
        return arity.min <= count && count <= arity.max;
    }

    static constexpr std::size_t kUnremembered = 64;

    const Unit& unit_;
    std::size_t asked_ = 0;
    std::vector<Question> open_;
    boost::unordered_flat_map<Pair, Memory, PairHash> met_;
    std::vector<Kept> kept_;  // the answers "yes" that still lean on open questions
};

// Does the type ask for a Tensor somewhere at its top, and does it then want complex elements?
bool wants_tensor(const Unit& unit, std::uint32_t index, bool& complex) {
    const Type& type = unit.types[index];  // no alias
    switch (type.kind) {
        case Type::Kind::Named: return type.name == "Tensor";
        case Type::Kind::Tensor:
            complex = !type.members.empty() && unit.types[type.members[0]].name == "Complex";
            return true;
        default: return false;
    }
}

Value promoted_for(Mutator& mutator, Value v, const UnitInstance& unit, std::uint32_t index,
                   int depth = 0) {
    const Type& type = unit.unit().types[index];
    if (depth > kMaxUnions) return Value::absent();
    if (type.kind == Type::Kind::Alias) {
        return promoted_for(mutator, v, unit, type.members[0], depth + 1);
    }
    if (type.kind == Type::Kind::Union) {
        for (std::uint32_t member : type.members) {
            const Value made = promoted_for(mutator, v, unit, member, depth + 1);
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

std::string misfit_of(Value v, const UnitInstance& unit, std::uint32_t type) {
    constexpr int kDeepest = 20;  // everything below is asked again at each step
    Matcher matcher(unit.unit());
    std::string path, text;
    for (int depth = 0; depth < kDeepest; ++depth) {
        const auto misfit = matcher.misfit(v, type);
        if (!misfit) break;
        path.append(".").append(misfit->field->name);
        if (misfit->value.is_absent()) return path + " is missing";
        v = misfit->value;
        type = misfit->field->type;
        text = path + ": expected " + unit.unit().types[type].text + ", got " +
               std::string(type_name(v));
    }
    return text;
}

std::string misfit_of_tensor(Mutator& mutator, Value v, const UnitInstance& unit,
                             std::uint32_t index) {
    const Type* type = &unit.unit().types[index];
    for (int i = 0; i < kMaxUnions && type->kind == Type::Kind::Alias; ++i) {
        index = type->members[0];
        type = &unit.unit().types[index];
    }
    bool complex = false;
    if (type->kind != Type::Kind::Tensor || !wants_tensor(unit.unit(), index, complex)) return {};
    const bool becomes_one = is_kind(v, Kind::Vector);
    if (becomes_one) v = promote(mutator, v, complex);
    if (v.is_failed()) {
        mutator.take_error();
        return {};
    }
    if (v.is_absent()) return "only a rectangular Vector of numbers becomes a Tensor";
    const auto* tensor = try_as<Tensor>(v);
    if (tensor == nullptr) return {};
    std::string sizes;
    for (const std::size_t size : tensor->shape()) {
        sizes.append(sizes.empty() ? "" : ", ").append(std::to_string(size));
    }
    return std::string(becomes_one ? "the Vector becomes a " : "it is a ") +
           std::string(type_name(v)) + " of shape [" + sizes + "]";
}

Value accept_as(Mutator& mutator, Value v, const UnitInstance& unit, std::uint32_t type) {
    if (matches_type(v, unit, type)) return v;
    if (!is_kind(v, Kind::Vector)) return Value::absent();
    return promoted_for(mutator, v, unit, type);
}

}  // namespace ach::vm
