#include "tests/support/script_runner.hpp"

#include "vm/language/compile.hpp"
#include "vm/runtime/closure.hpp"
#include "vm/runtime/error.hpp"
#include "vm/runtime/native_call.hpp"
#include "vm/runtime/strand.hpp"
#include "vm/runtime/text.hpp"
#include "vm/runtime/trace.hpp"
#include "vm/runtime/vector.hpp"
#include "vm/runtime/visit.hpp"
#include "vm/support/source_file.hpp"

#include <atomic>
#include <cstdlib>
#include <mutex>
#include <optional>
#include <sstream>
#include <thread>

namespace ach::vm {

namespace {

// What the natives of one run share.
struct World {
    std::mutex mutex;
    std::string output;
    std::jthread last_worker;
};

World& world_of(void* user) { return *static_cast<World*>(user); }

using Arguments = std::span<const Value>;

template <auto function>
ach_status native(ach_call_t* call, void* user, const ach_value* args, std::uint32_t argc,
                  ach_value* result) noexcept {
    Value made = Value::null();
    const ach_status status =
        function(*call, world_of(user), Arguments(from_abi(args), argc), made);
    *result = to_abi(made);
    return status;
}

ach_status print(ach_call& call, World& world, Arguments args, Value&) {
    std::string line;
    for (std::size_t i = 0; i < args.size(); ++i) {
        if (i != 0) line += ' ';
        if (!append_text(call.mutator, line, args[i], TextForm::Display)) return ACH_E_RAISED;
    }
    const std::lock_guard lock(world.mutex);
    world.output += line + '\n';
    return ACH_OK;
}

ach_status to_text(ach_call& call, World&, Arguments args, Value& result) {
    String* text = display(call.mutator, args[0]);
    if (text == nullptr) return ACH_E_RAISED;
    result = Value::object(text);
    return ACH_OK;
}

ach_status push_item(ach_call& call, World&, Arguments args, Value& result) {
    auto vector = try_as<Vector>(args[0]);
    if (vector == nullptr) return call.raise_type("Vector", args[0]);
    result = args[0];
    return push(call.mutator, *vector, args[1]) ? ACH_OK : ACH_E_RAISED;
}

ach_status vector_length(ach_call& call, World&, Arguments args, Value& result) {
    auto vector = try_as<Vector>(args[0]);
    if (vector == nullptr) return call.raise_type("Vector", args[0]);
    result = Value::number(static_cast<double>(vector->length()));
    return ACH_OK;
}

ach_status string_length(ach_call&, World&, Arguments args, Value& result) {
    result = Value::number(static_cast<double>(as<String>(args[0])->length()));
    return ACH_OK;
}

ach_status sync(ach_call& call, World&, Arguments args, Value& result) {
    result = call.call_sync(args[0], args.subspan(1));
    return result.is_failed() ? ACH_E_RAISED : ACH_OK;
}

// Counts how often it goes on, so that a chain of natives calling natives can be long.
class Again final : public NativeContinuation {
public:
    ach_status resume(ach_call&, Completion&, Value&) override { return ACH_E_INTERNAL; }
    ach_status returned(ach_call& call, Value value, Value& result) override {
        if (--left == 0) {
            result = value;
            return ACH_OK;
        }
        auto next = std::make_unique<Again>();
        next->left = left;
        next->function = function;
        call.call_then(function, std::span(&value, 1), std::move(next));
        return ACH_CALLING;
    }
    void trace(Tracer& tracer) override { tracer.visit(function); }

