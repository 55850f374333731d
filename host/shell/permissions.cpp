#include "host/shell/permissions.hpp"

#include "host/shell/manifest.hpp"
#include "host/shell/paths.hpp"

#include <achronyme/abi/permission.h>

#include <algorithm>
#include <iterator>

namespace ach::host {
namespace {

struct Kind {
    const char* doing;  // what the program wanted to do
    const char* key;    // of the configuration
};

constexpr Kind kKinds[] = {{"reading file", "read"},
                           {"writing file", "write"},
                           {"connecting to", "net"},
                           {"reading environment variable", "env"},
                           {"setting environment variable", "env_write"},
                           {"running program", "spawn"}};

bool lies_in(std::string_view path, std::string_view root) {
    if (root == "/") return true;
    return path.substr(0, root.size()) == root &&
           (path.size() == root.size() || path[root.size()] == '/');
}

// `pattern` may begin or end with *, standing for anything there.
bool matches(std::string_view text, std::string_view pattern) {
    if (pattern == "*") return true;
    if (pattern.starts_with('*')) return text.ends_with(pattern.substr(1));
    if (pattern.ends_with('*')) return text.starts_with(pattern.substr(0, pattern.size() - 1));
    return text == pattern;
}

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return out;
}

bool matches_endpoint(std::string_view endpoint, std::string_view pattern) {
    const auto split = [](std::string_view text) {
        const auto colon = text.rfind(':');
        if (colon == text.npos) return std::pair(text, std::string_view("*"));
        return std::pair(text.substr(0, colon), text.substr(colon + 1));
    };
    const auto [host, port] = split(endpoint);
    const auto [host_pattern, port_pattern] = split(pattern);
    return matches(lower(host), lower(host_pattern)) && matches(port, port_pattern);
}

bool is_path(std::int32_t what) {
    return what == ACH_PERM_FILE_READ || what == ACH_PERM_FILE_WRITE || what == ACH_PERM_SPAWN;
}

// What to do comes first: a record has room for 240 bytes, and paths are long.
std::string refusal(const Kind& kind, std::string_view detail, std::string_view wanted) {
    std::string text = "permissions.";
    text.append(kind.key).append(" in the configuration does not grant ").append(kind.doing);
    text.append(" '").append(wanted.empty() ? detail : wanted).append("'; add it there");
    if (!wanted.empty() && wanted != detail) text.append(" (asked for as '").append(detail) += "')";
    return text;
}

// Roots may be links themselves: /tmp is one on some systems.
void resolve_all(std::vector<std::string>& paths) {
    for (std::string& path : paths) path = resolve_path(path);
}

}  // namespace

Permissions::Permissions(std::optional<Grants> grants, bool sandbox) : grants_(std::move(grants)) {
    if (sandbox && !grants_) grants_.emplace();
    if (!grants_) return;
    resolve_all(grants_->read);
    resolve_all(grants_->write);
    resolve_all(grants_->spawn);
}

const std::vector<std::string>& Permissions::list_for(std::int32_t what) const {
    switch (what) {
        case ACH_PERM_FILE_READ: return grants_->read;
        case ACH_PERM_FILE_WRITE: return grants_->write;
        case ACH_PERM_NET: return grants_->net;
        case ACH_PERM_ENV_READ: return grants_->env;
        case ACH_PERM_ENV_WRITE: return grants_->env_write;
        default: return grants_->spawn;
    }
}

Outcome Permissions::check(std::string_view plugin, std::uint32_t declared, std::int32_t what,
                           std::string_view detail) const {
    if (what < 0 || static_cast<std::size_t>(what) >= std::size(kKinds)) {
        return Problem{"there is no permission number " + std::to_string(what), ACH_E_ARG};
    }
    if ((declared >> what & 1u) == 0) {
        return Problem{"plugin '" + std::string(plugin) + "' asks for \"" + kPermissionNames[what] +
                           "\", which its manifest does not list under `permissions`",
                       ACH_E_DENIED};
    }
    if (!is_closed()) return {};
    const std::string wanted =
        is_path(what) ? resolve_path(std::string(detail)) : std::string(detail);
    const auto& granted = list_for(what);
    const bool allowed = std::any_of(granted.begin(), granted.end(), [&](const std::string& grant) {
        if (is_path(what)) return !wanted.empty() && lies_in(wanted, grant);
        return what == ACH_PERM_NET ? matches_endpoint(wanted, grant) : matches(wanted, grant);
    });
    if (allowed) return {};
    return Problem{refusal(kKinds[what], detail, wanted), ACH_E_DENIED};
}

}  // namespace ach::host
