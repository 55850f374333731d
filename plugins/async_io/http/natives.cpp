#include "plugins/async_io/http/natives.hpp"

#include "plugins/async_io/bytes.hpp"
#include "plugins/async_io/http/charset.hpp"
#include "plugins/async_io/http/options.hpp"
#include "plugins/async_io/utf8.hpp"
#include "plugins/json_common/reading.hpp"

#include <achronyme/cpp/suspend.hpp>

#include <algorithm>
#include <memory>
#include <mutex>
#include <utility>

namespace ach::http {

namespace {

// The exchange of a call, for a cancellation that may come at any moment from any thread.
class Handle {
public:
    void set(Client& client, const std::shared_ptr<Exchange>& exchange) {
        const std::lock_guard lock(mutex_);
        exchange_ = exchange;
        if (is_cancelled_) client.abandon(exchange);
    }
    void cancel(Client& client) {
        const std::lock_guard lock(mutex_);
        is_cancelled_ = true;
        if (auto alive = exchange_.lock()) client.abandon(std::move(alive));
    }

private:
    std::mutex mutex_;
    std::weak_ptr<Exchange> exchange_;  // guarded by mutex_
    bool is_cancelled_ = false;         // likewise
};

// What a call waits with. The reply is written on the client's thread before the operation ends.
struct Waiting {
    Client* client;
    Request request;
    Body form;
    std::string url;
    std::shared_ptr<Reply> reply = std::make_shared<Reply>();
    std::unique_ptr<Handle> handle = std::make_unique<Handle>();
};

ach_status raise(const Call& call, std::string_view kind, std::string_view message, Value source) {
    return call.table().raise(call.raw(), str(kind), str(message), source);
}

// --- failures

Outcome raise_network_error(const Call& call, const NetworkError& error, const std::string& url) {
    const Value source = call.record();
    call.record_set(source, "code", call.make(error.code));
    call.record_set(source, "url", call.make(url));
    const std::string message = "Network request failed: " + async_io::as_utf8(error.reason);
    return Outcome(raise(call, "NetworkError", message, source));
}

// Its first `count` code points.
std::string_view beginning(std::string_view text, std::size_t count) {
    std::size_t at = 0;
    while (at < text.size()) {
        const bool begins = (static_cast<unsigned char>(text[at]) & 0xC0u) != 0x80u;
        if (begins && count-- == 0) break;
        ++at;
    }
    return text.substr(0, at);
}

std::string body_text(Response& response) {
    const std::string* type = find_header(response.headers, "content-type");
    return text_of(std::move(response.body), type == nullptr ? std::string_view() : *type);
}

Outcome raise_http_error(const Call& call, Response& response) {
    constexpr std::size_t kMostShown = 2000;
    std::string message = "HTTP " + std::to_string(response.status);
    if (!response.reason.empty()) message += " " + async_io::as_utf8(response.reason);
    const std::string body = body_text(response);
    if (!body.empty()) message.append(" - Body: ").append(beginning(body, kMostShown));
    const Value source = call.record();
    call.record_set(source, "code", call.make("http_status"));
    call.record_set(source, "url", call.make(response.url));
    call.record_set(source, "status", call.make(static_cast<double>(response.status)));
    call.record_set(source, "body", call.make(body));
    return Outcome(raise(call, "HttpError", message, source));
}

// What there is instead of a response. Unless the operation ended well, the reply still belongs to
// the client's thread.
Outcome raise_failure(const Call& call, const Waiting& waiting, const Ended& end) {
    const Reply* const reply = end.status == ACH_OK ? waiting.reply.get() : nullptr;
    if (const auto* error = std::get_if<NetworkError>(reply)) {
        return raise_network_error(call, *error, waiting.url);
    }
    if (const auto* refused = std::get_if<Refused>(reply)) {
        return Outcome(raise(call, "PermissionError", refused->message, call.null()));
    }
    return Outcome(raise(call, "CancelledError", "the request was cancelled", call.null()));
}

Response* response_of(const Waiting& waiting, const Ended& end) {
    return end.status == ACH_OK ? std::get_if<Response>(waiting.reply.get()) : nullptr;
}

// --- results

std::string lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return out;
}

// Repeated ones are joined; cookies by line ends, because they contain commas.
Value header_record(const Call& call, const Headers& headers) {
    Headers joined;
    for (const Header& header : headers) {
        const std::string name = lower(header.name);
        const auto found = std::find_if(joined.begin(), joined.end(),
                                        [&](const Header& known) { return known.name == name; });
        if (found == joined.end()) {
            joined.push_back({name, header.value});
        } else {
            found->value.append(name == "set-cookie" ? "\n" : ", ").append(header.value);
        }
    }
    const Value record = call.record();
    for (const Header& header : joined) {
        const Scope scope(call);
        call.record_set(record, header.name, call.make(async_io::as_utf8(header.value)));
    }
    return record;
}

Value body_value(const Call& call, Response& response, Body form) {
    if (form == Body::Bytes) return async_io::bytes_of(call, response.body);
    const std::string text = body_text(response);
    return form == Body::Json ? json::value_of(call, text) : call.make(text);
}

Value response_record(const Call& call, Response& response, Body form) {
    const Value record = call.record();
    const auto set = [&](std::string_view name, Value value) {
        call.record_set(record, name, value);
    };
    const bool is_good = response.status >= 200 && response.status < 300;
    set("status", call.make(static_cast<double>(response.status)));
    set("ok", call.make(is_good));
    set("reason", call.make(async_io::as_utf8(response.reason)));
    set("url", call.make(response.url));
    set("headers", header_record(call, response.headers));
    set("body", body_value(call, response, form));
    set("time_ms", call.make(response.time_ms));
    return record;
}

// --- natives

void start(Waiting& waiting, Op op) {
    const auto exchange =
        waiting.client->start(std::move(waiting.request), [op, into = waiting.reply](Reply reply) {
            *into = std::move(reply);
            op.complete(ACH_OK);
        });
    if (exchange) {
        waiting.handle->set(*waiting.client, exchange);
    } else {
        op.complete(ACH_E_CANCELLED);
    }
}

Waiting waiting_for(const Call& call, Request request, Body form) {
    std::string url = request.url.text();
    return {&client_of(call), std::move(request), form, std::move(url)};
}

// The Future of a body.
Outcome fetch(Call& call, Request request) {
    return future(
        call, waiting_for(call, std::move(request), Body::Text),
        [](Waiting& waiting, Op op) { start(waiting, op); },
        [](Call& resumed, Waiting& waiting, const Ended& end) -> Outcome {
            Response* const response = response_of(waiting, end);
            if (response == nullptr) return raise_failure(resumed, waiting, end);
            if (response->status < 200 || response->status > 299) {
                return raise_http_error(resumed, *response);
            }
            return resumed.make(body_text(*response));
        },
        [](Waiting& waiting, Op) { waiting.handle->cancel(*waiting.client); }, 0, ACH_OP_OUTSIDE);
}

Outcome http_get(Call& call, std::string_view url, std::optional<Value> options) {
    return fetch(call, get_request(call, url, options));
}

Outcome http_post(Call& call, std::string_view url, Value body, std::optional<Value> headers,
                  std::optional<Value> options) {
    return fetch(call, post_request(call, url, body, headers, options));
}

Outcome http_request(Call& call, Value options) {
    Body form = Body::Text;
    Request request = full_request(call, options, &form);
    return future(
        call, waiting_for(call, std::move(request), form),
        [](Waiting& waiting, Op op) { start(waiting, op); },
        [](Call& resumed, Waiting& waiting, const Ended& end) -> Outcome {
            Response* const response = response_of(waiting, end);
            if (response == nullptr) return raise_failure(resumed, waiting, end);
            return response_record(resumed, *response, waiting.form);
        },
        [](Waiting& waiting, Op) { waiting.handle->cancel(*waiting.client); }, 0, ACH_OP_OUTSIDE);
}

constexpr ach_native_def kNatives[] = {
    native<&http_get>("http_get")
        .doc("http_get(url, opts?) -> Future<String>\nThe body of a successful response. Options: "
             "headers, timeout_ms, connect_timeout_ms, max_redirects, max_bytes, insecure."),
    native<&http_post>("http_post")
        .doc("http_post(url, body, headers?, opts?) -> Future<String>\nSends a String, or a Record "
             "or Vector as JSON."),
    native<&http_request>("http_request")
        .doc("http_request({url, method, headers, query, body | json | form, response, ...}) -> "
             "Future<Record>\nThe response {status, ok, reason, url, headers, body, time_ms}, "
             "whatever its status."),
};

}  // namespace

std::span<const ach_native_def> natives() { return kNatives; }

}  // namespace ach::http
