// Makes a response of the bytes that a server sends, and refuses what no server should send.
//
// It holds at most `max_bytes` of body, however much comes: both the compressed bytes and what they
// stand for are counted. Headers may take 64 KiB.
#pragma once

#include "plugins/async_io/http/message.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace ach::http {

class ResponseReader {
public:
    enum class Answering { Get, Head, Connect };

    ResponseReader(Answering what, std::uint64_t max_bytes);
    ~ResponseReader();

    // Looks at more bytes. Throws NetworkError.
    void put(std::string_view bytes);
    // The server has closed the connection.
    void end();

    bool has_begun() const;  // a byte has come
    bool is_done() const;
    // Whether the connection may carry another exchange: both sides mean to, and nothing came that
    // nobody asked for.
    bool keeps_alive() const;

    Response take();

private:
    class Parser;
    void skip_news();

    std::unique_ptr<Parser> parser_;
    const Answering what_;
    const std::uint64_t max_bytes_;
    std::string unread_;  // the parser wants to see more behind it
    bool has_begun_ = false;
};

}  // namespace ach::http
