#include "vm/plugin/hints.hpp"

#include "vm/language/self_place.hpp"
#include "vm/plugin/packs.hpp"
#include "vm/runtime/cells.hpp"
#include "vm/runtime/record.hpp"
#include "vm/runtime/source.hpp"
#include "vm/runtime/types.hpp"
#include "vm/support/diagnostics.hpp"
#include "vm/support/nearest_name.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace ach::vm {

namespace {

constexpr int kMostCompared = 2000;  // fields of a record that is rather a table
constexpr int kMostListed = 8;
constexpr std::string_view kAwait = "this is a Future: did you forget `await`?";

// What other languages call the methods of ours.
constexpr auto kHabits = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"length", "len"},        {"size", "len"},          {"count", "len"},
    {"append", "push"},       {"add", "push"},          {"push_back", "push"},
    {"each", "map"},          {"forEach", "map"},       {"select", "filter"},
    {"where", "filter"},      {"fold", "reduce"},       {"some", "any"},
    {"every", "all"},         {"includes", "contains"}, {"has", "contains"},
    {"toUpperCase", "upper"}, {"toLowerCase", "lower"}, {"uppercase", "upper"},
    {"lowercase", "lower"},   {"strip", "trim"},        {"toString", "str"},
    {"to_string", "str"},     {"tostring", "str"},      {"hasOwnProperty", "has"},
    {"has_key", "has"},       {"contains", "has"},      {"isEmpty", "is_empty"},
    {"sorted", "sort"},       {"substring", "slice"},   {"substr", "slice"},
    {"head", "first"},        {"send", "next"},         {"resume", "next"},
});

bool is_source(Value v) { return v.is_object() && Source::is(v.as_object()->kind()); }

std::string as_habit(std::string_view name, Value receiver, const Packs& packs) {
    for (const auto& [theirs, ours] : kHabits) {
        if (theirs == name && packs.has_method(receiver, ours)) {
            return fmt::format("it is called {}(): write .{}(…)", ours, ours);
        }
    }
    return {};
}

// What other languages call reading and writing the value of a signal.
constexpr auto kReading = std::to_array<std::string_view>(
    {"get", "getValue", "get_value", "read", "val", "current", "now", "data", "unwrap"});
constexpr auto kForAll =
    std::to_array<std::string_view>({"print", "str", "typeof", "describe", "num"});

// Values that few functions take; what those are is no guess.
bool is_rarely_taken(Value v) {
    return v.is_boolean() || is_callable(v) || is_kind(v, Kind::String) ||
           is_kind(v, Kind::Error) || is_kind(v, Kind::Generator);
}

std::string as_function(std::string_view name, Value receiver, const Packs& packs) {
    if (name.starts_with("__") || packs.lookup(name).kind != language::NameKind::Builtin) return {};
    const bool is_for_all = std::ranges::find(kForAll, name) != kForAll.end();
    if (is_rarely_taken(receiver) && !is_for_all) return {};
    if (!packs.may_take(name, receiver)) return {};
    return fmt::format("'{0}' is a function, not a method of {1}: write {0}(…)", name,
                       type_name(receiver));
}

// "it has the fields a, b, c" when they are few.
std::string fields_of(const Record& record) {
    std::string names;
    FieldCursor cursor;
    String* key = nullptr;
    Value value;
    int count = 0;
    while (cursor.next(record, key, value)) {
        if (++count > kMostListed || key->view().size() > 40) return {};
        names.append(names.empty() ? "" : ", ").append(visible(key->view()));
    }
    if (count == 0) return "the record is empty";
    return fmt::format("it has the field{} {}", count == 1 ? "" : "s", names);
}

void offer_fields(NearestName& near, Value receiver) {
    if (const auto* record = try_as<Record>(receiver)) {
        FieldCursor cursor;
        String* key = nullptr;
        Value value;
        for (int i = 0; i < kMostCompared && cursor.next(*record, key, value); ++i) {
            near.offer(key->view());
        }
    } else if (is_kind(receiver, Kind::Error)) {
        for (const std::string_view name : {"message", "kind", "source"}) near.offer(name);
    } else if (is_source(receiver)) {
        near.offer("value");
    }
}

std::string hint_for(std::string_view name, Value receiver, const Packs& packs) {
    if (receiver.is_null()) return "the value before the '.' is null";
    if (is_source(receiver) && std::ranges::find(kReading, name) != kReading.end()) {
        return "read it with `.value`";
    }
    if (is_kind(receiver, Kind::Future)) {
        NearestName near(name);
        packs.offer_methods(near, receiver);
        const bool is_slip = !near.best().empty() && edit_distance(name, near.best(), 1) <= 1;
        return is_slip ? near.suggestion() : std::string(kAwait);
    }
    const auto* record = try_as<Record>(receiver);
    NearestName near(name);
    offer_fields(near, receiver);
    if (record != nullptr && !near.best().empty()) return near.suggestion();
    if (std::string hint = as_habit(name, receiver, packs); !hint.empty()) return hint;
    if (record == nullptr) {
        if (std::string hint = as_function(name, receiver, packs); !hint.empty()) return hint;
    }
    packs.offer_methods(near, receiver);
    if (!near.best().empty()) return near.suggestion();
    NearestName near_habit(name);
    for (const auto& habit : kHabits) near_habit.offer(habit.first);
    if (std::string hint = as_habit(near_habit.best(), receiver, packs); !hint.empty()) return hint;
    return record == nullptr ? std::string() : fields_of(*record);
}

// The record that lacks the field is one that is being built, where `self` was to be another.
bool is_about_own_literal(const ErrorReport& report, std::string_view name, Value receiver) {
    if (!is_kind(receiver, Kind::Record) || report.places.empty()) return false;
    NearestName near(name);
    offer_fields(near, receiver);
    if (!near.best().empty()) return false;
    const TracePlace& place = report.places.front();
    return place.source != nullptr &&
           language::is_self_of_literal(*place.source, place.line, place.column);
}

std::string hint_of(Mutator& mutator, const Error& error, const ErrorReport& report, Packs& packs) {
    const Value clue = error.clue();
    if (const auto* text = try_as<String>(clue)) return std::string(text->view());
    const auto* missed = try_as<BoundMethod>(clue);
    if (missed == nullptr) return {};
    if (is_about_own_literal(report, missed->name().view(), missed->receiver())) {
        return fmt::format(
            "`self` is the record being built here; a field of the record around it is taken out "
            "before the '{{': `let {0} = self.{0}`",
            missed->name().view());
    }
    packs.know_methods(mutator);
    return hint_for(missed->name().view(), missed->receiver(), packs);
}

}  // namespace

ErrorReport shown_report_of(Mutator& mutator, Value error, Packs& packs) {
    const Root<Value> kept(mutator, error);
    ErrorReport report = report_of(*as<Error>(error));
    report.hint = hint_of(mutator, *as<Error>(error), report, packs);
    return report;
}

}  // namespace ach::vm
