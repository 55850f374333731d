#include "plugins/async_io/http/response_reader.hpp"

#include "plugins/async_io/http/inflating.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>

#include <optional>

namespace ach::http {

namespace beast = boost::beast;

namespace {

constexpr std::uint32_t kMostHeaderBytes = 64 << 10;

std::string too_large(std::uint64_t max_bytes) {
    return "the body is larger than max_bytes, which is " + std::to_string(max_bytes);
}

}  // namespace

class ResponseReader::Parser : public beast::http::basic_parser<false> {
public:
    Parser(Answering what, std::uint64_t max_bytes) : max_bytes_(max_bytes) {
        header_limit(kMostHeaderBytes);
        body_limit(boost::none);  // counted here, with a message of our own
        if (what != Answering::Get) skip(true);
        eager(true);
    }

    Response response;

private:
    using String = beast::string_view;
    using Error = beast::error_code;

    void on_request_impl(beast::http::verb, String, String, int, Error&) override {}
    void on_response_impl(int code, String reason, int, Error&) override {
        response.status = static_cast<unsigned>(code);
        response.reason = std::string(reason);
    }
    void on_field_impl(beast::http::field, String name, String value, Error&) override {
        response.headers.push_back({std::string(name), std::string(value)});
    }
    void on_header_impl(Error&) override {
        const std::string* encoding = find_header(response.headers, "content-encoding");
        if (encoding == nullptr) return;
        if (same_name(*encoding, "gzip") || same_name(*encoding, "x-gzip")) {
            inflating_.emplace(Inflating::Form::Gzip);
        } else if (same_name(*encoding, "deflate")) {
            inflating_.emplace(Inflating::Form::Deflate);
        }
    }
    void on_body_init_impl(const boost::optional<std::uint64_t>& length, Error&) override {
        if (length && *length > max_bytes_) throw NetworkError("too_large", too_large(max_bytes_));
    }
    std::size_t on_body_impl(String bytes, Error&) override {
        add({bytes.data(), bytes.size()});
        return bytes.size();
    }
    void on_chunk_header_impl(std::uint64_t, String, Error&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, String bytes, Error&) override {
        add({bytes.data(), bytes.size()});
        return bytes.size();
    }
    void on_finish_impl(Error&) override {
        if (inflating_) inflating_->finish();
    }

    void add(std::string_view bytes) {
        arrived_ += bytes.size();
        if (arrived_ > max_bytes_) throw NetworkError("too_large", too_large(max_bytes_));
        if (!inflating_) {
            response.body.append(bytes);
            return;
        }
        inflating_->put(bytes, [this](std::string_view more) {
            if (response.body.size() + more.size() > max_bytes_) {
                throw NetworkError("too_large", too_large(max_bytes_));
            }
            response.body.append(more);
        });
    }

    const std::uint64_t max_bytes_;
    std::uint64_t arrived_ = 0;
    std::optional<Inflating> inflating_;
};

ResponseReader::ResponseReader(Answering what, std::uint64_t max_bytes)
    : parser_(std::make_unique<Parser>(what, max_bytes)), what_(what), max_bytes_(max_bytes) {}

ResponseReader::~ResponseReader() = default;

bool ResponseReader::has_begun() const { return has_begun_; }
bool ResponseReader::is_done() const { return parser_->is_done(); }
bool ResponseReader::keeps_alive() const {
    return is_done() && unread_.empty() && parser_->keep_alive();
}

void ResponseReader::put(std::string_view bytes) {
    has_begun_ = has_begun_ || !bytes.empty();
    unread_.append(bytes);
    std::size_t used = 0;
    while (used < unread_.size() && !is_done()) {
        beast::error_code failed;
        const auto rest = boost::asio::const_buffer(unread_.data() + used, unread_.size() - used);
        used += parser_->put(rest, failed);
        if (failed == beast::http::error::need_more) break;
        if (failed) {
            throw NetworkError("protocol",
                               "the server does not speak HTTP as it should: " + failed.message());
        }
        skip_news();
    }
    unread_.erase(0, used);
}

// On the way to the answer there may be news, such as 100 Continue and 103 Early Hints.
void ResponseReader::skip_news() {
    const unsigned status = parser_->response.status;
    if (!is_done() || status < 100 || status >= 200) return;
    if (status == 101) {
        throw NetworkError("protocol", "the server switches to another protocol unasked");
    }
    parser_ = std::make_unique<Parser>(what_, max_bytes_);
}

void ResponseReader::end() {
    if (!has_begun_) {
        throw NetworkError("reset", "the server closed the connection without an answer");
    }
    beast::error_code failed;
    parser_->put_eof(failed);
    if (failed) {
        throw NetworkError("reset", "the server closed the connection in the middle of its answer");
    }
}

Response ResponseReader::take() { return std::move(parser_->response); }

}  // namespace ach::http
