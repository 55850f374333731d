// Values that plugins hold beyond a call (ach_ref): roots of one program, named by tokens that know
// when they are spent.
//
// A token is the program's number, the place in its table and the place's generation, so a token of
// an ended program, or one that was released, finds nothing.
#pragma once

#include "vm/runtime/heap.hpp"

#include <achronyme/abi/base.h>

#include <cstdint>
#include <mutex>
#include <vector>

namespace ach::vm {

class Refs final : public RootProvider {
public:
    Refs(Heap& heap, std::uint16_t program);
    ~Refs();
    Refs(const Refs&) = delete;
    Refs& operator=(const Refs&) = delete;

    // [vm] The value is kept alive until release(); a weak one only as long as somebody else does.
    // The zero token: too many references.
    ach_ref add(Value v, bool weak);
    // [vm] Absent for a spent token and for a weak one whose value has died.
    Value get(ach_ref ref) const;
    // [any] False for a spent token.
    bool release(ach_ref ref);

    static std::uint16_t program_of(ach_ref ref) {
        return static_cast<std::uint16_t>(ref.bits >> 48);
    }

    void trace_roots(Tracer& tracer) override;
    void drop_dead(const Tracer& tracer) override;

private:
    struct Place {
        Value value = Value::absent();
        std::uint32_t generation = 1;
        bool is_used = false;
        bool is_weak = false;
    };
    static constexpr std::uint32_t kMaxPlaces = 1u << 24;
    static constexpr std::uint32_t kGenerations = 1u << 24;

    const Place* find(ach_ref ref) const;

    Heap& heap_;
    const std::uint16_t program_;
    mutable std::mutex mutex_;  // everything below; taken by the collector while the world stands
    std::vector<Place> places_;
    std::vector<std::uint32_t> free_;
};

}  // namespace ach::vm
