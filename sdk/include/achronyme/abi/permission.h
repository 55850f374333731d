/* achronyme/abi/permission.h
 *
 * May this plugin, on behalf of the running program, do that? Asked by every native that touches
 * files, network, environment or processes, before it touches them.
 */
#ifndef ACHRONYME_ABI_PERMISSION_H
#define ACHRONYME_ABI_PERMISSION_H

#include "achronyme/abi/base.h"

#ifdef __cplusplus
extern "C" {
#endif

#define ACH_IF_PERMISSION "ach.permission/1"

enum {
    ACH_PERM_FILE_READ =
        0, /* detail: a path; it is made absolute and its symbolic links resolved */
    ACH_PERM_FILE_WRITE = 1, /* detail: a path, as above */
    ACH_PERM_NET = 2,        /* detail: host:port */
    ACH_PERM_ENV_READ = 3,   /* detail: a variable's name */
    ACH_PERM_ENV_WRITE = 4,  /* detail: a variable's name */
    ACH_PERM_SPAWN = 5       /* detail: a program's path */
};

typedef struct ach_permission {
    uint32_t struct_size;
    uint32_t reserved;

    /* ACH_OK, or ACH_E_DENIED with an error text that names what to grant and how.
     * [any] */
    ach_status(ACH_CALL* check)(const ach_host_t* h, int32_t what, ach_str detail,
                                ACH_FILL ach_error* err) ACH_NOEXCEPT;
} ach_permission_t;

#ifdef __cplusplus
}
#endif

#endif
