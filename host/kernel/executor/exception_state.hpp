// The C++ runtime's record of exceptions that are being handled, per fiber instead of per thread.
//
// The runtime keeps a stack of caught exceptions for each OS thread. Two fibers of one thread that
// wait inside `catch` would share it, and a `throw;` would rethrow the exception of the other one.
// So whoever suspends a fiber holds one of these across the switch: the other side starts with an
// empty record and this side finds its own again.
#pragma once

namespace ach::host {

class ExceptionState {
public:
    ExceptionState() noexcept;
    ~ExceptionState();
    ExceptionState(const ExceptionState&) = delete;
    ExceptionState& operator=(const ExceptionState&) = delete;

private:
    void* caught_;
    unsigned int uncaught_;
};

}  // namespace ach::host
