#include "vm/runtime/channel.hpp"

#include "vm/runtime/iteration.hpp"
#include "vm/runtime/record.hpp"

namespace ach::vm {

namespace {

Letter* letter_in(const Slot& slot) {
    const Value v = slot.load();
    return v.is_null() ? nullptr : as<Letter>(v);
}

}  // namespace

Channel::Channel(std::uint32_t capacity) : Container(Kind::Channel), capacity_(capacity) {
    for (Line* line : {&messages_, &senders_, &receivers_}) {
        line->first.init(Value());
        line->last.init(Value());
    }
}

Channel* Channel::make(Mutator& mutator, std::uint32_t capacity) {
    return mutator.create<Channel>(sizeof(Channel), capacity);
}

void Channel::trace(Object& object, Tracer& tracer) {
    auto& channel = static_cast<Channel&>(object);
    for (const Line* line : {&channel.messages_, &channel.senders_, &channel.receivers_}) {
        tracer.visit(line->first);
        tracer.visit(line->last);
    }
}

// --- lines, under the lock ----------------------------------------------------------------------

void Channel::append(Mutator& mutator, Line& line, Letter& letter) {
    letter.place_ = &line == &messages_  ? Letter::Place::Messages
                    : &line == &senders_ ? Letter::Place::Senders
                                         : Letter::Place::Receivers;
    Letter* const last = letter_in(line.last);
    store(mutator, letter, letter.previous_, line.last.load());
    if (last == nullptr) {
        store(mutator, *this, line.first, Value::object(&letter));
    } else {
        store(mutator, *last, last->next_, Value::object(&letter));
    }
    store(mutator, *this, line.last, Value::object(&letter));
}

void Channel::unlink(Mutator& mutator, Line& line, Letter& letter) {
    Letter* const before = letter_in(letter.previous_);
    Letter* const behind = letter_in(letter.next_);
    if (before == nullptr) {
        store(mutator, *this, line.first, letter.next_.load());
    } else {
        store(mutator, *before, before->next_, letter.next_.load());
    }
    if (behind == nullptr) {
        store(mutator, *this, line.last, letter.previous_.load());
    } else {
        store(mutator, *behind, behind->previous_, letter.previous_.load());
    }
    store(mutator, letter, letter.previous_, Value());
    store(mutator, letter, letter.next_, Value());
    letter.place_ = Letter::Place::None;
}

Letter* Channel::take_first(Mutator& mutator, Line& line) {
    Letter* const first = letter_in(line.first);
    if (first != nullptr) unlink(mutator, line, *first);
    return first;
}

// The first of a line that stays strung together and belongs to the caller.
Letter* Channel::take_all(Mutator& mutator, Line& line) {
    Letter* const first = letter_in(line.first);
    store(mutator, *this, line.first, Value());
    store(mutator, *this, line.last, Value());
    return first;
}

// --- sending ------------------------------------------------------------------------------------

// Puts a message where it belongs: into the hands of a receiver that waits, or into the queue, or
// in line.
Channel::Placed Channel::place(Mutator& mutator, Letter& letter, bool may_wait, Letter*& receiver) {
    WriteLock lock(mutator, *this);
    if (is_closed_.load(std::memory_order_relaxed)) return Placed::Refused;
    receiver = take_first(mutator, receivers_);
    if (receiver != nullptr) return Placed::Given;
    const std::uint32_t length = length_.load(std::memory_order_relaxed);
    if (capacity_ == 0 || length < capacity_) {
        append(mutator, messages_, letter);
        length_.store(length + 1, std::memory_order_release);
        return Placed::Accepted;
    }
    if (!may_wait) return Placed::Refused;
    append(mutator, senders_, letter);
    return Placed::Waits;
}

Future* Channel::send(Mutator& mutator, Value message) {
    Root<Future> future(mutator, Future::make(mutator));
    if (!future) return nullptr;
    Root<Letter> letter(
        mutator, mutator.create<Letter>(sizeof(Letter), *this, message, Value::object(future.get()),
                                        Letter::Use::Message));
    if (!letter) return nullptr;
    future->set_source(mutator, *letter, &Channel::withdraw);
    Letter* taker = nullptr;
    const Placed placed = place(mutator, *letter, true, taker);
    Root<Letter> receiver(mutator, taker);
    switch (placed) {
        case Placed::Waits: break;
        case Placed::Refused: letter->refuse(mutator); break;
        case Placed::Given: receiver->fulfil(mutator, message, false); [[fallthrough]];
        case Placed::Accepted: letter->fulfil_sent(mutator); break;
    }
    return future.get();
}

Channel::Sent Channel::try_send(Mutator& mutator, Value message) {
    Root<Letter> letter(mutator, mutator.create<Letter>(sizeof(Letter), *this, message, Value(),
                                                        Letter::Use::Message));
    if (!letter) return Sent::Failed;
    Letter* taker = nullptr;
    const Placed placed = place(mutator, *letter, false, taker);
    if (placed == Placed::Refused) return Sent::No;
    Root<Letter> receiver(mutator, taker);
    if (receiver) receiver->fulfil(mutator, message, false);
    return Sent::Yes;
}

// --- receiving ----------------------------------------------------------------------------------

// Under the lock. The first in line of those who wait to send takes the room that it leaves.
Letter* Channel::next_message(Mutator& mutator, Letter*& accepted) {
    Letter* const message = take_first(mutator, messages_);
    if (message == nullptr) return nullptr;
    accepted = take_first(mutator, senders_);
    if (accepted == nullptr) {
        length_.store(length_.load(std::memory_order_relaxed) - 1, std::memory_order_release);
    } else {
        append(mutator, messages_, *accepted);
    }
    return message;
}

Future* Channel::receive(Mutator& mutator, bool as_step) {
    Root<Future> future(mutator, Future::make(mutator));
    if (!future) return nullptr;
    const auto use = as_step ? Letter::Use::ReceiveStep : Letter::Use::Receive;
    Root<Letter> letter(mutator, mutator.create<Letter>(sizeof(Letter), *this, Value(),
                                                        Value::object(future.get()), use));
    if (!letter) return nullptr;
    future->set_source(mutator, *letter, &Channel::withdraw);
    Letter* message = nullptr;
    Letter* sender = nullptr;
    bool is_over = false;
    {
        WriteLock lock(mutator, *this);
        message = next_message(mutator, sender);
        is_over = message == nullptr && is_closed_.load(std::memory_order_relaxed);
        if (message == nullptr && !is_over) append(mutator, receivers_, *letter);
    }
    Root<Letter> got(mutator, message);
    Root<Letter> accepted(mutator, sender);
    if (is_over) letter->fulfil(mutator, Value(), true);
    if (got) letter->fulfil(mutator, got->message_.load(), false);
    if (accepted) accepted->fulfil_sent(mutator);
    return future.get();
}

Value Channel::try_receive(Mutator& mutator) {
    Letter* message = nullptr;
    Letter* sender = nullptr;
    {
        WriteLock lock(mutator, *this);
        message = next_message(mutator, sender);
    }
    if (message == nullptr) return Value::absent();
    Root<Value> got(mutator, message->message_.load());
    Root<Letter> accepted(mutator, sender);
    if (accepted) accepted->fulfil_sent(mutator);
    return got;
}

// --- the end ------------------------------------------------------------------------------------

void Channel::close(Mutator& mutator, bool discard) {
    Letter* first_sender = nullptr;
    Letter* first_receiver = nullptr;
    {
        WriteLock lock(mutator, *this);
        is_closed_.store(true, std::memory_order_release);
        first_sender = take_all(mutator, senders_);
        first_receiver = take_all(mutator, receivers_);
        if (discard) {
            take_all(mutator, messages_);
            length_.store(0, std::memory_order_release);
        }
    }
    // A closed channel has no lines, so nobody else touches these any more.
    Root<Letter> receiver(mutator, first_receiver);
    for (Root<Letter> sender(mutator, first_sender); sender; sender = letter_in(sender->next_)) {
        sender->refuse(mutator);
    }
    for (; receiver; receiver = letter_in(receiver->next_)) {
        receiver->fulfil(mutator, Value(), true);
    }
}

// Closing settles whoever stood in line, so there is nothing to withdraw then.
void Channel::withdraw(Machine&, Mutator& mutator, Future& future, Object& source) {
    auto& letter = static_cast<Letter&>(source);
    Channel& channel = *as<Channel>(letter.channel_.load());
    {
        WriteLock lock(mutator, channel);
        if (channel.is_closed_.load(std::memory_order_relaxed)) return;
        if (letter.place_ == Letter::Place::Senders) {
            channel.unlink(mutator, channel.senders_, letter);
        } else if (letter.place_ == Letter::Place::Receivers) {
            channel.unlink(mutator, channel.receivers_, letter);
        } else {
            return;
        }
    }
    if (!settle_cancelled(mutator, future)) mutator.take_error();
}

// --- Letter -------------------------------------------------------------------------------------

Letter::Letter(Channel& channel, Value message, Value future, Use use)
    : Object(Kind::Letter), use_(use) {
    channel_.init(Value::object(&channel));
    message_.init(message);
    future_.init(future);
    previous_.init(Value());
    next_.init(Value());
}

void Letter::trace(Object& object, Tracer& tracer) {
    auto& letter = static_cast<Letter&>(object);
    tracer.visit(letter.channel_);
    tracer.visit(letter.message_);
    tracer.visit(letter.future_);
    tracer.visit(letter.previous_);
    tracer.visit(letter.next_);
}

// `message` is rooted, and so is this.
void Letter::fulfil(Mutator& mutator, Value message, bool done) {
    Future& future = *as<Future>(future_.load());
    if (use_ != Use::ReceiveStep) return vm::fulfil(mutator, future, message);
    Record* step = make_step(mutator, message, done);
    if (step == nullptr) return settle_with_error(mutator, future);
    Root<Record> kept(mutator, step);
    vm::fulfil(mutator, future, Value::object(step));
}

// The message was accepted.
void Letter::fulfil_sent(Mutator& mutator) {
    vm::fulfil(mutator, *as<Future>(future_.load()), Value());
}

void Letter::refuse(Mutator& mutator) {
    mutator.raise("ChannelError", "the channel is closed");
    settle_with_error(mutator, *as<Future>(future_.load()));
}

// --- ChannelEnd ---------------------------------------------------------------------------------

ChannelEnd::ChannelEnd(Channel& channel, bool is_sender)
    : Object(Kind::ChannelEnd), is_sender_(is_sender) {
    channel_.init(Value::object(&channel));
}

ChannelEnd* ChannelEnd::make(Mutator& mutator, Channel& channel, bool is_sender) {
    return mutator.create<ChannelEnd>(sizeof(ChannelEnd), channel, is_sender);
}

void ChannelEnd::trace(Object& object, Tracer& tracer) {
    tracer.visit(static_cast<ChannelEnd&>(object).channel_);
}

}  // namespace ach::vm
