/* achronyme/abi/executor.h
 *
 * Runs work on the host's executor threads: as many as there are cores, all of them alike.
 *
 * A runnable is intrusive memory of its owner, so posting allocates nothing. Its life is
 *
 *     idle ── post ──▶ queued ──▶ running ──┬── ACH_RUN_PARKED ──▶ idle
 *                        ▲                  ├── ACH_RUN_MORE ────▶ queued
 *                        └── post while ────┘── ACH_RUN_DONE ────▶ forgotten
 *                            running
 *
 * Posting is idempotent and loses nothing: a post that meets a queued runnable changes nothing, a
 * post that meets a running one makes it run once more after it parks. One runnable never runs on
 * two threads at a time, but consecutive runs may happen on different threads.
 *
 * run() is on a fiber of its thread: it may wait through ach.fiber/1 and must not block otherwise.
 */
#ifndef ACHRONYME_ABI_EXECUTOR_H
#define ACHRONYME_ABI_EXECUTOR_H

#include "achronyme/abi/base.h"

#ifdef __cplusplus
extern "C" {
#endif

#define ACH_IF_EXECUTOR "ach.executor/1"

/* Priority classes, most urgent first. Each keeps a share, so that none starves. */
enum {
    ACH_CLASS_URGENT = 0,    /* wake-ups of interactive work, UI events; short by contract */
    ACH_CLASS_MAIN = 1,      /* the main strand of a program */
    ACH_CLASS_SPAWNED = 2,   /* strands that scripts spawn, plugin fibers */
    ACH_CLASS_PARALLEL = 3,  /* ranges of parallel_* */
    ACH_CLASS_BACKGROUND = 4 /* background jobs */
};

enum { ACH_RUN_DONE = 0, ACH_RUN_PARKED = 1, ACH_RUN_MORE = 2 };

/* One stay on an executor thread; valid during run(). */
typedef struct ach_slice {
    uint32_t struct_size;
    uint32_t executor;       /* index of the executor thread, 0 … count-1 */
    const uint32_t* preempt; /* load relaxed; non-zero: the slice is used up and others wait, so
                                return ACH_RUN_MORE at the next good place */
    uint64_t started_ns;     /* host monotonic clock */
    uint32_t polls;          /* 0: none of this. Else the run is a seeded one: `preempt` is non-zero
                                all the time, and the slice ends with the polls-th look at it. Who
                                does not count returns at the first look, which is right too */
    uint32_t reserved;
} ach_slice;

typedef struct ach_runnable {
    struct ach_runnable* next; /* the executor's own */
    uint32_t state;            /* the executor's own; zero before the first post */
    uint16_t priority_class;   /* ACH_CLASS_…; read at every post */
    uint16_t flags;            /* zero */

    /* Works until it is finished, has nothing to do, or the slice's preempt flag is set.
     * After ACH_RUN_DONE the executor never touches the runnable again.
     * [fiber] */
    int32_t(ACH_CALL* run)(struct ach_runnable* self,
                           ACH_BORROW const ach_slice* slice) ACH_NOEXCEPT;

    void* user; /* the owner's own */
} ach_runnable;

typedef struct ach_executor {
    uint32_t struct_size;
    uint32_t reserved;

    /* Makes `r` run soon. The memory stays the owner's and must live until ACH_RUN_DONE.
     *   ACH_E_ARG   null, no run function, or an unknown class
     *   ACH_E_GONE  the host is past its shutdown deadline; `r` will not run
     * [any, lock-free] */
    ach_status(ACH_CALL* post)(const ach_host_t* h, ACH_KEEP ach_runnable* r) ACH_NOEXCEPT;

    /* How many executor threads there may be. Threads start on first need.
     * [any, wait-free] */
    uint32_t(ACH_CALL* count)(const ach_host_t* h) ACH_NOEXCEPT;

    /* Runs `work(user)` on a pool thread where blocking is allowed; `cpu` chooses the pool for long
     * computations instead of the one for blocking I/O. `work` runs exactly once unless the answer
     * is an error.
     *   ACH_E_ARG   no function
     *   ACH_E_GONE  shutdown has begun
     * [any] */
    ach_status(ACH_CALL* post_blocking)(const ach_host_t* h, bool cpu,
                                        void(ACH_CALL* work)(void* user),
                                        ACH_KEEP void* user) ACH_NOEXCEPT;
} ach_executor_t;

#ifdef __cplusplus
}
#endif

#endif
