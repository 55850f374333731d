#include "plugins/json_common/reading.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <string>
#include <vector>

namespace ach::json {

namespace {

using Library = nlohmann::json;

// Lets collection and others through now and then.
constexpr std::size_t kBetweenPolls = 4096;

// Walks over the text and tells how far the parser has come, which it keeps to itself otherwise.
class Cursor {
public:
    using iterator_category = std::input_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char*;
    using reference = const char&;

    Cursor(const char* at, const char** reached) : at_(at), reached_(reached) {}

    const char& operator*() const { return *at_; }
    Cursor& operator++() {
        *reached_ = at_++;
        return *this;
    }
    Cursor operator++(int) {
        const Cursor before = *this;
        ++*this;
        return before;
    }
    bool operator==(const Cursor& other) const { return at_ == other.at_; }
    bool operator!=(const Cursor& other) const { return at_ != other.at_; }

private:
    const char* at_;
    const char** reached_;
};

struct Problem {
    std::string reason;
    std::size_t at;  // the byte
};

// What went wrong, without the library's number, its place, and the text it read last.
std::string reason_in(std::string_view message) {
    const std::size_t dash = message.find(" - ");
    if (dash != message.npos) message.remove_prefix(dash + 3);
    return std::string(message.substr(0, message.find("; last read: '")));
}

// How long the token is that `reason` finds out of place. `last` is its text, but for tokens that
// are always the same, where it may begin earlier.
std::size_t token_length(std::string_view reason, std::string_view last) {
    if (reason.starts_with("unexpected number") || reason.starts_with("unexpected string")) {
        return last.size();
    }
    if (reason.starts_with("unexpected true") || reason.starts_with("unexpected null")) return 4;
    return reason.starts_with("unexpected false") ? 5 : 1;
}

// What the library reports while it reads. Answering false ends the reading.
class Builder {
public:
    Builder(const Call& call, std::string_view text)
        : call_(call), text_(text), reached_(text.data()) {
        open_.push_back({call.vector(1), 0, false});
    }

    bool read() {
        const std::size_t length = std::min(text_.find('\0'), text_.size());
        const char* const first = text_.data();
        if (text_.starts_with("\xEF\xBB\xBF")) return fail("unexpected byte-order mark", 0);
        const bool is_done =
            Library::sax_parse(Cursor(first, &reached_), Cursor(first + length, &reached_), this);
        // The library takes a NUL for the end of the text.
        const bool is_at_nul = is_done ? length < text_.size() : problem_.at == length;
        if (is_at_nul && length < text_.size()) return fail("unexpected NUL character", length);
        return is_done;
    }

    Value value() const { return call_.vector_get(open_.front().container, 0); }
    const Problem& problem() const { return problem_; }

    bool null() { return put(call_.null()); }
    bool boolean(bool truth) { return put(call_.make(truth)); }
    bool number_float(double number, const std::string&) { return put(call_.make(number)); }
    bool number_unsigned(std::uint64_t number) {
        return put(call_.make(static_cast<double>(number)));
    }
    // Comes for numbers that are written with a minus, so a zero is a negative one.
    bool number_integer(std::int64_t number) {
        return put(call_.make(number == 0 ? -0.0 : static_cast<double>(number)));
    }
    bool string(const std::string& text) {
        const Scope scope(call_);
        return put(call_.make(std::string_view(text)));
    }
    bool binary(const std::vector<std::uint8_t>&) { return false; }  // not in text

    bool start_array(std::size_t) { return open(false); }
    bool start_object(std::size_t) { return open(true); }
    bool end_array() { return close(); }
    bool end_object() { return close(); }
    bool key(const std::string& name) {
        name_ = name;
        return true;
    }

    bool parse_error(std::size_t position, const std::string& last,
                     const nlohmann::detail::exception& error) {
        constexpr int kNumberOverflow = 406;
        const bool is_overflow = error.id == kNumberOverflow;
        std::string reason = is_overflow ? "number out of range" : reason_in(error.what());
        // The library is at the last byte of a token; people look for the first.
        const std::size_t length = is_overflow ? last.size() : token_length(reason, last);
        const std::size_t at = std::max(position, length) - length;
        return fail(std::move(reason), at);
    }

private:
    struct Open {
        Value container;
        std::uint64_t mark;  // where its scope began
        bool is_record;
    };

    bool fail(std::string reason, std::size_t at) {
        problem_ = {std::move(reason), at};
        return false;
    }

    bool put(Value item) {
        const Open& around = open_.back();
        if (around.is_record) {
            call_.record_set(around.container, name_, item);
        } else {
            call_.vector_push(around.container, item);
        }
        if (++count_ % kBetweenPolls == 0) call_.poll();
        return true;
    }

    bool open(bool is_record) {
        if (open_.size() > kDeepest) {
            return fail("nesting deeper than " + std::to_string(kDeepest),
                        static_cast<std::size_t>(reached_ - text_.data()));
        }
        const std::uint64_t mark = call_.values().push_scope(call_.raw());
        const Value container = is_record ? call_.record() : call_.vector();
        put(container);
        open_.push_back({container, mark, is_record});
        return true;
    }

    bool close() {
        call_.values().pop_scope(call_.raw(), open_.back().mark, call_.null());
        open_.pop_back();
        return true;
    }

    const Call& call_;
    std::string_view text_;
    const char* reached_;     // the byte that was read last
    std::vector<Open> open_;  // the first one holds the value when all is done
    std::string name_;        // of the member whose value comes next
    std::size_t count_ = 0;
    Problem problem_;
};

std::string place_in(std::string_view text, std::size_t byte) {
    const std::string_view before = text.substr(0, byte);
    const auto line = std::ranges::count(before, '\n') + 1;
    const std::string_view on_line = before.substr(before.rfind('\n') + 1);
    const auto is_first_byte = [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    };
    const auto column = std::ranges::count_if(on_line, is_first_byte) + 1;
    return " at line " + std::to_string(line) + " column " + std::to_string(column);
}

}  // namespace

Value value_of(const Call& call, std::string_view text, std::string_view whence) {
    Builder builder(call, text);
    if (builder.read()) return builder.value();
    const Problem& problem = builder.problem();
    const std::string message =
        std::string(whence) + "JSON parse error: " + problem.reason + place_in(text, problem.at);
    call.table().raise(call.raw(), ACH_STR("ValueError"), str(message), call.null());
    throw Raised{};
}

}  // namespace ach::json
