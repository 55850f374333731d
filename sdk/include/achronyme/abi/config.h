/* achronyme/abi/config.h
 *
 * The plugin's own part of the configuration, already checked against the schema in its manifest
 * and with the schema's defaults filled in. Paths are JSON Pointers (RFC 6901), "" is the whole.
 */
#ifndef ACHRONYME_ABI_CONFIG_H
#define ACHRONYME_ABI_CONFIG_H

#include "achronyme/abi/base.h"

#ifdef __cplusplus
extern "C" {
#endif

#define ACH_IF_CONFIG "ach.config/1"

typedef struct ach_config {
    uint32_t struct_size;
    uint32_t reserved;

    /* The value at `pointer` as JSON text, valid until destroy(); {NULL, 0} when absent.
     * [any] */
    ach_str(ACH_CALL* json)(const ach_host_t* h, ach_str pointer) ACH_NOEXCEPT;

    /* ACH_E_ABSENT nothing there; ACH_E_TYPE not a string. Valid until destroy().
     * [any] */
    ach_status(ACH_CALL* string)(const ach_host_t* h, ach_str pointer,
                                 ACH_FILL ach_str* out) ACH_NOEXCEPT;

    /* ACH_E_ABSENT nothing there; ACH_E_TYPE not a number.
     * [any] */
    ach_status(ACH_CALL* number)(const ach_host_t* h, ach_str pointer,
                                 ACH_FILL double* out) ACH_NOEXCEPT;

    /* ACH_E_ABSENT nothing there; ACH_E_TYPE not a boolean.
     * [any] */
    ach_status(ACH_CALL* boolean)(const ach_host_t* h, ach_str pointer,
                                  ACH_FILL bool* out) ACH_NOEXCEPT;
} ach_config_t;

#ifdef __cplusplus
}
#endif

#endif
