#include "plugins/async_io/http/proxies.hpp"

#include <algorithm>
#include <cctype>

namespace ach::http {

namespace {

std::string lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), [](char c) {
        return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    });
    return out;
}

std::string_view value_of(const Proxies::Variable& variable, const char* name) {
    const char* value = variable(name);
    if (value == nullptr || *value == '\0') value = variable(lower(name).c_str());
    return value == nullptr ? std::string_view() : value;
}

std::optional<Url> proxy_from(std::string_view text) {
    if (text.empty()) return std::nullopt;
    std::optional<Url> url = parse_url(text.find("://") == text.npos ? "http://" + std::string(text)
                                                                     : std::string(text));
    if (url) return url;
    Url unusable;
    unusable.host = text;
    unusable.port = 0;
    return unusable;
}

std::vector<std::string> names_in(std::string_view list) {
    constexpr std::string_view kBetween = ", \t";
    std::vector<std::string> names;
    while (true) {
        list.remove_prefix(std::min(list.find_first_not_of(kBetween), list.size()));
        if (list.empty()) return names;
        const auto end = list.find_first_of(kBetween);
        names.push_back(lower(list.substr(0, end)));
        list.remove_prefix(std::min(end, list.size()));
    }
}

bool is_within(std::string_view host, std::string_view domain) {
    return host.size() > domain.size() && host.ends_with(domain) &&
           host[host.size() - domain.size() - 1] == '.';
}

}  // namespace

Proxies::Proxies(const Variable& variable)
    : http_(proxy_from(value_of(variable, "HTTP_PROXY"))),
      https_(proxy_from(value_of(variable, "HTTPS_PROXY"))),
      exempt_(names_in(value_of(variable, "NO_PROXY"))) {}

const Url* Proxies::for_url(const Url& url) const {
    const std::optional<Url>& proxy = url.is_https ? https_ : http_;
    return !proxy || is_exempt(url) ? nullptr : &*proxy;
}

// Entries are hosts, which stand for their subdomains too, maybe with a port; * is every host.
bool Proxies::is_exempt(const Url& url) const {
    return std::any_of(exempt_.begin(), exempt_.end(), [&](const std::string& entry) {
        std::string_view name = entry;
        if (name == "*" || name == url.host || name == url.endpoint()) return true;
        const std::string port = ":" + std::to_string(url.port);
        if (name.ends_with(port)) name.remove_suffix(port.size());
        if (name.starts_with('.')) name.remove_prefix(1);
        return name == url.host || is_within(url.host, name);
    });
}

}  // namespace ach::http
