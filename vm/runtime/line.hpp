// A line of heap objects: who comes joins its end, who is first in it is served next, and anybody
// may leave it in one step. Standing in line allocates nothing, because an object stands in one
// line at most and has its place in itself.
//
// A line belongs to an object (`owner`), under whose lock it changes. Whoever takes the whole line
// goes through it alone.
#pragma once

#include "vm/runtime/mutator.hpp"

namespace ach::vm {

template <class T>
class Line;

// The links of an object that stands in a line; null while it stands in none.
class PlaceInLine {
public:
    PlaceInLine() {
        previous_.init(Value());
        next_.init(Value());
    }
    void trace(Tracer& tracer) const {
        tracer.visit(previous_);
        tracer.visit(next_);
    }

private:
    template <class T>
    friend class Line;

    Slot previous_, next_;
};

// T has a PlaceInLine, `place_`, and is a friend of Line<T>.
template <class T>
class Line {
public:
    Line() {
        first_.init(Value());
        last_.init(Value());
    }

    bool is_empty() const { return first_.load().is_null(); }

    void append(Mutator& mutator, Object& owner, T& object) {
        T* const last = in(last_);
        store(mutator, object, object.place_.previous_, last_.load());
        if (last == nullptr) {
            store(mutator, owner, first_, Value::object(&object));
        } else {
            set_next(mutator, *last, &object);
        }
        store(mutator, owner, last_, Value::object(&object));
    }

    // For an object that stands in this line.
    void remove(Mutator& mutator, Object& owner, T& object) {
        T* const before = in(object.place_.previous_);
        T* const behind = in(object.place_.next_);
        if (before == nullptr) {
            store(mutator, owner, first_, object.place_.next_.load());
        } else {
            set_next(mutator, *before, behind);
        }
        if (behind == nullptr) {
            store(mutator, owner, last_, object.place_.previous_.load());
        } else {
            store(mutator, *behind, behind->place_.previous_, object.place_.previous_.load());
        }
        leave(mutator, object);
    }

    // Null when nobody stands there.
    T* take_first(Mutator& mutator, Object& owner) {
        T* const first = in(first_);
        if (first != nullptr) remove(mutator, owner, *first);
        return first;
    }

    // The first of all, who stay strung together and belong to the caller. Nothing but the caller's
    // root of the first one holds them.
    T* take_all(Mutator& mutator, Object& owner) {
        T* const first = in(first_);
        store(mutator, owner, first_, Value());
        store(mutator, owner, last_, Value());
        return first;
    }
    static T* next_of(const T& object) { return in(object.place_.next_); }
    // Unties an object from its neighbours, which are not told, and gives the next one.
    static T* leave(Mutator& mutator, T& object) {
        T* const next = next_of(object);
        store(mutator, object, object.place_.previous_, Value());
        store(mutator, object, object.place_.next_, Value());
        return next;
    }
    // Strings one that stands in no line behind another such.
    static void set_next(Mutator& mutator, T& object, T* next) {
        store(mutator, object, object.place_.next_,
              next == nullptr ? Value() : Value::object(next));
    }

    void trace(Tracer& tracer) const {
        tracer.visit(first_);
        tracer.visit(last_);
    }

private:
    static T* in(const Slot& slot) {
        const Value v = slot.load();
        return v.is_null() ? nullptr : as<T>(v);
    }

    Slot first_, last_;
};

}  // namespace ach::vm
