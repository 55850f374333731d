#include "vm/bytecode/disassemble.hpp"

#include <charconv>
#include <cmath>

namespace ach::vm {

namespace {

std::string number_text(double value) {
    if (std::isnan(value)) return "NaN";
    if (std::isinf(value)) return value < 0 ? "-Infinity" : "Infinity";
    char text[400];
    return {text, std::to_chars(text, text + sizeof text, value).ptr};
}

std::string quoted(const std::string& text) {
    constexpr char kHex[] = "0123456789ABCDEF";
    std::string out = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') out.push_back('\\');
        if (c == '\n') {
            out += "\\n";
        } else if (byte < 0x20) {
            out.append("\\x").append(1, kHex[byte >> 4]).append(1, kHex[byte & 15]);
        } else {
            out.push_back(c);
        }
    }
    return out + "\"";
}

std::string constant_text(const Constant& constant) {
    if (const auto* number = std::get_if<double>(&constant)) return number_text(*number);
    if (const auto* text = std::get_if<std::string>(&constant)) return quoted(*text);
    const auto& z = std::get<std::complex<double>>(constant);
    return "(" + number_text(z.real()) + ", " + number_text(z.imag()) + "i)";
}

std::string padded(std::uint32_t value) {
    std::string digits = std::to_string(value);
    return digits.size() < 4 ? std::string(4 - digits.size(), '0') + digits : digits;
}

class FunctionText {
public:
    FunctionText(const Unit& unit, const Function& function, DisassemblyOptions options)
        : unit_(unit), function_(function), options_(options) {}

    std::string text() {
        std::string out;
        for (pc_ = 0; pc_ < function_.code.size();) {
            const std::uint32_t begin = pc_;
            const std::string body = instruction();
            out += "  " + padded(begin) + "  " + body + position(begin) + "\n";
        }
        for (std::size_t i = 0; i < function_.captures.size(); ++i) out += capture(i);
        for (const Handler& handler : function_.handlers) {
            out += "  handler " + padded(handler.start) + ".." + padded(handler.end) + " -> " +
                   padded(handler.target) + " r" + std::to_string(handler.reg) + "\n";
        }
        return out;
    }

private:
    std::string instruction() {
        const Word word = function_.code[pc_++];
        if (static_cast<std::size_t>(op_of(word)) >= kOpCount) return "?";
        const OpInfo& op = info(op_of(word));
        const bool has_extra = op.extra != Extra::None && pc_ < function_.code.size();
        const Word extra = has_extra ? function_.code[pc_++] : 0;
        note_.clear();
        std::string operands;
        const auto add = [&operands](const std::string& part) {
            if (part.empty()) return;
            operands += (operands.empty() ? "" : ", ") + part;
        };
        if (op.a == Role::sJ) {
            add("-> " + padded(pc_ + static_cast<std::uint32_t>(sax_of(word))));
        } else {
            add(operand(op.a, a_of(word), word));
            add(operand(op.b, b_of(word), word));
            add(operand(op.c, c_of(word), word));
        }
        if (has_extra) add(extra_operand(op.extra, extra));
        std::string out(op.name);
        if (!operands.empty())
            out += std::string(out.size() < 22 ? 22 - out.size() : 1, ' ') + operands;
        return note_.empty() ? out : out + "  ; " + note_;
    }

    std::string operand(Role role, std::uint8_t byte, Word word) {
        switch (role) {
            case Role::None: return "";
            case Role::W:
            case Role::R:
            case Role::RW: return "r" + std::to_string(byte);
            case Role::First: return "r" + std::to_string(byte) + "..";
            case Role::N:
            case Role::U: return std::to_string(byte);
            case Role::I: return std::to_string(static_cast<std::int8_t>(byte));
            case Role::Kn: return constant("k", byte);
            case Role::Bxk: return constant("k", bx_of(word));
            case Role::Bxf: return child(bx_of(word));
            case Role::Bxg: return global(bx_of(word));
            case Role::Bxb:
                return named("b", bx_of(word),
                             unit_.builtins.size() > bx_of(word) ? unit_.builtins[bx_of(word)]
                                                                 : std::string());
            case Role::Bxc: return "c" + std::to_string(bx_of(word));
            case Role::Bxi: return std::to_string(sbx_of(word));
            case Role::Bxn: return std::to_string(bx_of(word));
            case Role::sJ: return "";
        }
        return "";
    }

    std::string extra_operand(Extra extra, Word word) {
        switch (extra) {
            case Extra::None: return "";
            case Extra::Jump: return "-> " + padded(pc_ + word);
            case Extra::Site: {
                const bool known = word < function_.sites.size();
                if (known) note_constant(function_.sites[word].name);
                return "s" + std::to_string(word);
            }
            case Extra::Check: {
                if (word < function_.checks.size()) note(check_text(function_.checks[word]));
                return "check" + std::to_string(word);
            }
            case Extra::Type: {
                if (word < unit_.types.size()) note(unit_.types[word].text);
                return "t" + std::to_string(word);
            }
            case Extra::Spec: {
                if (word < function_.index_specs.size())
                    note(spec_text(function_.index_specs[word]));
                return "spec" + std::to_string(word);
            }
            case Extra::Const: return constant("k", word);
            case Extra::Word: return std::to_string(word);
            case Extra::Global: return global(word);
            case Extra::Child: return child(word);
            case Extra::Capture: return "c" + std::to_string(word);
        }
        return "";
    }

