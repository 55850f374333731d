#include "plugins/json_common/writing.hpp"

#include "plugins/json_common/number_text.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace ach::json {

namespace {

// Lets collection and others through now and then.
constexpr std::size_t kBetweenPolls = 4096;

// The text so far, and where its lines break.
class Page {
public:
    explicit Page(int indent) : indent_(static_cast<std::size_t>(indent)) {}

    std::string& text() { return text_; }

    void begin(char bracket) {
        text_ += bracket;
        ++depth_;
    }
    // Comes before every element and every name.
    void item() {
        if (!is_fresh()) text_ += ',';
        break_line();
    }
    void name(std::string_view name) {
        item();
        string(name);
        text_ += indent_ > 0 ? ": " : ":";
    }
    void end(char bracket) {
        --depth_;
        if (!is_fresh()) break_line();
        text_ += bracket;
    }

    void string(std::string_view characters) {
        text_ += '"';
        std::size_t written = 0;
        for (std::size_t i = 0; i < characters.size(); ++i) {
            const auto byte = static_cast<unsigned char>(characters[i]);
            if (byte >= 0x20 && byte != '"' && byte != '\\') continue;
            text_.append(characters.substr(written, i - written));
            escape(byte);
            written = i + 1;
        }
        text_.append(characters.substr(written)) += '"';
    }

    void number(double number) { append_number(text_, number); }

private:
    // Strings end with a quote, so a bracket at the end has just been opened.
    bool is_fresh() const { return text_.back() == '[' || text_.back() == '{'; }

    void break_line() {
        if (indent_ > 0) text_.append(1, '\n').append(indent_ * depth_, ' ');
    }

    void escape(unsigned char byte) {
        constexpr std::string_view kHex = "0123456789abcdef";
        switch (byte) {
            case '"': text_ += "\\\""; break;
            case '\\': text_ += "\\\\"; break;
            case '\b': text_ += "\\b"; break;
            case '\f': text_ += "\\f"; break;
            case '\n': text_ += "\\n"; break;
            case '\r': text_ += "\\r"; break;
            case '\t': text_ += "\\t"; break;
            default: text_.append("\\u00").append(1, kHex[byte >> 4]).append(1, kHex[byte & 15]);
        }
    }

    std::string text_;
    std::size_t indent_;
    std::size_t depth_ = 0;
};

// Containers may be nested deeper than a native's stack is high, so the walk keeps its own stack of
// what is open. Each open container has a scope: what was read from it is rooted until it is done.
class Writer {
public:
    Writer(const Call& call, const ach_reactive_t* reactive, int indent, std::string_view whence)
        : call_(call), reactive_(reactive), whence_(whence), page_(indent) {}

    std::string text(Value root) {
        const std::uint64_t before = mark();
        put(resolved(root), before);
        while (!open_.empty()) step();
        return std::move(page_.text());
    }

private:
    struct Open {
        Value container;
        std::uint64_t mark;
        bool is_record;
        std::vector<Value> items = {};  // of a Vector, as they were at one moment
        std::size_t next = 0;
    };

    std::uint64_t mark() const { return call_.values().push_scope(call_.raw()); }
    void release(std::uint64_t mark) const {
        call_.values().pop_scope(call_.raw(), mark, call_.null());
    }

    void step() {
        if (++steps_ % kBetweenPolls == 0) call_.poll();
        if (open_.back().is_record) {
            next_field(open_.back());
        } else {
            next_item(open_.back());
        }
    }

    void next_item(Open& around) {
        if (around.next == around.items.size()) return close(']');
        page_.item();
        const std::uint64_t before = mark();
        put(resolved(around.items[around.next++]), before);
    }

    // Somebody may have removed fields meanwhile: then there are fewer. Functions are left out.
    void next_field(Open& around) {
        const std::uint64_t before = mark();
        Value name{};
        Value item{};
        const ach_status there =
            call_.values().record_at(call_.raw(), around.container, around.next++, &name, &item);
        if (there != ACH_OK) return close('}');
        item = resolved(item);
        if (call_.type(item) == ACH_T_FUNCTION) return release(before);
        page_.name(call_.string(name));
        put(item, before);
    }

    // Writes a resolved value whose scope began at `before`, or opens it.
    void put(Value v, std::uint64_t before) {
        switch (call_.type(v)) {
            case ACH_T_VECTOR: return put_vector(v, before);
            case ACH_T_RECORD: return open(v, before, true);
            case ACH_T_NULL: page_.text() += "null"; break;
            case ACH_T_BOOLEAN: page_.text() += call_.boolean(v) ? "true" : "false"; break;
            case ACH_T_NUMBER: page_.number(call_.number(v)); break;
            case ACH_T_STRING: page_.string(call_.string(v)); break;
            case ACH_T_COMPLEX: put_complex(call_.complex(v)); break;
            case ACH_T_TENSOR:
            case ACH_T_COMPLEX_TENSOR: put_tensor(call_.tensor(v)); break;
            case ACH_T_ERROR: put_error(v); break;
            default:
                fail("TypeError", "cannot convert " + std::string(call_.type_name(v)) + " to JSON");
        }
        release(before);
    }

