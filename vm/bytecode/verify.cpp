#include "vm/bytecode/verify.hpp"

#include <vector>

namespace ach::vm {

namespace {

bool ends_function(Op op) {
    switch (op) {
        case Op::Return:
        case Op::ReturnNull:
        case Op::Jump:
        case Op::Loop:
        case Op::Throw:
        case Op::Raise:
        case Op::RaiseX:
        case Op::PatternFail:
        case Op::MatchFail: return true;
        default: return false;
    }
}

// Registers that an instruction uses from its A or B on, beyond the one it names.
struct Run {
    std::uint32_t first = 0;
    std::uint32_t count = 0;
};

Run run_of(const Function& function, Word word, Word extra) {
    const std::uint32_t a = a_of(word), b = b_of(word), c = c_of(word);
    switch (op_of(word)) {
        case Op::Call:
        case Op::TailCall:
        case Op::CallRec:
        case Op::CallWithSelf:
        case Op::TailCallRec: return {a, b + 1};
        case Op::CallMethod:
        case Op::TailCallMethod: return {a, b + 2};
        case Op::Concat:
        case Op::NewVector:
        case Op::VectorExtend: return {b, c};
        case Op::SetIndices: return {a, b + 1};
        case Op::RangePrep:
        case Op::RangeNext:
        case Op::IterPrep:
        case Op::IterNext: return {a, 3};
        case Op::PatternField: return {a, 2};
        case Op::GetIndices: {
            Run run{b, 1};
            if (extra >= function.index_specs.size()) return run;
            for (const IndexItem& item : function.index_specs[extra]) {
                run.count += item.is_slice ? item.has_start + item.has_end : 1;
            }
            return run;
        }
        default: return {};
    }
}

class FunctionVerifier {
public:
    FunctionVerifier(const Unit& unit, const Function& function)
        : unit_(unit), function_(function) {}

    std::optional<std::string> run() {
        if (!check_tables() || !check_code() || !check_targets()) {
            return problem_ + " at word " + std::to_string(pc_);
        }
        return std::nullopt;
    }

private:
    bool refuse(std::string what) {
        problem_ = std::move(what);
        return false;
    }

    bool check_tables() {
        const std::uint32_t registers = function_.registers;
        if (registers > 256) return refuse("too many registers");
        if (argument_registers(function_) > registers)
            return refuse("more arguments than registers");
        if (function_.min_arguments > function_.max_arguments)
            return refuse("argument counts cross");
        for (const std::uint32_t child : function_.children) {
            if (child >= unit_.functions.size()) return refuse("unknown child function");
        }
        for (const Site& site : function_.sites) {
            if (!is_text(site.name)) return refuse("a site's name is no string");
        }
        for (const TypeCheck& check : function_.checks) {
            if (check.type >= unit_.types.size()) return refuse("unknown type of a check");
        }
        for (const Handler& handler : function_.handlers) {
            const auto size = function_.code.size();
            if (handler.start >= handler.end || handler.end > size)
                return refuse("bad handler range");
            if (handler.reg >= registers) return refuse("bad handler register");
        }
        return true;
    }

    bool is_text(std::uint32_t constant) const {
        return constant < function_.constants.size() &&
               std::holds_alternative<std::string>(function_.constants[constant]);
    }

    bool check_code() {
        starts_.assign(function_.code.size() + 1, false);
        Op last = Op::Move;
        for (pc_ = 0; pc_ < function_.code.size();) {
            const Word word = function_.code[pc_];
            if (static_cast<std::size_t>(word & 0xFF) >= kOpCount)
                return refuse("unknown instruction");
            starts_[pc_] = true;
            last = op_of(word);
            const auto length = static_cast<std::uint32_t>(words_of(last));
            if (pc_ + length > function_.code.size()) return refuse("cut off instruction");
            const Word extra = length == 2 ? function_.code[pc_ + 1] : 0;
            if (!check_instruction(word, extra)) return false;
            pc_ += length;
        }
        if (function_.code.empty() || !ends_function(last)) return refuse("runs off its end");
        return true;
    }

    bool check_instruction(Word word, Word extra) {
        const OpInfo& op = info(op_of(word));
        if (!check_operand(op.a, a_of(word), word)) return false;
        if (!check_operand(op.b, b_of(word), word)) return false;
        if (!check_operand(op.c, c_of(word), word)) return false;
        if (!check_extra(op.extra, extra)) return false;
        const Run run = run_of(function_, word, extra);
        if (run.count > 0 && run.first + run.count > function_.registers) {
            return refuse("a run of registers leaves the frame");
        }
        return true;
    }

