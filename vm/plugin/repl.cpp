#include "vm/plugin/repl.hpp"

#include "vm/plugin/hints.hpp"
#include "vm/plugin/modules.hpp"
#include "vm/plugin/packs.hpp"
#include "vm/plugin/report.hpp"
#include "vm/plugin/session_text.hpp"
#include "vm/plugin/tables.hpp"
#include "vm/runtime/closure.hpp"
#include "vm/runtime/error.hpp"
#include "vm/runtime/future.hpp"
#include "vm/runtime/record.hpp"
#include "vm/runtime/text.hpp"
#include "vm/runtime/trace.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace ach::vm {

namespace {

// Variables of one session, redeclared ones included.
constexpr std::uint32_t kMostVariables = 1u << 16;

constexpr std::string_view kPrompt = "> ";
constexpr std::string_view kMorePrompt = "... ";
constexpr std::string_view kClearScreen = "\x1b[H\x1b[2J";

bool wants_more(const SourceFile& file) {
    const auto found = language::check_syntax(file, UnitKind::ReplEntry);
    const bool is_wrong = std::ranges::any_of(
        found, [](const Diagnostic& d) { return d.is_error() && !d.at_end_of_input; });
    return has_errors(found) && !is_wrong;
}

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == text.npos) return {};
    return text.substr(first, text.find_last_not_of(" \t;") + 1 - first);
}

bool is_in_name(char c) {
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// The name at the end of a text.
std::string_view last_name(std::string_view text) {
    std::size_t begin = text.size();
    while (begin > 0 && is_in_name(text[begin - 1])) --begin;
    return text.substr(begin);
}

}  // namespace

// --- what comes from outside

Repl::Repl(Parts parts) : parts_(std::move(parts)), is_colourful_(errors_have_colours()) {
    reset();
    parts_.machine.heap().add_roots(*this);
    parts_.console->listen(parts_.gate, *this);
}

Repl::~Repl() { parts_.machine.heap().remove_roots(*this); }

void Repl::trace_roots(Tracer& tracer) {
    tracer.visit(entry_);
    globals_->trace(tracer);
}

void Repl::hear(Event event) {
    {
        const std::lock_guard lock(mutex_);
        events_.push_back(std::move(event));
    }
    parts_.wake();
}

void Repl::interrupt() {
    hear({Event::Kind::Interrupt});
    parts_.machine.main_strand().poke(Mutator::kPreempt);
}

void Repl::serve(Mutator& mutator) {
    std::vector<Event> events;
    {
        const std::lock_guard lock(mutex_);
        events.swap(events_);
    }
    for (Event& event : events) take(mutator, event);
}

void Repl::take(Mutator& mutator, Event& event) {
    switch (event.kind) {
        case Event::Kind::Line: return take_line(mutator, event.text);
        case Event::Kind::Ended:
            is_over_ = true;
            if (!written_.empty()) run_entry(mutator);
            if (!runs_an_entry()) parts_.leave();
            return;
        case Event::Kind::Interrupt:
            if (runs_an_entry()) {
                stopped_because_ = "Interrupted\n";
                entry_->cancel(parts_.machine, mutator);
            } else {
                written_.clear();
                go_on();
            }
            return;
    }
}

// --- entries

void Repl::begin() {
    if (input_is_terminal()) print_out(session_greeting());
    go_on();
}

void Repl::go_on() {
    if (is_over_) return parts_.leave();
    if (written_.empty()) return parts_.console->ask(kPrompt);
    parts_.console->ask_more(kMorePrompt);
}

void Repl::reset() {
    scope_ = {};
    globals_ = std::make_shared<Globals>(kMostVariables);
}

void Repl::take_line(Mutator& mutator, const std::string& text) {
    if (written_.empty() && run_command(text)) return;
    if (!written_.empty()) written_ += '\n';
    written_ += text;
    if (wants_more(SourceFile("", written_))) return go_on();
    run_entry(mutator);
}

// True when the line was one of the session's own commands, or nothing at all.
bool Repl::run_command(const std::string& text) {
    const std::string_view command = trimmed(text);
    if (command == "exit" || command == "quit") {
        parts_.leave();
        return true;
    }
    if (command == "help") {
        print_out(session_help());
    } else if (command == "cls" || command == "clear") {
        if (command == "clear") reset();
        if (input_is_terminal()) print_out(kClearScreen);
    } else if (!command.empty()) {
        return false;
    }
    go_on();
    return true;
}

void Repl::run_entry(Mutator& mutator) {
    const auto file = std::make_shared<const SourceFile>(
        "(entry " + std::to_string(++entries_) + ")", std::exchange(written_, {}));
    auto& modules = static_cast<Modules&>(parts_.machine.modules());
    const auto compiled = modules.compile(file, UnitKind::ReplEntry, &scope_);
    for (const Diagnostic& d : compiled.diagnostics) {
        print_error(with_colours(render(*file, d), is_colourful_));
    }
    if (compiled.unit == nullptr) return go_on();
    if (start(mutator, compiled.unit)) return;
    say_error(mutator, mutator.take_error());
    forget_unfilled();
    go_on();
}

// False: an error is pending.
bool Repl::start(Mutator& mutator, std::shared_ptr<const Unit> unit) {
    if (scope_.slots > kMostVariables) {
        mutator.raise(error_kind::kRuntime,
                      "the session has declared too many variables; `clear` begins a new one");
        return false;
    }
    if (!parts_.packs.provide(mutator, *unit)) return false;
    UnitInstance* instance = parts_.machine.load(mutator, std::move(unit), globals_);
    if (instance == nullptr) return false;
    const Root<Closure> body(mutator, Closure::make(mutator, instance->top_level()));
    if (!body) return false;
    entry_ =
        parts_.machine.start_task(mutator, parts_.machine.main_strand(), Value::object(body.get()),
                                  {}, parts_.context->for_async_call());
    if (entry_ == nullptr) return false;
    entry_->observe();
    return true;
}