    int left = 0;
    Value function;
};

ach_status then(ach_call& call, World&, Arguments args, Value&) {
    call.call_then(args[0], args.subspan(1), nullptr);
    return ACH_CALLING;
}

// repeat_call(f, n, x): f(f(…f(x))), n times, through continuations.
ach_status repeat_call(ach_call& call, World&, Arguments args, Value&) {
    auto next = std::make_unique<Again>();
    next->left = static_cast<int>(args[1].as_number());
    next->function = args[0];
    call.call_then(args[0], args.subspan(2), std::move(next));
    return ACH_CALLING;
}

// The module at a path as a function that runs it, each time it is called and whoever calls it.
ach_status program(ach_call& call, World&, Arguments args, Value& result) {
    const auto path = std::string(as<String>(args[0])->view());
    const FoundModule found = call.machine.modules().find(call.mutator, Unit(), path);
    if (found.unit == nullptr) return call.raise("ImportError", found.failure);
    UnitInstance* instance = call.machine.load(call.mutator, found.unit, nullptr);
    if (instance == nullptr) return ACH_E_RAISED;
    Closure* body = Closure::make(call.mutator, instance->top_level());
    if (body == nullptr) return ACH_E_RAISED;
    result = Value::object(body);
    return ACH_OK;
}

// Gives its value back when the other thread says so.
class GiveBack final : public NativeContinuation {
public:
    GiveBack(Value value, bool fails) : value_(value), fails_(fails) {}
    ach_status resume(ach_call& call, Completion&, Value& result) override {
        if (fails_) return call.throw_value(value_);
        result = value_;
        return ACH_OK;
    }
    ach_status returned(ach_call&, Value, Value&) override { return ACH_E_INTERNAL; }
    void trace(Tracer& tracer) override { tracer.visit(value_); }

private:
    Value value_;
    bool fails_;
};

// Operations end in the order in which they began: each thread waits for the one before it.
void complete_elsewhere(World& world, OperationRef operation) {
    const std::lock_guard lock(world.mutex);
    world.last_worker = std::jthread(
        [operation = std::move(operation), before = std::move(world.last_worker)]() mutable {
            if (before.joinable()) before.join();
            operation->complete(std::make_unique<Completion>());
        });
}

template <bool fails>
ach_status later(ach_call& call, World& world, Arguments args, Value&) {
    OperationRef operation = call.suspend(std::make_unique<GiveBack>(args[0], fails));
    if (operation == nullptr) return ACH_E_RAISED;
    complete_elsewhere(world, std::move(operation));
    return ACH_SUSPENDED;
}

template <bool fails>
ach_status later_future(ach_call& call, World& world, Arguments args, Value& result) {
    OperationRef operation = call.make_future(std::make_unique<GiveBack>(args[0], fails), result);
    if (operation == nullptr) return ACH_E_RAISED;
    complete_elsewhere(world, std::move(operation));
    return ACH_OK;
}

ach_status spawn(ach_call& call, World&, Arguments args, Value& result) {
    Future* future = call.machine.spawn(call.mutator, StrandClass::Spawned, args[0],
                                        args.subspan(1), call.context());
    if (future == nullptr) return ACH_E_RAISED;
    result = Value::object(future);
    return ACH_OK;
}

// visitors(f, threads, calls): foreign threads call f(6) so often each, all at the same time.
ach_status visitors(ach_call& call, World&, Arguments args, Value&) {
    const auto threads = static_cast<int>(args[1].as_number());
    const auto calls = static_cast<int>(args[2].as_number());
    std::atomic<int> wrong = 0;
    {
        const Outside outside(call.mutator);
        std::vector<std::jthread> all;
        for (int i = 0; i < threads; ++i) {
            all.emplace_back([&, f = args[0]] {
                for (int k = 0; k < calls; ++k) {
                    Visit visit(call.machine);
                    const Value six = Value::number(6);
                    const Value got =
                        visit.call(ExecutionContext::main_script(), f, std::span(&six, 1));
                    if (!got.is_same(Value::number(8))) ++wrong;
                }
            });
        }
    }
    if (wrong != 0) return call.raise("Wrong", std::to_string(wrong) + " calls went wrong");
    return ACH_OK;
}

struct NativeRow {
    const char* name;
    ach_native_fn fn;
    std::uint32_t min, max;
    std::uint32_t types;
    bool is_tame = false;
};

constexpr NativeRow kNatives[] = {
    {"print", native<print>, 1, ACH_ANY_COUNT, ACH_ANY_TYPE, true},
    {"str", native<to_text>, 1, 1, ACH_ANY_TYPE, true},
    {"push", native<push_item>, 2, 2, ACH_ANY_TYPE, true},
    {"len", native<vector_length>, 1, 1, 1u << ACH_T_VECTOR, true},
    {"len", native<string_length>, 1, 1, 1u << ACH_T_STRING, true},
    {"sync", native<sync>, 1, ACH_ANY_COUNT, ACH_ANY_TYPE, true},
    {"then", native<then>, 1, ACH_ANY_COUNT, ACH_ANY_TYPE, true},
    {"repeat_call", native<repeat_call>, 3, 3, ACH_ANY_TYPE},
    {"program", native<program>, 1, 1, 1u << ACH_T_STRING},
    {"spawn", native<spawn>, 1, ACH_ANY_COUNT, ACH_ANY_TYPE},
    {"visitors", native<visitors>, 3, 3, ACH_ANY_TYPE},
    {"later", native<later<false>>, 1, 1, ACH_ANY_TYPE},
    {"fail_later", native<later<true>>, 1, 1, ACH_ANY_TYPE},
    {"later_future", native<later_future<false>>, 1, 1, ACH_ANY_TYPE},
    {"failing_future", native<later_future<true>>, 1, 1, ACH_ANY_TYPE},
};

class Names final : public language::NameSource {
public:
    explicit Names(const BuiltinRegistry& builtins) : builtins_(builtins) {}
    language::NameMeaning lookup(std::string_view name) const override {
        language::NameMeaning meaning;
        // These two are instructions, which the compiler knows by name.
        const bool is_instruction = name == "__args" || name == "__apply";
        if (is_instruction || !builtins_.find(name).is_absent()) {
            meaning.kind = language::NameKind::Builtin;
        }
        return meaning;
    }
    std::string nearest(std::string_view) const override { return ""; }

private:
    const BuiltinRegistry& builtins_;
};

// Modules out of a map of texts; `math` is a builtin module with the member `str`.
class TextModules final : public ModuleFinder, public language::ModuleSource {
public:
    TextModules(const std::map<std::string, std::string>& texts, const Names& names)
        : texts_(texts), names_(names) {}

