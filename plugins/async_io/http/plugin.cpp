// http: requests, without a script's thread ever waiting for one.
#include "plugins/async_io/http/natives.hpp"
#include "plugins/async_io/http/proxies.hpp"
#include "plugins/async_io/http/version.hpp"
#include "plugins/json_common/writing.hpp"

#include <achronyme/cpp/plugin.hpp>

#include <cstdlib>
#include <memory>

namespace ach::http {

namespace {

struct Http : plugin<Http> {
    static constexpr const char* id = "achronyme.http";
    static constexpr const char* version = kVersion;
    static constexpr bool uses_values = true;

    // Proxies are the person's choice and not the program's: they come from the process.
    void start() {
        client = std::make_unique<Client>(
            host(), Proxies([](const char* name) { return std::getenv(name); }));
        reactive = host().find<ach_reactive_t>();
        define(natives());
    }
    void quiesce(Op done) {
        client->close([done] { done.complete(ACH_OK); });
    }
    void stop() {
        client->join();
        client.reset();
    }

    std::unique_ptr<Client> client;
    const ach_reactive_t* reactive = nullptr;
};

}  // namespace

Client& client_of(const Call& call) { return *call.plugin<Http>().client; }

std::string json_text(const Call& call, Value value) {
    return json::text_of(call, value, call.plugin<Http>().reactive);
}

}  // namespace ach::http

ACH_PLUGIN(ach::http::Http)
