// Assertions, and environment variables, as far as the host's configuration lets the program see
// and set them.
#include "plugins/builtins/env/environment.hpp"
#include "plugins/builtins/support/packs.hpp"
#include "plugins/builtins/support/utf8.hpp"

#include <achronyme/cpp/services.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace ach::builtins {
namespace {

class EnvState final : public PackState {
public:
    explicit EnvState(const Host& host) : permissions(host) {}

    const Permissions permissions;
    Environment environment{environ};
};

Environment& environment_of(const Call& call) { return state_of<EnvState>(call).environment; }

// Raises PermissionError unless the program may.
void require_grant(const Call& call, std::int32_t what, std::string_view detail) {
    const Result<void> granted = state_of<EnvState>(call).permissions.check(what, detail);
    if (granted) return;
    call.table().raise(call.raw(), ACH_STR("PermissionError"), str(granted.error().message),
                       call.null());
    throw Raised{};
}

Value env_get(Call& call) {
    const std::string_view key = call.text(0);
    require_grant(call, ACH_PERM_ENV_READ, key);
    const auto value = environment_of(call).get(key);
    return value && is_text(*value) ? call.make(*value) : call.null();
}

Value env_set(Call& call) {
    const std::string_view key = call.text(0);
    const std::string_view value = call.text(1);
    if (key.empty()) call.fail(kind::kValue, "the name is empty");
    if (key.find_first_of(std::string_view("=\0", 2)) != key.npos) {
        call.fail(kind::kValue, "the name must not contain '=' or a NUL character");
    }
    if (value.find('\0') != value.npos) {
        call.fail(kind::kValue, "the value must not contain a NUL character");
    }
    require_grant(call, ACH_PERM_ENV_WRITE, key);
    environment_of(call).set(key, value);
    return call.null();
}

Value env_delete(Call& call) {
    const std::string_view key = call.text(0);
    require_grant(call, ACH_PERM_ENV_WRITE, key);
    return call.make(environment_of(call).remove(key));
}

// All of them at once need a grant for all of them: "*".
Value env_vars(Call& call) {
    require_grant(call, ACH_PERM_ENV_READ, "*");
    const Value record = call.record();
    for (const auto& [key, value] : environment_of(call).all()) {
        if (!is_text(key) || !is_text(value)) continue;
        const Scope scope(call);
        call.record_set(record, key, call.make(value));
    }
    return record;
}

[[noreturn]] void fail_too_large(const Call& call, std::string_view path) {
    const Value source = call.record();
    call.record_set(source, "code", call.make("too_large"));
    call.record_set(source, "path", call.make(path));
    const std::string message =
        "env_load(): Failed to read file '" + std::string(path) + "': it is larger than 1 MiB";
    call.table().raise(call.raw(), str(kind::kIo), str(message), source);
    throw Raised{};
}

// The content of a small file; nothing when it cannot be read. Pipes and terminals are not waited
// for.
std::optional<std::string> read_small(const Call& call, const std::string& path) {
    constexpr std::size_t kMost = std::size_t{1} << 20;
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0) return std::nullopt;
    std::string content(kMost + 1, '\0');
    std::size_t used = 0;
    ssize_t got = 0;
    while (used < content.size()) {
        got = ::read(fd, content.data() + used, content.size() - used);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) break;
        used += static_cast<std::size_t>(got);
    }
    ::close(fd);
    if (got < 0) return std::nullopt;
    if (used > kMost) fail_too_large(call, path);
    content.resize(used);
    return content;
}

Value env_load(Call& call) {
    const std::string path(call.has(0) ? call.text(0) : ".env");
    if (path.empty() || path.find('\0') != path.npos) {
        call.fail(kind::kValue, "the path is empty or contains a NUL character");
    }
    require_grant(call, ACH_PERM_FILE_READ, path);
    const auto content = read_small(call, path);
    if (!content) return call.make(false);
    const auto settings = parse_dotenv(without_byte_order_mark(*content));
    for (const auto& [key, value] : settings) require_grant(call, ACH_PERM_ENV_WRITE, key);
    for (const auto& [key, value] : settings) environment_of(call).set(key, value);
    return call.make(true);
}

Value assert_truth(Call& call) {
    const std::string_view message = call.has(1) ? call.text(1) : "assertion failed";
    if (call.is_truthy(call[0])) return call.null();
    call.table().raise(call.raw(), ACH_STR("AssertionError"), str(message), call.null());
    throw Raised{};
}

constexpr ach_native_def kNatives[] = {
    native<env_get>("env_get", 1, 1, "env_get(name): an environment variable, or null", 0),
    native<env_set>("env_set", 2, 2, "env_set(name, value): sets one for this program", 0),
    native<env_delete>("env_delete", 1, 1, "env_delete(name): removes one; was it there?", 0),
    native<env_vars>("env_vars", 0, 0, "env_vars(): a Record of all environment variables", 0),
    native<env_load>("env_load", 0, 1,
                     "env_load(path = \".env\"): sets what the NAME=value lines of a file say; "
                     "false when there is no such file",
                     0),
    native<assert_truth>("assert", 1, 2,
                         "assert(condition, message = \"assertion failed\"): raises an "
                         "AssertionError unless the condition is truthy",
                         0),
};

std::unique_ptr<PackState> make_state(const ach_host_t* host) {
    return std::make_unique<EnvState>(Host(host));
}

}  // namespace

Pack env_pack() { return {.natives = {kNatives}, .make_state = &make_state}; }

}  // namespace ach::builtins