    FoundModule find(Mutator&, const Unit&, const std::string& path) override {
        FoundModule found;
        found.key = path;
        if (path == "math") {
            found.form = FoundModule::Form::Builtin;
        } else if (!texts_.contains(path)) {
            found.failure = "Failed to read module '" + path + "': no such file";
        } else if ((found.unit = unit_of(path)) == nullptr) {
            found.failure = "Failed to compile module '" + path + "'";
        } else {
            found.form = FoundModule::Form::Script;
        }
        return found;
    }
    bool exports(const std::string&, const std::string& name) override { return name == "str"; }
    const Unit* find(std::string_view path) override { return unit_of(std::string(path)).get(); }

private:
    std::shared_ptr<const Unit> unit_of(const std::string& path) {
        const auto known = units_.find(path);
        if (known != units_.end()) return known->second;
        const auto text = texts_.find(path);
        if (text == texts_.end()) return nullptr;
        units_[path] = nullptr;  // a cycle finds no types
        language::CompileOptions options;
        options.names = &names_;
        options.modules = this;
        auto file = std::make_shared<SourceFile>(path, text->second);
        return units_[path] = language::compile(file, options).unit;
    }

    const std::map<std::string, std::string>& texts_;
    const Names& names_;
    std::map<std::string, std::shared_ptr<const Unit>> units_;
};

class Run {
public:
    explicit Run(const ScriptOptions& options)
        : options_(options), machine_(options.machine), mutator_(machine_.heap()) {
        define_natives();
        auto modules = std::make_unique<TextModules>(options_.modules, names_);
        modules_ = modules.get();
        machine_.set_modules(std::move(modules));
    }

    ScriptResult run(std::string_view source) {
        if (!options_.prelude.empty() && !load_prelude()) return finish();
        const auto unit = compile("test.soc", std::string(source), UnitKind::File);
        if (unit == nullptr) return finish();
        UnitInstance* instance = machine_.load(mutator_, unit, nullptr);
        if (instance == nullptr) {
            note_error(mutator_.take_error());
            return finish();
        }
        Root<Task> task(mutator_,
                        machine_.start(mutator_, *instance, ExecutionContext::main_script()));
        if (!task) {
            note_error(mutator_.take_error());
            return finish();
        }
        result_.is_stuck = !run_to_end(*task);
        if (task->state == Task::State::Failed) note_error(task->outcome());
        if (task->state == Task::State::Finished &&
            !append_text(mutator_, result_.value, task->outcome(), TextForm::Quoted)) {
            note_error(mutator_.take_error());
        }
        return finish();
    }

private:
    bool run_to_end(Task& task) {
        const Slice slice{options_.preempt, options_.polls};
        if (options_.slices != 0) return run_for(task, slice);
        std::vector<std::jthread> others;
        for (unsigned i = 1; i < options_.threads; ++i) {
            others.emplace_back([&] {
                const Mutators::Lease mutator(machine_.mutators());
                machine_.run_to_end(*mutator, task, slice);
            });
        }
        const bool has_ended = machine_.run_to_end(mutator_, task, slice);
        const Outside outside(mutator_);
        others.clear();
        return has_ended;
    }

    bool run_for(const Task& task, Slice slice) {
        for (std::uint32_t i = 0; i < options_.slices; ++i) {
            if (task.state == Task::State::Failed || task.state == Task::State::Finished)
                return true;
            machine_.main_strand().run(mutator_, slice);
        }
        return false;
    }

