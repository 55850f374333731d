#include "plugins/async_io/http/options.hpp"

#include "plugins/async_io/options.hpp"

#include "plugins/async_io/http/natives.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <string>

namespace ach::http {

namespace {

using async_io::Option;
using async_io::Options;
using async_io::read_options;

Url url_argument(const Call& call, std::string_view text) {
    auto url = parse_url(text);
    if (!url) {
        call.fail("ValueError",
                  "'" + std::string(text) + "' is no absolute http:// or https:// URL");
    }
    return std::move(*url);
}

std::uint64_t count_option(const Call& call, std::string_view name, Value value) {
    const double number = call.number(value);
    if (!(number >= 0 && number <= 9007199254740992.0)) {
        call.fail("ValueError", "'" + std::string(name) + "' must be 0 or more");
    }
    return static_cast<std::uint64_t>(number);
}

// A String or Number, or what else has a plain text.
std::string plain_text(const Call& call, Value value, const char* expected, bool with_booleans) {
    const std::int32_t type = call.type(value);
    if (type == ACH_T_STRING) return std::string(call.string(value));
    if (type == ACH_T_NUMBER || (with_booleans && type == ACH_T_BOOLEAN)) {
        return std::string(call.text(value));
    }
    call.type_error(expected, value);
}

// --- headers

bool is_token(std::string_view text) {
    constexpr std::string_view kOthers = "!#$%&'*+-.^_`|~";
    return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               kOthers.find(c) != kOthers.npos;
    });
}

void add_header(const Call& call, Headers& headers, std::string_view name, Value value) {
    std::string text = plain_text(call, value, "String, Number or Vector of these", false);
    if (text.find_first_of(std::string_view("\r\n\0", 3)) != text.npos) {
        call.fail("ValueError",
                  "header '" + std::string(name) + "' contains a line end or a NUL character");
    }
    if (same_name(name, "transfer-encoding")) {
        call.fail("ValueError", "Transfer-Encoding is not the program's to set");
    }
    headers.push_back({std::string(name), std::move(text)});
}

Headers read_headers(const Call& call, Value record) {
    if (call.type(record) != ACH_T_RECORD) call.type_error("Record", record);
    Headers headers;
    for (std::size_t i = 0; i < call.record_len(record); ++i) {
        const auto [name, value] = call.record_at(record, i);
        if (!is_token(name)) {
            call.fail("ValueError", "'" + std::string(name) + "' is no name of a header");
        }
        if (call.type(value) != ACH_T_VECTOR) {
            add_header(call, headers, name, value);
            continue;
        }
        for (std::size_t k = 0; k < call.vector_len(value); ++k) {
            add_header(call, headers, name, call.vector_get(value, k));
        }
    }
    return headers;
}

void set_default_header(Request& request, std::string_view name, std::string_view value) {
    if (find_header(request.headers, name) == nullptr) {
        request.headers.push_back({std::string(name), std::string(value)});
    }
}

void check_length(const Call& call, const Request& request) {
    const std::string* length = find_header(request.headers, "content-length");
    if (length == nullptr) return;
    const std::size_t size = request.body ? request.body->size() : 0;
    if (*length != std::to_string(size)) {
        call.fail("ValueError", "Content-Length says " + *length + ", but the body has " +
                                    std::to_string(size) + " bytes");
    }
}

// --- forms

// name=value&name=value, of a Record whose Vectors repeat their name.
std::string encoded_fields(const Call& call, Value record) {
    if (call.type(record) != ACH_T_RECORD) call.type_error("Record", record);
    std::string text;
    const auto add = [&](std::string_view name, Value value) {
        if (!text.empty()) text += '&';
        text += percent_encoded(name);
        text += '=';
        text += percent_encoded(
            plain_text(call, value, "String, Number, Boolean or Vector of these", true));
    };
    for (std::size_t i = 0; i < call.record_len(record); ++i) {
        const auto [name, value] = call.record_at(record, i);
        if (call.type(value) != ACH_T_VECTOR) {
            add(name, value);
            continue;
        }
        for (std::size_t k = 0; k < call.vector_len(value); ++k) {
            add(name, call.vector_get(value, k));
        }
    }
    return text;
}

