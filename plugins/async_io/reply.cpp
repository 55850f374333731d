#include "plugins/async_io/reply.hpp"

#include "plugins/async_io/bytes.hpp"
#include "plugins/async_io/utf8.hpp"
#include "plugins/json_common/reading.hpp"

namespace ach::async_io {

namespace {

// Lets collection and others through now and then while a long Vector is filled.
constexpr std::size_t kBetweenPolls = 4096;

Value lines_of(const Call& call, std::string_view text) {
    const Value lines = call.vector();
    for (std::size_t count = 1; !text.empty(); ++count) {
        const std::size_t end = text.find('\n');
        std::string_view line = text.substr(0, end);
        text.remove_prefix(end == text.npos ? text.size() : end + 1);
        if (line.ends_with('\r') && end != text.npos) line.remove_suffix(1);
        const Scope scope(call);
        call.vector_push(lines, call.make(line));
        if (count % kBetweenPolls == 0) call.poll();
    }
    return lines;
}

Value info_record(const Call& call, const FileInfo& info) {
    const Value record = call.record();
    call.record_set(record, "size", call.make(static_cast<double>(info.size)));
    call.record_set(record, "is_file", call.make(info.is_file));
    call.record_set(record, "is_dir", call.make(info.is_dir));
    call.record_set(record, "modified_ms", call.make(info.modified_ms));
    call.record_set(record, "readonly", call.make(info.readonly));
    return record;
}

Value entry_value(const Call& call, const Entry& entry, bool with_details) {
    const Value name = call.make(as_utf8(entry.name));
    if (!with_details) return name;
    const Value record = call.record();
    call.record_set(record, "name", name);
    call.record_set(record, "is_dir", call.make(entry.is_dir));
    call.record_set(record, "size", call.make(static_cast<double>(entry.size)));
    return record;
}

Value listing_of(const Call& call, const Listing& listing) {
    const Value names = call.vector();
    std::size_t count = 0;
    for (const Entry& entry : listing.entries) {
        const Scope scope(call);
        call.vector_push(names, entry_value(call, entry, listing.with_details));
        if (++count % kBetweenPolls == 0) call.poll();
    }
    return names;
}

ach_status raise_error(const Call& call, const IoError& error) {
    Value source = call.null();
    if (!error.code.empty()) {
        source = call.record();
        call.record_set(source, "code", call.make(error.code));
        call.record_set(source, "path", call.make(error.path));
    }
    return call.table().raise(call.raw(), str(error.kind), str(error.message), source);
}

struct Give {
    const Call& call;

    Outcome operator()(const Nothing&) const { return call.null(); }
    Outcome operator()(bool truth) const { return call.make(truth); }
    Outcome operator()(const Text& text) const { return call.make(text.text); }
    Outcome operator()(const JsonText& json) const {
        return json::value_of(call, json.text, "Failed to read file '" + json.path + "': ");
    }
    Outcome operator()(const Lines& lines) const { return lines_of(call, lines.text); }
    Outcome operator()(const Bytes& bytes) const { return bytes_of(call, bytes.bytes); }
    Outcome operator()(const FileInfo& info) const { return info_record(call, info); }
    Outcome operator()(const Listing& listing) const { return listing_of(call, listing); }
    Outcome operator()(const IoError& error) const { return Outcome(raise_error(call, error)); }
    Outcome operator()(const Dropped&) const {
        return Outcome(call.table().raise(call.raw(), ACH_STR("CancelledError"),
                                          ACH_STR("the operation was cancelled"), call.null()));
    }
};

}  // namespace

Outcome give_reply(Call& call, const Reply& reply) { return std::visit(Give{call}, reply); }

}  // namespace ach::async_io
