/* achronyme/abi/timer.h
 *
 * The host's clock and its timers.
 *
 * There is one clock. A test may replace it with one that stands still until nothing real is
 * pending, and a seeded run orders what falls due together; so whoever measures or waits asks here
 * and nowhere else. Entries are intrusive memory of their owner. The timer thread starts with the
 * first entry.
 */
#ifndef ACHRONYME_ABI_TIMER_H
#define ACHRONYME_ABI_TIMER_H

#include "achronyme/abi/base.h"

#ifdef __cplusplus
extern "C" {
#endif

#define ACH_IF_TIMER "ach.timer/1"

typedef struct ach_timer_entry {
    void* link[4];        /* the wheel's own */
    uint64_t deadline_ns; /* set by start() */
    uint64_t seq;         /* the wheel's own: entries due together fire in the order of start() */
    uint32_t state;       /* the wheel's own; zero before the first start() */
    uint32_t reserved;

    /* Called once per start() that is not cancelled. The entry is idle again before the call, so it
     * may be freed or started again inside it. Post work elsewhere; do not do it here.
     * [timer] */
    void(ACH_CALL* fire)(struct ach_timer_entry* self) ACH_NOEXCEPT;

    void* user;
} ach_timer_entry;

typedef struct ach_timer {
    uint32_t struct_size;
    uint32_t reserved;

    /* Monotonic nanoseconds since an arbitrary start.
     * [any, wait-free] */
    uint64_t(ACH_CALL* now_ns)(const ach_host_t* h) ACH_NOEXCEPT;

    /* Nanoseconds since 1970-01-01T00:00:00Z.
     * [any, wait-free] */
    int64_t(ACH_CALL* wall_ns)(const ach_host_t* h) ACH_NOEXCEPT;

    /* Fires `e` at or soon after `deadline_ns` of now_ns(); a deadline in the past fires at once.
     *   ACH_E_ARG            null or no fire function
     *   ACH_E_WRONG_CONTEXT  the entry is already waiting
     * [any] */
    ach_status(ACH_CALL* start)(const ach_host_t* h, ACH_KEEP ach_timer_entry* e,
                                uint64_t deadline_ns) ACH_NOEXCEPT;

    /* Takes `e` back.
     *   ACH_OK      it will not fire
     *   ACH_E_GONE  it was not waiting: it has fired, is firing, or was never started
     * [any] */
    ach_status(ACH_CALL* cancel)(const ach_host_t* h, ACH_BORROW ach_timer_entry* e) ACH_NOEXCEPT;

    /* Like cancel(), and when the entry is firing on another thread waits until fire() has
     * returned. Must not be called from fire() or under a lock that fire() takes.
     * [any] */
    ach_status(ACH_CALL* cancel_wait)(const ach_host_t* h,
                                      ACH_BORROW ach_timer_entry* e) ACH_NOEXCEPT;
} ach_timer_t;

#ifdef __cplusplus
}
#endif

#endif
