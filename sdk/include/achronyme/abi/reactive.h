/* achronyme/abi/reactive.h
 *
 * Signals and observers, for plugins: what a UI core needs and no more. Provided by the VM.
 *
 * An observer is code that is run again after anything it has read has changed. Whoever observes
 * decides when: `on_dirty` says that it should, run() does it and records what is read.
 */
#ifndef ACHRONYME_ABI_REACTIVE_H
#define ACHRONYME_ABI_REACTIVE_H

#include "achronyme/abi/base.h"
#include "achronyme/abi/value.h"

#ifdef __cplusplus
extern "C" {
#endif

#define ACH_IF_REACTIVE "ach.reactive/1"

typedef struct ach_observer {
    uint64_t bits;
} ach_observer; /* generation-checked; 0 is none */

typedef struct ach_observer_desc {
    uint32_t struct_size;
    uint32_t reserved;
    void* user;
    /* Something it read has changed since its last run; called once until the next run. Short.
     * [any] */
    void(ACH_CALL* on_dirty)(void* user, ach_observer o) ACH_NOEXCEPT;
} ach_observer_desc;

typedef struct ach_reactive {
    uint32_t struct_size;
    uint32_t reserved;

    /* [vm] */
    ach_status(ACH_CALL* observe)(ach_call_t* c, ACH_BORROW const ach_observer_desc* d,
                                  ACH_FILL ach_observer* out) ACH_NOEXCEPT;

    /* Sets the observer as the tracking scope of the script call that call_then() or call_sync() of
     * this native makes next, forgetting what it read before. [vm] */
    ach_status(ACH_CALL* run)(ach_call_t* c, ach_observer o) ACH_NOEXCEPT;

    /* [any] ACH_E_GONE when it was disposed of before */
    ach_status(ACH_CALL* dispose)(const ach_host_t* h, const struct ach_reactive* self,
                                  ach_observer o) ACH_NOEXCEPT;

    /* Sends the newest value of a Signal to `port` as a coalesced message of `topic` and `key`
     * whenever it changes, now for the first time. ACH_E_TYPE when it is no signal.
     * [vm] */
    ach_status(ACH_CALL* bind)(ach_call_t* c, ach_value signal, ach_port port, ach_topic topic,
                               uint64_t key) ACH_NOEXCEPT;

    /* [any] ACH_E_ABSENT when nothing is bound to that key */
    ach_status(ACH_CALL* unbind)(const ach_host_t* h, const struct ach_reactive* self,
                                 ach_port port, uint64_t key) ACH_NOEXCEPT;

    /* Sets a Signal from outside any script, waking its observers. ACH_E_TYPE a payload that the
     * signal cannot hold; ACH_E_GONE a dead ref.
     * [any] */
    ach_status(ACH_CALL* set)(const ach_host_t* h, const struct ach_reactive* self, ach_ref signal,
                              ach_buf payload) ACH_NOEXCEPT;
} ach_reactive_t;

#ifdef __cplusplus
}
#endif

#endif
