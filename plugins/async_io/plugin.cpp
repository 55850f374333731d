// async_io: files, without a script's thread ever waiting for one.
//
// A native checks its arguments and asks for permission on the script's thread, makes a Future, and
// hands the work to the I/O thread, which completes the Future's operation with CBOR.

#include "plugins/async_io/files.hpp"
#include "plugins/async_io/io_thread.hpp"
#include "plugins/async_io/payload.hpp"

#include <achronyme/cpp/plugin.hpp>
#include <achronyme/cpp/suspend.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace ach::async_io {

namespace {

struct AsyncIo;

// What the I/O thread does for one call, and the payload it ends with.
struct Outgoing {
    std::optional<IoError> error;
    Result<Buffer> payload;
};
using Work = std::function<Outgoing(const NativeContext&)>;

std::string path_argument(const Call& call, std::string_view path) {
    if (path.empty()) call.fail("ValueError", "the path is empty");
    if (path.find('\0') != path.npos) call.fail("ValueError", "the path contains a NUL character");
    return std::string(path);
}

WriteMode write_mode(const Call& call, std::optional<Value> options) {
    if (!options || call.is_null(*options)) return WriteMode::Replace;
    if (call.type(*options) != ACH_T_RECORD) call.type_error("Record", *options);
    WriteMode mode = WriteMode::Replace;
    for (std::size_t i = 0; i < call.record_len(*options); ++i) {
        const auto [name, value] = call.record_at(*options, i);
        if (name != "atomic") {
            call.fail("ValueError", "'" + std::string(name) + "' is no option; there is 'atomic'");
        }
        if (call.is_truthy(value)) mode = WriteMode::ReplaceAtomically;
    }
    return mode;
}

Outcome read_file(Call& call, std::string_view path);
Outcome write_file(Call& call, std::string_view path, std::string_view content,
                   std::optional<Value> options);
Outcome exists_file(Call& call, std::string_view path);

struct AsyncIo : plugin<AsyncIo> {
    static constexpr const char* id = "achronyme.async_io";
    static constexpr const char* version = "0.1.0";
    static constexpr ach_native_def natives[] = {
        native<&read_file>("read_file")
            .doc("read_file(path) -> Future<String>\nThe whole content of a UTF-8 text file."),
        native<&write_file>("write_file")
            .doc("write_file(path, content, opts?) -> Future<null>\n"
                 "Creates or replaces a file. {atomic: true}: readers see the old or the new "
                 "content, never a part."),
        native<&exists_file>("exists").doc(
            "exists(path) -> Future<Boolean>\nWhether a file or directory is there."),
    };

    void start() {
        permission_ = &get<ach_permission_t>();
        thread_ = &get<ach_thread_t>();
    }
    void quiesce(Op done) {
        io_.drain([done] { done.complete(ACH_OK); });
    }
    void stop() { io_.join(); }

    // A Future of what `work` gives; it fails at once without permission.
    Outcome begin(Call& call, int permission, const std::string& path, Work work) {
        ach_suspend_desc desc{};
        desc.struct_size = sizeof desc;
        ach_op raw{};
        Value future{};
        const ach_status status = call.table().future(call.raw(), &desc, &raw, &future);
        if (status < ACH_OK) return Outcome(status);
        const Op op(context(), raw);
        if (const auto refused = refusal(permission, path)) {
            end(op, {refused, error_payload(context(), *refused)});
        } else if (!io_.post([this, op, run = std::move(work)] { perform(op, run); })) {
            op.complete(ACH_E_CANCELLED);
        }
        return future;
    }

private:
    std::optional<IoError> refusal(int permission, const std::string& path) const {
        ErrorRecord record;
        const ach_status status =
            permission_->check(context().host, permission, str(path), record.out());
        if (status >= ACH_OK) return std::nullopt;
        IoError error;
        error.kind = "PermissionError";
        error.message = record.error(status).message;
        return error;
    }

    // On the I/O thread. Work that has not begun is abandoned when nobody waits any more.
    void perform(Op op, const Work& work) const {
        if (op.is_over()) return;
        try {
            end(op, work(context()));
        } catch (const std::exception& unexpected) {
            op.fail(unexpected.what());
        }
    }

    static void end(Op op, Outgoing outgoing) {
        if (!outgoing.payload) {
            op.complete(ACH_E_NOMEM);
        } else {
            op.complete(outgoing.error ? ACH_E_FAILED : ACH_OK, std::move(*outgoing.payload));
        }
    }

    const ach_permission_t* permission_ = nullptr;
    const ach_thread_t* thread_ = nullptr;
    IoThread io_{[this] { thread_->adopt(context().host, ACH_STR("async_io")); },
                 [this] { thread_->leave(context().host); }};
};

Outgoing failed(const NativeContext& context, const IoError& error) {
    return {error, error_payload(context, error)};
}

Outcome read_file(Call& call, std::string_view path) {
    const std::string name = path_argument(call, path);
    return call.plugin<AsyncIo>().begin(call, ACH_PERM_FILE_READ, name,
                                        [name](const NativeContext& context) -> Outgoing {
                                            std::string text;
                                            if (const auto error = read_text(name, text))
                                                return failed(context, *error);
                                            return {std::nullopt, text_payload(context, text)};
                                        });
}

Outcome write_file(Call& call, std::string_view path, std::string_view content,
                   std::optional<Value> options) {
    const std::string name = path_argument(call, path);
    const WriteMode mode = write_mode(call, options);
    return call.plugin<AsyncIo>().begin(
        call, ACH_PERM_FILE_WRITE, name,
        [name, mode, text = std::string(content)](const NativeContext& context) -> Outgoing {
            if (const auto error = write_text(name, text, mode)) return failed(context, *error);
            return {std::nullopt, null_payload(context)};
        });
}

Outcome exists_file(Call& call, std::string_view path) {
    const std::string name = path_argument(call, path);
    return call.plugin<AsyncIo>().begin(
        call, ACH_PERM_FILE_READ, name, [name](const NativeContext& context) -> Outgoing {
            return {std::nullopt, boolean_payload(context, exists(name))};
        });
}

}  // namespace

}  // namespace ach::async_io

ACH_PLUGIN(ach::async_io::AsyncIo)
