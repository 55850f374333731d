// The values that cross between the UI core and a backend: plain data, made once, then only read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace ach::ui {

class Value;
using List = std::vector<Value>;
using Map = std::map<std::string, Value, std::less<>>;

// Numbers by row: `shape` {n, 2} for points. Shared, because data travel further than their
// message.
struct Array {
    std::vector<std::size_t> shape;
    std::vector<double> items;  // row-major
};

// A property that follows a signal (ui.md §4.2): values of that key arrive at the backend's port
// for values, this is the one it had when the node was described.
struct Bound;

class Value {
public:
    using Data = std::variant<std::nullptr_t, bool, double, std::string,
                              std::shared_ptr<const List>, std::shared_ptr<const Map>,
                              std::shared_ptr<const Array>, std::shared_ptr<const Bound>>;

    Value() : data_(nullptr) {}
    Value(std::nullptr_t) : data_(nullptr) {}
    Value(bool b) : data_(b) {}
    Value(double n) : data_(n) {}
    Value(int n) : data_(static_cast<double>(n)) {}
    Value(std::string text) : data_(std::move(text)) {}
    Value(const char* text) : data_(std::string(text)) {}
    Value(List items) : data_(std::make_shared<const List>(std::move(items))) {}
    Value(Map fields) : data_(std::make_shared<const Map>(std::move(fields))) {}
    Value(std::shared_ptr<const Array> array) : data_(std::move(array)) {}
    Value(std::shared_ptr<const Bound> bound) : data_(std::move(bound)) {}

    const Data& data() const { return data_; }
    bool is_null() const { return std::holds_alternative<std::nullptr_t>(data_); }

    // Null when it is of another type.
    const bool* boolean() const { return std::get_if<bool>(&data_); }
    const double* number() const { return std::get_if<double>(&data_); }
    const std::string* text() const { return std::get_if<std::string>(&data_); }
    const List* list() const { return pointee<List>(); }
    const Map* map() const { return pointee<Map>(); }
    const Array* array() const { return pointee<Array>(); }
    const Bound* bound() const { return pointee<Bound>(); }
    std::shared_ptr<const Array> shared_array() const {
        const auto* held = std::get_if<std::shared_ptr<const Array>>(&data_);
        return held == nullptr ? nullptr : *held;
    }

    // By content; NaN equals NaN, what is the same object is not looked into, bound ones by key.
    friend bool operator==(const Value& a, const Value& b);

private:
    template <class T>
    const T* pointee() const {
        const auto* held = std::get_if<std::shared_ptr<const T>>(&data_);
        return held == nullptr ? nullptr : held->get();
    }

    Data data_;
};

struct Bound {
    std::uint64_t key = 0;      // never used again for another property
    std::uint64_t version = 0;  // of the signal, when `value` was read
    Value value;
};

}  // namespace ach::ui
