/* achronyme/abi/command.h
 *
 * Subcommands of the executable. A plugin names them in its manifest (`contributes.commands`, with
 * name, summary and usage) and provides this table; the host knows no subcommand of its own but
 * those about plugins and configuration.
 */
#ifndef ACHRONYME_ABI_COMMAND_H
#define ACHRONYME_ABI_COMMAND_H

#include "achronyme/abi/base.h"

#ifdef __cplusplus
extern "C" {
#endif

#define ACH_IF_COMMAND "ach.command/1"

typedef struct ach_command {
    uint32_t struct_size;
    uint32_t reserved;

    /* Runs subcommand `name` with the arguments after it and completes `done` with ACH_OK and a
     * payload of one byte, the process's exit status; any other outcome is reported and exits 70.
     * `args` is valid until then. Called on the process's main thread, which it must give back
     * soon: the work belongs on a strand. ACH_E_ABSENT  not one of this plugin's commands [main] */
    ach_status(ACH_CALL* run)(const struct ach_command* self, const ach_host_t* h, ach_str name,
                              ACH_KEEP const ach_str* args, uint32_t argc, ach_op done,
                              ACH_FILL ach_error* err) ACH_NOEXCEPT;

    /* The user asked to end (first SIGINT or SIGTERM): cancel what runs. Not called where there is
     * an end(). May be null. [main] */
    void(ACH_CALL* interrupt)(const struct ach_command* self, const ach_host_t* h) ACH_NOEXCEPT;

    /* The same with the exit status of a process that ends because of it: 130 for SIGINT, 143 for
     * SIGTERM, 0 when nobody reads the output any more. May be null. [main] */
    void(ACH_CALL* end)(const struct ach_command* self, const ach_host_t* h,
                        uint32_t status) ACH_NOEXCEPT;

    /* SIGINT came. ACH_OK: it was meant for what the command is just doing, which is dealt with;
     * the command goes on, and the next SIGINT comes here again. Anything else: the user asks to
     * end, and end() or interrupt() is called. May be null. [main] */
    ach_status(ACH_CALL* interrupted)(const struct ach_command* self,
                                      const ach_host_t* h) ACH_NOEXCEPT;
} ach_command_t;

#ifdef __cplusplus
}
#endif

#endif
