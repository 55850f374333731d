// What can be observed: the common part of signals and computeds, and the links between a source
// and those who have read it.
//
// A reader (an observer, or a computed) has a list of links, one for each source it read in its
// last run, in the order of reading, with the version that it saw. These keep the sources alive.
// The other way a source refers to its subscribers weakly: the links of observers are subscribed
// until the observer is disposed of, those of a computed while something observes the computed.
// So whoever is subscribed is reachable from an observer, and an unobserved computed is garbage
// like any value.
//
// A value is stored before its version. Who reads takes the version first and so has a value that
// is at least as new: a change can be seen twice, but never be missed.
#pragma once

#include "vm/runtime/mutator.hpp"

#include <atomic>
#include <cstdint>

namespace ach::vm {

class Link;

class Source : public Container {
public:
    static bool is(Kind kind) { return kind == Kind::Signal || kind == Kind::Computed; }

    // Ascending in the order of creation, never used again.
    std::uint64_t id() const { return id_; }
    // Grows by one with each change.
    std::uint64_t version() const { return version_.load(std::memory_order_acquire); }
    // The same, once nobody is in the middle of a change: whoever knows a time of the graph sees
    // all that has changed up to it.
    std::uint64_t settled_version() const;
    // When the value changed last, on the graph's clock of changes.
    std::uint64_t changed_at() const { return changed_at_.load(std::memory_order_acquire); }

    bool has_subscribers() const { return subscribers_.load(std::memory_order_acquire) != nullptr; }

    // The last run that read it: a hint, for who wants to know whether it was this one.
    std::uint64_t stamp() const { return stamp_.load(std::memory_order_relaxed); }
    void set_stamp(std::uint64_t run) { stamp_.store(run, std::memory_order_relaxed); }

protected:
    friend class ReactiveGraph;

    Source(Kind kind, std::uint64_t id, std::uint64_t version, Value value)
        : Container(kind), id_(id), version_(version) {
        value_.init(value);
    }
    ~Source() = default;

    void trace_source(Tracer& tracer) { tracer.visit(value_); }

    const std::uint64_t id_;
    std::atomic<std::uint64_t> version_;
    std::atomic<std::uint64_t> changed_at_{0};
    std::atomic<std::uint64_t> stamp_{0};
    // Under the graph's lock, and the first one in under the source's own as well; the newest last.
    std::atomic<Link*> subscribers_{nullptr};
    Link* last_subscriber_ = nullptr;
    Slot value_;
};

// That one reader has read one source. Changed under the graph's lock alone.
class Link final : public Object {
public:
    static bool is(Kind kind) { return kind == Kind::Link; }

    Source& source() const { return *static_cast<Source*>(source_.load().as_object()); }
    Object& reader() const { return *reader_; }

    // Of the source, when the reader read it.
    std::uint64_t version() const { return version_.load(std::memory_order_relaxed); }
    void set_version(std::uint64_t v) { version_.store(v, std::memory_order_relaxed); }

    // What the reader read next.
    Link* next() const { return of(next_); }
    static Link* of(const Slot& slot) {
        const Value v = slot.load();
        return v.is_null() ? nullptr : static_cast<Link*>(v.as_object());
    }

    bool is_subscribed() const { return is_subscribed_; }

    static void trace(Object& object, Tracer& tracer);

private:
    friend class Mutator;
    friend class ReactiveGraph;

    Link(Source& source, Object& reader, std::uint64_t version)
        : Object(Kind::Link), reader_(&reader), version_(version) {
        source_.init(Value::object(&source));
        next_.init(Value());
    }

    Slot source_, next_;
    Object* reader_;  // whose list it is in
    std::atomic<std::uint64_t> version_;
    // Among the subscribers of the source.
    Link* later_ = nullptr;
    Link* earlier_ = nullptr;
    bool is_subscribed_ = false;
};

}  // namespace ach::vm
