#include "plugins/async_io/http/response_reader.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace ach::http {
namespace {

constexpr auto kGet = ResponseReader::Answering::Get;

// What a server sends, whole, and what is made of it: the body, or the code of the error.
std::string read(std::string_view bytes, std::size_t piece, std::uint64_t max_bytes = 1 << 20) {
    ResponseReader reader(kGet, max_bytes);
    try {
        while (!bytes.empty() && !reader.is_done()) {
            reader.put(bytes.substr(0, piece));
            bytes.remove_prefix(std::min(piece, bytes.size()));
        }
        if (!reader.is_done()) reader.end();
    } catch (const NetworkError& error) {
        return "error " + error.code;
    }
    const Response response = reader.take();
    return std::to_string(response.status) + " " + response.body;
}

TEST(ResponseReader, PiecesOfEverySizeGiveTheSame) {
    constexpr std::string_view kSized = "HTTP/1.1 200 OK\r\nA: b\r\nContent-Length: 5\r\n\r\nhello";
    constexpr std::string_view kChunked =
        "HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n"
        "2;a=b\r\nhe\r\n3\r\nllo\r\n0\r\nB: c\r\n\r\n";
    constexpr std::string_view kToTheEnd = "HTTP/1.0 200 OK\r\n\r\nhello";
    constexpr std::string_view kNews =
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
    for (std::size_t piece = 1; piece < 200; ++piece) {
        EXPECT_EQ(read(kSized, piece), "200 hello");
        EXPECT_EQ(read(kChunked, piece), "404 hello");
        EXPECT_EQ(read(kToTheEnd, piece), "200 hello");
        EXPECT_EQ(read(kNews, piece), "200 hello");
    }
}

TEST(ResponseReader, HeadersAndReason) {
    ResponseReader reader(kGet, 10);
    reader.put("HTTP/1.1 299 Very good\r\nX-A:  b c \r\nx-a: d\r\nContent-Length: 0\r\n\r\n");
    EXPECT_TRUE(reader.is_done());
    EXPECT_TRUE(reader.keeps_alive());
    const Response response = reader.take();
    EXPECT_EQ(response.reason, "Very good");
    ASSERT_EQ(response.headers.size(), 3u);
    EXPECT_EQ(*find_header(response.headers, "X-a"), "b c");
    EXPECT_EQ(find_header(response.headers, "X"), nullptr);
}

TEST(ResponseReader, ConnectionsThatCannotBeUsedAgain) {
    ResponseReader closing(kGet, 10);
    closing.put("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    EXPECT_FALSE(closing.keeps_alive());
    ResponseReader talkative(kGet, 10);
    talkative.put("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200 OK\r\n");
    EXPECT_FALSE(talkative.keeps_alive());
}

TEST(ResponseReader, AnswersToHeadHaveNoBody) {
    ResponseReader reader(ResponseReader::Answering::Head, 10);
    reader.put("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\nContent-Encoding: gzip\r\n\r\n");
    EXPECT_TRUE(reader.is_done());
    EXPECT_TRUE(reader.keeps_alive());
}

TEST(ResponseReader, LimitsHoldForEveryForm) {
    const std::string head = "HTTP/1.1 200 OK\r\n";
    EXPECT_EQ(read(head + "Content-Length: 5\r\n\r\nhello", 3, 5), "200 hello");
    EXPECT_EQ(read(head + "Content-Length: 6\r\n\r\nh", 3, 5), "error too_large");
    EXPECT_EQ(read(head + "\r\nhello!", 3, 5), "error too_large");
    EXPECT_EQ(read(head + "Transfer-Encoding: chunked\r\n\r\n6\r\nhello!\r\n0\r\n\r\n", 3, 5),
              "error too_large");
    EXPECT_EQ(read(head + "A: " + std::string(70'000, 'a'), 1000), "error protocol");
}

TEST(ResponseReader, EarlyEnds) {
    EXPECT_EQ(read("", 1), "error reset");
    EXPECT_EQ(read("HTTP/1.1 20", 1), "error reset");
    EXPECT_EQ(read("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell", 1), "error reset");
    EXPECT_EQ(read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", 1),
              "error reset");
}

// Whatever a server sends: an answer or an error, in bounded memory.
TEST(ResponseReader, DamagedAnswers) {
    const std::string good =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Encoding: deflate\r\n\r\n"
        "5\r\nhello\r\n0\r\n\r\nHTTP/1.1 301 X\r\nContent-Length: 3\r\nLocation: /\r\n\r\nabc";
    std::mt19937 random(7);
    int errors = 0;
    for (int round = 0; round < 20'000; ++round) {
        std::string bad = good.substr(random() % good.size());
        for (unsigned changes = random() % 4; changes > 0; --changes) {
            bad[random() % bad.size()] = static_cast<char>(random());
        }
        errors += read(bad, 1 + random() % 50, 1000).starts_with("error") ? 1 : 0;
    }
    EXPECT_GT(errors, 10'000);
}

}  // namespace
}  // namespace ach::http
