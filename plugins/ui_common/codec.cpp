#include "plugins/ui_common/codec.hpp"

#include "plugins/ui_common/cbor_reader.hpp"
#include "plugins/ui_common/cbor_writer.hpp"
#include "plugins/ui_common/protocol_fields.hpp"
#include "plugins/ui_common/protocol_names.hpp"

#include <algorithm>
#include <cstring>
#include <limits>
#include <tuple>
#include <type_traits>
#include <utility>

namespace ach::ui {

namespace {

constexpr std::size_t kSentAlways = 4096;  // bytes of a String, as ach.reactive/1 has it

template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};

// --- what is left out

template <class T>
std::size_t count_fields(const T& m);

template <class T>
bool is_absent(const T& field) {
    if constexpr (IsOptional<T>::value) {
        return !field.has_value();
    } else if constexpr (std::is_same_v<T, Style> || std::is_same_v<T, StateStyles>) {
        return count_fields(field) == 0;
    } else if constexpr (requires { field.empty(); } && !std::is_same_v<T, std::string>) {
        if constexpr (requires { std::tuple_size<T>::value; }) {
            return std::none_of(field.begin(), field.end(), [](const auto& x) { return !!x; });
        } else {
            return field.empty();
        }
    } else {
        return false;
    }
}

struct FieldCounter {
    std::size_t count = 0;
    template <class T>
    void operator()(std::string_view, const T& field) {
        if (!is_absent(field)) ++count;
    }
};

template <class T>
std::size_t count_fields(const T& m) {
    FieldCounter counter;
    visit_fields(counter, m);
    return counter.count;
}

// --- writing

struct FieldWriter {
    CborWriter& out;

    template <class T>
    void operator()(std::string_view name, const T& field) {
        if (is_absent(field)) return;
        out.text(name);
        write(field);
    }

    void write(bool b) { out.boolean(b); }
    void write(double d) { out.number(d); }
    void write(int n) { out.number(n); }
    template <std::unsigned_integral T>
    void write(T n) {
        out.unsigned_integer(n);
    }
    void write(const std::string& text) { out.text(text); }
    void write(const Value& value) { out.value(value); }
    void write(const Map& map) { out.map(map); }
    template <class E>
    requires std::is_enum_v<E>
    void write(E e) { out.text(name_of(e)); }

    void write(const Length& length) {
        if (length.unit == Unit::Pixels) return out.number(length.amount);
        if (length.unit != Unit::Percent) return out.text(name_of(length.unit));
        out.open_list(2);
        out.text(name_of(length.unit));
        out.number(length.amount);
    }

    template <class T>
    void write(const std::optional<T>& field) {
        field ? write(*field) : out.null();
    }
    template <class T>
    void write(const Sides<T>& sides) {
        out.open_list(sides.size());
        for (const T& side : sides) write(side);
    }
    template <class T>
    void write(const std::vector<T>& list) {
        out.open_list(list.size());
        for (const T& item : list) write(item);
    }
    void write(const std::set<std::string>& names) {
        out.open_list(names.size());
        for (const std::string& name : names) out.text(name);
    }
    void write(const Op& op) { write_named("op", kOpNames[op.index()], op); }

    template <class T>
    requires requires(FieldCounter& counter, T& m) { visit_fields(counter, m); }
    void write(const T& m) {
        out.open_map(count_fields(m));
        visit_fields(*this, m);
    }

    template <class Variant>
    void write_named(std::string_view key, std::string_view name, const Variant& variant) {
        std::visit(
            [&](const auto& m) {
                out.open_map(1 + count_fields(m));
                out.text(key);
                out.text(name);
                visit_fields(*this, m);
            },
            variant);
    }
};

// --- reading

// A class, so that its functions see each other whatever their order.
class Reading {
public:
    explicit Reading(CborReader& in) : in_(in) {}

    void read(bool& field) { field = in_.boolean(); }
    void read(double& field) { field = in_.number(); }
    void read(std::string& field) { field = in_.text(); }
    void read(Value& field) { field = in_.value(); }
    void read(Map& field) { field = in_.map(); }

    void read(int& field) {
        const double d = in_.number();
        if (!(d >= std::numeric_limits<int>::min() && d <= std::numeric_limits<int>::max())) {
            throw BadMessage("a number is too large");
        }
        field = static_cast<int>(d);
    }

    template <std::unsigned_integral T>
    void read(T& field) {
        const std::uint64_t n = in_.unsigned_integer();
        if (n > std::numeric_limits<T>::max()) throw BadMessage("a number is too large");
        field = static_cast<T>(n);
    }

    template <class E>
    requires std::is_enum_v<E>
    void read(E& field) {
        const auto found = std::ranges::find(Names<E>::kAll, in_.text());
        if (found == std::end(Names<E>::kAll)) return;  // of a later version: as if absent
        field = static_cast<E>(found - std::begin(Names<E>::kAll));
    }

    void read(Length& field) {
        if (in_.is_text()) return read(field.unit);
        if (!in_.is_list()) {
            field = {Unit::Pixels, in_.number()};
            return;
        }
        int part = 0;
        in_.list([&] {
            if (part == 0) read(field.unit);
            if (part == 1) field.amount = in_.number();
            if (part++ > 1) throw BadMessage("a length has more than a unit and an amount");
        });
    }

