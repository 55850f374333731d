/* achronyme/abi/op.h
 *
 * Operations that end later: one token, one end, whoever comes first.
 *
 * The side that waits creates the operation and is told once how it ended; the side that works gets
 * the token and completes it from any thread. First end wins; everybody else hears ACH_E_GONE, and
 * a payload that comes too late is released. Completing before the waiter is ready is fine: that is
 * the waiter's business, since `ended` is only a call.
 */
#ifndef ACHRONYME_ABI_OP_H
#define ACHRONYME_ABI_OP_H

#include "achronyme/abi/base.h"

#ifdef __cplusplus
extern "C" {
#endif

#define ACH_IF_OP "ach.op/1"

/* Flags of an operation. */
enum {
    /* Its worker completes it from a thread that is no executor: one of its own, one of a blocking
     * pool, the main thread. Without it the end comes from timers and from work on the executors.
     * A seeded run must know: it moves its clock only while nothing outside is pending, and tells
     * of such ends in the order of its seed instead of the order in which they came. */
    ACH_OP_OUTSIDE = 1 << 0
};

typedef struct ach_op_desc {
    uint32_t struct_size;
    uint32_t timeout_ms; /* 0: none. At the time-out cancel() is called and the op ends TIMEOUT */
    void* user;

    /* Tells how the operation ended: ACH_OK, ACH_E_CANCELLED, ACH_E_TIMEOUT or the worker's own
     * status, and hands over the payload's reference (0: none). Exactly once per created op. Short:
     * post the news to where it belongs.
     * [any] */
    void(ACH_CALL* ended)(void* user, ach_op op, ach_status outcome,
                          ACH_TAKE ach_buf payload) ACH_NOEXCEPT;

    /* Advises the worker to stop: at most once, and always before `ended`, which follows when this
     * has returned. An operation that its worker has completed is not cancelled any more. May be
     * null. [any] */
    void(ACH_CALL* cancel)(void* user, ach_op op) ACH_NOEXCEPT;

    uint32_t flags; /* ACH_OP_… */
    uint32_t reserved;
} ach_op_desc;

typedef struct ach_op_table {
    uint32_t struct_size;
    uint32_t reserved;

    /* [any] ACH_E_ARG without `ended`; ACH_E_FULL beyond the host's limit of pending operations */
    ach_status(ACH_CALL* create)(const ach_host_t* h, ACH_BORROW const ach_op_desc* d,
                                 ACH_FILL ach_op* out) ACH_NOEXCEPT;

    /* Ends the operation. The payload's reference is taken in every case.
     *   ACH_E_GONE  it has ended already
     * [any, lock-free] */
    ach_status(ACH_CALL* complete)(const ach_host_t* h, ach_op op, ach_status outcome,
                                   ACH_TAKE ach_buf payload) ACH_NOEXCEPT;

    /* Ends the operation ACH_E_CANCELLED at once and advises the worker.
     *   ACH_E_GONE  it has ended already
     * [any] */
    ach_status(ACH_CALL* cancel)(const ach_host_t* h, ach_op op) ACH_NOEXCEPT;

    /* True once the operation has ended or is being cancelled; a worker may stop.
     * [any, wait-free] */
    bool(ACH_CALL* is_over)(const ach_host_t* h, ach_op op) ACH_NOEXCEPT;
} ach_op_t;

#ifdef __cplusplus
}
#endif

#endif
