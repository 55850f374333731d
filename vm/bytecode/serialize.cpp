#include "vm/bytecode/serialize.hpp"

#include <bit>

#include "vm/bytecode/opcodes.hpp"

namespace ach::vm {

namespace {

constexpr std::uint32_t kMagic = 0x55484341;  // "ACHU"
constexpr std::uint32_t kVersion = 1;

// Changes whenever an instruction is added, removed, renamed or given other operands.
constexpr std::uint32_t opcode_stamp() {
    std::uint32_t hash = 2166136261u;
    const auto mix = [&hash](std::uint32_t value) { hash = (hash ^ value) * 16777619u; };
    for (const OpInfo& op : kOpInfo) {
        for (const char c : op.name) mix(static_cast<unsigned char>(c));
        mix(static_cast<std::uint32_t>(op.a) | static_cast<std::uint32_t>(op.b) << 8 |
            static_cast<std::uint32_t>(op.c) << 16 | static_cast<std::uint32_t>(op.extra) << 24);
    }
    return hash;
}

// Both directions share one description of each structure (the `transfer` functions below): the
// writer appends what it is shown, the reader fills it in.
class Writer {
public:
    static constexpr bool kReads = false;
    std::vector<std::uint8_t> bytes;

    void number(const std::uint32_t& value) {
        std::uint32_t rest = value;
        for (; rest >= 0x80; rest >>= 7) bytes.push_back(static_cast<std::uint8_t>(rest | 0x80));
        bytes.push_back(static_cast<std::uint8_t>(rest));
    }
    void fixed(const std::uint32_t& value) {
        for (int shift = 0; shift < 32; shift += 8) {
            bytes.push_back(static_cast<std::uint8_t>(value >> shift));
        }
    }
    void text(const std::string& value) {
        number(static_cast<std::uint32_t>(value.size()));
        bytes.insert(bytes.end(), value.begin(), value.end());
    }
    template <class T, class Item>
    void list(const std::vector<T>& values, Item item) {
        number(static_cast<std::uint32_t>(values.size()));
        for (const T& value : values) item(value);
    }
    bool failed() const { return false; }
};

class Reader {
public:
    static constexpr bool kReads = true;
    explicit Reader(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}

    void number(std::uint32_t& value) {
        std::uint64_t read = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            const std::uint8_t next = byte();
            read |= std::uint64_t{next & 0x7Fu} << shift;
            if (next < 0x80) break;
        }
        if (read > 0xFFFFFFFF) failed_ = true;
        value = static_cast<std::uint32_t>(read);
    }
    void fixed(std::uint32_t& value) {
        value = 0;
        for (int shift = 0; shift < 32; shift += 8) value |= std::uint32_t{byte()} << shift;
    }
    void text(std::string& value) {
        std::uint32_t size = 0;
        number(size);
        if (size > bytes_.size()) failed_ = true;
        if (failed_) return;
        value.assign(bytes_.begin(), bytes_.begin() + size);
        bytes_ = bytes_.subspan(size);
    }
    // Every item takes a byte or more, so a length beyond what is left is a lie.
    template <class T, class Item>
    void list(std::vector<T>& values, Item item) {
        std::uint32_t size = 0;
        number(size);
        if (size > bytes_.size()) failed_ = true;
        for (std::uint32_t i = 0; i < size && !failed_; ++i) item(values.emplace_back());
    }
    bool failed() const { return failed_; }
    bool at_end() const { return bytes_.empty(); }

private:
    std::uint8_t byte() {
        if (bytes_.empty()) {
            failed_ = true;
            return 0;
        }
        const std::uint8_t first = bytes_.front();
        bytes_ = bytes_.subspan(1);
        return first;
    }

