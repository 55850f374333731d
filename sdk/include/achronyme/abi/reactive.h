/* achronyme/abi/reactive.h
 *
 * Signals and observers, for plugins: what a UI core needs and no more. Provided by the VM.
 *
 * An *observer* is script code that is to be run again after something it has read has changed. The
 * machine says when (`on_dirty`), its owner decides about it and runs it (`run`). Its home strand
 * is the strand of the call that made it.
 *
 * A *binding* carries the newest value of a Signal or Computed to a port, without any script code
 * of the receiver's. The thread that sets a Signal sends it, and waits for nobody.
 *
 * Bindings send messages of kind ACH_MSG_SIGNAL with their topic and key. inline_data[0 … 8) is the
 * version, little endian; then, by the message's size:
 *
 *   16  a Number: inline_data[8 … 16) is the double, little endian
 *    9  inline_data[8] is 0 for null, 1 for false, 2 for true
 *    8  `payload` is a snapshot of the value as CBOR: Strings, Vectors and Records to a depth of 8
 *       (what lies deeper is null), Tensors as typed arrays with their shape, everything else as
 *       its text
 *
 * The port should coalesce and have room for as many keys as are bound. A version may come twice;
 * an older one than the receiver has seen is to be ignored.
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

typedef struct ach_binding {
    uint64_t bits;
} ach_binding; /* generation-checked; 0 is none */

/* Flags of a binding. */
enum { ACH_BIND_TEXT = 1u << 0 }; /* sends what str() makes of the value; null stays null */

/* What source_kind() tells apart. */
enum { ACH_REACTIVE_NONE = 0, ACH_REACTIVE_SIGNAL = 1, ACH_REACTIVE_COMPUTED = 2 };

typedef struct ach_observer_desc {
    uint32_t struct_size;
    uint32_t reserved;
    void* user;

    /* Something it read has really changed since its last run. Called during a flush of its home
     * strand, after the effects of that flush, or right after a run during which it changed; once
     * until the next run. Short; calls nothing of a machine.
     * [vm] */
    void(ACH_CALL* on_dirty)(void* user, ach_observer o) ACH_NOEXCEPT;
} ach_observer_desc;

typedef struct ach_reactive {
    uint32_t struct_size;
    uint32_t reserved;

    /* An observer whose home strand is the strand of the call. It has read nothing yet.
     *   ACH_E_ARG  no on_dirty   ACH_E_FULL  too many
     * [vm] */
    ach_status(ACH_CALL* observe)(ach_call_t* c, ACH_BORROW const ach_observer_desc* d,
                                  ACH_FILL ach_observer* out) ACH_NOEXCEPT;

    /* Makes the observer the tracking scope, and the owner, of the script call that call_then() or
     * call_sync() of this native makes next; a call that must not wait. What the run before it
     * owned is disposed of now, the newest first: cleanups are called, effects disposed, timers
     * cancelled; and what it read is forgotten. Effects that the run makes pending run right after
     * it. When the run throws, what it had read stays subscribed.
     *   ACH_E_GONE  disposed of   ACH_E_WRONG_CONTEXT  on another strand, or it is running
     * [vm] */
    ach_status(ACH_CALL* run)(ach_call_t* c, ach_observer o) ACH_NOEXCEPT;

    /* Ends an observer. on_dirty is not called any more, unless another thread is just in it; what
     * it owns is disposed of on its home strand, when that flushes next. ACH_E_GONE when it was
     * disposed of before.
     * [any] */
    ach_status(ACH_CALL* dispose)(const ach_host_t* h, const struct ach_reactive* self,
                                  ach_observer o) ACH_NOEXCEPT;

    /* ACH_REACTIVE_…: what kind of source the value is. [vm] */
    int32_t(ACH_CALL* source_kind)(ach_call_t* c, ach_value v) ACH_NOEXCEPT;

    /* The value of a Signal or Computed, without subscribing, and its version. A Computed may have
     * to be evaluated, and may throw (ACH_E_RAISED). `version` may be null. ACH_E_TYPE when it is
     * no source. [vm] */
    ach_status(ACH_CALL* peek)(ach_call_t* c, ach_value source, ACH_FILL ach_value* out,
                               ACH_FILL uint64_t* version) ACH_NOEXCEPT;

    /* Sends the value of `source` to `port`: now, and after every change until unbind(). A Signal
     * is sent by whoever sets it; a Computed is evaluated on the strand of this call, with the
     * effects of a flush (when it throws, null is sent and a warning logged once). Within a batch
     * the change is sent at the end of the outermost one.
     *
     * Numbers, Booleans, null and Strings up to 4 KiB are sent at every change. For anything larger
     * a binding has one credit: a change takes it and is sent, changes without credit are only
     * remembered, and credit() gives it back. The binding keeps its source alive.
     *   ACH_E_TYPE  it is no source   ACH_E_ARG  topic 0, unknown flags   ACH_E_FULL  too many
     * [vm] */
    ach_status(ACH_CALL* bind)(ach_call_t* c, ach_value source, ach_port port, ach_topic topic,
                               uint64_t key, uint32_t flags,
                               ACH_FILL ach_binding* out) ACH_NOEXCEPT;

    /* The receiver has taken in the last large value. If there is a newer one it is sent soon, by a
     * script thread. ACH_E_GONE when it is not bound any more.
     * [any] */
    ach_status(ACH_CALL* credit)(const ach_host_t* h, const struct ach_reactive* self,
                                 ach_binding b) ACH_NOEXCEPT;

    /* Nothing is sent any more when it returns, but by those who are sending now. ACH_E_GONE when
     * it was unbound before.
     * [any] */
    ach_status(ACH_CALL* unbind)(const ach_host_t* h, const struct ach_reactive* self,
                                 ach_binding b) ACH_NOEXCEPT;

    /* Sets a Signal from outside of any script, to a value given as CBOR: an empty payload is null.
     * Its observers run on their strands, soon. `version`, which may be null, is the Signal's after
     * that.
     *   ACH_E_ARG  malformed CBOR   ACH_E_TYPE  not a Signal   ACH_E_GONE  a dead ref, or the
     *   machine is ending   ACH_E_NOMEM
     * Not from a native: inside of the machine the signal's own set() does it.
     * [any] */
    ach_status(ACH_CALL* set)(const ach_host_t* h, const struct ach_reactive* self, ach_ref signal,
                              ACH_BORROW const uint8_t* payload, size_t size,
                              ACH_FILL uint64_t* version) ACH_NOEXCEPT;
} ach_reactive_t;

#ifdef __cplusplus
}
#endif

#endif
