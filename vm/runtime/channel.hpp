// Channels: a queue of messages, and lines of who waits to send or to receive.
//
// A Sender and a Receiver are the two ends of one Channel; tasks on any strand share them. A
// receiver takes its place in line at the call, a message too. What is queued and who waits changes
// together under the channel's one-word lock; futures are settled after it is given back. At most
// one of the lines is there at a time: receivers wait only while there is no message, senders only
// while there is no room.
#pragma once

#include "vm/runtime/future.hpp"
#include "vm/runtime/mutator.hpp"

#include <atomic>
#include <cstdint>

namespace ach::vm {

class Letter;
class Machine;

class Channel final : public Container {
public:
    static bool is(Kind kind) { return kind == Kind::Channel; }

    // Zero: any number of messages. Null: an error is pending.
    static Channel* make(Mutator& mutator, std::uint32_t capacity);

    // A future that completes when the message is accepted. Null: an error is pending.
    Future* send(Mutator& mutator, Value message);
    enum class Sent : std::uint8_t { Yes, No, Failed };
    Sent try_send(Mutator& mutator, Value message);

    // A future of the next message; `as_step` makes it {value, done}. Null: an error is pending.
    Future* receive(Mutator& mutator, bool as_step);
    // The next message, or absent. The caller roots it.
    Value try_receive(Mutator& mutator);

    // No further messages. Those that were accepted stay, unless `discard`.
    void close(Mutator& mutator, bool discard);

    std::uint32_t length() const { return length_.load(std::memory_order_acquire); }
    bool is_closed() const { return is_closed_.load(std::memory_order_acquire); }

    static void trace(Object& object, Tracer& tracer);

private:
    friend class Mutator;
    explicit Channel(std::uint32_t capacity);

    void append(Mutator& mutator, Line<Letter>& line, Letter& letter);
    Letter* take_first(Mutator& mutator, Line<Letter>& line);
    enum class Placed : std::uint8_t { Accepted, Given, Waits, Refused };
    Placed place(Mutator& mutator, Letter& letter, bool may_wait, Letter*& receiver);
    Letter* next_message(Mutator& mutator, Letter*& accepted);
    static void withdraw(Machine& machine, Mutator& mutator, Future& future, Object& source);

    const std::uint32_t capacity_;
    std::atomic<std::uint32_t> length_{0};
    std::atomic<bool> is_closed_{false};
    Line<Letter> messages_, senders_, receivers_;
};

// A message in the queue, or somebody in a line.
class Letter final : public Object {
public:
    static bool is(Kind kind) { return kind == Kind::Letter; }
    // A place in the line of receivers, not a message.
    bool is_to_receive() const { return use_ != Use::Message; }
    static void trace(Object& object, Tracer& tracer);

private:
    friend class Channel;
    friend class Line<Letter>;
    friend class Mutator;
    enum class Where : std::uint8_t { None, Messages, Senders, Receivers };

    enum class Use : std::uint8_t { Message, Receive, ReceiveStep };

    Letter(Channel& channel, Value message, Value future, Use use);
    void fulfil(Mutator& mutator, Value message, bool done);
    void fulfil_sent(Mutator& mutator);
    void refuse(Mutator& mutator);

    Where where_ = Where::None;  // under the channel's lock
    const Use use_;
    Slot channel_, message_, future_;
    PlaceInLine place_;
};

// What a script has of a channel.
class ChannelEnd final : public Object {
public:
    static bool is(Kind kind) { return kind == Kind::ChannelEnd; }

    static ChannelEnd* make(Mutator& mutator, Channel& channel, bool is_sender);

    Channel& channel() const { return *as<Channel>(channel_.load()); }
    bool is_sender() const { return is_sender_; }
    static void trace(Object& object, Tracer& tracer);

private:
    friend class Mutator;
    ChannelEnd(Channel& channel, bool is_sender);

    const bool is_sender_;
    Slot channel_;
};

}  // namespace ach::vm
