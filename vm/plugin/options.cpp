#include "vm/plugin/options.hpp"

#include "vm/support/diagnostics.hpp"
#include "vm/support/nearest_name.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <limits>
#include <optional>

namespace ach::vm {

namespace {

using Words = std::vector<std::string_view>;

struct Flag {
    std::string_view name;
    bool Options::*member;
    std::array<bool, 5> allowed;  // by Action
};

constexpr std::array kFlags = {
    Flag{"--print", &Options::print, {true, false, false, false, false}},
    Flag{"--json-result", &Options::json_result, {true, true, false, false, false}},
    Flag{"--gc-stress", &Options::gc_stress, {true, true, false, false, true}},
    Flag{"--gc-statistics", &Options::gc_statistics, {true, true, false, false, true}},
    Flag{"--parse-only", &Options::parse_only, {false, false, true, false, false}},
    Flag{"--json", &Options::json, {false, false, true, false, false}},
};

constexpr std::string_view kMaxHeap = "--max-heap";

bool takes_max_heap(Action action) {
    return action == Action::Run || action == Action::Eval || action == Action::Repl;
}

std::optional<std::uint64_t> parse_size(std::string_view text) {
    std::uint64_t number = 0;
    const char* end = text.data() + text.size();
    const auto [rest, failed] = std::from_chars(text.data(), end, number);
    if (failed != std::errc() || number == 0) return std::nullopt;
    unsigned shift = 0;
    if (rest != end) {
        if (rest + 1 != end) return std::nullopt;
        switch (*rest) {
            case 'K': shift = 10; break;
            case 'M': shift = 20; break;
            case 'G': shift = 30; break;
            default: return std::nullopt;
        }
    }
    if (number > std::numeric_limits<std::uint64_t>::max() >> shift) return std::nullopt;
    return number << shift;
}

std::string options_of(Action action) {
    std::string all;
    for (const Flag& flag : kFlags) {
        if (!flag.allowed[static_cast<std::size_t>(action)]) continue;
        all.append(all.empty() ? "" : ", ").append(flag.name);
    }
    if (takes_max_heap(action)) all.append(", --max-heap=SIZE");
    return all.empty() ? "none" : all;
}

UsageError unknown_option(std::string_view command, Action action, std::string_view word) {
    NearestName near(word.substr(0, word.find('=')));
    for (const Flag& flag : kFlags) {
        if (flag.allowed[static_cast<std::size_t>(action)]) near.offer(flag.name);
    }
    if (takes_max_heap(action)) near.offer(kMaxHeap);
    const std::string refusal =
        fmt::format("'{}' is no option of 'achronyme {}'", shortened(word), command);
    if (!near.best().empty()) return {fmt::format("{}; did you mean '{}'?", refusal, near.best())};
    return {fmt::format("{} (it has {}; achronyme's own stand in front: achronyme [OPTIONS] {})",
                        refusal, options_of(action), command)};
}

Action action_of(std::string_view command) {
    if (command == "eval") return Action::Eval;
    if (command == "check") return Action::Check;
    if (command == "disassemble") return Action::Disassemble;
    if (command == "repl") return Action::Repl;
    return Action::Run;
}

// Reads one option; false when `word` is none this action has.
std::variant<bool, UsageError> take_option(Options& options, std::string_view word) {
    for (const Flag& flag : kFlags) {
        if (word == flag.name && flag.allowed[static_cast<std::size_t>(options.action)]) {
            options.*flag.member = true;
            return true;
        }
    }
    if (!takes_max_heap(options.action) || word.substr(0, word.find('=')) != kMaxHeap) return false;
    const auto size =
        word.size() > kMaxHeap.size() ? parse_size(word.substr(kMaxHeap.size() + 1)) : std::nullopt;
    if (!size) {
        return UsageError{fmt::format(
            "'{}': give a size such as --max-heap=512M (bytes, or with suffix K, M or G)",
            shortened(word))};
    }
    options.max_heap_bytes = *size;
    return true;
}

}  // namespace

std::variant<Options, UsageError> parse_options(std::string_view command, const Words& words) {
    Options options;
    options.action = action_of(command);
    std::size_t next = 0;
    // `achronyme eval -2^2` is an expression; options of eval have two dashes.
    const std::string_view dash = options.action == Action::Eval ? "--" : "-";
    while (next < words.size() && words[next].size() > 1 && words[next].starts_with(dash)) {
        const std::string_view word = words[next++];
        if (word == "--") break;
        const auto taken = take_option(options, word);
        if (const auto* wrong = std::get_if<UsageError>(&taken)) return *wrong;
        if (!std::get<bool>(taken)) return unknown_option(command, options.action, word);
    }
    if (options.action == Action::Repl) {
        if (next == words.size()) return options;
        return UsageError{fmt::format("'achronyme repl' takes options only; '{}' is too many",
                                      shortened(words[next]))};
    }
    const std::string_view what = options.action == Action::Eval ? "TEXT" : "FILE";
    if (next == words.size()) {
        return UsageError{fmt::format("'achronyme {}' needs a {}", command, what)};
    }
    options.source = words[next++];
    if (options.action != Action::Eval && options.source == "-") options.source = kStandardInput;
    const bool has_arguments = takes_max_heap(options.action);
    if (!has_arguments && next < words.size()) {
        return UsageError{fmt::format("'achronyme {}' takes one FILE; '{}' is too many", command,
                                      shortened(words[next]))};
    }
    options.arguments.assign(words.begin() + static_cast<std::ptrdiff_t>(next), words.end());
    if (options.action == Action::Eval && !options.json_result) options.print = true;
    return options;
}

}  // namespace ach::vm
