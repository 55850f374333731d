// The C++ runtime's record of exceptions that are being handled, per fiber instead of per thread.
//
// The runtime keeps a stack of caught exceptions for each OS thread. Two fibers of one thread that
// wait inside `catch` would share it, and a `throw;` would rethrow the exception of the other one.
// So whoever suspends a fiber holds one of these across the switch: the other side starts with an
// empty record and this side finds its own again.
//
// There may be two runtimes: the executable's own, and the shared one that modules bring along.
// Modules with a runtime of their own (ach_own_runtime() in the build) do not wait inside `catch`.
#pragma once

#include <atomic>

namespace ach::host {

// After a module was loaded: the runtime that it brought along is looked after as well. [any]
void find_shared_exceptions() noexcept;

class ExceptionState {
public:
    ExceptionState() noexcept;
    ~ExceptionState();
    ExceptionState(const ExceptionState&) = delete;
    ExceptionState& operator=(const ExceptionState&) = delete;

private:
    // The layout that the Itanium C++ ABI lays down for __cxa_eh_globals.
    struct Record {
        void* caught = nullptr;
        unsigned int uncaught = 0;
    };
    using Find = Record* (*)();
    friend void find_shared_exceptions() noexcept;

    static Record& own() noexcept;
    static std::atomic<Find> shared;  // null: there is no other runtime

    Find found_;
    Record own_;
    Record shared_;
};

}  // namespace ach::host
