/* achronyme/abi/native.h
 *
 * Functions that scripts can call.
 *
 * Definitions go to the host, which keeps them for every VM, present or later. A native is called
 * on a mutator thread inside one task's call; several threads may be inside it at once. It either
 *
 *   - writes `*result` and returns ACH_OK,
 *   - raises (`return table->raise(c, …)`, or the ACH_E_RAISED that some function gave it),
 *   - registers a continuation with suspend(), starts its work, and returns ACH_SUSPENDED, or
 *   - registers a script call with call_then() and returns ACH_CALLING.
 *
 * No native frame outlives its return: what waits is a continuation with its state.
 *
 * A native with a BLOCKING flag may block, or compute for long: it runs on a thread of a pool,
 * outside of the machine, so neither a collection nor another strand waits for it. Its own strand
 * stands still meanwhile, as during any other native; with MAY_SUSPEND as well, only its task
 * waits, and the call is a suspension point. It reads, makes and raises values as usual: each
 * function enters the machine for as long as it takes. Its arguments, what it made, and what
 * get_string(), numbers() and tensor_view() showed it stay until it returns. poll() says whether
 * its task is cancelled. suspend(), future(), call_then() and call_sync() raise RuntimeError. Where
 * another native waits for the call on its stack (call_sync), it runs on that thread.
 *
 * A SERIAL native is entered by one thread at a time in the whole process; the strand of whoever
 * comes meanwhile stands still, and tries again when the native is free. So it cannot call_sync(),
 * which raises RuntimeError: what it calls could want to enter it. One that has returned to wait,
 * or to have a call made, has left.
 */
#ifndef ACHRONYME_ABI_NATIVE_H
#define ACHRONYME_ABI_NATIVE_H

#include "achronyme/abi/base.h"
#include "achronyme/abi/value.h"

