#include "plugins/async_io/http/inflating.hpp"

#include "plugins/async_io/http/message.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <limits>
#include <new>

namespace ach::http {

namespace {

constexpr int kLargestWindow = 15;
constexpr int kZlibOrGzip = 32;  // added to the window: looks at the header

}  // namespace

struct Inflating::Stream {
    z_stream z{};
    Form form;
    bool has_begun = false;
    bool has_ended = false;

    explicit Stream(Form which) : form(which) {
        if (::inflateInit2(&z, kLargestWindow + kZlibOrGzip) != Z_OK) throw std::bad_alloc();
    }
    ~Stream() { ::inflateEnd(&z); }
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;

    // Some servers send deflate without the header of zlib that belongs around it: then the first
    // byte, whose low half would be 8, says something else.
    void look_at_first_byte(unsigned char first) {
        if (std::exchange(has_begun, true) || form != Form::Deflate || (first & 15) == 8) return;
        ::inflateReset2(&z, -kLargestWindow);
    }
};

Inflating::Inflating(Form form) : stream_(std::make_unique<Stream>(form)) {}
Inflating::~Inflating() = default;

void Inflating::put(std::string_view bytes, const Sink& sink) {
    if (bytes.empty()) return;
    stream_->look_at_first_byte(static_cast<unsigned char>(bytes.front()));
    z_stream& z = stream_->z;
    std::array<char, 64 << 10> room;
    while (!bytes.empty() && !stream_->has_ended) {
        const auto part = static_cast<uInt>(
            std::min<std::size_t>(bytes.size(), std::numeric_limits<uInt>::max()));
        z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
        z.avail_in = part;
        int state = Z_OK;
        do {
            z.next_out = reinterpret_cast<Bytef*>(room.data());
            z.avail_out = static_cast<uInt>(room.size());
            state = ::inflate(&z, Z_NO_FLUSH);
            if (state != Z_OK && state != Z_STREAM_END && state != Z_BUF_ERROR) {
                throw NetworkError("protocol", "the body is not compressed as its header says");
            }
            sink({room.data(), room.size() - z.avail_out});
        } while (state == Z_OK && (z.avail_in > 0 || z.avail_out == 0));
        stream_->has_ended = state == Z_STREAM_END;
        bytes.remove_prefix(part);
    }
}

void Inflating::finish() const {
    if (stream_->has_begun && !stream_->has_ended) {
        throw NetworkError("protocol", "the compressed body is cut off");
    }
}

}  // namespace ach::http
