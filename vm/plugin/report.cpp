#include "vm/plugin/report.hpp"

#include "vm/plugin/json_text.hpp"
#include "vm/runtime/error.hpp"

#include <cstdio>

namespace ach::vm {

namespace {

void append_field(std::string& out, std::string_view name, std::string_view text) {
    append_json_string(out, name);
    out += ':';
    append_json_string(out, text);
}

void append_field(std::string& out, std::string_view name, std::uint32_t number) {
    append_json_string(out, name);
    out += ':';
    out += std::to_string(number);
}

void append_place(std::string& out, std::string_view file, std::uint32_t line,
                  std::uint32_t column) {
    append_field(out, "file", file);
    append_field(out += ',', "line", line);
    append_field(out += ',', "column", column);
}

// As the Language Server Protocol has it: from 0, in units of UTF-16.
void append_range(std::string& out, Utf16Position from, Utf16Position to) {
    const auto append = [&out](Utf16Position at) {
        append_field(out += '{', "line", at.line);
        append_field(out += ',', "character", at.character);
        out += '}';
    };
    append(((out += R"("range":{"start":)"), from));
    append(((out += R"(,"end":)"), to));
    out += '}';
}

std::string_view kind_of(Stage stage) {
    switch (stage) {
        case Stage::Parse: return "ParseError";
        case Stage::Compile: return "CompileError";
        case Stage::Warning: break;
    }
    return "Warning";
}

}  // namespace

void print_out(std::string_view text) {
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fflush(stdout);
}

void print_error(std::string_view text) {
    std::fflush(stdout);
    std::fwrite(text.data(), 1, text.size(), stderr);
    std::fflush(stderr);
}

namespace {

// ": KIND: MESSAGE (file:line:column)" and a line feed
std::string told(const ErrorReport& report) {
    std::string text = ": " + (report.kind.empty() ? "Error" : report.kind) + ": " + report.message;
    if (!report.places.empty()) {
        const TracePlace& place = report.places.front();
        text += " (" + place.file + ':' + std::to_string(place.line) + ':' +
                std::to_string(place.column) + ')';
    }
    return text + '\n';
}

}  // namespace

std::string unhandled(std::string_view task, const ErrorReport& report) {
    return "unhandled error in task " + std::string(task.empty() ? "anonymous" : task) +
           told(report);
}

std::string in_observer(std::string_view where, const ErrorReport& report) {
    return "error in " + std::string(where) + told(report);
}

std::string json_of(const ErrorReport& report) {
    std::string out = R"({"error":{"kind":)";
    if (report.kind.empty()) {
        out += "null";
    } else {
        append_json_string(out, report.kind);
    }
    append_field(out += ',', "message", report.message);
    out += ',';
    if (report.places.empty()) {
        out += R"("file":null,"line":null,"column":null)";
    } else {
        const TracePlace& place = report.places.front();
        append_place(out, place.file, place.line, place.column);
    }
    return out += "}}\n";
}

std::string json_of(const SourceFile& file, const Diagnostic& diagnostic) {
    std::string out = R"({"error":{)";
    append_field(out, "kind", kind_of(diagnostic.stage));
    append_field(out += ',', "message", diagnostic.text);
    const Position at = file.position(diagnostic.span.begin);
    append_place(out += ',', file.name(), at.line, at.column);
    return out += "}}\n";
}

std::string json_list_of(const std::string& path, std::string_view problem) {
    std::string out = R"([
  {"severity":"error","kind":"IOError","number":0,)";
    append_field(out, "message", problem);
    append_field(out += ',', "hint", "");
    append_place(out += ',', path, 1, 1);
    append_field(out += ',', "end_line", 1);
    append_field(out += ',', "end_column", 1);
    append_range(out += ',', {}, {});
    return out += "}\n]\n";
}

std::string json_list_of(const SourceFile& file, const std::vector<Diagnostic>& diagnostics) {
    std::string out = "[";
    for (const Diagnostic& d : diagnostics) {
        if (out.size() > 1) out += ',';
        out += "\n  {";
        append_field(out, "severity", d.is_error() ? "error" : "warning");
        append_field(out += ',', "kind", kind_of(d.stage));
        append_field(out += ',', "number", d.number);
        append_field(out += ',', "message", d.text);
        append_field(out += ',', "hint", d.hint);
        const Position from = file.position(d.span.begin);
        const Position to = file.position(d.span.end);
        append_place(out += ',', file.name(), from.line, from.column);
        append_field(out += ',', "end_line", to.line);
        append_field(out += ',', "end_column", to.column);
        append_range(out += ',', file.utf16_position(d.span.begin),
                     file.utf16_position(d.span.end));
        out += '}';
    }
    return out += out.size() > 1 ? "\n]\n" : "]\n";
}

}  // namespace ach::vm
