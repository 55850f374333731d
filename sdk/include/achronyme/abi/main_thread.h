/* achronyme/abi/main_thread.h
 *
 * The process's first thread. Window systems insist on it; one plugin at a time may borrow it.
 *
 * While nobody has claimed it, the host's control loop runs there and serves post(). A claimer's
 * loop runs instead, woken through its own `wake`, and must call serve() when woken, so that posts
 * still arrive.
 */
#ifndef ACHRONYME_ABI_MAIN_THREAD_H
#define ACHRONYME_ABI_MAIN_THREAD_H

#include "achronyme/abi/base.h"

#ifdef __cplusplus
extern "C" {
#endif

#define ACH_IF_MAIN_THREAD "ach.main_thread/1"

typedef struct ach_main_item {
    struct ach_main_item* next; /* the mailbox's own while queued */
    /* [main] */
    void(ACH_CALL* run)(struct ach_main_item* self) ACH_NOEXCEPT;
    void* user;
} ach_main_item;

typedef struct ach_main_loan {
    uint32_t struct_size;
    uint32_t reserved;
    void* user;
    /* The loop: returns when release was asked for. [main] */
    void(ACH_CALL* run)(void* user) ACH_NOEXCEPT;
    /* Something was posted: make the loop call serve(). [any] */
    void(ACH_CALL* wake)(void* user) ACH_NOEXCEPT;
    /* The host wants the thread back: make run() return. [any] */
    void(ACH_CALL* release)(void* user) ACH_NOEXCEPT;
} ach_main_loan;

typedef struct ach_main_thread {
    uint32_t struct_size;
    uint32_t reserved;

    /* Runs `item` on the main thread, in the order of posts of one thread.
     *   ACH_E_GONE  the process is ending; the item stays the caller's
     * [any, lock-free] */
    ach_status(ACH_CALL* post)(const ach_host_t* h, ACH_KEEP ach_main_item* item) ACH_NOEXCEPT;

    /* Asks for the loan; `loan->run` starts on the main thread soon. Who has it already may ask
     * again: then `run` starts once more after the present one has returned. ACH_E_FULL while
     * another plugin has it.
     * [any] */
    ach_status(ACH_CALL* claim)(const ach_host_t* h, ACH_KEEP const ach_main_loan* loan,
                                ACH_FILL ach_error* err) ACH_NOEXCEPT;

    /* Runs what was posted. Only inside a claimed run().
     * [main] */
    void(ACH_CALL* serve)(const ach_host_t* h) ACH_NOEXCEPT;

    /* [any, wait-free] */
    bool(ACH_CALL* is_main)(const ach_host_t* h) ACH_NOEXCEPT;
} ach_main_thread_t;

#ifdef __cplusplus
}
#endif

#endif
