#include "vm/runtime/cells.hpp"

#include <memory>
#include <utility>

namespace ach::vm {

Value make_complex(Mutator& mutator, std::complex<double> z) {
    const Complex* complex = mutator.create<Complex>(sizeof(Complex), z);
    return complex == nullptr ? Value::failed() : Value::object(complex);
}

Cell* make_cell(Mutator& mutator, Value v) { return mutator.create<Cell>(sizeof(Cell), v); }

void Cell::trace(Object& object, Tracer& tracer) { tracer.visit(static_cast<Cell&>(object).slot_); }

Spill* make_spill(Mutator& mutator, std::size_t count, Value v) {
    return mutator.create<Spill>(sizeof(Spill) + count * sizeof(Slot), count, v);
}

void Spill::trace(Object& object, Tracer& tracer) {
    auto& spill = static_cast<Spill&>(object);
    tracer.visit(spill.slots(), spill.count_);
}

NativeFunction* make_native(Mutator& mutator, std::string_view name,
                            const NativeSignature& signature, Value data) {
    Root<String> symbol(mutator, make_symbol(mutator, name));
    if (!symbol) return nullptr;
    return mutator.create<NativeFunction>(sizeof(NativeFunction), *symbol, signature, data);
}

void NativeFunction::trace(Object& object, Tracer& tracer) {
    auto& function = static_cast<NativeFunction&>(object);
    tracer.visit(function.name_);
    tracer.visit(function.data_);
}

BoundMethod* make_bound_method(Mutator& mutator, Value receiver, Value function, String& name) {
    return mutator.create<BoundMethod>(sizeof(BoundMethod), receiver, function, name);
}

void BoundMethod::trace(Object& object, Tracer& tracer) {
    auto& method = static_cast<BoundMethod&>(object);
    tracer.visit(method.receiver_);
    tracer.visit(method.function_);
    tracer.visit(method.name_);
}

Resource* make_resource(Mutator& mutator, const ResourceType& type, void* payload,
                        std::size_t external_bytes) {
    Heap& heap = mutator.heap();
    if (external_bytes != 0 && !heap.account_external(mutator, external_bytes)) return nullptr;
    auto* resource = mutator.create<Resource>(sizeof(Resource), type, payload, external_bytes);
    if (resource == nullptr) {
        heap.release_external(external_bytes);
    } else if (type.drop != nullptr || external_bytes != 0) {
        heap.watch(*resource);
    }
    return resource;
}

void Resource::trace(Object& object, Tracer& tracer) {
    auto& resource = static_cast<Resource&>(object);
    tracer.visit(resource.data_);
    void* payload = resource.payload();
    if (payload != nullptr && resource.type_->trace != nullptr) {
        resource.type_->trace(payload, *resource.type_, tracer);
    }
}

namespace {

struct DeadPayload {
    const ResourceType& type;
    void* payload;
};

}  // namespace

void Resource::finalize(Object& object, Heap& heap) {
    auto& resource = static_cast<Resource&>(object);
    heap.release_external(std::exchange(resource.external_bytes_, 0));
    void* payload = resource.release();
    if (payload == nullptr || resource.type_->drop == nullptr) return;
    heap.run_later(
        [](void* context) {
            const std::unique_ptr<DeadPayload> dead(static_cast<DeadPayload*>(context));
            dead->type.drop(dead->payload, dead->type);
        },
        new DeadPayload{*resource.type_, payload});
}

}  // namespace ach::vm
