// Who may enter a SERIAL native: one thread at a time in the whole process, whatever machine it
// works for. Nobody blocks in here: who finds the native occupied leaves a Turn, and is told when
// it may try again. Only who runs is ever inside, so whoever waits waits for a running thread.
#pragma once

#include <achronyme/abi/native.h>

#include <deque>
#include <map>
#include <memory>
#include <mutex>

namespace ach::vm {

// A wish to enter a native.
class Turn {
public:
    virtual ~Turn() = default;

    // [any thread] The native is free, or was: try again, or pass_on(). False: nobody is there any
    // more.
    virtual bool come() noexcept = 0;
};

class SerialLine {
public:
    // [any thread] True: nobody was inside, and the caller is. False: `turn`, if any, is in line.
    [[nodiscard]] bool enter(std::shared_ptr<Turn> turn = nullptr);
    // [who is inside]
    void leave() noexcept;
    // [who was told] Will not try again.
    void pass_on() noexcept;

private:
    std::mutex mutex_;  // nothing is called under it
    bool is_occupied_ = false;
    std::deque<std::shared_ptr<Turn>> waiting_;
};

// The line of each definition, for all machines.
class SerialLines {
public:
    SerialLine& of(const ach_native_def& def);

private:
    std::mutex mutex_;
    std::map<const ach_native_def*, SerialLine> lines_;
};

}  // namespace ach::vm
