// A unit that is loaded: its functions ready to run, its constants as values, its inline caches,
// its globals, and its links to builtins and modules.
//
// A UnitInstance lives as long as its Machine, so code, caches and the names in traces may be
// referred to by plain pointers from everywhere. What it holds of the heap are roots.
#pragma once

#include "vm/bytecode/unit.hpp"
#include "vm/runtime/mutator.hpp"
#include "vm/runtime/record.hpp"

#include <atomic>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ach::vm {

class BuiltinRegistry;
class UnitInstance;
struct MethodEntry;

// A place where a name is looked up: the name, and what the last lookups found.
struct SiteState {
    String* name;
    FieldCache field;
    // The intrinsic method the last receiver without such a field had. The entry says for which
    // type it serves.
    std::atomic<const MethodEntry*> method{nullptr};
};

// Variables that functions of a unit share. The entries of a REPL share one of these.
class Globals {
public:
    explicit Globals(std::size_t capacity);

    Slot* slots() { return slots_.get(); }
    std::size_t capacity() const { return capacity_; }
    void trace(Tracer& tracer) const { tracer.visit(slots_.get(), used_); }
    // Slots [0, count) are in use from here on.
    void use(std::size_t count) { used_ = count > used_ ? count : used_; }

private:
    std::unique_ptr<Slot[]> slots_;
    std::size_t capacity_;
    std::size_t used_ = 0;
};

// One function of a loaded unit.
struct Code {
    const Word* words;
    const Value* constants;
    SiteState* sites;
    Slot* globals;
    std::uint32_t registers;
    std::uint32_t direct_arguments;  // a call with this many needs no adjusting; kNever if all do
    std::uint32_t tail_arguments;    // the same for a call that hands its frame over
    std::uint32_t word_count;
    std::uint32_t flags;  // of the function
    const Function* function;
    UnitInstance* unit;

    static constexpr std::uint32_t kNever = ~std::uint32_t{0};

    bool has(FunctionFlag flag) const { return (flags & flag) != 0; }
    std::uint32_t offset_of(const Word* pc) const { return static_cast<std::uint32_t>(pc - words); }
    // The instruction that a frame with this pc is in the middle of: the one at the pc if that
    // repeats, otherwise the one before.
    std::uint32_t place_of(const Word* pc, bool repeats) const {
        const std::uint32_t offset = offset_of(pc);
        assert(offset <= word_count && "the pc of another function");
        return offset - std::uint32_t{!repeats && offset != 0};
    }
};

// An instruction. [as long as the machine]
struct CodePlace {
    const Code* code = nullptr;  // null: none
    std::uint32_t pc = 0;
};

// Where an instruction was written.
struct SourcePosition {
    std::uint32_t line = 0, column = 0;
};
SourcePosition position_of(const Function& function, std::uint32_t pc);

struct ExportedValue {
    std::string name;
    Value value;
};

class UnitInstance {
public:
    // Null with an error pending: out of memory, or an ImportError for a builtin that nobody
    // defined. `globals` is null except for REPL entries.
    static std::unique_ptr<UnitInstance> create(Mutator& mutator, std::shared_ptr<const Unit> unit,
                                                const BuiltinRegistry& builtins,
                                                std::shared_ptr<Globals> globals);

    const Unit& unit() const { return *unit_; }
    Code& top_level() { return codes_[0]; }
    Code& code(std::uint32_t function) { return codes_[function]; }
    Value builtin(std::uint32_t link) const { return builtins_[link]; }
    Globals& globals() { return *globals_; }
    const std::shared_ptr<Globals>& shared_globals() const { return globals_; }

    void record_export(std::string_view name, Value value);
    // Absent when nothing of that name was exported yet.
    Value exported(std::string_view name) const;
    bool exports_type(std::string_view name) const;
    const std::vector<ExportedValue>& exports() const { return exports_; }
    void forget_exports() { exports_.clear(); }

    // While the world is stopped.
    void trace(Tracer& tracer) const;

private:
    explicit UnitInstance(std::shared_ptr<const Unit> unit) : unit_(std::move(unit)) {}
    bool materialise_constants(Mutator& mutator);
    bool link(Mutator& mutator, const BuiltinRegistry& builtins);
    void lay_out_code();

    std::shared_ptr<const Unit> unit_;
    std::vector<Code> codes_;
    std::vector<Value> constants_;  // of all functions, one after the other
    std::unique_ptr<SiteState[]> sites_;
    std::size_t site_count_ = 0;
    std::vector<Value> builtins_;
    std::shared_ptr<Globals> globals_;
    std::vector<ExportedValue> exports_;
};

}  // namespace ach::vm
