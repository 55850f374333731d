#include "vm/plugin/console.hpp"

#include <utility>

namespace ach::vm {

template <class Tell>
void Console::tell(void* self, Tell tell) noexcept {
    auto& console = *static_cast<Console*>(self);
    if (!console.gate_->enter()) return;
    try {
        tell(*console.listener_);
    } catch (...) {  // no memory for it; the line is lost, and the person sees no answer
    }
    console.gate_->leave();
}

Console::Console(const ach_host_t* host, const ach_line_editor_t& editor)
    : host_(host), editor_(editor) {
    user_.struct_size = sizeof user_;
    user_.user = this;
    user_.line = [](void* self, ach_str text) noexcept {
        tell(self, [&](ConsoleListener& to) { to.line(std::string(text.ptr, text.len)); });
    };
    user_.ended = [](void* self) noexcept { tell(self, [](ConsoleListener& to) { to.ended(); }); };
    user_.complete = [](void* self, ach_str before, ach_offer_fn offer,
                        void* sink) noexcept -> std::size_t {
        std::size_t replaced = 0;
        tell(self, [&](ConsoleListener& to) {
            replaced = to.complete({before.ptr, before.len}, [&](std::string_view candidate) {
                offer(sink, {candidate.data(), candidate.size()});
            });
        });
        return replaced;
    };
}

void Console::listen(std::shared_ptr<ProgramGate> gate, ConsoleListener& listener) {
    gate_ = std::move(gate);
    listener_ = &listener;
}

}  // namespace ach::vm