    void define_natives() {
        for (const NativeRow& row : kNatives) {
            if (options_.has_only_tame_natives && !row.is_tame) continue;
            NativeBinding binding;
            binding.name = row.name;
            binding.fn = row.fn;
            binding.user = &world_;
            binding.min_arguments = row.min;
            binding.max_arguments = row.max;
            binding.first_types = row.types;
            require(machine_.builtins().define_native(mutator_, binding));
        }
        BuiltinRegistry& builtins = machine_.builtins();
        require(builtins.define_method(mutator_, ACH_T_VECTOR, "", "push", "push", false));
        require(builtins.define_method(mutator_, ACH_T_VECTOR, "", "len", "len", false));
        require(builtins.define_method(mutator_, ACH_T_STRING, "", "len", "len", false));
    }

    static void require(bool defined) {
        if (!defined) std::abort();
    }

    bool load_prelude() {
        const auto unit = compile("prelude.soc", options_.prelude, UnitKind::Prelude);
        if (unit == nullptr) return false;
        if (!machine_.load_prelude(mutator_, unit)) {
            note_error(mutator_.take_error());
            return false;
        }
        for (const std::string& name : unit->definitions) {
            require(
                machine_.builtins().define_method(mutator_, ACH_T_VECTOR, "", name, name, true));
        }
        return true;
    }

    std::shared_ptr<const Unit> compile(std::string name, std::string text, UnitKind kind) {
        language::CompileOptions options;
        options.kind = kind;
        options.names = &names_;
        options.modules = modules_;
        auto file = std::make_shared<SourceFile>(std::move(name), std::move(text));
        language::Compilation made = language::compile(file, options);
        for (const Diagnostic& diagnostic : made.diagnostics) {
            if (!diagnostic.is_error()) continue;
            if (result_.error.empty()) {
                result_.error_line = file->position(diagnostic.span.begin).line;
            }
            result_.error += diagnostic.text + "\n";
        }
        return made.unit;
    }

    void note_error(Value value) {
        Root<Value> rooted(mutator_, value);
        const ErrorReport report = report_of(*as<Error>(value));
        result_.error = (report.kind.empty() ? "Error" : report.kind) + ": " + report.message;
        result_.report = render(report);
        if (!report.places.empty()) result_.error_line = report.places.front().line;
    }

    ScriptResult finish() {
        world_.last_worker = {};
        std::istringstream lines(world_.output);
        for (std::string line; std::getline(lines, line);) result_.printed.push_back(line);
        result_.collections = machine_.heap().statistics().collections;
        return std::move(result_);
    }

    const ScriptOptions& options_;
    World world_;
    Machine machine_;
    Mutator mutator_;
    Names names_{machine_.builtins()};
    TextModules* modules_ = nullptr;
    ScriptResult result_;
};

// The text behind `marker`, if the line has it.
std::optional<std::string> marked(const std::string& line, std::string_view marker) {
    const auto at = line.find(marker);
    if (at == std::string::npos) return std::nullopt;
    return line.substr(at + marker.size());
}

}  // namespace

ScriptResult run_script(std::string_view source, const ScriptOptions& options) {
    return Run(options).run(source);
}

std::string complaint_about(std::string_view source, const ScriptResult& result) {
    std::vector<std::string> expected;
    std::string error;
    std::uint32_t error_line = 0;
    std::istringstream lines{std::string(source)};
    std::uint32_t number = 0;
    for (std::string line; std::getline(lines, line);) {
        ++number;
        if (auto text = marked(line, "// expect: ")) {
            expected.push_back(*text);
        } else if (auto message = marked(line, "// expect error: ")) {
            error = *message;
            error_line = number;
        }
    }
    std::string complaint;
    for (std::size_t i = 0; i < std::max(expected.size(), result.printed.size()); ++i) {
        const std::string wanted = i < expected.size() ? expected[i] : "(nothing)";
        const std::string got = i < result.printed.size() ? result.printed[i] : "(nothing)";
        if (wanted != got) complaint += "expected '" + wanted + "', printed '" + got + "'\n";
    }
    if (result.is_stuck) complaint += "waits for ever\n";
    if (error.empty() && !result.error.empty()) complaint += "failed: " + result.error + "\n";
    if (!error.empty() &&
        (result.error.find(error) == std::string::npos || result.error_line != error_line)) {
        complaint += "expected error '" + error + "' at line " + std::to_string(error_line) +
                     ", got '" + result.error + "' at line " + std::to_string(result.error_line) +
                     "\n";
    }
    return complaint;
}

}  // namespace ach::vm
