// "Did you mean …?": the known word that looks most like a mistyped one.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace ach::host {

// Keeps the best candidate of many without storing them.
class Nearest {
public:
    explicit Nearest(std::string_view wanted);

    void offer(std::string_view candidate);

    // Empty when nothing was near enough to be worth suggesting.
    std::string_view best() const { return best_; }

private:
    std::string_view wanted_;
    std::string_view best_;
    std::size_t best_distance_;
};

std::string_view nearest(std::string_view wanted, std::span<const std::string_view> candidates);

// "; did you mean 'x'?", or nothing when `candidate` is empty.
std::string suggestion(std::string_view candidate);

}  // namespace ach::host
