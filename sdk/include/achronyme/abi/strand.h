/* achronyme/abi/strand.h
 *
 * Strands: things that run one at a time, in the order in which they arrived.
 *
 * A strand has one FIFO inbox. Items are intrusive memory of their owner. Items of one strand never
 * run at the same time; different strands may run on different executors, and a strand may change
 * threads between two runs of an item, never inside one. This is the unit that executors steal from
 * each other.
 */
#ifndef ACHRONYME_ABI_STRAND_H
#define ACHRONYME_ABI_STRAND_H

#include "achronyme/abi/base.h"
#include "achronyme/abi/executor.h"

#ifdef __cplusplus
extern "C" {
#endif

#define ACH_IF_STRAND "ach.strand/1"

typedef struct ach_strand_id {
    uint64_t bits;
} ach_strand_id; /* generation-checked; 0 is none */

typedef struct ach_strand_item {
    struct ach_strand_item* next; /* the strand's own while queued */

    /* Works on the item. ACH_RUN_DONE: take the next item; the strand forgets this one before the
     * call, so it may be freed or posted again inside it. ACH_RUN_MORE: call again after others had
     * a turn, before any later item. ACH_RUN_PARKED: hold the strand here until wake(), then call
     * again.
     * [fiber] */
    int32_t(ACH_CALL* run)(struct ach_strand_item* self, ach_strand_id strand,
                           ACH_BORROW const ach_slice* slice) ACH_NOEXCEPT;

    void* user;
} ach_strand_item;

typedef struct ach_strand {
    uint32_t struct_size;
    uint32_t reserved;

    /* Makes an empty strand of a priority class.
     *   ACH_E_ARG  unknown class
     * [any] */
    ach_status(ACH_CALL* create)(const ach_host_t* h, uint16_t priority_class,
                                 ACH_FILL ach_strand_id* out) ACH_NOEXCEPT;

    /* Appends `item` to the inbox. Items posted by one thread run in the order of their posts.
     *   ACH_E_GONE  the strand is closed; the item stays the caller's
     * [any, lock-free] */
    ach_status(ACH_CALL* post)(const ach_host_t* h, ach_strand_id s,
                               ACH_KEEP ach_strand_item* item) ACH_NOEXCEPT;

    /* Lets a strand that answered ACH_RUN_PARKED go on. A wake that comes first is kept.
     *   ACH_E_GONE  the strand is closed
     * [any, lock-free] */
    ach_status(ACH_CALL* wake)(const ach_host_t* h, ach_strand_id s) ACH_NOEXCEPT;

    /* Refuses further posts; what is queued still runs, then the strand is gone.
     * [any] */
    ach_status(ACH_CALL* close)(const ach_host_t* h, ach_strand_id s) ACH_NOEXCEPT;
} ach_strand_t;

#ifdef __cplusplus
}
#endif

#endif
