// workers: parallel loops and background jobs.
//
// The loops are written in the language (workers.soc), around tasks of the machine, so that their
// callbacks may wait and call each other. Here is what the language lacks: a counter that several
// strands take numbers from, and the checking of options.

#include <achronyme/cpp/plugin.hpp>
#include <achronyme/cpp/resource.hpp>

#include "preludes/workers.hpp"

#include <atomic>
#include <cmath>
#include <limits>
#include <memory>
#include <string>
#include <string_view>

namespace ach::workers {

namespace {

// Gives out 0, 1, 2, …, each once.
struct Tickets {
    static constexpr const char* type_name = "Tickets";
    static constexpr std::uint32_t layout = 1;
    std::atomic<std::uint64_t> next{0};
};

std::unique_ptr<Tickets> tickets(Call&) { return std::make_unique<Tickets>(); }

double next_ticket(Call&, Tickets& tickets) {
    return static_cast<double>(tickets.next.fetch_add(1, std::memory_order_acq_rel));
}

[[noreturn]] void refuse(const Call& call, std::string_view kind, const std::string& text) {
    call.check(call.table().raise(call.raw(), str(kind), str(text), call.null()));
    throw Raised{};
}

double count_of(const Call& call, const std::string& function, const std::string& option, Value v) {
    const auto count = call.maybe_number(v);
    if (!count) {
        refuse(call, "TypeError",
               "Type error in " + function + ": expected Number for '" + option + "', got " +
                   std::string(call.type_name(v)));
    }
    if (!(*count >= 1) || *count != std::floor(*count)) {
        refuse(call, "ValueError",
               function + "(): '" + option + "' must be a whole number from 1 on");
    }
    return *count;
}

// [threads, chunk, combine] of an options Record or null: Infinity, 0 and null when left out.
// Only parallel_reduce has partial results to combine.
Value parallel_options(Call& call, std::string_view name, Value options) {
    const std::string function(name);
    const bool reduces = name == "parallel_reduce";
    double threads = std::numeric_limits<double>::infinity();
    double chunk = 0;
    Value combine = call.null();
    if (!call.is_null(options)) {
        if (call.type(options) != ACH_T_RECORD) {
            refuse(call, "TypeError",
                   "Type error in " + function + ": expected Record, got " +
                       std::string(call.type_name(options)));
        }
        for (std::size_t i = 0; i < call.record_len(options); ++i) {
            const auto [key, value] = call.record_at(options, i);
            const std::string option(key);
            const bool is_known =
                option == "threads" || option == "chunk" || (reduces && option == "combine");
            if (!is_known) {
                refuse(call, "ValueError",
                       function + "(): '" + option + "' is no option; there are 'threads'" +
                           (reduces ? ", 'chunk' and 'combine'" : " and 'chunk'"));
            }
            if (call.is_null(value)) continue;
            if (option == "threads") threads = count_of(call, function, option, value);
            if (option == "chunk") chunk = count_of(call, function, option, value);
            if (option == "combine") combine = value;
        }
    }
    const Value all = call.vector(3);
    call.vector_push(all, call.make(threads));
    call.vector_push(all, call.make(chunk));
    call.vector_push(all, combine);
    return all;
}

struct Workers : plugin<Workers> {
    static constexpr const char* id = "achronyme.workers";
    static constexpr const char* version = "0.1.0";
    using resources = Resources<Tickets>;
    static constexpr ach_native_def natives[] = {
        native<&tickets>("__tickets"),
        native<&next_ticket>("__next_ticket"),
        native<&parallel_options>("__parallel_options"),
    };
    static constexpr ach_prelude_def prelude{sizeof(ach_prelude_def), ACH_PRELUDE_BYTECODE,
                                             "workers.soc",           kWorkersPrelude,
                                             sizeof kWorkersPrelude,  kWorkersPreludeDocs};
};

}  // namespace

}  // namespace ach::workers

ACH_PLUGIN(ach::workers::Workers)
