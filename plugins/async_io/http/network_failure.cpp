#include "plugins/async_io/http/network_failure.hpp"

#include <boost/asio/error.hpp>

namespace ach::http {

namespace asio = boost::asio;

NetworkError network_error(const boost::system::error_code& failed, std::string_view doing) {
    const auto describe = [&](std::string_view what) {
        return std::string(doing).append(": ").append(what);
    };
    if (failed == asio::error::connection_refused) {
        return {"refused", describe("the connection was refused")};
    }
    if (failed == asio::error::connection_reset || failed == asio::error::broken_pipe ||
        failed == asio::error::connection_aborted || failed == asio::error::eof) {
        return {"reset", describe("the other side closed the connection")};
    }
    if (failed == asio::error::network_unreachable || failed == asio::error::host_unreachable ||
        failed == asio::error::network_down) {
        return {"unreachable", describe("there is no way to it")};
    }
    if (failed == asio::error::timed_out) return {"timeout", describe("no answer came")};
    return {"other", describe(failed.message())};
}

}  // namespace ach::http
