#include "vm/language/resolver_rules.hpp"

namespace ach::vm::language {

void Resolver::resolve_pattern(Pattern& pattern, PatternRules rules,
                               std::vector<Variable*>& bound) {
    std::unordered_set<Symbol> names;
    collect_names(pattern, names);
    bind_pattern(pattern, rules, names, bound);
}

// The names that the pattern says itself; a name pattern and a rest.
void Resolver::collect_names(const Pattern& pattern, std::unordered_set<Symbol>& names) {
    const auto add = [&](Symbol name, Span span) {
        if (name == kWildcard || names.insert(name).second) return;
        report<diag::DuplicatePatternName>(span, text(name));
    };
    if (pattern.kind == PatternKind::Name) {
        add(as<NamePattern>(pattern).name, pattern.span);
    } else if (pattern.kind == PatternKind::Vector) {
        const VectorPattern& vector = as<VectorPattern>(pattern);
        for (const VectorPatternElement& element : vector.elements) {
            collect_names(*element.pattern, names);
        }
        if (vector.has_rest) add(vector.rest.name, vector.rest.span);
    } else if (pattern.kind == PatternKind::Record) {
        for (const RecordPatternField& field : as<RecordPattern>(pattern).fields) {
            collect_names(*field.pattern, names);
        }
    }
}

void Resolver::bind_pattern(Pattern& pattern, PatternRules rules, std::unordered_set<Symbol>& names,
                            std::vector<Variable*>& bound) {
    switch (pattern.kind) {
        case PatternKind::Wildcard:
        case PatternKind::Type: return;
        case PatternKind::Literal:
            if (!rules.literals) report<diag::LiteralInDestructuring>(pattern.span);
            return;
        case PatternKind::Name: {
            NamePattern& named = as<NamePattern>(pattern);
            named.variable = new_variable(named.name, named.span, rules.is_mutable);
            bound.push_back(named.variable);
            return;
        }
        case PatternKind::Vector: {
            VectorPattern& vector = as<VectorPattern>(pattern);
            for (const VectorPatternElement& element : vector.elements) {
                bind_pattern(*element.pattern, rules, names, bound);
                if (element.default_value != nullptr) resolve(*element.default_value);
            }
            if (!vector.has_rest || vector.rest.name == kWildcard) return;
            vector.rest_variable =
                new_variable(vector.rest.name, vector.rest.span, rules.is_mutable);
            bound.push_back(vector.rest_variable);
            return;
        }
        case PatternKind::Record:
            return bind_record_pattern(as<RecordPattern>(pattern), rules, names, bound);
    }
}

// `{x: Number}` checks the field and binds `x`, unless something else in the pattern binds it.
void Resolver::bind_record_pattern(RecordPattern& pattern, PatternRules rules,
                                   std::unordered_set<Symbol>& names,
                                   std::vector<Variable*>& bound) {
    for (RecordPatternField& field : pattern.fields) {
        const PatternKind kind = field.pattern->kind;
        const bool nameless = kind == PatternKind::Type || kind == PatternKind::Wildcard ||
                              kind == PatternKind::Literal;
        const bool binds = nameless && !field.key_is_reserved_word && field.key.name != kWildcard &&
                           names.insert(field.key.name).second;
        if (binds) {
            field.key_variable = new_variable(field.key.name, field.key.span, rules.is_mutable);
            bound.push_back(field.key_variable);
        }
        bind_pattern(*field.pattern, rules, names, bound);
        if (field.default_value != nullptr) resolve(*field.default_value);
    }
}

}  // namespace ach::vm::language
