// What is said of a name that means nothing, or that cannot be assigned to. What surely helps comes
// first: a habit of another language, then a field that is called so, then a name that is near.
#include "vm/language/habits.hpp"
#include "vm/language/resolver_rules.hpp"

namespace ach::vm::language {

namespace {

std::string did_you_mean(const std::string& name) {
    return name.empty() ? std::string() : "did you mean '" + name + "'?";
}

}  // namespace

void Resolver::refuse_undefined(const WaitingUse& use) {
    // To look for near names takes a while, and nobody reads that far.
    constexpr std::size_t kMostErrors = 100;
    if (diagnostics_.size() >= kMostErrors) return;
    std::string hint = hint_for_undefined(use);
    report<diag::UndefinedVariable>(use.node->span, text(use.node->name)).hint = std::move(hint);
}

std::string Resolver::hint_for_undefined(const WaitingUse& use) const {
    const std::string_view name = text(use.node->name);
    const std::string_view habit = habit_of_name(name);
    if (!habit.empty()) return std::string(habit);
    if (std::string field = hint_for_field(*use.node, use.around); !field.empty()) return field;
    const LetNode* declaration = use.around.declaration;
    const bool declares_it = declaration != nullptr &&
                             declaration->pattern->kind == PatternKind::Name &&
                             as<NamePattern>(*declaration->pattern).name == use.node->name;
    if (declares_it) {
        const std::uint32_t line = file_.position(declaration->span.begin).line;
        if (line == file_.position(use.node->span.begin).line) {
            return "it has no value before its declaration ends";
        }
        return "its declaration, begun in line " + std::to_string(line) + ", goes on here";
    }
    const AssignNode* assignment = use.around.assignment;
    const std::string near = did_you_mean(nearest_variable(name, use.time, assignment == nullptr));
    if (assignment == nullptr) return near;
    const std::string declare = hint_for_assignment(name, *assignment);
    return near.empty() ? declare : near + " Otherwise " + declare;
}

// In a method, or behind a field of the same literal: `n` where `self.n` was meant.
std::string Resolver::hint_for_field(const NameNode& node, const Around& around) const {
    if (around.record == nullptr) return {};
    for (const RecordField& field : around.record->fields) {
        const bool is_there = around.is_in_method || field.value->span.end <= node.span.begin;
        if (field.spread || field.key != node.name || field.value == &node || !is_there) continue;
        return "the record's field is `self." + std::string(text(node.name)) + "`";
    }
    return {};
}

std::string Resolver::hint_for_assignment(std::string_view name,
                                          const AssignNode& assignment) const {
    constexpr std::size_t kShown = 24;
    if (assignment.compound) return "declare it before, with `mut " + std::string(name) + " = …`";
    const std::string_view value = file_.text(assignment.value->span);
    const bool is_short = value.size() <= kShown && value.find_first_of("\n`") == value.npos;
    return "declare it with `let " + std::string(name) + " = " +
           std::string(is_short ? value : "…") + "`, or with `mut` if it is assigned again";
}

void Resolver::refuse_assignment(const NameNode& node) {
    std::string hint = hint_for_immutable(node);
    report<diag::ImmutableAssignment>(node.span, text(node.name)).hint = std::move(hint);
}

std::string Resolver::hint_for_immutable(const NameNode& node) const {
    if (node.variable == nullptr) {
        return "it is built in: take another name, or declare your own with `let`";
    }
    if (node.variable->is_imported) return "it is imported: take another name";
    const bool is_declared = node.variable->span.end != 0;
    return is_declared ? "declare it with `mut` to assign to it" : "";
}

// Among the names that were visible at that time, the latest first, and those that the top level
// declared later.
std::string Resolver::nearest_variable(std::string_view wanted, std::size_t time,
                                       bool may_be_builtin) const {
    NearestName search(wanted);
    for (std::size_t i = lifetimes_.size(); i > 0; --i) {
        const Lifetime& lifetime = lifetimes_[i - 1];
        if (lifetime.born <= time && time < lifetime.died) search.offer(text(lifetime.name));
    }
    for (const Variable* variable : top_level_) search.offer(text(variable->name));
    const bool asks = may_be_builtin && options_.names != nullptr;
    const std::string builtin = asks ? options_.names->nearest(wanted) : "";
    if (!builtin.empty()) search.offer(builtin);
    return search.best();
}

}  // namespace ach::vm::language
