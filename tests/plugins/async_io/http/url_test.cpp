#include "plugins/async_io/http/url.hpp"

#include "plugins/async_io/http/proxies.hpp"

#include <gtest/gtest.h>

#include <map>

namespace ach::http {
namespace {

std::string parsed(std::string_view text) {
    const auto url = parse_url(text);
    return url ? url->text() : "(none)";
}

TEST(Url, Parts) {
    const auto url = parse_url("HTTPS://me:a%20b@Example.ORG:8443/a/b%2Fc?q=1&r#part");
    ASSERT_TRUE(url);
    EXPECT_TRUE(url->is_https);
    EXPECT_EQ(url->host, "example.org");
    EXPECT_EQ(url->port, 8443);
    EXPECT_EQ(url->target, "/a/b%2Fc?q=1&r");
    EXPECT_EQ(url->user, "me:a b");
    EXPECT_EQ(url->authority(), "example.org:8443");
    EXPECT_EQ(url->text(), "https://example.org:8443/a/b%2Fc?q=1&r");
}

TEST(Url, DefaultsAndAddresses) {
    EXPECT_EQ(parsed("http://a"), "http://a/");
    EXPECT_EQ(parsed("http://a:80?x"), "http://a/?x");
    EXPECT_EQ(parsed("https://a:443/"), "https://a/");
    EXPECT_EQ(parsed("http://a:/"), "http://a/");
    const auto url = parse_url("http://[2001:DB8::1]:99/");
    ASSERT_TRUE(url);
    EXPECT_EQ(url->host, "2001:db8::1");
    EXPECT_EQ(url->endpoint(), "[2001:db8::1]:99");
    EXPECT_EQ(parse_url("https://[::1]")->endpoint(), "[::1]:443");
}

TEST(Url, WhatIsNone) {
    for (const char* text : {"",
                             "a",
                             "/a",
                             "//a/",
                             "a.org/b",
                             "ftp://a/",
                             "file:///a",
                             "http:",
                             "http:a",
                             "http://",
                             "http:///a",
                             "http://a:x/",
                             "http://a:65536/",
                             "http://a:0/",
                             "http://a b/",
                             "http://a/b c",
                             "http://a/%zz",
                             "http://a/\n",
                             "http://a%00b/",
                             "http://[::1/",
                             "javascript:alert(1)",
                             "http://a\\b/",
                             "http://\xC3\xA4/"}) {
        EXPECT_EQ(parsed(text), "(none)") << text;
    }
}

TEST(Url, Locations) {
    const auto base = parse_url("https://user:pw@a.org:8443/x/y?q");
    const auto at = [&](std::string_view location) {
        const auto url = resolve(*base, location);
        return url ? url->text() : "(none)";
    };
    EXPECT_EQ(at("z"), "https://a.org:8443/x/z");
    EXPECT_EQ(at("/z?r"), "https://a.org:8443/z?r");
    EXPECT_EQ(at("../../../z"), "https://a.org:8443/z");
    EXPECT_EQ(at("?r"), "https://a.org:8443/x/y?r");
    EXPECT_EQ(at("//b.org/z"), "https://b.org/z");
    EXPECT_EQ(at("http://b.org"), "http://b.org/");
    EXPECT_EQ(at("gopher://b.org"), "(none)");
    EXPECT_EQ(at("a b"), "(none)");
    EXPECT_EQ(at("//b.org:x/"), "(none)");
    EXPECT_EQ(at("/z//b:c"), "https://a.org:8443/z//b:c");
    EXPECT_EQ(at("?u=http://b:c"), "https://a.org:8443/x/y?u=http://b:c");
    EXPECT_EQ(resolve(*base, "z")->user, "");
}

TEST(Url, PercentEncoding) {
    EXPECT_EQ(percent_encoded("aZ09-._~"), "aZ09-._~");
    EXPECT_EQ(percent_encoded("a b&=+/\xC3\xA4"), "a%20b%26%3D%2B%2F%C3%A4");
}

// The proxy for a URL with these variables set.
std::string proxy_for(std::string_view url, std::map<std::string, const char*> variables) {
    const Proxies proxies([&](const char* name) {
        const auto found = variables.find(name);
        return found == variables.end() ? nullptr : found->second;
    });
    const Url* proxy = proxies.for_url(*parse_url(url));
    return proxy == nullptr ? "direct" : proxy->endpoint();
}

TEST(Proxies, ByScheme) {
    EXPECT_EQ(proxy_for("http://a/", {}), "direct");
    EXPECT_EQ(proxy_for("http://a/", {{"HTTP_PROXY", "http://p:3128/"}}), "p:3128");
    EXPECT_EQ(proxy_for("https://a/", {{"HTTP_PROXY", "http://p:3128/"}}), "direct");
    EXPECT_EQ(proxy_for("https://a/", {{"https_proxy", "p:1"}}), "p:1");
    EXPECT_EQ(proxy_for("http://a/", {{"HTTP_PROXY", ""}}), "direct");
    EXPECT_EQ(proxy_for("http://a/", {{"HTTP_PROXY", "no proxy at all"}}), "no proxy at all:0");
}

TEST(Proxies, Exemptions) {
    const auto with = [](std::string_view url, const char* exempt) {
        return proxy_for(url, {{"HTTP_PROXY", "p:1"}, {"NO_PROXY", exempt}});
    };
    EXPECT_EQ(with("http://a.org/", "*"), "direct");
    EXPECT_EQ(with("http://a.org/", "b.org, A.org"), "direct");
    EXPECT_EQ(with("http://www.a.org/", "a.org"), "direct");
    EXPECT_EQ(with("http://www.a.org/", ".a.org"), "direct");
    EXPECT_EQ(with("http://aa.org/", "a.org"), "p:1");
    EXPECT_EQ(with("http://a.org:8080/", "a.org:8080"), "direct");
    EXPECT_EQ(with("http://a.org/", "a.org:8080"), "p:1");
    EXPECT_EQ(with("http://127.0.0.1:5/", "localhost,127.0.0.1"), "direct");
}

}  // namespace
}  // namespace ach::http
