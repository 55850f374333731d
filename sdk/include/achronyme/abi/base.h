/* achronyme/abi/base.h
 *
 * What every other ABI header stands on: statuses, plain types, tokens, the error record, and the
 * three structures through which a host and a plugin meet.
 *
 * How a plugin meets its host
 *   1. The host reads the manifest (bytes beside the file, the same bytes in section
 *      "ach.manifest" of the file) without running anything.
 *   2. It maps the file when something of it is needed and calls ach_module_v1(), which is pure.
 *   3. It calls create() with the plugin's own `ach_host_t`, then start(). Interfaces are fetched
 * in start(); asking earlier is an error, asking later costs a lookup.
 *   4. Down: quiesce() (asynchronous), stop(), destroy(), thread_detach() on every host thread.
 *
 * Identity
 *   The first argument of every host function is the plugin's own `ach_host_t`, or a call context
 *   that was made for that plugin. Accounting, permissions, recording and isolation hang on it.
 *
 * Growth
 *   Every table and descriptor starts with `struct_size` and only grows at its end. Use ACH_HAS
 *   before calling a member that is younger than the table's first release. In an array of
 *   descriptors the first one's struct_size is the distance between elements: ACH_AT.
 *
 * Ownership, on every pointer parameter but the first
 *   ACH_BORROW  the callee looks at it during the call
 *   ACH_TAKE    the callee owns it from then on, whatever it answers, unless said otherwise
 *   ACH_GIVE    the caller owns what comes back
 *   ACH_FILL    the caller lends memory, the callee writes it
 *   ACH_KEEP    the callee keeps looking at it until the stated end
 *
 * Thread tags, the last line of every member's comment
 *   [loader]  life-cycle calls, strictly serial per plugin; seconds are fine; no script values
 *   [main]    the process's first thread; never blocks, 16 ms budget
 *   [vm]      inside one task's call on a mutator thread; other threads may be inside the same
 *             function; never blocks, 1 ms budget; may touch script values of that call
 *   [io]      one reactor thread of the plugin; never blocks
 *   [worker]  a host pool thread; may block where the pool is made for it
 *   [fiber]   on a host fiber; may wait through ach.fiber/1 only; the OS thread does not change
 *   [gc]      inside a collection; only functions that take `ach_gc_t`
 *   [timer]   on the timer thread; must return at once
 *   [any]     every thread, concurrently
 *   A tag may name states and properties: [loader & stopped], [any, lock-free], [any, wait-free].
 *   `|` means "from either, never concurrently".
 */
#ifndef ACHRONYME_ABI_BASE_H
#define ACHRONYME_ABI_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define ACH_ABI_MAJOR 1
#define ACH_ABI_MINOR 0

#define ACH_CALL
#define ACH_EXPORT __attribute__((visibility("default"), used))

#if defined(__cplusplus) && __cplusplus >= 201703L
#define ACH_NOEXCEPT noexcept
#else
#define ACH_NOEXCEPT
#endif

#define ACH_BORROW
#define ACH_TAKE
#define ACH_GIVE
#define ACH_FILL
#define ACH_KEEP

/* True when `table` of `type` reaches as far as `member` and the member is filled in. */
#define ACH_HAS(table, type, member)                                             \
    ((table)->struct_size >= offsetof(type, member) + sizeof((table)->member) && \
     (table)->member != NULL)

/* Element `i` of an array of descriptors that the other side may know in another length. */
#define ACH_AT(type, array, i) \
    ((const type*)(const void*)((const char*)(array) + (size_t)(i) * (array)->struct_size))

/* An ach_str from a string literal. */
#ifdef __cplusplus
#define ACH_STR(literal) \
    ach_str { literal, sizeof(literal) - 1 }
#else
#define ACH_STR(literal) ((ach_str){literal, sizeof(literal) - 1})
#endif

typedef int32_t ach_status;
enum {
    ACH_OK = 0,
    ACH_SUSPENDED = 1, /* the native registered a continuation; it will be resumed */
    ACH_CALLING = 2,   /* the native registered a script call; it will be resumed with its result */
    ACH_E_ARG = -1,    /* a nonsense argument: null, out of range, wrong size */
    ACH_E_TYPE = -2,   /* a value of another type than asked for */
    ACH_E_UNSUPPORTED = -3,
    ACH_E_DENIED = -4, /* no permission; the error names what to grant */
    ACH_E_GONE = -5,   /* the token is spent or its owner has gone */
    ACH_E_CANCELLED = -6,
    ACH_E_TIMEOUT = -7,
    ACH_E_FULL = -8,
    ACH_E_NOMEM = -9,
    ACH_E_WRONG_CONTEXT = -10, /* called from a thread or state that its tag forbids */
    ACH_E_RAISED = -11,        /* a script error is pending on the call */
    ACH_E_INTERNAL = -12,
    ACH_E_ABSENT = -13, /* no such name, key, field or provider */
    ACH_E_FAILED = -14  /* the operation itself failed; the error or payload says how */
};

typedef struct ach_str { /* UTF-8, not terminated, may be {NULL, 0} */
    const char* ptr;
    size_t len;
} ach_str;

