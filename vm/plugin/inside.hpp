// Threads that come into a program from elsewhere.
#pragma once

#include "vm/plugin/program.hpp"
#include "vm/plugin/programs.hpp"

#include <cstdint>
#include <memory>

namespace ach::vm {

// A program that somebody is inside of while this exists. Null: there is none of that number, or it
// is ending.
class Inside {
public:
    Inside(const Programs& programs, std::uint16_t number) : program_(programs.find(number)) {
        if (program_ != nullptr && !program_->gate()->enter()) program_ = nullptr;
        if (program_ != nullptr) gate_ = program_->gate();
    }
    ~Inside() { leave(); }
    Inside(const Inside&) = delete;
    Inside& operator=(const Inside&) = delete;

    explicit operator bool() const { return program_ != nullptr; }
    Program* operator->() const { return program_.get(); }

protected:
    void leave() {
        program_ = nullptr;
        if (gate_ != nullptr) gate_->leave();
        gate_ = nullptr;
    }

private:
    std::shared_ptr<Program> program_;
    std::shared_ptr<ProgramGate> gate_;
};

}  // namespace ach::vm