    template <class T>
    void read(std::optional<T>& field) {
        if (in_.is_null()) {
            in_.skip();
            field.reset();
        } else {
            read(field.emplace());
        }
    }

    template <class T>
    void read(Sides<T>& sides) {
        std::size_t side = 0;
        in_.list([&] {
            if (side == sides.size()) throw BadMessage("a side or corner too many");
            read(sides[side++]);
        });
    }

    template <class T>
    void read(std::vector<T>& list) {
        list.clear();
        in_.list([&] { read(list.emplace_back()); });
    }

    void read(std::set<std::string>& names) {
        in_.list([&] { names.insert(in_.text()); });
    }

    void read(std::vector<Op>& ops) {
        in_.list([&] {
            if (auto op = named<Op>("op", kOpNames)) ops.push_back(std::move(*op));
        });
    }

    template <class T>
    requires requires(FieldCounter& counter, T& m) { visit_fields(counter, m); }
    void read(T& m) {
        in_.map([&](std::string_view name) {
            Matching matching{*this, name};
            visit_fields(matching, m);
            if (!matching.is_read) in_.skip();
        });
    }

    // The map that follows, as the alternative that its field `key` names.
    template <class Variant, std::size_t kCount>
    std::optional<Variant> named(std::string_view key, const std::string_view (&names)[kCount]) {
        const std::string wanted = look_for(key);
        const auto found = std::ranges::find(names, wanted);
        if (found == std::end(names)) {
            in_.skip();
            return std::nullopt;
        }
        std::optional<Variant> variant;
        const auto index = static_cast<std::size_t>(found - std::begin(names));
        [&]<std::size_t... kIndex>(std::index_sequence<kIndex...>) {
            ((index == kIndex && (variant.emplace(std::in_place_index<kIndex>), true)) || ...);
        }
        (std::make_index_sequence<kCount>());
        std::visit([&](auto& m) { read(m); }, *variant);
        return variant;
    }

private:
    // Reads the one field that has the name.
    struct Matching {
        Reading& reading;
        std::string_view name;
        bool is_read = false;

        template <class T>
        void operator()(std::string_view known, T& field) {
            if (is_read || name != known) return;
            reading.read(field);
            is_read = true;
        }
    };

    std::string look_for(std::string_view key) const {
        std::string text;
        CborReader ahead = in_;
        ahead.map([&](std::string_view name) {
            if (name == key) {
                text = ahead.text();
            } else {
                ahead.skip();
            }
        });
        return text;
    }

    CborReader& in_;
};

template <class Variant, std::size_t kCount>
std::vector<std::uint8_t> encode(std::string_view key, const std::string_view (&names)[kCount],
                                 const Variant& message) {
    std::vector<std::uint8_t> bytes;
    CborWriter out(bytes);
    FieldWriter{out}.write_named(key, names[message.index()], message);
    return bytes;
}

template <class Variant, std::size_t kCount>
std::optional<Variant> decode(std::string_view key, const std::string_view (&names)[kCount],
                              std::span<const std::uint8_t> bytes) {
    CborReader in(bytes);
    std::optional<Variant> message = Reading(in).named<Variant>(key, names);
    if (!in.is_at_end()) throw BadMessage("a message has something behind its end");
    return message;
}

}  // namespace

std::vector<std::uint8_t> encode(const Command& command) {
    return encode("c", kCommandNames, command);
}

std::vector<std::uint8_t> encode(const Event& event) { return encode("e", kEventNames, event); }

std::optional<Command> decode_command(std::span<const std::uint8_t> bytes) {
    return decode<Command>("c", kCommandNames, bytes);
}

std::optional<Event> decode_event(std::span<const std::uint8_t> bytes) {
    return decode<Event>("e", kEventNames, bytes);
}

Value decode_value(std::span<const std::uint8_t> bytes) {
    CborReader in(bytes);
    Value value = in.value();
    if (!in.is_at_end()) throw BadMessage("a value has something behind its end");
    return value;
}

Value style_value(const Style& style) {
    std::vector<std::uint8_t> bytes;
    CborWriter out(bytes);
    FieldWriter{out}.write(style);
    return decode_value(bytes);
}

SignalChanged decode_signal(std::uint64_t key, std::span<const std::uint8_t> inline_data,
                            std::span<const std::uint8_t> payload) {
    if (inline_data.size() < 8) throw BadMessage("a signal's message lacks its version");
    SignalChanged change;
    change.key = key;
    std::memcpy(&change.version, inline_data.data(), 8);
    if (inline_data.size() == 16) {
        double number = 0;
        std::memcpy(&number, inline_data.data() + 8, 8);
        change.value = number;
    } else if (inline_data.size() == 9) {
        if (inline_data[8] > 2) throw BadMessage("a signal's message has neither null nor Boolean");
        if (inline_data[8] != 0) change.value = inline_data[8] == 2;
    } else if (inline_data.size() == 8) {
        change.value = decode_value(payload);
        const std::string* text = change.value.text();
        change.wants_credit = text == nullptr || text->size() > kSentAlways;
    } else {
        throw BadMessage("a signal's message has a size that does not exist");
    }
    return change;
}

}  // namespace ach::ui
