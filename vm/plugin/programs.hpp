// The programs that run, by number: for tokens that come back from other threads, and for whoever
// has to wait until all are over.
#pragma once

#include <achronyme/abi/value.h>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

namespace ach::vm {

class Program;

class Programs {
public:
    // [any] A token that no other program ever has, and whose last 16 bits, its number, no running
    // one has; 0 when there are too many.
    std::uint64_t enter();
    // [any] The program of that number exists now.
    void announce(std::uint16_t number, std::weak_ptr<Program> program);
    // [any] It is over.
    void leave(std::uint16_t number);

    // [any] Null when there is none, or none any more.
    std::shared_ptr<Program> find(std::uint16_t number) const;
    std::vector<std::shared_ptr<Program>> all() const;

    // [any] Calls `over` once no program is left, perhaps at once.
    void when_none_is_left(std::function<void()> over);

private:
    mutable std::mutex mutex_;  // nothing is called while it is held
    std::map<std::uint16_t, std::weak_ptr<Program>> programs_;
    std::uint64_t last_ = 0;
    std::function<void()> over_;
};

// ach.value/1 with the programs whose references it releases: a provider's table leads it to its
// state.
struct ValueTable {
    ach_value_table_t table;
    Programs* programs;
};

inline Programs& programs_of(const ach_value_table_t* table) {
    return *reinterpret_cast<const ValueTable*>(table)->programs;
}

}  // namespace ach::vm