    std::span<const std::uint8_t> bytes_;
    bool failed_ = false;
};

// Values that are not 32-bit numbers go through one.
template <class Archive, class T>
void transfer_number(Archive& archive, T& value) {
    auto number = static_cast<std::uint32_t>(value);
    archive.number(number);
    if constexpr (Archive::kReads) value = static_cast<T>(number);
}

template <class Archive, class T>
void transfer_real(Archive& archive, T& value) {
    const auto bits = std::bit_cast<std::uint64_t>(static_cast<double>(value));
    auto low = static_cast<std::uint32_t>(bits);
    auto high = static_cast<std::uint32_t>(bits >> 32);
    archive.fixed(low);
    archive.fixed(high);
    if constexpr (Archive::kReads) value = std::bit_cast<double>(std::uint64_t{high} << 32 | low);
}

template <class Archive, class C>
void transfer_constant(Archive& archive, C& constant) {
    auto kind = static_cast<std::uint32_t>(constant.index());
    archive.number(kind);
    if constexpr (Archive::kReads) {
        if (kind == 1) constant = std::complex<double>();
        if (kind == 2) constant = std::string();
    }
    if (auto* number = std::get_if<double>(&constant)) return transfer_real(archive, *number);
    if (auto* text = std::get_if<std::string>(&constant)) return archive.text(*text);
    const auto* z = std::get_if<std::complex<double>>(&constant);
    double re = z->real(), im = z->imag();
    transfer_real(archive, re);
    transfer_real(archive, im);
    if constexpr (Archive::kReads) constant = std::complex<double>(re, im);
}

// A value that may be missing: 0, or 1 and the value.
template <class Archive, class Optional>
void transfer_optional(Archive& archive, Optional& optional) {
    std::uint32_t present = optional.has_value() ? 1 : 0;
    archive.number(present);
    if (present == 0) return;
    if constexpr (Archive::kReads) optional.emplace();
    transfer_number(archive, *optional);
}

template <class Archive, class F>
void transfer_function(Archive& archive, F& function) {
    const auto number = [&archive](auto& value) { transfer_number(archive, value); };
    archive.text(function.name);
    number(function.flags);
    number(function.min_arguments);
    number(function.max_arguments);
    archive.list(function.parameters, [&](auto& name) { archive.text(name); });
    number(function.registers);
    archive.list(function.code, [&](auto& word) { archive.fixed(word); });
    archive.list(function.constants, [&](auto& constant) { transfer_constant(archive, constant); });
    archive.list(function.children, number);
    archive.list(function.captures, [&](auto& capture) {
        number(capture.from);
        number(capture.index);
    });
    archive.list(function.handlers, [&](auto& handler) {
        number(handler.start);
        number(handler.end);
        number(handler.target);
        number(handler.reg);
    });
    archive.list(function.sites, [&](auto& site) { number(site.name); });
    archive.list(function.checks, [&](auto& check) {
        number(check.type);
        number(check.where);
        number(check.argument);
        archive.text(check.name);
    });
    archive.list(function.index_specs, [&](auto& spec) {
        archive.list(spec, [&](auto& item) {
            number(item.is_slice);
            number(item.has_start);
            number(item.has_end);
            number(item.inclusive);
        });
    });
    archive.list(function.lines, [&](auto& entry) {
        number(entry.pc);
        number(entry.line);
        number(entry.column);
    });
    number(function.line);
    number(function.column);
}

template <class Archive, class T>
void transfer_type(Archive& archive, T& type) {
    const auto number = [&archive](auto& value) { transfer_number(archive, value); };
    number(type.kind);
    archive.text(type.text);
    archive.text(type.name);
    archive.list(type.members, number);
    archive.list(type.fields, [&](auto& field) {
        archive.text(field.name);
        number(field.optional);
        number(field.type);
    });
    number(type.has_shape);
    archive.list(type.shape, [&](auto& size) { transfer_optional(archive, size); });
}

template <class Archive, class U>
void transfer_unit(Archive& archive, U& unit) {
    const auto number = [&archive](auto& value) { transfer_number(archive, value); };
    const auto text = [&archive](auto& value) { archive.text(value); };
    number(unit.kind);
    text(unit.path);
    archive.list(unit.functions, [&](auto& function) { transfer_function(archive, function); });
    archive.list(unit.globals, [&](auto& global) {
        text(global.name);
        number(global.is_mutable);
    });
    number(unit.first_new_global);
    archive.list(unit.builtins, text);
    archive.list(unit.methods, text);
    archive.list(unit.types, [&](auto& type) { transfer_type(archive, type); });
    archive.list(unit.imports, [&](auto& import) {
        text(import.path);
        archive.list(import.names, [&](auto& name) {
            text(name.exported);
            text(name.local);
            transfer_optional(archive, name.global);
        });
        number(import.line);
        number(import.column);
    });
    archive.list(unit.exported_types, [&](auto& exported) {
        text(exported.name);
        number(exported.type);
    });
    archive.list(unit.definitions, text);
}

// Enumerators that came out of the bytes are enumerators.
bool has_known_enumerators(const Unit& unit) {
    if (unit.kind > UnitKind::Prelude) return false;
    for (const Type& type : unit.types) {
        if (type.kind > Type::Kind::Alias) return false;
    }
    for (const Function& function : unit.functions) {
        for (const CaptureSource& source : function.captures) {
            if (source.from > CaptureSource::From::Spilled) return false;
        }
        for (const TypeCheck& check : function.checks) {
            if (check.where > TypeCheck::Where::Return) return false;
        }
    }
    return true;
}

}  // namespace

std::vector<std::uint8_t> write_unit(const Unit& unit) {
    Writer writer;
    writer.fixed(kMagic);
    writer.fixed(kVersion);
    writer.fixed(opcode_stamp());
    transfer_unit(writer, unit);
    return std::move(writer.bytes);
}

std::shared_ptr<Unit> read_unit(std::span<const std::uint8_t> bytes, std::string& problem) {
    Reader reader(bytes);
    std::uint32_t magic = 0, version = 0, stamp = 0;
    reader.fixed(magic);
    reader.fixed(version);
    reader.fixed(stamp);
    if (reader.failed() || magic != kMagic) {
        problem = "this is not compiled code";
        return nullptr;
    }
    if (version != kVersion || stamp != opcode_stamp()) {
        problem = "this code was compiled for another version of the machine; compile it again";
        return nullptr;
    }
    auto unit = std::make_shared<Unit>();
    transfer_unit(reader, *unit);
    if (reader.failed() || !reader.at_end() || !has_known_enumerators(*unit)) {
        problem = "the compiled code is damaged";
        return nullptr;
    }
    return unit;
}

}  // namespace ach::vm
