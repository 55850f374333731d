#include "plugins/async_io/http/connection.hpp"

#include "plugins/async_io/http/network_failure.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <optional>

namespace ach::http {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);

using TlsStream = asio::ssl::stream<tcp::socket&>;

asio::ssl::context new_context() {
    asio::ssl::context context(asio::ssl::context::tls_client);
    ::SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
    return context;
}

// Why the server's certificate was not accepted, or what else went wrong.
std::string why_refused(TlsStream& stream, const error_code& failed) {
    const long verified = ::SSL_get_verify_result(stream.native_handle());
    if (verified == X509_V_OK) return failed.message();
    return std::string("its certificate is not accepted: ") +
           ::X509_verify_cert_error_string(verified);
}

bool is_address(const std::string& host) {
    error_code failed;
    asio::ip::make_address(host, failed);
    return !failed;
}

}  // namespace

struct TlsSettings::Contexts {
    std::optional<asio::ssl::context> verifying, trusting;

    asio::ssl::context& get(bool insecure) {
        if (insecure) {
            if (!trusting) {
                trusting.emplace(new_context());
                trusting->set_verify_mode(asio::ssl::verify_none);
            }
            return *trusting;
        }
        if (!verifying) {
            verifying.emplace(new_context());
            verifying->set_default_verify_paths();
            verifying->set_verify_mode(asio::ssl::verify_peer);
        }
        return *verifying;
    }
};

TlsSettings::TlsSettings() : contexts_(std::make_unique<Contexts>()) {}
TlsSettings::~TlsSettings() = default;

struct Connection::Streams {
    tcp::socket socket;
    std::optional<TlsStream> tls = std::nullopt;
};

Connection::Connection(asio::io_context& context) : streams_(new Streams{tcp::socket(context)}) {}
Connection::~Connection() = default;

asio::awaitable<void> Connection::connect(std::vector<Endpoint> endpoints, std::string name) {
    const auto [failed, to] = co_await asio::async_connect(streams_->socket, endpoints, kAwait);
    if (failed) throw network_error(failed, "connecting to " + name);
    error_code ignored;
    streams_->socket.set_option(tcp::no_delay(true), ignored);
}

asio::awaitable<void> Connection::secure(TlsSettings& settings, std::string host, bool insecure) {
    TlsStream& stream = streams_->tls.emplace(streams_->socket, settings.contexts().get(insecure));
    if (!insecure) stream.set_verify_callback(asio::ssl::host_name_verification(host));
    if (!is_address(host)) ::SSL_set_tlsext_host_name(stream.native_handle(), host.c_str());
    const auto [failed] = co_await stream.async_handshake(TlsStream::client, kAwait);
    if (failed) {
        throw NetworkError(
            "tls", "securing the connection to " + host + ": " + why_refused(stream, failed));
    }
}

asio::awaitable<void> Connection::write(std::string_view bytes) {
    const asio::const_buffer buffer(bytes.data(), bytes.size());
    error_code failed;
    if (streams_->tls) {
        const auto [how, put] = co_await asio::async_write(*streams_->tls, buffer, kAwait);
        failed = how;
    } else {
        const auto [how, put] = co_await asio::async_write(streams_->socket, buffer, kAwait);
        failed = how;
    }
    if (failed) throw network_error(failed, "sending the request");
}

asio::awaitable<std::size_t> Connection::read(std::span<char> into) {
    const asio::mutable_buffer buffer(into.data(), into.size());
    error_code failed;
    std::size_t got = 0;
    if (streams_->tls) {
        const auto [how, bytes] = co_await streams_->tls->async_read_some(buffer, kAwait);
        failed = how;
        got = bytes;
    } else {
        const auto [how, bytes] = co_await streams_->socket.async_read_some(buffer, kAwait);
        failed = how;
        got = bytes;
    }
    if (failed == asio::error::eof) co_return 0;
    // Closed without the good-bye of TLS: somebody may have cut the answer off.
    if (failed == asio::ssl::error::stream_truncated) {
        throw NetworkError("reset", "reading the answer: the connection was cut off");
    }
    if (failed.category() == asio::error::get_ssl_category()) {
        throw NetworkError("tls", "reading the answer: " + failed.message());
    }
    if (failed) throw network_error(failed, "reading the answer");
    co_return got;
}

void Connection::close() {
    error_code ignored;
    streams_->socket.close(ignored);
}

bool Connection::is_quiet() {
    char byte = 0;
    const ssize_t got = ::recv(streams_->socket.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

}  // namespace ach::http
