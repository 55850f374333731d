/* achronyme/abi/vm.h
 *
 * The script machine, for whoever wants to run scripts or enter running ones. Provided by the VM.
 *
 * Machines share nothing. Any thread may enter a machine: enter() makes it a mutator for the
 * duration of one call and gives it an `ach_call_t`, with which everything of ach.value/1 and
 * ach.call/1 works. Where nothing else is said, functions answer ACH_E_GONE for a machine that
 * there is not, or that is ending, and an operation is completed only after they answered ACH_OK.
 */
#ifndef ACHRONYME_ABI_VM_H
#define ACHRONYME_ABI_VM_H

#include "achronyme/abi/base.h"
#include "achronyme/abi/value.h"

#ifdef __cplusplus
extern "C" {
#endif

#define ACH_IF_VM "ach.vm/1"

typedef struct ach_machine {
    uint64_t bits;
} ach_machine; /* generation-checked; 0 is none */

typedef struct ach_machine_desc {
    uint32_t struct_size;
    uint32_t reserved;
    uint64_t max_heap_bytes; /* 0: no limit */
    const ach_str* args;     /* what args() gives the script; copied */
    uint32_t argc;
    uint32_t flags; /* ACH_MACHINE_… */
} ach_machine_desc;

enum { ACH_MACHINE_GC_STRESS = 1u << 0 }; /* collect at every allocation */

/* Where source text comes from. */
enum { ACH_SOURCE_FILE = 0, ACH_SOURCE_TEXT = 1 };

typedef struct ach_vm {
    uint32_t struct_size;
    uint32_t reserved;

    /* A machine with an empty program, which lives until it is destroyed.
     *   ACH_E_FULL  65535 of them run
     * [any] */
    ach_status(ACH_CALL* create)(const ach_host_t* h, const struct ach_vm* self,
                                 ACH_BORROW const ach_machine_desc* d, ACH_FILL ach_machine* out,
                                 ACH_FILL ach_error* err) ACH_NOEXCEPT;

    /* Cancels what runs and completes `done` when the machine is gone. What others still wait for
     * in it ends ACH_E_CANCELLED, or with the value that it came to first. [any] */
    ach_status(ACH_CALL* destroy)(const ach_host_t* h, const struct ach_vm* self, ach_machine m,
                                  ach_op done) ACH_NOEXCEPT;

    /* Compiles and runs a unit on the main strand. Completes `done` with its value as CBOR, or with
     * ACH_E_FAILED and the error as CBOR {kind, message, file, line, column}: CompileError where it
     * does not compile, IOError where the file cannot be read, TypeError where the value is no
     * data. ACH_E_ARG  `source` is neither [any] */
    ach_status(ACH_CALL* execute)(const ach_host_t* h, const struct ach_vm* self, ach_machine m,
                                  int32_t source, ach_str path_or_text, ach_op done) ACH_NOEXCEPT;

    /* Calls the function behind `fn` with the CBOR array `args` in a task of its own on the main
     * strand; `done` as with execute(). [any] */
    ach_status(ACH_CALL* call)(const ach_host_t* h, const struct ach_vm* self, ach_machine m,
                               ach_ref fn, ACH_TAKE ach_buf args, ach_op done) ACH_NOEXCEPT;

    /* Sets the top-level variable `name` of the running program, which is the unit that was
     * executed last, from CBOR. ACH_E_ABSENT  it has none of that name ACH_E_ARG     `value` is no
     * CBOR [any] */
    ach_status(ACH_CALL* set_global)(const ach_host_t* h, const struct ach_vm* self, ach_machine m,
                                     ach_str name, ach_buf value) ACH_NOEXCEPT;

    /* Runs `work` on this very thread, as a mutator of the machine, in a no-suspend context: other
     * threads may be inside the machine at the same time. What `work` returns comes back; an error
     * it left pending is reported to the machine's unhandled-error sink.
     *   ACH_E_GONE  no such machine, or it is ending
     * [any] */
    ach_status(ACH_CALL* enter)(const ach_host_t* h, const struct ach_vm* self, ach_machine m,
                                ach_status(ACH_CALL* work)(ach_call_t* c, void* user),
                                void* user) ACH_NOEXCEPT;

    /* The machine that a call belongs to. [vm] */
    ach_machine(ACH_CALL* machine_of)(ach_call_t* c) ACH_NOEXCEPT;
} ach_vm_t;

#ifdef __cplusplus
}
#endif

#endif