void Repl::look_at_entry(Mutator& mutator) {
    if (!runs_an_entry() || entry_->is_pending()) return;
    const Value outcome = entry_->outcome();
    if (entry_->state() != Future::State::Fulfilled) {
        say_failure(mutator, outcome);
    } else if (!outcome.is_null()) {
        std::string text;
        if (append_text(mutator, text, outcome, TextForm::Quoted)) {
            print_out(text + '\n');
        } else {
            say_error(mutator, mutator.take_error());
        }
    }
    forget_unfilled();
    entry_ = nullptr;
    stopped_because_ = {};
    go_on();
}

void Repl::give_up(Mutator& mutator) {
    stopped_because_ = "Runtime error: the entry waits for something that can no longer happen\n";
    entry_->cancel(parts_.machine, mutator);
}

void Repl::say_failure(Mutator& mutator, Value error) {
    const std::string_view why = std::exchange(stopped_because_, {});
    if (!why.empty() && is_cancellation(error)) {
        print_error(with_colours(std::string(why), is_colourful_));
    } else {
        say_error(mutator, error);
    }
}

void Repl::each_variable(const std::function<void(const std::string&, Slot&, bool)>& each) {
    for (const language::ReplScope::Name& name : scope_.names) {
        each(name.name, globals_->slots()[name.slot], name.is_mutable);
    }
}

Slot* Repl::variable(const std::string& name, bool is_mutable) {
    for (auto known = scope_.names.rbegin(); known != scope_.names.rend(); ++known) {
        if (known->name == name) return &globals_->slots()[known->slot];
    }
    if (scope_.slots >= kMostVariables) return nullptr;
    scope_.names.push_back({name, scope_.slots++, is_mutable});
    globals_->use(scope_.slots);
    return &globals_->slots()[scope_.names.back().slot];
}

void Repl::say_error(Mutator& mutator, Value error) const {
    const ErrorReport report = shown_report_of(mutator, error, parts_.packs);
    print_error(with_colours(render(report), is_colourful_));
}

void Repl::forget_unfilled() {
    scope_.drop_unfilled(0, [&](std::uint32_t slot) {
        return slot < kMostVariables && !globals_->slots()[slot].load().is_uninitialised();
    });
}

// --- completion, on the editor's thread

std::size_t Repl::complete(std::string_view before, const Offer& offer) {
    const std::string_view prefix = last_name(before);
    const std::string_view rest = before.substr(0, before.size() - prefix.size());
    if (rest.ends_with('.')) {
        offer_members(rest.substr(0, rest.size() - 1), prefix, offer);
    } else if (!prefix.empty() && !(prefix[0] >= '0' && prefix[0] <= '9')) {
        offer_names(prefix, offer);
    }
    return prefix.size();
}

// `path` ends with names joined by dots, the first of which is a variable.
void Repl::offer_members(std::string_view path, std::string_view prefix, const Offer& offer) {
    std::vector<std::string_view> names;
    for (;;) {
        const std::string_view name = last_name(path);
        if (name.empty()) return;
        names.push_back(name);
        path.remove_suffix(name.size());
        if (!path.ends_with('.')) break;
        path.remove_suffix(1);
    }
    const auto variable = std::ranges::find(scope_.names.rbegin(), scope_.names.rend(),
                                            names.back(), &language::ReplScope::Name::name);
    if (variable == scope_.names.rend()) return;

    const Mutators::Lease mutator(parts_.machine.mutators());
    Root<Value> value(*mutator, globals_->slots()[variable->slot].load());
    for (auto name = names.rbegin() + 1; name != names.rend(); ++name) {
        const auto* record = try_as<Record>(value);
        if (record == nullptr) return;
        value = get_field(parts_.machine.heap(), *record, *name);
    }
    std::set<std::string, std::less<>> found;
    if (const auto* record = try_as<Record>(value)) {
        String* key = nullptr;
        Value item;
        for (FieldCursor cursor; cursor.next(*record, key, item);) {
            const std::string_view name = key->view();
            const bool is_name = !name.empty() && std::ranges::all_of(name, is_in_name);
            if (is_name && name.starts_with(prefix)) found.emplace(name);
        }
    }
    parts_.packs.each_method(value, [&](std::string_view name) {
        if (name.starts_with(prefix) && name.find("__") == name.npos) found.emplace(name);
    });
    for (const std::string& name : found) offer(name);
}

void Repl::offer_names(std::string_view prefix, const Offer& offer) const {
    std::set<std::string, std::less<>> found;
    const auto add = [&](std::string_view name) {
        if (name.starts_with(prefix) && name.find("__") == name.npos) found.emplace(name);
    };
    for (const language::ReplScope::Name& name : scope_.names) add(name.name);
    for (const std::string_view word : session_words()) add(word);
    constexpr std::uint32_t kPage = 64;
    std::array<ach_str, kPage> page;
    constexpr std::string_view kNatives = ACH_CONTRIBUTES_NATIVES;
    for (std::uint32_t first = 0;; first += kPage) {
        const HostTables& host = parts_.host;
        const std::uint32_t beyond =
            host.catalog->names(host.host, to_str(kNatives), first, page.data(), page.size());
        for (const ach_str name :
             std::span(page).first(std::min<std::size_t>(beyond, page.size()))) {
            add(view(name));
        }
        if (beyond <= page.size()) break;
    }
    for (const std::string& name : found) offer(name);
}

}  // namespace ach::vm
