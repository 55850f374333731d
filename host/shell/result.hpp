// What can go wrong in a correct program, as a value.
//
// A Problem is a finished sentence for the person at the terminal: the thing, the place, the
// remedy. `status` is what a plugin gets to see when the problem crosses the ABI.
#pragma once

#include <achronyme/abi/base.h>

#include <cassert>
#include <optional>
#include <string>
#include <utility>

namespace ach::host {

struct Problem {
    std::string text;
    ach_status status = ACH_E_FAILED;
};

template <class T>
class [[nodiscard]] Result {
public:
    Result(T value) : value_(std::move(value)) {}
    Result(Problem problem) : problem_(std::move(problem)) {}

    explicit operator bool() const { return value_.has_value(); }

    T& operator*() { return *value_; }
    const T& operator*() const { return *value_; }
    T* operator->() { return &*value_; }
    const T* operator->() const { return &*value_; }

    const Problem& problem() const {
        assert(!value_ && "asking a success for its problem");
        return problem_;
    }

private:
    std::optional<T> value_;
    Problem problem_;
};

// A Result without a value.
class [[nodiscard]] Outcome {
public:
    Outcome() = default;
    Outcome(Problem problem) : problem_(std::move(problem)) {}

    explicit operator bool() const { return !problem_; }
    const Problem& problem() const { return *problem_; }

private:
    std::optional<Problem> problem_;
};

}  // namespace ach::host
