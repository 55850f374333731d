// Undoes the compression of a body while it arrives.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

namespace ach::http {

class Inflating {
public:
    enum class Form { Gzip, Deflate };
    using Sink = std::function<void(std::string_view)>;

    explicit Inflating(Form form);
    ~Inflating();

    // Gives what `bytes` add to `sink`, in pieces of bounded size. Throws NetworkError "protocol"
    // for what is no compressed data; what `sink` throws passes through.
    void put(std::string_view bytes, const Sink& sink);

    // Throws NetworkError "protocol" when the end of the data has not come.
    void finish() const;

private:
    struct Stream;
    std::unique_ptr<Stream> stream_;
};

}  // namespace ach::http
