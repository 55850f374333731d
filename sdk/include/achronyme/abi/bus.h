/* achronyme/abi/bus.h
 *
 * Messages between plugins.
 *
 * Order is first in, first out per (sender port, topic); there is no global order. An *event* is a
 * fact and never merged. A *signal* is state: the latest value per (topic, key) is retained, a late
 * subscriber is sent it first, and under ACH_FULL_COALESCE only the newest of a key waits. Sending
 * never blocks: a full receiver refuses, drops its oldest, or coalesces, as its port was opened,
 * and counts.
 *
 * A message is 64 bytes without pointers; more travels in a frozen buffer (CBOR).
 */
#ifndef ACHRONYME_ABI_BUS_H
#define ACHRONYME_ABI_BUS_H

#include "achronyme/abi/base.h"

#ifdef __cplusplus
extern "C" {
#endif

#define ACH_IF_BUS "ach.bus/1"

enum {
    ACH_MSG_EVENT = 0,
    ACH_MSG_SIGNAL = 1,
    ACH_MSG_REQUEST = 2,
    ACH_MSG_REPLY = 3,
    ACH_MSG_CANCEL = 4
};
enum { ACH_FULL_REFUSE = 0, ACH_FULL_DROP_OLDEST = 1, ACH_FULL_COALESCE = 2 };
#define ACH_PORT_MAX_CAPACITY 65534u

typedef struct ach_msg {
    uint32_t size; /* bytes used of inline_data, 0 … 16 */
    ach_topic topic;
    uint16_t kind;   /* ACH_MSG_… */
    uint16_t flags;  /* zero */
    uint32_t sender; /* filled in by the bus: index of the sending plugin */
    uint64_t
        seq; /* filled in by the bus: per (sender port, topic), from 1; of a signal its version */
    uint64_t key;     /* signals: the coalescing key; requests and replies: the correlation id */
    uint64_t time_ns; /* filled in by the bus: host clock */
    ach_buf payload;  /* 0 when inline; frozen */
    uint8_t inline_data[16];
} ach_msg;

typedef struct ach_port_desc {
    uint32_t struct_size;
    uint32_t capacity;       /* 1 … ACH_PORT_MAX_CAPACITY messages (coalescing: keys) */
    uint32_t full_policy;    /* ACH_FULL_… */
    uint16_t priority_class; /* of on_ready; ACH_CLASS_… of executor.h */
    uint16_t flags;          /* zero */
    void* user;

    /* Something can be received. Edge-triggered: called again only after recv() returned fewer
     * messages than asked for. One call at a time. May be null: poll, or use wait_fd().
     * [fiber] */
    void(ACH_CALL* on_ready)(void* user, ach_port port) ACH_NOEXCEPT;
} ach_port_desc;

typedef struct ach_port_stats {
    uint32_t struct_size;
    uint32_t queued;
    uint64_t accepted;  /* messages that entered the port */
    uint64_t received;  /* messages that recv() handed out */
    uint64_t refused;   /* answered ACH_E_FULL to their senders */
    uint64_t dropped;   /* pushed out by newer ones */
    uint64_t coalesced; /* replaced by a newer value of their key */
} ach_port_stats;

typedef struct ach_bus {
    uint32_t struct_size;
    uint32_t reserved;

    /* The number of a topic name, such as "org.example.sensor.changed/1". 0 for an empty name.
     * [any] */
    ach_topic(ACH_CALL* intern)(const ach_host_t* h, ach_str name) ACH_NOEXCEPT;

    /* Opens a port.
     *   ACH_E_ARG  capacity or policy out of range   ACH_E_NOMEM
     * [any] */
    ach_status(ACH_CALL* open)(const ach_host_t* h, ACH_BORROW const ach_port_desc* d,
                               ACH_FILL ach_port* out, ACH_FILL ach_error* err) ACH_NOEXCEPT;

    /* Delivers messages of topic `t` to port `p` from here on; retained signals come first.
     *   ACH_E_GONE  closed port   ACH_E_ARG  topic 0
     * [any] */
    ach_status(ACH_CALL* subscribe)(const ach_host_t* h, ach_port p, ach_topic t) ACH_NOEXCEPT;

    /* [any] ACH_E_ABSENT when it was not subscribed */
    ach_status(ACH_CALL* unsubscribe)(const ach_host_t* h, ach_port p, ach_topic t) ACH_NOEXCEPT;

    /* Sends `m` to every subscriber of its topic. Takes over one reference to the payload, whatever
     * the answer. `from` gives the order its meaning; a port without subscriptions will do.
     *   ACH_E_FULL  at least one receiver refused; the others have it
     *   ACH_E_GONE  closed sender port   ACH_E_ARG  malformed, unfrozen payload
     * Takes no lock but for signals and for ports that drop or coalesce. [any] */
    ach_status(ACH_CALL* send)(const ach_host_t* h, ach_port from,
                               ACH_BORROW const ach_msg* m) ACH_NOEXCEPT;

    /* Sends `m` to one port, subscribed or not: replies, and requests to a known port.
     * Takes no lock but for ports that drop or coalesce. [any] */
    ach_status(ACH_CALL* send_to)(const ach_host_t* h, ach_port from, ach_port to,
                                  ACH_BORROW const ach_msg* m) ACH_NOEXCEPT;

    /* Receives up to `max` messages, oldest first; each payload's reference becomes the caller's.
     * One receiver at a time.
     * [any] */
    uint32_t(ACH_CALL* recv)(const ach_host_t* h, ach_port p, ACH_FILL ach_msg* out,
                             uint32_t max) ACH_NOEXCEPT;

    /* An eventfd that is readable while messages wait, for foreign loops; -1 when there is none.
     * The port keeps it.
     * [any] */
    int32_t(ACH_CALL* wait_fd)(const ach_host_t* h, ach_port p) ACH_NOEXCEPT;

    /* [any, wait-free] */
    ach_status(ACH_CALL* stats)(const ach_host_t* h, ach_port p,
                                ACH_FILL ach_port_stats* out) ACH_NOEXCEPT;

    /* Closes the port, releasing what is queued. After the call on_ready is not called again and
     * is not running.
     * [any] */
    ach_status(ACH_CALL* close)(const ach_host_t* h, ach_port p) ACH_NOEXCEPT;
} ach_bus_t;

#ifdef __cplusplus
}
#endif

#endif
