// The session of `achronyme repl`: entries that share one top level.
//
//   line ─▶ complete? ─▶ compile ─▶ run as a task of the main strand ─▶ print ─▶ next line
//             no: one more line
//
// Everything but what the console says and the completion of names happens on the main strand, so
// timers and other tasks run while a person thinks. Entries are compiled one at a time, between two
// lines; that is when the scope changes, and the console's thread reads it only within a line.
#pragma once

#include "vm/language/compile.hpp"
#include "vm/plugin/console.hpp"
#include "vm/plugin/host_tables.hpp"
#include "vm/runtime/machine.hpp"

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace ach::vm {

class Modules;
class Packs;

class Repl final : private ConsoleListener, private RootProvider {
public:
    struct Parts {
        const HostTables& host;
        Machine& machine;
        Packs& packs;
        ExecutionContext::Ref context;
        std::shared_ptr<ProgramGate> gate;
        std::shared_ptr<Console> console;
        std::function<void()> wake;   // [any] has serve() called soon
        std::function<void()> leave;  // ends the program
    };
    explicit Repl(Parts parts);
    ~Repl() override;
    Repl(const Repl&) = delete;
    Repl& operator=(const Repl&) = delete;

    // Asks for the first line.
    void begin();
    // Takes in what has come from outside.
    void serve(Mutator& mutator);
    // Has the entry ended? Then it says how, and asks for the next one.
    void look_at_entry(Mutator& mutator);
    bool runs_an_entry() const { return entry_ != nullptr; }
    // The entry waits for something that can no longer happen.
    void give_up(Mutator& mutator);

    // [vm] What the entries have declared, in order.
    void each_variable(const std::function<void(const std::string&, Slot&, bool)>& each);
    // Functions that entries have made keep what they captured.
    void clear_variables() { scope_.names.clear(); }
    // The place of a variable, a new one if there is none. Null: there are too many.
    Slot* variable(const std::string& name, bool is_mutable);

    // [any, inside] The person wants the running entry cancelled, or the one being written dropped.
    void interrupt();

private:
    struct Event {
        enum class Kind : std::uint8_t { Line, Ended, Interrupt };
        Kind kind;
        std::string text = {};
    };

    void line(std::string text) override { hear({Event::Kind::Line, std::move(text)}); }
    void ended() override { hear({Event::Kind::Ended}); }
    std::size_t complete(std::string_view before, const Offer& offer) override;
    void hear(Event event);
    void trace_roots(Tracer& tracer) override;

    void take(Mutator& mutator, Event& event);
    void take_line(Mutator& mutator, const std::string& text);
    bool run_command(const std::string& text);
    void run_entry(Mutator& mutator);
    bool start(Mutator& mutator, std::shared_ptr<const Unit> unit);
    void say_error(Mutator& mutator, Value error) const;
    void say_failure(Mutator& mutator, Value error);
    void forget_unfilled();
    void go_on();
    void reset();

    void offer_members(std::string_view path, std::string_view prefix, const Offer& offer);
    void offer_names(std::string_view prefix, const Offer& offer) const;

    const Parts parts_;
    std::mutex mutex_;
    std::vector<Event> events_;  // guarded by mutex_

    language::ReplScope scope_;
    std::shared_ptr<Globals> globals_;
    std::string written_;               // the lines of the entry so far
    std::uint32_t entries_ = 0;         // so far
    Future* entry_ = nullptr;           // a root: the running one
    std::string_view stopped_because_;  // what is said instead of its cancellation
    bool is_over_ = false;              // no line comes any more
    const bool is_colourful_;
};

}  // namespace ach::vm
