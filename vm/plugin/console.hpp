// The line editor, as a program sees it: what it asks for goes to the editor, what the editor's
// thread says goes to whoever listens.
//
// It outlives the program. The editor's calls pass the program's gate, so that one that comes while
// the program ends finds it closed.
#pragma once

#include "vm/plugin/program_gate.hpp"
#include "vm/plugin/tables.hpp"

#include <achronyme/abi/line_editor.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace ach::vm {

// Hears from the console. [editor's thread, inside the gate]
class ConsoleListener {
public:
    virtual ~ConsoleListener() = default;
    virtual void line(std::string text) = 0;
    virtual void ended() = 0;
    using Offer = std::function<void(std::string_view candidate)>;
    // How many bytes at the end of `before` a candidate stands for.
    virtual std::size_t complete(std::string_view before, const Offer& offer) = 0;
};

class Console {
public:
    Console(const ach_host_t* host, const ach_line_editor_t& editor);
    Console(const Console&) = delete;
    Console& operator=(const Console&) = delete;

    // Takes standard input. Nothing is heard before listen() and ask().
    ach_status open(ach_error* err) { return editor_.open(host_, &editor_, &user_, err); }
    // When it returns, nobody is called any more. Not from the listener's functions.
    void close() { editor_.close(host_, &editor_); }

    // Before the first ask().
    void listen(std::shared_ptr<ProgramGate> gate, ConsoleListener& listener);
    // [any] Asks for one line; what is being written is dropped.
    void ask(std::string_view prompt) { editor_.read(host_, &editor_, to_str(prompt)); }
    // [any] The same for a line that goes on with the one before.
    void ask_more(std::string_view prompt) {
        const bool knows_more = ACH_HAS(&editor_, ach_line_editor_t, read_more);
        (knows_more ? editor_.read_more : editor_.read)(host_, &editor_, to_str(prompt));
    }

private:
    template <class Tell>
    static void tell(void* self, Tell tell) noexcept;

    const ach_host_t* host_;
    const ach_line_editor_t& editor_;
    ach_line_user user_{};
    std::shared_ptr<ProgramGate> gate_;
    ConsoleListener* listener_ = nullptr;
};

}  // namespace ach::vm