typedef struct ach_value {
    uint64_t bits;
} ach_value; /* valid until its native returns */
typedef struct ach_ref {
    uint64_t bits;
} ach_ref; /* a counted root; 0 is none */
typedef struct ach_op {
    uint64_t bits;
} ach_op; /* generation-checked operation; 0 is none */
typedef struct ach_buf {
    uint64_t bits;
} ach_buf; /* reference-counted bytes; 0 is none */
typedef struct ach_port {
    uint64_t bits;
} ach_port;                 /* bus endpoint; 0 is none */
typedef uint32_t ach_topic; /* interned topic name; 0 is none */

typedef struct ach_call ach_call_t; /* proof of a [vm] context */
typedef struct ach_gc ach_gc_t;     /* proof of a [gc] context */

typedef struct ach_error {
    uint32_t struct_size; /* the caller's sizeof; the callee writes no further */
    ach_status status;
    uint32_t domain;     /* index of the plugin that failed; 0 is the host */
    int32_t native_code; /* errno, HRESULT, …; 0 is none */
    char message[240];   /* UTF-8, terminated, cut at a character when too long */
} ach_error;

/* Releases what `state` points to.
 * [any] exactly once */
typedef void(ACH_CALL* ach_free_fn)(void* state) ACH_NOEXCEPT;

typedef struct ach_host {
    uint32_t struct_size;
    uint16_t abi_major;
    uint16_t abi_minor;
    void* ctx; /* the host's own; a plugin never looks at it */

    /* Looks up a table by id, such as "ach.bus/1", activating the plugin that provides it.
     * Null when there is none or it is not granted; `err` (may be null) says why. The pointer is
     * valid until this plugin's destroy() returns.
     * [loader] */
    const void*(ACH_CALL* get_interface)(const struct ach_host* h, ACH_BORROW const char* id,
                                         ACH_FILL ach_error* err)ACH_NOEXCEPT;
} ach_host_t;

/* One instance of a plugin. The plugin allocates it in create() and frees it in destroy(). */
typedef struct ach_plugin {
    uint32_t struct_size;
    uint32_t flags; /* zero */
    void* self;     /* the plugin's own */

    /* Fetches interfaces, defines natives, opens ports. Leaves nothing behind when it fails.
     * [loader] */
    ach_status(ACH_CALL* start)(const struct ach_plugin* p, ACH_FILL ach_error* err) ACH_NOEXCEPT;

    /* Stops taking work and completes `done` when nothing of this plugin runs any more. The host
     * waits until a deadline and then goes on without it, keeping the file mapped. May be null:
     * nothing of it runs but what the host calls.
     * [loader] */
    ach_status(ACH_CALL* quiesce)(const struct ach_plugin* p, ach_op done,
                                  ACH_FILL ach_error* err) ACH_NOEXCEPT;

    /* Gives back everything. Nothing is called out afterwards. May be null.
     * [loader & quiesced] */
    ach_status(ACH_CALL* stop)(const struct ach_plugin* p, ACH_FILL ach_error* err) ACH_NOEXCEPT;

    /* Serves one of the tables that the manifest's `provides` names; null for any other id. The
     * table stays valid until destroy(). May be null when nothing is provided.
     * [any] */
    const void*(ACH_CALL* get_interface)(const struct ach_plugin* p,
                                         ACH_BORROW const char* id)ACH_NOEXCEPT;

    /* Called once on every host thread before the file may be unmapped. May be null.
     * [any] */
    void(ACH_CALL* thread_detach)(const struct ach_plugin* p) ACH_NOEXCEPT;
} ach_plugin_t;

/* The constant description of a plugin file. Must agree with its manifest. */
typedef struct ach_module {
    uint32_t struct_size;
    uint16_t abi_major;
    uint16_t abi_minor_built;
    uint16_t abi_minor_required;
    uint16_t reserved;
    uint32_t flags; /* zero */
    const char* id;
    const char* version;
    const char* build_id; /* may be null */

    /* Makes an instance. Several may live in one process; all state belongs to the instance.
     * [loader] */
    ach_status(ACH_CALL* create)(ACH_KEEP const ach_host_t* h, ACH_GIVE const ach_plugin_t** out,
                                 ACH_FILL ach_error* err) ACH_NOEXCEPT;

    /* [loader & stopped] */
    void(ACH_CALL* destroy)(ACH_TAKE const ach_plugin_t* p) ACH_NOEXCEPT;
} ach_module_t;

/* The only exported symbol. Pure: no allocation, no thread, no use of a host; may be called twice,
 * from two threads, or never. */
ACH_EXPORT const ach_module_t* ACH_CALL ach_module_v1(void) ACH_NOEXCEPT;

/* Defines it for a plugin written in C: ACH_MODULE("org.example.id", "1.0.0", create, destroy) */
#define ACH_MODULE(id_, version_, create_, destroy_)                          \
    const ach_module_t* ACH_CALL ach_module_v1(void) {                        \
        static const ach_module_t module = {.struct_size = sizeof module,     \
                                            .abi_major = ACH_ABI_MAJOR,       \
                                            .abi_minor_built = ACH_ABI_MINOR, \
                                            .id = (id_),                      \
                                            .version = (version_),            \
                                            .create = (create_),              \
                                            .destroy = (destroy_)};           \
        return &module;                                                       \
    }

#ifdef __cplusplus
}
static_assert(sizeof(void*) == 8, "Achronyme supports 64-bit targets only");
#else
_Static_assert(sizeof(void*) == 8, "Achronyme supports 64-bit targets only");
#endif

#endif