#ifdef __cplusplus
extern "C" {
#endif

#define ACH_IF_NATIVE "ach.native/1"

enum {
    ACH_FN_PURE = 1u << 0,         /* no effects, result depends on the arguments only */
    ACH_FN_BLOCKING_IO = 1u << 1,  /* may block: runs on the pool for input and output */
    ACH_FN_BLOCKING_CPU = 1u << 2, /* likewise, on the pool for long computations */
    ACH_FN_MAY_SUSPEND = 1u << 3,  /* may return ACH_SUSPENDED; if BLOCKING, only its task waits */
    ACH_FN_SERIAL = 1u << 4        /* never entered by two threads at once */
};
#define ACH_ANY_COUNT UINT32_MAX /* max_arguments of variadic functions */
#define ACH_ANY_TYPE 0u          /* first_types of functions without overloads */

/* `args` are `argc` values, checked against the definition's counts; left-out optional arguments
 * are not there. `*result` is null before the call. [vm] */
typedef ach_status(ACH_CALL* ach_native_fn)(ach_call_t* c, void* user,
                                            ACH_BORROW const ach_value* args, uint32_t argc,
                                            ACH_FILL ach_value* result) ACH_NOEXCEPT;

typedef struct ach_native_def {
    uint32_t struct_size;
    uint32_t flags;   /* ACH_FN_… */
    const char* name; /* an identifier; must stand in the manifest's contributes.natives */
    uint32_t min_arguments;
    uint32_t max_arguments; /* ACH_ANY_COUNT: any number */
    uint32_t first_types; /* set of 1u << ACH_T_… for which this overload serves, or ACH_ANY_TYPE */
    uint32_t reserved;
    ach_native_fn fn;
    const char* doc; /* one or more lines for help(name); may be null, or not there */
} ach_native_def;

/* Lets `receiver.name(args)` mean the function `function`, native or prelude. */
enum { ACH_RECEIVER_FIRST = 0, ACH_RECEIVER_LAST = 1 };
typedef struct ach_method_def {
    uint32_t struct_size;
    int32_t receiver_type;     /* ACH_T_… */
    const char* resource_type; /* when ACH_T_RESOURCE: its typeof name; otherwise null */
    const char* name;
    const char* function;
    int32_t position; /* ACH_RECEIVER_… */
    uint32_t reserved;
} ach_method_def;

/* Functions of a pack written in the language. */
enum { ACH_PRELUDE_SOURCE = 0, ACH_PRELUDE_BYTECODE = 1 };
typedef struct ach_prelude_def {
    uint32_t struct_size;
    int32_t form;     /* ACH_PRELUDE_… */
    const char* name; /* for messages, such as "functional.soc" */
    const void* bytes;
    size_t len;
    /* For help(name): names and their texts by turns, each ended by a NUL, and an empty name at the
     * end. May be null, or not there. */
    const char* docs;
} ach_prelude_def;

/* Goes on after the end of what the native waited for: `outcome` is ACH_OK or the operation's
 * failure, ACH_E_CANCELLED or ACH_E_TIMEOUT; `payload` is lent for the call. Like a native, it
 * returns a result, raises, suspends again, or calls.
 * [vm] */
typedef ach_status(ACH_CALL* ach_resume_fn)(ach_call_t* c, void* state, ach_status outcome,
                                            ach_buf payload,
                                            ACH_FILL ach_value* result) ACH_NOEXCEPT;

typedef struct ach_suspend_desc {
    uint32_t struct_size;
    uint32_t timeout_ms; /* 0: none */
    void* state;
    /* Turns the outcome into a result. Null: ACH_OK gives the payload's CBOR as a value (null
     * without one); ACH_E_FAILED raises the Error that the payload's CBOR map {kind, message,
     * source} describes; the other outcomes raise CancelledError, TimeoutError or RuntimeError. */
    ach_resume_fn resume;
    /* Advises the worker to stop; at most once. May be null. [any] */
    void(ACH_CALL* cancel)(void* state, ach_op op) ACH_NOEXCEPT;
    ach_free_fn free_state; /* exactly once, last, whatever happened. May be null */
    uint32_t flags;         /* ACH_OP_… of op.h */
    uint32_t reserved;
} ach_suspend_desc;

/* Goes on after a script call that call_then() asked for; errors of the callee do not come here,
 * they pass through, after `free_state`.
 * [vm] */
typedef ach_status(ACH_CALL* ach_called_fn)(ach_call_t* c, void* state, ach_value returned,
                                            ACH_FILL ach_value* result) ACH_NOEXCEPT;

typedef struct ach_call_desc {
    uint32_t struct_size;
    uint32_t argc;
    ach_value fn;
    const ach_value* args; /* copied */
    void* state;
    ach_called_fn then;     /* null: the call's result is the native's */
    ach_free_fn free_state; /* exactly once, last. May be null */
} ach_call_desc;

typedef struct ach_native {
    uint32_t struct_size;
    uint32_t reserved;

    /* Defines functions. The array and `user` stay valid until destroy().
     *   ACH_E_ARG  a name twice for one type, or one that the manifest does not contribute
     * [loader] */
    ach_status(ACH_CALL* define)(const ach_host_t* h, ACH_KEEP const ach_native_def* defs,
                                 uint32_t count, ACH_KEEP void* user,
                                 ACH_FILL ach_error* err) ACH_NOEXCEPT;

    /* [loader] ACH_E_ARG as above */
    ach_status(ACH_CALL* define_methods)(const ach_host_t* h, ACH_KEEP const ach_method_def* defs,
                                         uint32_t count, ACH_FILL ach_error* err) ACH_NOEXCEPT;

    /* [loader] ACH_E_ARG no bytes */
    ach_status(ACH_CALL* define_prelude)(const ach_host_t* h, ACH_KEEP const ach_prelude_def* def,
                                         ACH_FILL ach_error* err) ACH_NOEXCEPT;
} ach_native_t;

#define ACH_IF_CALL "ach.call/1"

/* What a native does with its call. Provided by the VM. */
typedef struct ach_call_table {
    uint32_t struct_size;
    uint32_t reserved;

    /* The plugin's own host pointer: the identity for host functions. [vm] */
    const ach_host_t*(ACH_CALL* host)(ach_call_t* c)ACH_NOEXCEPT;

    /* The name under which the native was defined, for messages. [vm] */
    ach_str(ACH_CALL* name)(ach_call_t* c) ACH_NOEXCEPT;

    /* Raises an Error and returns ACH_E_RAISED. `kind` is "TypeError", "ValueError", "IOError", …;
     * `source` may be null(). A pending error is replaced. [vm] */
    ach_status(ACH_CALL* raise)(ach_call_t* c, ach_str kind, ach_str message,
                                ach_value source) ACH_NOEXCEPT;

    /* Raises TypeError "Type error in NAME: expected EXPECTED, got T", T being the type of `got`;
     * with ` at index I` when `index` is not negative. [vm] */
    ach_status(ACH_CALL* raise_type)(ach_call_t* c, ach_str expected, ach_value got,
                                     int64_t index) ACH_NOEXCEPT;

    /* Throws `v` as the `throw` statement does. [vm] */
    ach_status(ACH_CALL* throw_value)(ach_call_t* c, ach_value v) ACH_NOEXCEPT;

    /* For loops longer than a millisecond: lets collection and cancellation through.
     *   ACH_E_RAISED  the task is cancelled: return it
     * [vm] */
    ach_status(ACH_CALL* poll)(ach_call_t* c) ACH_NOEXCEPT;

    /* Registers the continuation; the native must then return ACH_SUSPENDED. The op may be
     * completed by any thread through ach.op/1, even before the native has returned. ACH_E_RAISED
     * in a no-suspend context (AsyncError); `free_state` has been called [vm] */
    ach_status(ACH_CALL* suspend)(ach_call_t* c, ACH_BORROW const ach_suspend_desc* d,
                                  ACH_FILL ach_op* out) ACH_NOEXCEPT;

    /* Makes a Future that the op completes, without suspending; `resume` runs once, on the strand
     * of the call, after the end. The native returns it as its result.
     * [vm] */
    ach_status(ACH_CALL* future)(ach_call_t* c, ACH_BORROW const ach_suspend_desc* d,
                                 ACH_FILL ach_op* out, ACH_FILL ach_value* future) ACH_NOEXCEPT;

    /* Registers a script call; the native must then return ACH_CALLING. [vm] */
    ach_status(ACH_CALL* call_then)(ach_call_t* c, ACH_BORROW const ach_call_desc* d) ACH_NOEXCEPT;

    /* Calls `fn` and waits for its result on this stack, in a no-suspend context: for integration,
     * root finding and the like.
     *   ACH_E_RAISED  it raised
     * [vm] */
    ach_status(ACH_CALL* call_sync)(ach_call_t* c, ach_value fn, ACH_BORROW const ach_value* args,
                                    uint32_t argc, ACH_FILL ach_value* result) ACH_NOEXCEPT;
} ach_call_table_t;

#ifdef __cplusplus
}
#endif

#endif
