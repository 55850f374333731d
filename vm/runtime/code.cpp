#include "vm/runtime/code.hpp"

#include "vm/runtime/builtin_registry.hpp"
#include "vm/runtime/cells.hpp"
#include "vm/runtime/error.hpp"

#include <algorithm>

namespace ach::vm {

Globals::Globals(std::size_t capacity) : slots_(new Slot[capacity]), capacity_(capacity) {
    for (std::size_t i = 0; i < capacity; ++i) slots_[i].init(Value::uninitialised());
}

SourcePosition position_of(const Function& function, std::uint32_t pc) {
    auto after =
        std::upper_bound(function.lines.begin(), function.lines.end(), pc,
                         [](std::uint32_t at, const LineEntry& entry) { return at < entry.pc; });
    if (after == function.lines.begin()) return {function.line, function.column};
    const LineEntry& entry = *std::prev(after);
    return {entry.line, entry.column};
}

std::unique_ptr<UnitInstance> UnitInstance::create(Mutator& mutator,
                                                   std::shared_ptr<const Unit> unit,
                                                   const BuiltinRegistry& builtins,
                                                   std::shared_ptr<Globals> globals) {
    std::unique_ptr<UnitInstance> made(new UnitInstance(std::move(unit)));
    if (globals == nullptr) globals = std::make_shared<Globals>(made->unit().globals.size());
    globals->use(made->unit().globals.size());
    made->globals_ = std::move(globals);
    if (!made->materialise_constants(mutator)) return nullptr;
    if (!made->link(mutator, builtins)) return nullptr;
    made->lay_out_code();
    return made;
}

namespace {

// Longer texts are no names; interning them would only cost.
constexpr std::size_t kLongestSymbol = 128;

Value materialise(Mutator& mutator, const Constant& constant) {
    if (auto number = std::get_if<double>(&constant)) return Value::from_outside(*number);
    if (auto z = std::get_if<std::complex<double>>(&constant)) return make_complex(mutator, *z);
    const std::string& text = std::get<std::string>(constant);
    String* made =
        text.size() <= kLongestSymbol ? make_symbol(mutator, text) : make_string(mutator, text);
    return made == nullptr ? Value::failed() : Value::object(made);
}

}  // namespace

bool UnitInstance::materialise_constants(Mutator& mutator) {
    HandleScope made(mutator);
    for (const Function& function : unit_->functions) {
        site_count_ += function.sites.size();
        for (const Constant& constant : function.constants) {
            Value value = materialise(mutator, constant);
            if (value.is_failed()) return false;
            made.push(value);
        }
    }
    // Names of sites must be symbols, however long they are.
    for (const Function& function : unit_->functions) {
        for (const Site& site : function.sites) {
            String* symbol =
                make_symbol(mutator, std::get<std::string>(function.constants[site.name]));
            if (symbol == nullptr) return false;
            made.push(Value::object(symbol));
        }
    }
    const std::size_t count = made.size() - site_count_;
    constants_.assign(made.data(), made.data() + count);
    sites_ = std::make_unique<SiteState[]>(site_count_);
    for (std::size_t i = 0; i < site_count_; ++i) sites_[i].name = as<String>(made[count + i]);
    return true;
}

bool UnitInstance::link(Mutator& mutator, const BuiltinRegistry& builtins) {
    for (const std::string& name : unit_->builtins) {
        Value value = builtins.find(name);
        if (value.is_absent()) {
            mutator.raise(error_kind::kImport, "no loaded plugin defines '" + name + "'");
            return false;
        }
        builtins_.push_back(value);
    }
    return true;
}

void UnitInstance::lay_out_code() {
    const Value* constants = constants_.data();
    SiteState* sites = sites_.get();
    codes_.reserve(unit_->functions.size());
    for (const Function& function : unit_->functions) {
        const bool is_direct = (function.flags & (kStartsTask | kCollectsArguments)) == 0 &&
                               function.max_arguments <= kMaxSingleArguments;
        const std::uint32_t direct = is_direct ? function.max_arguments : Code::kNever;
        const bool is_builtin = (function.flags & kIsBuiltin) != 0;
        codes_.push_back({function.code.data(), constants, sites, globals_->slots(),
                          function.registers, direct, is_builtin ? Code::kNever : direct,
                          static_cast<std::uint32_t>(function.code.size()), function.flags,
                          &function, this});
        constants += function.constants.size();
        sites += function.sites.size();
    }
}

void UnitInstance::record_export(std::string_view name, Value value) {
    exports_.push_back({std::string(name), value});
}

Value UnitInstance::exported(std::string_view name) const {
    for (const ExportedValue& one : exports_) {
        if (one.name == name) return one.value;
    }
    return Value::absent();
}

bool UnitInstance::exports_type(std::string_view name) const {
    return std::any_of(unit_->exported_types.begin(), unit_->exported_types.end(),
                       [name](const ExportedType& type) { return type.name == name; });
}

void UnitInstance::trace(Tracer& tracer) const {
    tracer.visit(constants_.data(), constants_.size());
    tracer.visit(builtins_.data(), builtins_.size());
    for (std::size_t i = 0; i < site_count_; ++i) {
        tracer.visit(sites_[i].name);
        sites_[i].field.trace(tracer);
    }
    globals_->trace(tracer);
    for (const ExportedValue& one : exports_) tracer.visit(one.value);
}

}  // namespace ach::vm
