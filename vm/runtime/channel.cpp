#include "vm/runtime/channel.hpp"

#include "vm/runtime/iteration.hpp"
#include "vm/runtime/record.hpp"

namespace ach::vm {

Channel::Channel(std::uint32_t capacity) : Container(Kind::Channel), capacity_(capacity) {}

Channel* Channel::make(Mutator& mutator, std::uint32_t capacity) {
    return mutator.create<Channel>(sizeof(Channel), capacity);
}

void Channel::trace(Object& object, Tracer& tracer) {
    auto& channel = static_cast<Channel&>(object);
    channel.messages_.trace(tracer);
    channel.senders_.trace(tracer);
    channel.receivers_.trace(tracer);
}

// --- lines, under the lock

void Channel::append(Mutator& mutator, Line<Letter>& line, Letter& letter) {
    letter.where_ = &line == &messages_  ? Letter::Where::Messages
                    : &line == &senders_ ? Letter::Where::Senders
                                         : Letter::Where::Receivers;
    line.append(mutator, *this, letter);
}

Letter* Channel::take_first(Mutator& mutator, Line<Letter>& line) {
    Letter* const first = line.take_first(mutator, *this);
    if (first != nullptr) first->where_ = Letter::Where::None;
    return first;
}

// --- sending

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

// --- receiving

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

// --- the end

void Channel::close(Mutator& mutator, bool discard) {
    Letter* first_sender = nullptr;
    Letter* first_receiver = nullptr;
    {
        WriteLock lock(mutator, *this);
        is_closed_.store(true, std::memory_order_release);
        first_sender = senders_.take_all(mutator, *this);
        first_receiver = receivers_.take_all(mutator, *this);
        if (discard) {
            messages_.take_all(mutator, *this);
            length_.store(0, std::memory_order_release);
        }
    }
    // A closed channel has no lines, so nobody else touches these any more.
    Root<Letter> receiver(mutator, first_receiver);
    Root<Letter> sender(mutator, first_sender);
    for (; sender; sender = Line<Letter>::next_of(*sender)) sender->refuse(mutator);
    for (; receiver; receiver = Line<Letter>::next_of(*receiver)) {
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
        if (letter.where_ == Letter::Where::Senders) {
            channel.senders_.remove(mutator, channel, letter);
        } else if (letter.where_ == Letter::Where::Receivers) {
            channel.receivers_.remove(mutator, channel, letter);
        } else {
            return;
        }
        letter.where_ = Letter::Where::None;
    }
    if (!settle_cancelled(mutator, future)) mutator.take_error();
}

// --- Letter

Letter::Letter(Channel& channel, Value message, Value future, Use use)
    : Object(Kind::Letter), use_(use) {
    channel_.init(Value::object(&channel));
    message_.init(message);
    future_.init(future);
}

void Letter::trace(Object& object, Tracer& tracer) {
    auto& letter = static_cast<Letter&>(object);
    tracer.visit(letter.channel_);
    tracer.visit(letter.message_);
    tracer.visit(letter.future_);
    letter.place_.trace(tracer);
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

// --- ChannelEnd

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