std::string body_bytes(const Call& call, Value body) {
    if (call.type(body) == ACH_T_STRING) return std::string(call.string(body));
    if (call.type(body) != ACH_T_VECTOR && call.type(body) != ACH_T_TENSOR) {
        call.type_error("String, or Vector or Tensor of bytes", body);
    }
    const std::span<const double> numbers = call.numbers(body);
    std::string bytes;
    bytes.reserve(numbers.size());
    for (const double number : numbers) {
        if (!(number >= 0 && number <= 255) || number != std::trunc(number)) {
            call.fail("ValueError", "the body holds a Number that is no integer between 0 and 255");
        }
        bytes += static_cast<char>(static_cast<unsigned char>(number));
    }
    return bytes;
}

Options common_options(const Call& call, Request& request) {
    const auto count = [&call](std::string_view name, std::uint64_t& into) {
        return Option{name, [&call, name, &into](Value v) { into = count_option(call, name, v); }};
    };
    return {count("timeout_ms", request.timeout_ms),
            count("connect_timeout_ms", request.connect_timeout_ms),
            count("max_redirects", request.max_redirects),
            count("max_bytes", request.max_bytes),
            {"insecure", [&](Value v) { request.insecure = call.boolean(v); }}};
}

}  // namespace

Request get_request(const Call& call, std::string_view url, std::optional<Value> options) {
    Request request;
    request.url = url_argument(call, url);
    if (options) {
        Options known = common_options(call, request);
        known.push_back({"headers", [&](Value v) { request.headers = read_headers(call, v); }});
        read_options(call, *options, known);
    }
    check_length(call, request);
    return request;
}

Request post_request(const Call& call, std::string_view url, Value body,
                     std::optional<Value> headers, std::optional<Value> options) {
    Request request;
    request.method = "POST";
    request.url = url_argument(call, url);
    switch (call.type(body)) {
        case ACH_T_NULL: request.body.emplace(); break;
        case ACH_T_STRING: request.body = call.string(body); break;
        case ACH_T_RECORD:
        case ACH_T_VECTOR: request.body = json_text(call, body); break;
        default: call.type_error("String, Record, Vector or null", body);
    }
    if (headers) request.headers = read_headers(call, *headers);
    if (options) read_options(call, *options, common_options(call, request));
    set_default_header(request, "Content-Type", "application/json");
    check_length(call, request);
    return request;
}

Request full_request(const Call& call, Value options, Body* form) {
    Request request;
    std::string query;
    std::optional<std::string_view> url, content_type;
    int bodies = 0;
    const auto set_body = [&](std::string bytes, std::optional<std::string_view> type) {
        ++bodies;
        request.body = std::move(bytes);
        content_type = type;
    };
    Options known = common_options(call, request);
    known.push_back({"url", [&](Value v) { url = call.string(v); }});
    known.push_back({"method", [&](Value v) { request.method = call.string(v); }});
    known.push_back({"headers", [&](Value v) { request.headers = read_headers(call, v); }});
    known.push_back({"query", [&](Value v) { query = encoded_fields(call, v); }});
    known.push_back({"body", [&](Value v) { set_body(body_bytes(call, v), std::nullopt); }});
    known.push_back({"json", [&](Value v) { set_body(json_text(call, v), "application/json"); }});
    known.push_back({"form", [&](Value v) {
                         set_body(encoded_fields(call, v), "application/x-www-form-urlencoded");
                     }});
    known.push_back({"response", [&](Value v) {
                         const std::string_view wanted = call.string(v);
                         if (wanted == "text") {
                             *form = Body::Text;
                         } else if (wanted == "bytes") {
                             *form = Body::Bytes;
                         } else if (wanted == "json") {
                             *form = Body::Json;
                         } else {
                             call.fail("ValueError",
                                       "'response' must be \"text\", \"bytes\" or \"json\"");
                         }
                     }});
    read_options(call, options, known);

    if (!url) call.fail("ValueError", "the option 'url' is missing");
    request.url = url_argument(call, *url);
    if (!query.empty()) {
        request.url.target += request.url.target.find('?') == std::string::npos ? '?' : '&';
        request.url.target += query;
    }
    if (!is_token(request.method)) {
        call.fail("ValueError", "'" + request.method + "' is no HTTP method");
    }
    std::transform(
        request.method.begin(), request.method.end(), request.method.begin(),
        [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    if (request.method == "CONNECT") call.fail("ValueError", "CONNECT is not for programs");
    if (bodies > 1) call.fail("ValueError", "only one of 'body', 'json' and 'form' can be given");
    if (content_type) set_default_header(request, "Content-Type", *content_type);
    const bool expects_body =
        request.method == "POST" || request.method == "PUT" || request.method == "PATCH";
    if (expects_body && !request.body) request.body.emplace();
    check_length(call, request);
    return request;
}

}  // namespace ach::http
