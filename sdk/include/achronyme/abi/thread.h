/* achronyme/abi/thread.h
 *
 * Threads that a plugin made itself. Such a thread adopts itself before it calls anything else of
 * the host and leaves before it ends; the host counts it as a pin that keeps the plugin's file
 * mapped.
 */
#ifndef ACHRONYME_ABI_THREAD_H
#define ACHRONYME_ABI_THREAD_H

#include "achronyme/abi/base.h"

#ifdef __cplusplus
extern "C" {
#endif

#define ACH_IF_THREAD "ach.thread/1"

typedef struct ach_thread {
    uint32_t struct_size;
    uint32_t reserved;

    /* Announces the calling thread under `name` (for logs and the inspector).
     *   ACH_E_WRONG_CONTEXT  a host thread, or adopted already
     * [any] */
    ach_status(ACH_CALL* adopt)(const ach_host_t* h, ach_str name) ACH_NOEXCEPT;

    /* [any] ACH_E_WRONG_CONTEXT when it was not adopted by this plugin */
    ach_status(ACH_CALL* leave)(const ach_host_t* h) ACH_NOEXCEPT;
} ach_thread_t;

#ifdef __cplusplus
}
#endif

#endif
