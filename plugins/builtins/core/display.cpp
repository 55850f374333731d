#include "plugins/builtins/core/display.hpp"

#include "plugins/builtins/support/numeric.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <vector>

namespace ach::builtins {
namespace {

// Shows one value. Containers may be nested deeper than a native's stack is high, so the walk keeps
// its own stack of what is open.
class Shower {
public:
    Shower(const Call& call, const DisplaySettings& settings, std::string& out)
        : call_(call), precision_(settings.precision()), epsilon_(settings.epsilon()), out_(out) {}

    void show(Value root) {
        open_or_write(root);
        while (!open_.empty()) {
            Container& container = open_.back();
            if (container.next == container.length) {
                out_ += container.is_record ? '}' : ']';
                open_.pop_back();
            } else {
                next_item(container);
            }
        }
    }

private:
    struct Container {
        Value value;
        bool is_record;
        std::size_t length;
        std::size_t next = 0;
    };

    void next_item(Container& container) {
        const std::size_t at = container.next++;
        if (at > 0) out_ += ", ";
        if (!container.is_record) {
            Value item{};
            const ach_status there =
                call_.values().vector_get(call_.raw(), container.value, at, &item);
            return there == ACH_OK ? open_or_write(item) : close_early(container);
        }
        Value name{};
        Value item{};
        const ach_status there =
            call_.values().record_at(call_.raw(), container.value, at, &name, &item);
        if (there != ACH_OK) return close_early(container);
        write_key(call_.to_text(name));
        out_ += ": ";
        open_or_write(item);
    }

    // Somebody made the container shorter meanwhile.
    static void close_early(Container& container) { container.next = container.length; }

    void open_or_write(Value value) {
        switch (call_.type(value)) {
            case ACH_T_NUMBER: return write_number(call_.to_number(value));
            case ACH_T_COMPLEX: return write_complex(value);
            case ACH_T_VECTOR: return open(value, false, call_.vector_len(value));
            case ACH_T_RECORD: return open(value, true, call_.record_len(value));
            case ACH_T_TENSOR:
            case ACH_T_COMPLEX_TENSOR: return write_tensor(value);
            default: out_ += call_.display(value);
        }
    }

    void open(Value value, bool is_record, std::size_t length) {
        const bool inside_itself = std::ranges::any_of(
            open_, [&](const Container& c) { return c.value.bits == value.bits; });
        if (inside_itself) {
            out_ += is_record ? "{...}" : "[...]";
            return;
        }
        out_ += is_record ? '{' : '[';
        open_.push_back({value, is_record, length});
    }

    void write_key(std::string_view key) {
        const auto in_name = [](char c) {
            return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                   (c >= 'A' && c <= 'Z');
        };
        const bool is_name =
            !key.empty() && !(key[0] >= '0' && key[0] <= '9') && std::ranges::all_of(key, in_name);
        if (is_name) {
            out_ += key;
            return;
        }
        out_ += call_.ach::Call::text(call_.make(key), ACH_TEXT_QUOTED);
    }

    // The number that is shown for `x`: rounded half away from zero, and 0 when it is negligible.
    double shown(double x) const {
        double y = x;
        if (precision_ >= 0 && x != std::trunc(x)) {
            const double scale = std::pow(10.0, precision_);
            const double scaled = x * scale;
            if (std::isfinite(scaled)) y = std::round(scaled) / scale;
        }
        return std::fabs(y) < epsilon_ ? 0.0 : y;
    }

    void write_number(double x) { write_shown(shown(x)); }

    void write_shown(double y) {
        std::string text(call_.display(call_.number_value(y)));
        if (precision_ >= 0 && y != 0 && std::isfinite(y)) give_decimals(text, y);
        out_ += text;
    }

    // Exactly as many decimals as asked for.
    void give_decimals(std::string& text, double y) const {
        const std::size_t point = text.find('.');
        const auto wanted = static_cast<std::size_t>(precision_);
        const std::size_t there = point == std::string::npos ? 0 : text.size() - point - 1;
        if (there > wanted) {
            char digits[512];
            const auto end = std::to_chars(digits, digits + sizeof digits, y,
                                           std::chars_format::fixed, precision_);
            text.assign(digits, end.ptr);
            return;
        }
        if (point == std::string::npos && wanted > 0) text += '.';
        text.append(wanted - there, '0');
    }

    void write_complex(Value value) { write_parts(call_.complex(value)); }

    void write_parts(ach_complex z) {
        const double re = shown(z.re);
        const double im = shown(z.im);
        if (re == 0) {
            write_shown(im);
        } else {
            write_shown(re);
            out_ += im < 0 ? '-' : '+';
            write_shown(std::fabs(im));
        }
        out_ += 'i';
    }

    void write_tensor(Value value) {
        std::size_t next = 0;
        write_axis(call_.tensor(value), 0, next);
    }

    void write_axis(const TensorView& look, std::size_t axis, std::size_t& next) {
        if (axis == look.shape.size()) {
            if (look.is_complex) {
                write_parts(look.complexes[next++]);
            } else {
                write_number(look.data[next++]);
            }
            return;
        }
        out_ += '[';
        for (std::uint64_t i = 0; i < look.shape[axis]; ++i) {
            if (i > 0) out_ += ", ";
            write_axis(look, axis + 1, next);
        }
        out_ += ']';
    }

    const Call& call_;
    int precision_;
    double epsilon_;
    std::string& out_;
    std::vector<Container> open_;
};

}  // namespace

void show(const Call& call, Value value, const DisplaySettings& settings, std::string& out) {
    if (settings.are_default()) {
        out += call.display(value);
    } else {
        Shower(call, settings, out).show(value);
    }
}

}  // namespace ach::builtins
