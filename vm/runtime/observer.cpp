#include "vm/runtime/observer.hpp"

#include "vm/runtime/reactive_graph.hpp"
#include "vm/runtime/strand.hpp"
#include "vm/runtime/vector.hpp"

namespace ach::vm {

namespace {

constexpr std::uint64_t kAfterEffects = std::uint64_t{1} << 63;

}  // namespace

Observer::Observer(Role role, std::uint64_t order, StrandRef home, Value subject,
                   ObserverClient* client)
    : Object(Kind::Observer),
      role_(role),
      order_(role == Role::Scope ? order | kAfterEffects : order),
      home_(std::move(home)),
      client_(client) {
    subject_.init(subject);
    first_.init(Value());
    owned_.init(Value());
    run_.init(Value());
}

Observer* Observer::make(Mutator& mutator, ReactiveGraph& graph, Role role, Strand& home,
                         Value subject, ObserverClient* client) {
    home.reactions();  // others find them from here on
    Observer* made = mutator.create<Observer>(sizeof(Observer), role, graph.next_id(),
                                              StrandRef(&home), subject, client);
    if (made != nullptr) graph.enter(mutator, *made);
    return made;
}

bool Observer::own(Mutator& mutator, Value v) {
    if (owned().is_null()) {
        Vector* list = make_vector(mutator);
        if (list == nullptr) return false;
        store(mutator, *this, owned_, Value::object(list));
    }
    return push(mutator, *as<Vector>(owned()), v);
}

StrandRef Observer::home_if_alive(Mutator& mutator, ReactiveGraph& graph) const {
    const GraphLock lock(mutator, graph);
    return home_;
}

void Observer::disown(Mutator& mutator) {
    store(mutator, *this, owned_, Value());
    store(mutator, *this, run_, Value());
}

void Observer::trace(Object& object, Tracer& tracer) {
    auto& observer = static_cast<Observer&>(object);
    tracer.visit(observer.subject_);
    tracer.visit(observer.first_);
    tracer.visit(observer.owned_);
    tracer.visit(observer.run_);
}

}  // namespace ach::vm
