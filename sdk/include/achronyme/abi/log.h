/* achronyme/abi/log.h
 *
 * Writing to the host's log. Lines carry the plugin's id by themselves.
 */
#ifndef ACHRONYME_ABI_LOG_H
#define ACHRONYME_ABI_LOG_H

#include "achronyme/abi/base.h"

#ifdef __cplusplus
extern "C" {
#endif

#define ACH_IF_LOG "ach.log/1"

enum {
    ACH_LOG_TRACE = 0,
    ACH_LOG_DEBUG = 1,
    ACH_LOG_INFO = 2,
    ACH_LOG_WARN = 3,
    ACH_LOG_ERROR = 4
};

typedef struct ach_log {
    uint32_t struct_size;
    uint32_t reserved;

    /* [any, wait-free] */
    bool(ACH_CALL* enabled)(const ach_host_t* h, int32_t level) ACH_NOEXCEPT;

    /* One line; line feeds inside are kept.
     * [any] */
    void(ACH_CALL* write)(const ach_host_t* h, int32_t level, ach_str text) ACH_NOEXCEPT;
} ach_log_t;

#ifdef __cplusplus
}
#endif

#endif