    std::string check_text(const TypeCheck& check) const {
        constexpr std::string_view kWhere[] = {"variable ", "destructuring", "argument ",
                                               "return type"};
        std::string out = check.type < unit_.types.size() ? unit_.types[check.type].text : "?";
        out.append(" (").append(kWhere[static_cast<std::size_t>(check.where)]);
        if (check.where == TypeCheck::Where::Argument) out += std::to_string(check.argument) + " ";
        return out + check.name + ")";
    }

    static std::string spec_text(const IndexSpec& spec) {
        std::string out = "[";
        for (const IndexItem& item : spec) {
            if (out.size() > 1) out += ", ";
            if (!item.is_slice) {
                out += "i";
                continue;
            }
            out.append(item.has_start ? "a" : "").append(item.inclusive ? "..=" : "..");
            out.append(item.has_end ? "b" : "");
        }
        return out + "]";
    }

    std::string constant(std::string_view prefix, std::uint32_t index) {
        note_constant(index);
        return std::string(prefix) + std::to_string(index);
    }

    void note_constant(std::uint32_t index) {
        if (index < function_.constants.size()) note(constant_text(function_.constants[index]));
    }

    std::string named(std::string_view prefix, std::uint32_t index, const std::string& name) {
        note(name);
        return std::string(prefix) + std::to_string(index);
    }

    std::string global(std::uint32_t index) {
        const bool known = index < unit_.globals.size();
        return named("g", index, known ? unit_.globals[index].name : std::string());
    }

    std::string child(std::uint32_t index) {
        if (index >= function_.children.size()) return "f?";
        return "f" + std::to_string(function_.children[index]);
    }

    void note(const std::string& text) { note_ += (note_.empty() ? "" : " ") + text; }

    std::string capture(std::size_t index) const {
        const CaptureSource& source = function_.captures[index];
        std::string out = "  capture c" + std::to_string(index) + " = ";
        switch (source.from) {
            case CaptureSource::From::Register:
                return out + "r" + std::to_string(source.index) + "\n";
            case CaptureSource::From::Capture:
                return out + "c" + std::to_string(source.index) + "\n";
            case CaptureSource::From::Spilled:
                return out + "spilled " + std::to_string(source.index) + "\n";
            case CaptureSource::From::Self: break;
        }
        return out + "self\n";
    }

    std::string position(std::uint32_t pc) const {
        if (!options_.positions) return "";
        for (const LineEntry& entry : function_.lines) {
            if (entry.pc != pc) continue;
            return "  @" + std::to_string(entry.line) + ":" + std::to_string(entry.column);
        }
        return "";
    }

    const Unit& unit_;
    const Function& function_;
    DisassemblyOptions options_;
    std::string note_;
    std::uint32_t pc_ = 0;
};

std::string flags_text(std::uint32_t flags) {
    constexpr std::pair<std::uint32_t, std::string_view> kNames[] = {
        {kIsMethod, " method"},       {kIsAsync, " async"},
        {kIsGenerator, " generator"}, {kCollectsArguments, " collects-arguments"},
        {kIsBuiltin, " builtin"},
    };
    std::string out;
    for (const auto& [flag, name] : kNames) out += (flags & flag) != 0 ? name : "";
    return out;
}

std::string heading_of(const Function& function, std::size_t index) {
    std::string name = function.name.empty() ? "" : " " + function.name;
    if ((function.flags & kIsTopLevel) != 0) name = " top level";
    std::string arguments = std::to_string(function.min_arguments);
    if (function.max_arguments != function.min_arguments) {
        arguments += ".." + std::to_string(function.max_arguments);
    }
    return "f" + std::to_string(index) + name + " (" + arguments + ")" +
           flags_text(function.flags) + " registers " + std::to_string(function.registers) + "\n";
}

std::string import_text(const Import& import, std::size_t index) {
    std::string out = "import " + std::to_string(index) + " " + quoted(import.path);
    for (const Import::Name& name : import.names) {
        out += " " + name.exported;
        out += name.global ? " g" + std::to_string(*name.global) : " type";
    }
    return out + "\n";
}

}  // namespace

std::string disassemble(const Unit& unit, DisassemblyOptions options) {
    std::string out;
    for (std::size_t i = 0; i < unit.imports.size(); ++i) out += import_text(unit.imports[i], i);
    for (std::size_t i = 0; i < unit.functions.size(); ++i) {
        out += heading_of(unit.functions[i], i);
        out += FunctionText(unit, unit.functions[i], options).text();
    }
    return out;
}

}  // namespace ach::vm
