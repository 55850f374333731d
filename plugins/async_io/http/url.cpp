#include "plugins/async_io/http/url.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url.hpp>

#include <algorithm>
#include <charconv>
#include <system_error>

namespace ach::http {

namespace urls = boost::urls;

namespace {

std::string bracketed(const std::string& host) {
    return host.find(':') == host.npos ? host : "[" + host + "]";
}

// Whether nothing but a port stands behind the host of a URL or reference. Boost.URL 1.81 takes
// "a:x" for the host "ax".
bool has_plain_port(std::string_view text) {
    const auto slashes = text.find("//");
    if (slashes == text.npos || text.find_first_of("/?#") < slashes) return true;
    std::string_view authority = text.substr(slashes + 2);
    authority = authority.substr(0, authority.find_first_of("/?#"));
    const auto at = authority.rfind('@');
    if (at != authority.npos) authority.remove_prefix(at + 1);
    const auto bracket = authority.rfind(']');
    const auto colon = authority.find(':', bracket == authority.npos ? 0 : bracket);
    return colon == authority.npos ||
           authority.find_first_not_of("0123456789", colon + 1) == authority.npos;
}

// Steps up from the root lead nowhere; Boost.URL 1.81 leaves them there.
void drop_steps_above_root(std::string& target) {
    while (target.starts_with("/../")) target.erase(0, 3);
    if (target == "/..") target = "/";
}

std::optional<Url> from_parts(const urls::url_view& parts) {
    Url url;
    if (parts.scheme_id() == urls::scheme::https) {
        url.is_https = true;
    } else if (parts.scheme_id() != urls::scheme::http) {
        return std::nullopt;
    }
    url.port = url.is_https ? 443 : 80;
    if (parts.has_port() && !parts.port().empty()) {
        const std::string digits(parts.port());
        const char* const end = digits.data() + digits.size();
        const auto read = std::from_chars(digits.data(), end, url.port);
        if (read.ec != std::errc() || read.ptr != end || url.port == 0) return std::nullopt;
    }
    url.host = parts.host_type() == urls::host_type::name ? parts.host() : parts.host_address();
    if (url.host.empty() ||
        url.host.find_first_of(std::string_view("\0%/\r\n ", 6)) != url.host.npos)
        return std::nullopt;
    std::transform(url.host.begin(), url.host.end(), url.host.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    if (parts.has_userinfo()) url.user = parts.userinfo();
    url.target = std::string(parts.encoded_path());
    if (url.target.empty()) url.target = "/";
    drop_steps_above_root(url.target);
    if (parts.has_query()) url.target.append("?").append(parts.encoded_query());
    return url;
}

}  // namespace

std::string Url::authority() const {
    return port == (is_https ? 443 : 80) ? bracketed(host) : endpoint();
}

std::string Url::endpoint() const { return bracketed(host) + ":" + std::to_string(port); }

std::string Url::text() const { return (is_https ? "https://" : "http://") + authority() + target; }

std::optional<Url> parse_url(std::string_view text) {
    const auto parts = urls::parse_uri(text);
    return parts && has_plain_port(text) ? from_parts(*parts) : std::nullopt;
}

std::optional<Url> resolve(const Url& base, std::string_view location) {
    const std::string base_text = base.text();  // what is parsed stays where it is
    const auto reference = urls::parse_uri_reference(location);
    const auto from = urls::parse_uri(base_text);
    if (!reference || !from || !has_plain_port(location)) return std::nullopt;
    urls::url resolved;
    if (!urls::resolve(*from, *reference, resolved)) return std::nullopt;
    return from_parts(resolved);
}

std::string percent_encoded(std::string_view text) {
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    constexpr std::string_view kPlain = "-._~";
    std::string encoded;
    for (const char c : text) {
        const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                              (c >= '0' && c <= '9') || kPlain.find(c) != kPlain.npos;
        if (is_plain) {
            encoded += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        encoded += '%';
        encoded += kDigits[byte >> 4];
        encoded += kDigits[byte & 15];
    }
    return encoded;
}

}  // namespace ach::http