    void put_vector(Value v, std::uint64_t before) {
        const double* numbers = nullptr;
        std::size_t count = 0;
        if (call_.values().numbers(call_.raw(), v, &numbers, &count) == ACH_OK) {
            put_numbers({numbers, count});
            return release(before);
        }
        open(v, before, false);
        std::vector<Value>& items = open_.back().items;
        items.resize(call_.vector_len(v));
        const std::size_t there =
            call_.values().vector_items(call_.raw(), v, 0, items.data(), items.size());
        items.resize(std::min(items.size(), there));
    }

    void open(Value v, std::uint64_t before, bool is_record) {
        if (!around_.insert(v.bits).second) fail("ValueError", "cyclic value");
        open_.push_back({v, before, is_record});
        page_.begin(is_record ? '{' : '[');
    }

    void close(char bracket) {
        page_.end(bracket);
        around_.erase(open_.back().container.bits);
        release(open_.back().mark);
        open_.pop_back();
    }

    void put_numbers(std::span<const double> numbers) {
        page_.begin('[');
        for (std::size_t i = 0; i < numbers.size(); ++i) {
            if ((i + 1) % kBetweenPolls == 0) call_.poll();
            page_.item();
            page_.number(numbers[i]);
        }
        page_.end(']');
    }

    void put_complex(ach_complex z) {
        page_.begin('{');
        page_.name("re");
        page_.number(z.re);
        page_.name("im");
        page_.number(z.im);
        page_.end('}');
    }

    void put_error(Value v) {
        page_.begin('{');
        for (const std::string_view field : {"message", "kind"}) {
            page_.name(field);
            const Value item = call_.record_get(v, field).value_or(call_.null());
            if (const auto text = call_.maybe_string(item)) {
                page_.string(*text);
            } else {
                page_.text() += "null";
            }
        }
        page_.end('}');
    }

    void put_tensor(const TensorView& tensor) {
        std::size_t next = 0;
        put_axis(tensor, 0, next);
    }

    void put_axis(const TensorView& tensor, std::size_t axis, std::size_t& next) {
        if (axis == tensor.shape.size()) {
            if (next % kBetweenPolls == kBetweenPolls - 1) call_.poll();
            const std::size_t at = next++;
            return tensor.is_complex ? put_complex(tensor.complexes[at])
                                     : page_.number(tensor.data[at]);
        }
        page_.begin('[');
        for (std::uint64_t i = 0; i < tensor.shape[axis]; ++i) {
            page_.item();
            put_axis(tensor, axis + 1, next);
        }
        page_.end(']');
    }

    // What a Signal or Computed holds, and whatever that holds in turn; other values are
    // themselves.
    Value resolved(Value v) const {
        std::unordered_set<std::uint64_t> passed;
        while (call_.type(v) == ACH_T_RESOURCE && reactive_ != nullptr &&
               reactive_->source_kind(call_.raw(), v) != ACH_REACTIVE_NONE) {
            if (!passed.insert(v.bits).second) fail("ValueError", "cyclic value");
            Value inner{};
            call_.check(reactive_->peek(call_.raw(), v, &inner, nullptr));
            v = inner;
        }
        return v;
    }

    [[noreturn]] void fail(std::string_view kind, std::string_view what) const {
        const std::string message = std::string(whence_).append(what);
        call_.table().raise(call_.raw(), str(kind), str(message), call_.null());
        throw Raised{};
    }

    const Call& call_;
    const ach_reactive_t* reactive_;
    const std::string_view whence_;
    Page page_;
    std::vector<Open> open_;
    std::unordered_set<std::uint64_t> around_;  // the containers that are open
    std::size_t steps_ = 0;
};

}  // namespace

int indent_of(const Call& call, Value pretty) {
    constexpr int kUsual = 2;
    constexpr int kWidest = 10;
    if (call.type(pretty) == ACH_T_BOOLEAN) return call.boolean(pretty) ? kUsual : 0;
    const double width = std::trunc(call.maybe_number(pretty).value_or(0));
    return width >= 0 && width <= kWidest ? static_cast<int>(width) : 0;
}

std::string text_of(const Call& call, Value value, const ach_reactive_t* reactive, int indent,
                    std::string_view whence) {
    return Writer(call, reactive, indent, whence).text(value);
}

}  // namespace ach::json
