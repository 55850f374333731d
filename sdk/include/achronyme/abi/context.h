/* achronyme/abi/context.h
 *
 * Slots that travel with a call: into callbacks, closures and tasks, as the rules of each slot say.
 *
 * Nothing is kept in thread-local variables, so whatever "the current …" means (the UI build scope,
 * the observer that records reads) is a slot of the execution context. Provided by the VM.
 */
#ifndef ACHRONYME_ABI_CONTEXT_H
#define ACHRONYME_ABI_CONTEXT_H

#include "achronyme/abi/base.h"
#include "achronyme/abi/value.h"

#ifdef __cplusplus
extern "C" {
#endif

#define ACH_IF_CONTEXT "ach.context/1"

/* What a new task gets of a slot. */
enum { ACH_INHERIT_NONE = 0, ACH_INHERIT_ASYNC = 1, ACH_INHERIT_ALL = 2 };

typedef struct ach_context {
    uint32_t struct_size;
    uint32_t reserved;

    /* The number of slot `name`, the same for everybody who asks. ACH_E_ARG when it exists with
     * another rule.
     * [any] */
    ach_status(ACH_CALL* slot)(const ach_host_t* h, const struct ach_context* self, ach_str name,
                               int32_t inherit, ACH_FILL uint32_t* out) ACH_NOEXCEPT;

    /* What the slot holds in this call; null when it is empty. Valid until the native returns.
     * [vm] */
    void*(ACH_CALL* get)(ach_call_t* c, uint32_t slot)ACH_NOEXCEPT;

    /* Sets the slot for the script call that call_then() or call_sync() of this native makes next,
     * and for everything that inherits from it.
     * [vm] */
    ach_status(ACH_CALL* set)(ach_call_t* c, uint32_t slot, ACH_KEEP void* value) ACH_NOEXCEPT;

    /* Whether suspending is an error here (§1.4 of the concurrency document). [vm] */
    bool(ACH_CALL* is_no_suspend)(ach_call_t* c) ACH_NOEXCEPT;
} ach_context_t;

#ifdef __cplusplus
}
#endif

#endif
