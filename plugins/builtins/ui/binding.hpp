// A prop that follows a Signal or Computed: the machine sends its values straight to the backend
// under a key of its own. Ends with its last owner; the backend is told to forget the key then.
#pragma once

#include <achronyme/abi/reactive.h>
#include <achronyme/cpp/ref.hpp>

#include <cstdint>
#include <mutex>
#include <unordered_map>
#include <vector>

namespace ach::ui {

// All that are alive, by key. [any]
class Bindings {
public:
    Bindings(const ach_host_t* host, const ach_reactive_t& reactive)
        : host_(host), reactive_(reactive) {}

    std::uint64_t next_key();
    void add(std::uint64_t key, ach_binding binding);
    void remove(std::uint64_t key);
    // The backend has applied a large value.
    void credit(std::uint64_t key);
    // Keys that were removed since the last call.
    std::vector<std::uint64_t> take_removed();

private:
    const ach_host_t* host_;
    const ach_reactive_t& reactive_;
    std::mutex mutex_;  // of all below
    std::uint64_t last_key_ = 0;
    std::unordered_map<std::uint64_t, ach_binding> alive_;
    std::vector<std::uint64_t> removed_;
};

class Binding {
public:
    Binding(Bindings& all, std::uint64_t key, ach_binding binding, Ref source)
        : all_(all), key_(key), source_(std::move(source)) {
        all_.add(key, binding);
    }
    ~Binding() { all_.remove(key_); }
    Binding(const Binding&) = delete;
    Binding& operator=(const Binding&) = delete;

    std::uint64_t key() const { return key_; }
    const Ref& source() const { return source_; }

private:
    Bindings& all_;
    const std::uint64_t key_;
    const Ref source_;
};

}  // namespace ach::ui
