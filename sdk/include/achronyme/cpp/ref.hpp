// A counted root: keeps a script value beyond the call that gave it.
#pragma once

#include "achronyme/abi/value.h"

#include <utility>

namespace ach {
inline namespace sdk1 {

// May be moved to and ended on any thread; read it with Call::deref().
class Ref {
public:
    Ref() = default;
    Ref(const ach_host_t* host, const ach_value_table_t* values, ach_ref raw) noexcept
        : host_(host), values_(values), raw_(raw) {}
    Ref(Ref&& other) noexcept
        : host_(other.host_), values_(other.values_), raw_(std::exchange(other.raw_, {})) {}
    Ref& operator=(Ref&& other) noexcept {
        std::swap(host_, other.host_);
        std::swap(values_, other.values_);
        std::swap(raw_, other.raw_);
        return *this;
    }
    ~Ref() { reset(); }

    explicit operator bool() const noexcept { return raw_.bits != 0; }
    ach_ref raw() const noexcept { return raw_; }

    void reset() noexcept {
        if (raw_.bits != 0) values_->ref_release(host_, values_, std::exchange(raw_, {}));
    }

private:
    const ach_host_t* host_ = nullptr;
    const ach_value_table_t* values_ = nullptr;
    ach_ref raw_{};
};

}  // namespace sdk1
}  // namespace ach
