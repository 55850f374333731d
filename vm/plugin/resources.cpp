#include "vm/plugin/resources.hpp"

#include "vm/plugin/program.hpp"
#include "vm/plugin/table_support.hpp"

#include <array>
#include <string>

// What finalize() and trace() may use: nothing but keep(), and that only while tracing.
struct ach_gc {
    ach::vm::Tracer* tracer;
};

namespace ach::vm {

namespace {

const ach_resource_def& definition_of(const ResourceType& type) {
    return *static_cast<const ach_resource_def*>(type.owner);
}

void drop(void* object, const ResourceType& type) {
    ach_gc_t gc{nullptr};
    definition_of(type).finalize(&gc, object);
}

void trace(void* object, const ResourceType& type, Tracer& tracer) {
    ach_gc_t gc{&tracer};
    definition_of(type).trace(&gc, object);
}

std::string text_of(const void* object, const ResourceType& type) {
    std::array<char, 256> text;
    return {text.data(), definition_of(type).text(object, text.data(), text.size())};
}

Slot& slot_at(std::uint64_t* slot) {
    static_assert(sizeof(Slot) == sizeof(std::uint64_t) && alignof(Slot) == alignof(std::uint64_t));
    return *reinterpret_cast<Slot*>(slot);
}

// A slot that was never written is zero bits, which is the number 0: no reference.
Value read_slot(const std::uint64_t* slot) { return reinterpret_cast<const Slot*>(slot)->load(); }

ach_status wrap(ach_call_t* c, const ach_resource_def* def, void* object,
                std::size_t external_bytes, ach_value* out) noexcept {
    const ResourceType* type = Program::of(c->machine).resource_types().find(*def);
    if (type == nullptr) return ACH_E_ABSENT;
    Resource* made = make_resource(c->mutator, *type, object, external_bytes);
    if (made == nullptr) drop(object, *type);  // it was taken over
    return give(c, made, out);
}

void* unwrap(ach_call_t*, const ach_resource_def* def, ach_value v) noexcept {
    const auto* resource = try_as<Resource>(from_abi(v));
    return resource != nullptr && resource->type().owner == def ? resource->payload() : nullptr;
}

void keep(ach_gc_t* gc, const std::uint64_t* slot) noexcept {
    if (gc->tracer != nullptr) gc->tracer->visit(read_slot(slot));
}

void set_slot(ach_call_t* c, ach_value owner, std::uint64_t* slot, ach_value v) noexcept {
    store(c->mutator, *from_abi(owner).as_object(), slot_at(slot), from_abi(v));
}

ach_value get_slot(ach_call_t* c, const std::uint64_t* slot) noexcept {
    return to_abi(c->keep(read_slot(slot)));
}

}  // namespace

void ResourceTypes::add(const ach_resource_def& def) {
    auto type = std::make_unique<ResourceType>();
    type->name = def.type_name;
    type->drop = &drop;
    if (def.trace != nullptr) type->trace = &trace;
    if (ACH_HAS(&def, ach_resource_def, text)) type->text_of = &text_of;
    type->owner = &def;
    const std::lock_guard lock(mutex_);
    types_.try_emplace(&def, std::move(type));
}

const ResourceType* ResourceTypes::find(const ach_resource_def& def) const {
    const std::lock_guard lock(mutex_);
    const auto found = types_.find(&def);
    return found == types_.end() ? nullptr : found->second.get();
}

void fill_objects(ach_object_table_t& table) {
    table.wrap = entering<wrap>;
    table.unwrap = unwrap;
    table.keep = keep;
    table.set_slot = entering<set_slot>;
    table.get_slot = entering<get_slot>;
}

}  // namespace ach::vm
