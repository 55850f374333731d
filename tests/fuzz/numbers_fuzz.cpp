// Numbers in text: what the builtins read is what the C library reads, and what is written reads
// back as the same number. Text knows one zero only: that of -0 is "0".
#include "plugins/builtins/support/number_text.hpp"
#include "plugins/json_common/number_text.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "vm/runtime/text.hpp"

#include <cmath>
#include <cstdlib>
#include <cstring>
#include <string>

using ach::fuzz::require;

namespace {

bool is_same(double a, double b) {
    return std::memcmp(&a, &b, sizeof a) == 0 || (std::isnan(a) && std::isnan(b));
}

void read(const std::string& text) {
    const auto number = ach::builtins::number_in(text);
    if (!number) return;
    require(is_same(*number, std::strtod(text.c_str(), nullptr)));
}

void write(double number) {
    std::string text;
    ach::vm::append_number(text, number);
    const auto again = ach::builtins::number_in(text);
    require(again && (number == 0 ? *again == 0 : is_same(*again, number)));
    std::string json;
    ach::json::append_number(json, number);
    if (std::isfinite(number)) require(std::strtod(json.c_str(), nullptr) == number);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    read(std::string(ach::fuzz::text_of(data, size)));
    double number = 0;
    if (size >= sizeof number) {
        std::memcpy(&number, data, sizeof number);
        write(number);
    }
    return 0;
}
