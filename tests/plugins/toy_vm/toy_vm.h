/* tests/plugins/toy_vm/toy_vm.h
 *
 * The table through which tests call natives on the toy machine.
 */
#ifndef ACHRONYME_TESTS_TOY_VM_H
#define ACHRONYME_TESTS_TOY_VM_H

#include "achronyme/abi/base.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TOY_IF_VM "test.toy_vm/1"

typedef struct toy_vm {
    uint32_t struct_size;
    uint32_t reserved;

    /* Calls native `name`, activating the plugin that contributes it, with a JSON array of
     * arguments on a strand of its own. Completes `done` with ACH_OK and the result as JSON, or
     * with ACH_E_FAILED and "Kind: message" or why it could not be called. [any] */
    ach_status(ACH_CALL* call)(const ach_host_t* h, const struct toy_vm* self, ach_str name,
                               ach_str arguments, ach_op done) ACH_NOEXCEPT;
} toy_vm_t;

#ifdef __cplusplus
}
#endif

#endif
