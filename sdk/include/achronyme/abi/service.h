/* achronyme/abi/service.h
 *
 * Tables that plugins give each other.
 *
 * A plugin names in its manifest what it provides; the host serves those through `get_interface`.
 * This table is for what comes and goes at run time, and for knowing who is calling: a provider's
 * functions get the caller's `ach_host_t` first and may ask whose it is.
 *
 * A table that a plugin provides has its own pointer as the second argument of every function that
 * has no call context: the provider finds its state there, since it keeps none globally.
 */
#ifndef ACHRONYME_ABI_SERVICE_H
#define ACHRONYME_ABI_SERVICE_H

#include "achronyme/abi/base.h"

#ifdef __cplusplus
extern "C" {
#endif

#define ACH_IF_SERVICE "ach.service/1"

typedef struct ach_service {
    uint32_t struct_size;
    uint32_t reserved;

    /* Looks a table up like `get_interface`, at any time. Null when absent.
     * [any] */
    const void*(ACH_CALL* find)(const ach_host_t* h, ach_str id,
                                ACH_FILL ach_error* err)ACH_NOEXCEPT;

    /* Offers `table` under `id` until withdraw() or stop(). The first member of a table is its
     * struct_size. ACH_E_ARG when the id is taken.
     * [any] */
    ach_status(ACH_CALL* provide)(const ach_host_t* h, ach_str id,
                                  ACH_KEEP const void* table) ACH_NOEXCEPT;

    /* [any] ACH_E_ABSENT when this plugin did not provide it */
    ach_status(ACH_CALL* withdraw)(const ach_host_t* h, ach_str id) ACH_NOEXCEPT;

    /* The id of the plugin that `other` was made for, valid until this plugin's destroy().
     * [any] */
    ach_str(ACH_CALL* identify)(const ach_host_t* h,
                                ACH_BORROW const ach_host_t* other) ACH_NOEXCEPT;
} ach_service_t;

#ifdef __cplusplus
}
#endif

#endif
