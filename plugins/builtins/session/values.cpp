#include "plugins/builtins/session/values.hpp"

#include <algorithm>
#include <array>

namespace ach::builtins::session {

namespace {

constexpr std::array<std::string_view, 6> kTags{"cx", "ten", "cten", "fn", "ref", "vec"};

bool is_tag(std::string_view text) { return std::ranges::find(kTags, text) != kTags.end(); }

}  // namespace

// --- writing

void ValueWriter::write(Value v) {
    item(v);
    while (!open_.empty()) {
        Open& top = open_.back();
        if (top.index == top.size) {
            open_.pop_back();
            continue;
        }
        const std::size_t at = top.index++;
        if (!top.is_record) {
            item(call_.vector_get(top.container, at));
            continue;
        }
        const auto [key, value] = call_.record_at(top.container, at);
        out_.text(key);
        item(value);
    }
}

void ValueWriter::item(Value v) {
    switch (call_.type(v)) {
        case ACH_T_NULL: return out_.null();
        case ACH_T_BOOLEAN: return out_.boolean(call_.is_truthy(v));
        case ACH_T_NUMBER: return out_.number(*call_.maybe_number(v));
        case ACH_T_STRING: return out_.text(call_.to_text(v));
        case ACH_T_COMPLEX: {
            const ach_complex z = call_.complex(v);
            tag("cx");
            out_.array(2);
            out_.number(z.re);
            return out_.number(z.im);
        }
        case ACH_T_TENSOR:
        case ACH_T_COMPLEX_TENSOR: return tensor(v);
        case ACH_T_VECTOR: return container(v, false);
        case ACH_T_RECORD: return container(v, true);
        case ACH_T_FUNCTION: return function(v);
        default: has_lost_something_ = true; return out_.null();
    }
}

void ValueWriter::container(Value v, bool is_record) {
    const auto [known, is_new] = numbers_.try_emplace(v.bits, numbers_.size());
    if (!is_new) {
        tag("ref");
        return out_.number(static_cast<double>(known->second));
    }
    const std::size_t size = is_record ? call_.record_len(v) : call_.vector_len(v);
    if (is_record) {
        out_.map(size);
    } else {
        if (looks_tagged(v)) tag("vec");
        out_.array(size);
    }
    open_.push_back({v, is_record, 0, size});
}

bool ValueWriter::looks_tagged(Value vector) const {
    if (call_.vector_len(vector) != 2) return false;
    const auto text = call_.maybe_string(call_.vector_get(vector, 0));
    return text && is_tag(*text);
}

void ValueWriter::tensor(Value v) {
    const TensorView look = call_.tensor(v);
    tag(look.is_complex ? "cten" : "ten");
    out_.array(2);
    out_.array(look.shape.size());
    for (const std::uint64_t length : look.shape) out_.number(static_cast<double>(length));
    out_.array(look.is_complex ? 2 * look.complexes.size() : look.data.size());
    for (const double n : look.data) out_.number(n);
    for (const ach_complex z : look.complexes) {
        out_.number(z.re);
        out_.number(z.im);
    }
}

// Builtins go by their names; nothing else that can be called is saved.
void ValueWriter::function(Value v) {
    constexpr std::string_view kBuiltin = "Function(Builtin: ";
    std::string_view words = call_.to_text(call_.call_sync(describe_, std::span(&v, 1)));
    if (!words.starts_with(kBuiltin)) {
        has_lost_something_ = true;
        return out_.null();
    }
    words.remove_prefix(kBuiltin.size());
    words.remove_suffix(1);
    tag("fn");
    out_.text(words);
}

// --- reading

Value ValueReader::read() {
    const Value whole = item();
    while (!open_.empty()) {
        if (open_.back().left == 0) {
            open_.pop_back();
            continue;
        }
        const std::size_t at = open_.size() - 1;
        --open_[at].left;
        --owed_;
        if (open_[at].is_record) open_[at].key = in_.text();
        const Value v = item();
        give(open_[at], v);
    }
    return whole;
}

void ValueReader::give(Open& to, Value v) {
    if (to.is_record) {
        call_.record_set(to.container, to.key, v);
    } else {
        call_.vector_push(to.container, v);
    }
}

Value ValueReader::item() {
    const Unpacker::Item item = in_.next();
    switch (item.kind) {
        case Unpacker::Kind::Null: return call_.null();
        case Unpacker::Kind::Boolean: return call_.make(item.truth);
        case Unpacker::Kind::Number: return call_.make(item.number);
        case Unpacker::Kind::Text: return call_.make(item.text);
        case Unpacker::Kind::Map: return container(true, item.length);
        case Unpacker::Kind::Array: break;
    }
    if (item.length != 2) return container(false, item.length);
    Unpacker ahead = in_;
    const Unpacker::Item first = ahead.next();
    if (first.kind == Unpacker::Kind::Text && is_tag(first.text)) {
        in_ = ahead;
        if (const auto v = tagged(first.text)) return *v;
        throw Malformed("Invalid session file: its parts are mixed up");
    }
    return container(false, item.length);
}

Value ValueReader::container(bool is_record, std::size_t length) {
    owed_ += length;
    if (owed_ > in_.left()) throw Malformed("Invalid session file: it ends too early");
    const Value made = is_record ? call_.record() : call_.vector(length);
    containers_.push_back(made);
    open_.push_back({made, is_record, length});
    return made;
}

std::optional<Value> ValueReader::tagged(std::string_view tag) {
    if (tag == "vec") return container(false, in_.array());
    if (tag == "ten" || tag == "cten") return tensor(tag == "cten");
    if (tag == "fn") {
        const Value name = call_.make(in_.text());
        return call_.call_sync(builtin_, std::span(&name, 1));
    }
    if (tag == "ref") {
        const double number = in_.number();
        if (!(number >= 0 && number < static_cast<double>(containers_.size()))) return std::nullopt;
        return containers_[static_cast<std::size_t>(number)];
    }
    if (in_.array() != 2) return std::nullopt;
    const double re = in_.number();
    return call_.make(ach_complex{re, in_.number()});
}

Value ValueReader::tensor(bool is_complex) {
    constexpr double kMostElements = 2147483648.0;
    if (in_.array() != 2) throw Malformed("Invalid session file: a tensor without its data");
    std::vector<std::uint64_t> shape(in_.array());
    double elements = 1;
    for (std::uint64_t& length : shape) {
        const double read = in_.number();
        if (!(read >= 0 && read <= kMostElements)) throw Malformed("Invalid session file: a shape");
        length = static_cast<std::uint64_t>(read);
        elements *= read;
    }
    const auto count = static_cast<double>(in_.array());
    if (count != (is_complex ? 2 * elements : elements)) {
        throw Malformed("Invalid session file: a tensor without its data");
    }
    if (!is_complex) {
        const NewTensor made = call_.new_tensor(shape);
        for (double& n : made.data) n = in_.number();
        return made.value;
    }
    const NewComplexTensor made = call_.new_complex_tensor(shape);
    for (ach_complex& z : made.data) {
        z.re = in_.number();
        z.im = in_.number();
    }
    return made.value;
}

}  // namespace ach::builtins::session
