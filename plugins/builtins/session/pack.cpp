// Session files: the variables of a program, written and read. What the functions take and check
// stands in session.soc.
#include "plugins/builtins/session/container.hpp"
#include "plugins/builtins/session/values.hpp"
#include "plugins/builtins/support/packs.hpp"
#include "plugins/file_common/replacing.hpp"

#include <achronyme/cpp/services.hpp>

#include <unistd.h>

#include <cstring>

#include "preludes/session.hpp"

namespace ach::builtins {
namespace {

class SessionState final : public PackState {
public:
    explicit SessionState(const Host& host) : permissions(host) {}
    const Permissions permissions;
};

void require_grant(const Call& call, std::int32_t what, std::string_view path) {
    const Result<void> granted = state_of<SessionState>(call).permissions.check(what, path);
    if (granted) return;
    call.table().raise(call.raw(), ACH_STR("PermissionError"), str(granted.error().message),
                       call.null());
    throw Raised{};
}

std::string path_of(const Call& call, std::size_t i) {
    const std::string path(call.text(i));
    if (path.empty() || path.find('\0') != path.npos) {
        call.fail(kind::kValue, "the path is empty or contains a NUL character");
    }
    return path;
}

// __session_write(path, overwrite, level, created, meta, values, mutable, describe): the names of
// values that hold something which could not be saved. `level` 0: not compressed.
Value session_write(Call& call) {
    call.rename("save_env");
    const std::string path = path_of(call, 0);
    require_grant(call, ACH_PERM_FILE_WRITE, path);
    if (!call.is_truthy(call[1]) && ::access(path.c_str(), F_OK) == 0) {
        call.fail(kind::kIo, "'" + path + "' already exists");
    }
    session::Packer body;
    body.map(3);
    body.text("meta");
    session::ValueWriter(call, body, call[7]).write(call[4]);
    body.text("mutable");
    session::ValueWriter(call, body, call[7]).write(call[6]);
    body.text("bindings");
    // One writer for all of them: what two variables share stays shared.
    session::ValueWriter bindings(call, body, call[7]);
    bindings.write(call[5]);
    session::Container container;
    container.created = static_cast<std::uint64_t>(call.number(3));
    container.level =
        call.number(2) > 0 ? std::optional<int>(static_cast<int>(call.number(2))) : std::nullopt;
    container.body = body.bytes();
    try {
        if (const int problem = file::replace_file(path, session::container_bytes(container))) {
            call.fail(kind::kIo, "cannot write '" + path + "': " + std::strerror(problem));
        }
    } catch (const session::Malformed& too_much) {
        call.fail(kind::kIo, "cannot write '" + path + "': " + too_much.what());
    }
    return call.make(bindings.has_lost_something());
}

Value part(const Call& call, session::Unpacker& in, std::string_view name, Value builtin) {
    if (in.text() != name) throw session::Malformed("Invalid session file: its parts are mixed up");
    return session::ValueReader(call, in, builtin).read();
}

// __session_read(name, path, verify, strict, builtin): a Record of the file's parts.
Value session_read(Call& call) {
    call.rename(call.text(0));
    const std::string path = path_of(call, 1);
    require_grant(call, ACH_PERM_FILE_READ, path);
    std::string problem;
    const auto bytes = session::read_file(path, problem);
    if (!bytes) call.fail(kind::kIo, "Invalid session file '" + path + "': " + problem);
    try {
        const session::Container container =
            session::container_of(*bytes, {call.is_truthy(call[2]), call.is_truthy(call[3])});
        session::Unpacker in(container.body);
        if (in.map() != 3) throw session::Malformed("Invalid session file");
        const Value parts = call.record();
        for (const char* name : {"meta", "mutable", "bindings"}) {
            call.record_set(parts, name, part(call, in, name, call[4]));
        }
        return parts;
    } catch (const session::Malformed& malformed) {
        call.fail(kind::kIo, malformed.what());
    }
}

// __session_writer(): what writes the files, as their metadata name it.
Value session_writer(Call& call) { return call.make(session::writer()); }

// __session_platform(): where they are written, likewise.
Value session_platform(Call& call) { return call.make(std::string_view(ACH_PLATFORM)); }

constexpr ach_native_def kNatives[] = {
    native<session_platform>("__session_platform", 0, 0, nullptr, 0),
    native<session_writer>("__session_writer", 0, 0, nullptr, 0),
    native<session_write>("__session_write", 8, 8, nullptr, 0),
    native<session_read>("__session_read", 5, 5, nullptr, 0),
};

std::unique_ptr<PackState> make_state(const ach_host_t* host) {
    return std::make_unique<SessionState>(Host(host));
}

}  // namespace

Pack session_pack() {
    return {.natives = {kNatives},
            .preludes = {{"session.soc", kSessionPrelude, kSessionPreludeDocs}},
            .make_state = &make_state};
}

}  // namespace ach::builtins