    bool check_operand(Role role, std::uint8_t byte, Word word) {
        switch (role) {
            case Role::W:
            case Role::R:
            case Role::RW:
                return byte < function_.registers || refuse("register outside the frame");
            case Role::Kn:
                return (byte < function_.constants.size() &&
                        std::holds_alternative<double>(function_.constants[byte])) ||
                       refuse("no such number constant");
            case Role::Bxk:
                return bx_of(word) < function_.constants.size() || refuse("no such constant");
            case Role::Bxf:
                return bx_of(word) < function_.children.size() || refuse("no such child");
            case Role::Bxg: return bx_of(word) < unit_.globals.size() || refuse("no such global");
            case Role::Bxb: return bx_of(word) < unit_.builtins.size() || refuse("no such builtin");
            case Role::Bxc:
                return bx_of(word) < function_.captures.size() || refuse("no such capture");
            case Role::Bxn:
                return op_of(word) != Op::Import || bx_of(word) < unit_.imports.size() ||
                       refuse("no such import");
            case Role::sJ:
                jumps_.push_back({pc_, pc_ + 1 + static_cast<std::uint32_t>(sax_of(word))});
                return true;
            case Role::None:
            case Role::N:
            case Role::I:
            case Role::U:
            case Role::First:
            case Role::Bxi: return true;
        }
        return true;
    }

    bool check_extra(Extra extra, Word word) {
        switch (extra) {
            case Extra::None:
            case Extra::Word: return true;
            case Extra::Jump: jumps_.push_back({pc_, pc_ + 2 + word}); return true;
            case Extra::Site: return word < function_.sites.size() || refuse("no such site");
            case Extra::Check: return word < function_.checks.size() || refuse("no such check");
            case Extra::Type: return word < unit_.types.size() || refuse("no such type");
            case Extra::Spec: return word < function_.index_specs.size() || refuse("no such spec");
            case Extra::Const:
                return word < function_.constants.size() || refuse("no such constant");
            case Extra::Global: return word < unit_.globals.size() || refuse("no such global");
            case Extra::Child: return word < function_.children.size() || refuse("no such child");
            case Extra::Capture:
                return word < function_.captures.size() || refuse("no such capture");
        }
        return true;
    }

    bool is_start(std::uint32_t pc) const { return pc < function_.code.size() && starts_[pc]; }

    bool check_targets() {
        for (const Jump& jump : jumps_) {
            pc_ = jump.from;
            if (!is_start(jump.to)) return refuse("a jump does not land on an instruction");
        }
        for (const Handler& handler : function_.handlers) {
            pc_ = handler.target;
            if (!is_start(handler.target))
                return refuse("a handler does not land on an instruction");
        }
        return true;
    }

    struct Jump {
        std::uint32_t from, to;
    };

    const Unit& unit_;
    const Function& function_;
    std::vector<bool> starts_;
    std::vector<Jump> jumps_;
    std::string problem_;
    std::uint32_t pc_ = 0;
};

bool has_source(const Function& maker, const CaptureSource& source) {
    switch (source.from) {
        case CaptureSource::From::Register: return source.index < maker.registers;
        case CaptureSource::From::Capture: return source.index < maker.captures.size();
        case CaptureSource::From::Self: return true;
        case CaptureSource::From::Spilled: break;
    }
    const Word first = maker.code.empty() ? Word{0} : maker.code.front();
    return op_of(first) == Op::NewSpill && a_of(first) == argument_registers(maker) &&
           maker.code.size() > 1 && source.index < maker.code[1];
}

// Captures name what whoever makes the closure has.
std::optional<std::string> check_captures(const Unit& unit) {
    for (const Function& maker : unit.functions) {
        for (const std::uint32_t child : maker.children) {
            for (const CaptureSource& source : unit.functions[child].captures) {
                if (has_source(maker, source)) continue;
                return "function " + std::to_string(child) + ": no such capture source";
            }
        }
    }
    return std::nullopt;
}

std::optional<std::string> check_types(const Unit& unit) {
    for (std::size_t i = 0; i < unit.types.size(); ++i) {
        if (unit.types[i].kind == Type::Kind::Function && unit.types[i].members.empty())
            return "type " + std::to_string(i) + ": no result";
        for (const std::uint32_t member : unit.types[i].members) {
            if (member >= unit.types.size())
                return "type " + std::to_string(i) + ": unknown member";
        }
        for (const Type::Field& field : unit.types[i].fields) {
            if (field.type >= unit.types.size())
                return "type " + std::to_string(i) + ": unknown field";
        }
    }
    for (const ExportedType& exported : unit.exported_types) {
        if (exported.type >= unit.types.size())
            return "exported type " + exported.name + " is unknown";
    }
    for (const Import& import : unit.imports) {
        for (const Import::Name& name : import.names) {
            if (name.global && *name.global >= unit.globals.size()) return "import into no global";
        }
    }
    return std::nullopt;
}

}  // namespace

std::optional<std::string> verify(const Unit& unit) {
    if (unit.functions.empty()) return "there is no top level";
    for (std::size_t i = 0; i < unit.functions.size(); ++i) {
        if (auto problem = FunctionVerifier(unit, unit.functions[i]).run()) {
            return "function " + std::to_string(i) + ": " + *problem;
        }
    }
    if (auto problem = check_captures(unit)) return problem;
    return check_types(unit);
}

}  // namespace ach::vm
