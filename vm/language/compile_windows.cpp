// Room for what needs more registers than there are.
//
// A window is opened around a part (an expression, a statement, a pattern) that has one way in and
// one way out. On its way in the registers from kFirstSpilled on are saved, on its way out they are
// restored, and the part's value gets to its register by way of that register's slot. Variables are
// never in those registers: in a function that spills they live below, or in the spill object.
//
// Three things leave a window by another way. A `break` or `continue` restores what its loop has in
// registers before it jumps. A handler may be entered from windows that nobody closed, so a `try`
// whose surroundings have such registers stands in a window of its own. And what returns from the
// function needs nothing restored.
#include <algorithm>
#include <utility>

#include "vm/language/function_compiler.hpp"

namespace ach::vm::language {

namespace {

// What is left above this register suffices for the registers that one rule takes by itself.
constexpr Reg kLittleRoom = 190;

constexpr std::size_t kFewIndices = 25;

bool is_leaf(const Node& node) {
    switch (node.kind) {
        case NodeKind::Number:
        case NodeKind::Complex:
        case NodeKind::String:
        case NodeKind::Boolean:
        case NodeKind::Null:
        case NodeKind::Name:
        case NodeKind::Self:
        case NodeKind::Rec:
        case NodeKind::Continue: return true;
        default: return false;
    }
}

}  // namespace

bool FunctionCompiler::wants_window() const { return spills_ && next_ > kLittleRoom; }

bool FunctionCompiler::wants_window(const Node& node) const {
    return wants_window() && !is_leaf(node);
}

// One rule takes a register for every index.
bool FunctionCompiler::wants_window_for_indices(const Node& node) const {
    if (!spills_ || next_ <= kFirstSpilled + 1) return false;
    for (const Node* link = &node; object_of(*link) != nullptr; link = object_of(*link)) {
        const bool is_index = link->kind == NodeKind::Index;
        if (is_index && as<IndexNode>(*link).arguments.size() > kFewIndices) return true;
    }
    return false;
}

// Windows inside each other save to different slots; those beside each other share theirs.
void FunctionCompiler::open_window() {
    const std::size_t depth = windows_.size();
    if (depth == window_slots_.size()) {
        window_slots_.push_back(spill_count_);
        spill_count_ += kMaxRegisters - kFirstSpilled;
    }
    const Window window{std::min(next_, kMaxRegisters), window_slots_[depth]};
    for (Reg reg = kFirstSpilled; reg < window.end; ++reg) put_back(window, reg, reg);
    windows_.push_back(window);
    next_ = kFirstSpilled;
}

// `reg` shall have the value when the window has been closed.
void FunctionCompiler::put_back(const Window& window, Reg reg, Reg value) {
    code_.emit_extra(Op::StoreSpill, value, spill_, 0, window.slots + (reg - kFirstSpilled));
}

void FunctionCompiler::restore_window(const Window& window) {
    for (Reg reg = kFirstSpilled; reg < window.end; ++reg) {
        code_.emit_extra(Op::LoadSpill, reg, spill_, 0, window.slots + (reg - kFirstSpilled));
    }
}

// Calls `body` with the place where the value goes inside the window.
void FunctionCompiler::compile_in_window(Dest dest, const std::function<void(Dest)>& body) {
    const Mark mark(*this);
    open_window();
    const bool is_saved = dest.kind == Dest::Kind::Register && dest.reg >= kFirstSpilled;
    const Reg value = is_saved ? take() : 0;
    body(is_saved ? Dest::into(value) : dest);
    const Window window = windows_.back();
    windows_.pop_back();
    if (dest.kind == Dest::Kind::Return) return;
    if (is_saved) put_back(window, dest.reg, value);
    restore_window(window);
}

// What a pattern binds is in the spill object here, so a window may stand around a test; a mismatch
// restores before it goes on.
void FunctionCompiler::test_in_window(const Pattern& pattern, Reg value, PatternContext& context) {
    const Mark mark(*this);
    open_window();
    const Reg moved = take();
    if (moved != value) code_.emit(Op::Move, moved, value);
    const std::optional<Label> outer = context.mismatch;
    if (outer) context.mismatch = code_.new_label();
    test(pattern, moved, context);
    const std::optional<Label> inner = std::exchange(context.mismatch, outer);
    const Window window = windows_.back();
    windows_.pop_back();
    const Label matched = code_.new_label();
    restore_window(window);
    if (!outer) return;
    code_.jump(matched);
    code_.bind(*inner);
    restore_window(window);
    code_.jump(*outer);
    code_.bind(matched);
}

// On the way to a loop's next turn or its end: its value, or null, and the registers it had.
void FunctionCompiler::leave_windows(const Loop& loop, Node* value) {
    const Window window = windows_[loop.windows];
    const bool is_saved =
        loop.value.kind == Dest::Kind::Register && loop.value.reg >= kFirstSpilled;
    const Mark mark(*this);
    const Dest dest = is_saved ? Dest::into(take()) : loop.value;
    if (value == nullptr) {
        deliver_null(dest);
    } else {
        expression(*value, dest);
    }
    if (is_saved) put_back(window, loop.value.reg, dest.reg);
    restore_window(window);
}

}  // namespace ach::vm::language
