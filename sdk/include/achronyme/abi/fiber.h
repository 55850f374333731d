/* achronyme/abi/fiber.h
 *
 * Waiting without blocking a thread, for native code that runs on the host's fibers.
 *
 * Everything here that waits may be called only on a host fiber (inside a runnable, a strand item,
 * an on_ready callback or a function started by spawn()); elsewhere it answers ACH_E_WRONG_CONTEXT.
 * A fiber never changes its OS thread. While it waits, other work of that thread goes on.
 * Exceptions that are being handled survive the wait. Do not use it inside a script native: natives
 * register a continuation and return (ach.native/1).
 */
#ifndef ACHRONYME_ABI_FIBER_H
#define ACHRONYME_ABI_FIBER_H

#include "achronyme/abi/base.h"

#ifdef __cplusplus
extern "C" {
#endif

#define ACH_IF_FIBER "ach.fiber/1"

typedef struct ach_event {
    uint64_t bits;
} ach_event; /* auto-reset, generation-checked */
typedef struct ach_fiber_mutex {
    uint64_t bits;
} ach_fiber_mutex;

typedef struct ach_fiber {
    uint32_t struct_size;
    uint32_t reserved;

    /* Starts a fiber on some executor. `run(user)` is called exactly once.
     *   ACH_E_ARG no function   ACH_E_GONE shutdown has begun   ACH_E_NOMEM
     * [any] */
    ach_status(ACH_CALL* spawn)(const ach_host_t* h, void(ACH_CALL* run)(void* user),
                                ACH_KEEP void* user) ACH_NOEXCEPT;

    /* Lets others run. [fiber] */
    ach_status(ACH_CALL* yield)(const ach_host_t* h) ACH_NOEXCEPT;

    /* Waits on the host's clock. ACH_E_CANCELLED when the host shuts down meanwhile.
     * [fiber] */
    ach_status(ACH_CALL* sleep_until)(const ach_host_t* h, uint64_t deadline_ns) ACH_NOEXCEPT;

    /* Makes an event: one notify lets one wait through; a notify without a waiter is kept (one).
     * [any] */
    ach_status(ACH_CALL* event_create)(const ach_host_t* h, ACH_FILL ach_event* out) ACH_NOEXCEPT;

    /* [any, lock-free] */
    ach_status(ACH_CALL* event_notify)(const ach_host_t* h, ach_event e) ACH_NOEXCEPT;

    /* Waits for a notify, until `deadline_ns` on the host's clock (UINT64_MAX: for ever).
     *   ACH_E_TIMEOUT   ACH_E_GONE the event was destroyed   ACH_E_CANCELLED shutdown
     * [fiber] */
    ach_status(ACH_CALL* event_wait)(const ach_host_t* h, ach_event e,
                                     uint64_t deadline_ns) ACH_NOEXCEPT;

    /* [any] */
    ach_status(ACH_CALL* event_destroy)(const ach_host_t* h, ach_event e) ACH_NOEXCEPT;

    /* [any] */
    ach_status(ACH_CALL* mutex_create)(const ach_host_t* h,
                                       ACH_FILL ach_fiber_mutex* out) ACH_NOEXCEPT;

    /* Waits for the lock. Not recursive: ACH_E_WRONG_CONTEXT when this fiber holds it.
     * [fiber] */
    ach_status(ACH_CALL* mutex_lock)(const ach_host_t* h, ach_fiber_mutex m) ACH_NOEXCEPT;

    /* ACH_E_WRONG_CONTEXT when this fiber does not hold it. [fiber] */
    ach_status(ACH_CALL* mutex_unlock)(const ach_host_t* h, ach_fiber_mutex m) ACH_NOEXCEPT;

    /* ACH_E_WRONG_CONTEXT while it is held. [any] */
    ach_status(ACH_CALL* mutex_destroy)(const ach_host_t* h, ach_fiber_mutex m) ACH_NOEXCEPT;
} ach_fiber_t;

#ifdef __cplusplus
}
#endif

#endif
