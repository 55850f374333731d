// What others ask a program for through ach.vm/1: units to execute and functions to call on its
// main strand. A request becomes a task; when its Future is settled the operation is completed,
// with the value, or the error, as CBOR.

#include "vm/plugin/cbor.hpp"
#include "vm/plugin/program.hpp"
#include "vm/plugin/report.hpp"
#include "vm/runtime/closure.hpp"
#include "vm/runtime/error.hpp"
#include "vm/runtime/record.hpp"
#include "vm/runtime/vector.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace ach::vm {

void Program::ask(Request request) {
    {
        const std::lock_guard lock(requests_mutex_);
        requests_.push_back(std::move(request));
    }
    post();
}

void Program::serve(Mutator& mutator) {
    std::vector<Request> asked;
    {
        const std::lock_guard lock(requests_mutex_);
        asked.swap(requests_);
    }
    for (Request& request : asked) {
        TracePlace place;
        Root<Future> future(mutator, start(mutator, request, place));
        if (future) {
            future->observe();
            answers_.push_back({future.get(), request.done});
        } else if (is_to_end_) {
            mutator.take_error();
            complete(request.done, ACH_E_CANCELLED, {});
        } else {
            answer_error(mutator, request.done, mutator.take_error(), place);
        }
    }
}

// `place` becomes where the source is wrong, if it is.
Future* Program::start(Mutator& mutator, const Request& request, TracePlace& place) {
    Root<Value> function(mutator, Value());
    Root<Value> arguments(mutator, Value());
    if (request.kind == Request::Kind::Call) {
        function = refs_.get(request.function);
        if (function.get().is_absent()) {
            mutator.raise(error_kind::kRuntime, "the reference to the function has been released");
            return nullptr;
        }
        if (!request.arguments.empty()) arguments = decode_cbor(mutator, request.arguments);
        if (arguments.get().is_failed()) return nullptr;
    } else {
        UnitInstance* unit = load(mutator, request, place);
        if (unit == nullptr) return nullptr;
        Closure* body = Closure::make(mutator, unit->top_level());
        if (body == nullptr) return nullptr;
        function = Value::object(body);
    }
    if (try_as<Vector>(arguments) == nullptr) {
        Vector* none = make_vector(mutator);
        if (none == nullptr) return nullptr;
        arguments = Value::object(none);
    }
    // What a Future comes to is part of the answer; so the task waits for it, on this strand.
    if (!packs_.provide_function(mutator, "__call_awaited")) return nullptr;
    Root<Value> caller(mutator, machine_.builtins().find("__call_awaited"));
    const Value both[] = {function, arguments};
    return machine_.start_task(mutator, machine_.main_strand(), caller, both,
                               context_->for_worker_thread());
}

// Null: an error is pending.
UnitInstance* Program::load(Mutator& mutator, const Request& request, TracePlace& place) {
    const bool is_file = request.kind == Request::Kind::File;
    std::string problem;
    std::string text = request.text;
    if (is_file) {
        const Outside outside(mutator);
        text = read_source(request.text, is_to_end_, problem);
    }
    if (!problem.empty()) {
        mutator.raise("IOError", "cannot read '" + request.text + "': " + problem);
        return nullptr;
    }
    const auto file =
        std::make_shared<const SourceFile>(is_file ? request.text : "(text)", std::move(text));
    const auto compiled = static_cast<Modules&>(machine_.modules())
                              .compile(file, is_file ? UnitKind::File : UnitKind::Expression);
    if (compiled.unit == nullptr) {
        const auto first = std::ranges::find_if(compiled.diagnostics, &Diagnostic::is_error);
        if (first == compiled.diagnostics.end()) {  // the end of the program came before
            mutator.raise("CancelledError", "the program is over");
            return nullptr;
        }
        const auto position = file->position(first->span.begin);
        place.file = file->name();
        place.line = position.line;
        place.column = position.column;
        mutator.raise("CompileError", first->text);
        return nullptr;
    }
    if (!packs_.provide(mutator, *compiled.unit)) return nullptr;
    return machine_.load_program(mutator, compiled.unit);
}

void Program::answer_settled(Mutator& mutator) {
    std::erase_if(answers_, [&](const Answer& answer) {
        if (answer.future->is_pending()) return false;
        const Value outcome = answer.future->outcome();
        if (answer.future->state() != Future::State::Fulfilled) {
            answer_error(mutator, answer.done, outcome);
            return true;
        }
        std::vector<std::uint8_t> bytes;
        if (encode_cbor(mutator, outcome, bytes)) {
            complete(answer.done, ACH_OK, bytes);
        } else {
            answer_error(mutator, answer.done, mutator.take_error());
        }
        return true;
    });
}

void Program::answer_error(Mutator& mutator, ach_op done, Value value, TracePlace place) {
    Root<Value> error(mutator, value);
    const ErrorReport report = report_of(*as<Error>(error));
    Root<Record> told(mutator, make_record(mutator));
    const auto set = [&](std::string_view name, Value v) {
        Root<Value> kept(mutator, v);
        const Root<String> symbol(mutator, make_symbol(mutator, name));
        return symbol && set_field(mutator, *told, *symbol, kept);
    };
    const auto text = [&](const std::string& s) {
        String* made = s.empty() ? nullptr : make_string(mutator, s);
        return made == nullptr ? Value::null() : Value::object(made);
    };
    if (!report.places.empty()) place = report.places.front();
    std::vector<std::uint8_t> bytes;
    if (!told || !set("kind", text(report.kind)) || !set("message", text(report.message)) ||
        !set("file", text(place.file)) || !set("line", Value::number(place.line)) ||
        !set("column", Value::number(place.column)) ||
        !encode_cbor(mutator, Value::object(told.get()), bytes)) {
        mutator.take_error();
    }
    complete(done, ACH_E_FAILED, bytes);
}

void Program::complete(ach_op done, ach_status outcome, std::span<const std::uint8_t> bytes) {
    ach_buf payload{};
    std::uint8_t* room = nullptr;
    if (!bytes.empty() &&
        host_.buffer->alloc(host_.host, ACH_BUF_HEAP, bytes.size(), &payload, &room) == ACH_OK) {
        std::memcpy(room, bytes.data(), bytes.size());
        host_.buffer->freeze(host_.host, payload);
    }
    host_.op->complete(host_.host, done, outcome, payload);
}

// Nobody will work on them any more.
void Program::refuse_requests() {
    std::vector<Request> asked;
    {
        const std::lock_guard lock(requests_mutex_);
        asked.swap(requests_);
    }
    for (const Request& request : asked) complete(request.done, ACH_E_CANCELLED, {});
    for (const Answer& answer : answers_) complete(answer.done, ACH_E_CANCELLED, {});
    answers_.clear();
}

}  // namespace ach::vm
