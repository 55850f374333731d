#include "vm/runtime/reactive_graph.hpp"

#include "vm/runtime/batch.hpp"
#include "vm/runtime/error.hpp"
#include "vm/runtime/future.hpp"
#include "vm/runtime/machine.hpp"
#include "vm/runtime/scope.hpp"
#include "vm/runtime/strand.hpp"
#include "vm/runtime/trace.hpp"
#include "vm/runtime/vector.hpp"

#include <utility>

namespace ach::vm {

ReactiveGraph::ReactiveGraph(Machine& machine)
    : machine_(machine), flush_context_(ExecutionContext::main_script()->without_suspension()) {
    starter_.init(Value::absent());
    machine_.heap().add_roots(*this);
}

ReactiveGraph::~ReactiveGraph() { machine_.heap().remove_roots(*this); }

void ReactiveGraph::trace_roots(Tracer& tracer) {
    for (Observer* one = first_; one != nullptr; one = one->later_) tracer.visit(one);
    if (starter().is_object()) tracer.visit(starter_);
}

// --- observers

void ReactiveGraph::enter(Mutator& mutator, Observer& observer) {
    const GraphLock lock(mutator, *this);
    observer.later_ = first_;
    if (first_ != nullptr) first_->earlier_ = &observer;
    first_ = &observer;
}

void ReactiveGraph::take_down(Mutator& mutator, Observer& observer) {
    {
        const GraphLock lock(mutator, *this);
        cut(mutator, observer.first());
        store(mutator, observer, observer.first_, Value());
        observer.is_taken_down_ = true;
    }
    store(mutator, observer, observer.subject_, Value());
    observer.context_.reset();
    observer.disown(mutator);
    if (ObserverClient* const client = std::exchange(observer.client_, nullptr)) client->gone();
    forget(mutator, observer);
}

bool ReactiveGraph::end_effects(Mutator& mutator) {
    std::vector<std::pair<StrandRef, Observer*>> asked;
    bool is_done = true;
    {
        const GraphLock lock(mutator, *this);
        for (Observer* one = first_; one != nullptr; one = one->later_) {
            if (one->role() != Observer::Role::Effect || one->is_taken_down_) continue;
            if (one->owned().is_null() && !one->is_disposed()) continue;
            is_done = false;
            if (!one->request_disposal()) continue;
            one->pin();
            asked.emplace_back(one->home_, one);
        }
    }
    for (const auto& [home, effect] : asked) home->reactions().nudge(*effect);
    return !is_done;
}

bool ReactiveGraph::forget(Mutator& mutator, Observer& observer) {
    if (!observer.is_taken_down_) return false;
    const GraphLock lock(mutator, *this);
    if (observer.is_due_ || observer.has_arrived_ || observer.home_ == nullptr ||
        observer.pins_.load(std::memory_order_acquire) != 0) {
        return true;
    }
    (observer.earlier_ == nullptr ? first_ : observer.earlier_->later_) = observer.later_;
    if (observer.later_ != nullptr) observer.later_->earlier_ = observer.earlier_;
    observer.home_.reset();  // the strand runs: this is not the last one
    return true;
}

void ReactiveGraph::close() {
    for (Observer* one = first_; one != nullptr; one = one->later_) {
        if (ObserverClient* const client = std::exchange(one->client_, nullptr)) client->gone();
        one->home_.reset();
        one->context_.reset();
    }
    first_ = nullptr;
}

// --- links (under the lock)

Slot& ReactiveGraph::first_of(Object& reader) {
    return reader.kind() == Kind::Computed ? static_cast<Computed&>(reader).first_
                                           : static_cast<Observer&>(reader).first_;
}

// Writers that find no subscriber take the source's own lock alone.
void ReactiveGraph::insert(Mutator& mutator, Link& link) {
    Source& source = link.source();
    Link* const before = std::exchange(source.last_subscriber_, &link);
    link.is_subscribed_ = true;
    link.earlier_ = before;
    link.later_ = nullptr;
    if (before != nullptr) {
        before->later_ = &link;
        return;
    }
    const WriteLock word(mutator, source);
    source.subscribers_.store(&link, std::memory_order_release);
}

// True: it was the last one.
bool ReactiveGraph::remove(Mutator&, Link& link) {
    Source& source = link.source();
    link.is_subscribed_ = false;
    (link.later_ == nullptr ? source.last_subscriber_ : link.later_->earlier_) = link.earlier_;
    if (link.earlier_ != nullptr) {
        link.earlier_->later_ = link.later_;
        return false;
    }
    source.subscribers_.store(link.later_, std::memory_order_release);
    return link.later_ == nullptr;
}

// A computed that is observed from here on subscribes to what it read, and so on. One that was
// valid until now stays so, if nothing has changed before all of that was in place.
void ReactiveGraph::subscribe(Mutator& mutator, Link& link) {
    linking_.assign(1, &link);
    std::vector<Computed*> observed;
    while (!linking_.empty()) {
        Link& next = *linking_.back();
        linking_.pop_back();
        Source& source = next.source();
        const bool is_first = !source.has_subscribers();
        insert(mutator, next);
        if (!is_first || source.kind() != Kind::Computed) continue;
        auto& computed = static_cast<Computed&>(source);
        observed.push_back(&computed);
        for (Link* l = computed.first(); l != nullptr; l = l->next()) linking_.push_back(l);
    }
    for (Computed* computed : observed) {
        const bool is_valid = is_now(computed->valid_.load(std::memory_order_relaxed));
        computed->valid_.store(is_valid ? Computed::kUntilMarked : Computed::kStale,
                               std::memory_order_release);
        ++computed->marks_;
    }
}

void ReactiveGraph::unsubscribe(Mutator& mutator, Link& link) {
    linking_.assign(1, &link);
    while (!linking_.empty()) {
        Link& next = *linking_.back();
        linking_.pop_back();
        Source& source = next.source();
        if (!remove(mutator, next) || source.kind() != Kind::Computed) continue;
        auto& computed = static_cast<Computed&>(source);
        const bool was_valid =
            computed.valid_.load(std::memory_order_relaxed) == Computed::kUntilMarked;
        computed.valid_.store(was_valid ? now() : Computed::kStale, std::memory_order_release);
        ++computed.marks_;
        for (Link* l = computed.first(); l != nullptr; l = l->next()) {
            if (l->is_subscribed()) linking_.push_back(l);
        }
    }
}

// Drops a list of links from there on.
void ReactiveGraph::cut(Mutator& mutator, Link* from) {
    for (Link* link = from; link != nullptr; link = link->next()) {
        if (link->is_subscribed()) unsubscribe(mutator, *link);
    }
}

// Puts a new link behind the last one of the run. True: the source has changed between the reading
// and the subscribing, which nobody has told the observer.
bool ReactiveGraph::add(Mutator& mutator, Scope& scope, Link& link) {
    Object& reader = *scope.reader;
    const Value added = Value::object(&link);
    if (scope.last == nullptr) {
        Slot& first = first_of(reader);
        store(mutator, link, link.next_, first.load());
        store(mutator, reader, first, added);
    } else {
        store(mutator, link, link.next_, scope.last->next_.load());
        store(mutator, *scope.last, scope.last->next_, added);
    }
    scope.last = &link;
    if (reader.kind() == Kind::Computed) {
        if (static_cast<Computed&>(reader).is_observed()) subscribe(mutator, link);
        return false;
    }
    subscribe(mutator, link);
    Source& source = link.source();
    const bool is_stale = source.kind() == Kind::Computed &&
                          static_cast<Computed&>(source).valid_.load(std::memory_order_relaxed) !=
                              Computed::kUntilMarked;
    if (!is_stale && source.version() == link.version()) return false;
    auto& observer = static_cast<Observer&>(reader);
    observer.home_->reactions().add_arrived(observer);
    return true;
}

bool ReactiveGraph::link_up(Mutator& mutator, Scope& scope, Source& source, std::uint64_t version) {
    Link* const made = mutator.create<Link>(sizeof(Link), source, *scope.reader, version);
    if (made == nullptr) return false;
    bool has_changed;
    {
        const GraphLock lock(mutator, *this);
        has_changed = add(mutator, scope, *made);
    }
    if (has_changed) static_cast<Observer&>(*scope.reader).home().reactions().request();
    return true;
}

// --- reading

namespace {

bool has_read(const Scope& scope, Link* first, const Source& source) {
    if (scope.last == nullptr) return false;
    for (Link* link = first;; link = link->next()) {
        if (&link->source() == &source) return true;
        if (link == scope.last) return false;
    }
}

}  // namespace

bool ReactiveGraph::track(Mutator& mutator, Scope& scope, Source& source, std::uint64_t version) {
    if (scope.reads != nullptr) {
        scope.reads->push_back({&source, version});
        return true;
    }
    const std::uint64_t stamp = source.stamp();
    if (stamp == scope.run) return true;
    Link* const first = Link::of(first_of(*scope.reader));
    // A later run than this one has read it since this one began: the stamp says nothing.
    if (stamp > scope.run && has_read(scope, first, source)) return true;
    source.set_stamp(scope.run);
    Link* const next = scope.last == nullptr ? first : scope.last->next();
    if (next != nullptr && &next->source() == &source) {
        next->set_version(version);
        scope.last = next;
        return true;
    }
    return link_up(mutator, scope, source, version);
}

void ReactiveGraph::trim(Mutator& mutator, Scope& scope) {
    Slot& first = first_of(*scope.reader);
    Link* const rest = scope.last == nullptr ? Link::of(first) : scope.last->next();
    if (rest == nullptr) return;
    const GraphLock lock(mutator, *this);
    cut(mutator, rest);
    if (scope.last == nullptr) {
        store(mutator, *scope.reader, first, Value());
    } else {
        store(mutator, *scope.last, scope.last->next_, Value());
    }
}

bool ReactiveGraph::watch(Mutator& mutator, Observer& observer, Source& source) {
    Scope scope;
    scope.reader = &observer;
    return link_up(mutator, scope, source, source.version());
}

// --- marking (under the lock)

void ReactiveGraph::make_due(Observer& observer, Writer& writer) {
    if (observer.home_ == nullptr) return;  // a batch has held on to it
    if (Batch* batch = writer.batch(); batch != nullptr && !writer.is_home_of(observer)) {
        batch->hold(observer);
        return;
    }
    Reactions& reactions = observer.home_->reactions();
    if (writer.is_home_of(observer)) {
        reactions.add_due(observer);
        return;
    }
    reactions.add_arrived(observer);
    writer.want(*observer.home_);
}

void ReactiveGraph::mark(Source& source, Writer& writer) {
    marking_.assign(1, &source);
    for (std::size_t i = 0; i < marking_.size(); ++i) {
        for (Link* link = marking_[i]->subscribers_.load(std::memory_order_relaxed);
             link != nullptr; link = link->later_) {
            Object& reader = link->reader();
            if (reader.kind() == Kind::Observer) {
                make_due(static_cast<Observer&>(reader), writer);
                continue;
            }
            auto& computed = static_cast<Computed&>(reader);
            ++computed.marks_;
            if (computed.valid_.load(std::memory_order_relaxed) == Computed::kStale) continue;
            computed.valid_.store(Computed::kStale, std::memory_order_release);
            marking_.push_back(&computed);
        }
    }
}

void ReactiveGraph::see_again(Signal& signal, std::uint64_t before, std::uint64_t version) {
    for (Link* link = signal.subscribers_.load(std::memory_order_relaxed); link != nullptr;
         link = link->later_) {
        if (link->version() == before) link->set_version(version);
    }
}

// --- writers

void Writer::want(Strand& strand) {
    if (wanted_.empty() || wanted_.back() != &strand) wanted_.emplace_back(&strand);
}

// A signal that nobody observes has nothing to be told at the end of the batch.
void Writer::note(Signal& signal, Value before, std::uint64_t version) {
    noted_ = signal.is_observed() ? &batch()->about_to_change(signal, before, version) : nullptr;
}

void Writer::has_changed(Mutator& mutator, Signal& signal, bool has_been_touched) {
    send();
    if (batch() != nullptr) {
        if (noted_ == nullptr) return;
        noted_->has_changed = true;
        noted_->has_been_touched |= has_been_touched;
    } else if (signal.is_bound() && graph_.change_sink() != nullptr) {
        graph_.change_sink()->changed(mutator, signal);
    }
}

void Writer::send_all() {
    for (const StrandRef& strand : wanted_) strand->reactions().request();
    wanted_.clear();
}

// --- flushes and errors

void ReactiveGraph::report(std::string_view where, Value error) {
    if (error_sink_ && !is_cancellation(error)) error_sink_(where, report_of(*as<Error>(error)));
}

Task* ReactiveGraph::make_flush(Mutator& mutator, Strand& strand) {
    const Value call[] = {machine_.builtins().find("__flush")};
    Root<Vector> list(mutator, make_vector(mutator, call));
    if (!list) return nullptr;
    return Task::make(mutator, StrandRef(&strand), flush_context_, machine_.options().max_frames,
                      Value::object(list.get()));
}

}  // namespace ach::vm
