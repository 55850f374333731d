/* achronyme/abi/line_editor.h
 *
 * Lines from the process's standard input: on a terminal with editing, history and completion,
 * otherwise as they come. A plugin provides it; the machine's `repl` asks it for lines.
 *
 * There is one standard input, so one user at a time. The editor calls its user on a thread of its
 * own, one call after the other.
 */
#ifndef ACHRONYME_ABI_LINE_EDITOR_H
#define ACHRONYME_ABI_LINE_EDITOR_H

#include "achronyme/abi/base.h"

#ifdef __cplusplus
extern "C" {
#endif

#define ACH_IF_LINE_EDITOR "ach.line_editor/1"

/* Takes a candidate for the end of what is being written. [worker] */
typedef void(ACH_CALL* ach_offer_fn)(void* sink, ach_str candidate) ACH_NOEXCEPT;

/* Who the lines are for. */
typedef struct ach_line_user {
    uint32_t struct_size;
    uint32_t reserved;
    void* user;

    /* The line that read() asked for, without its end. The editor waits for the next read().
     * [worker] */
    void(ACH_CALL* line)(void* user, ach_str text) ACH_NOEXCEPT;

    /* Input is at its end: nothing comes any more. [worker] */
    void(ACH_CALL* ended)(void* user) ACH_NOEXCEPT;

    /* Offers what the end of `before`, the line up to the cursor, may become, and returns how many
     * of its last bytes a candidate stands for. May be null. [worker] */
    size_t(ACH_CALL* complete)(void* user, ach_str before, ach_offer_fn offer,
                               ACH_BORROW void* sink) ACH_NOEXCEPT;
} ach_line_user;

typedef struct ach_line_editor {
    uint32_t struct_size;
    uint32_t reserved;

    /* Takes standard input for `user`, which stays valid until close().
     *   ACH_E_FULL  somebody has it   ACH_E_FAILED with the reason
     * [any] */
    ach_status(ACH_CALL* open)(const ach_host_t* h, const struct ach_line_editor* self,
                               ACH_KEEP const ach_line_user* user,
                               ACH_FILL ach_error* err) ACH_NOEXCEPT;

    /* Asks for one line, with a prompt where a terminal is. What is being written at the moment is
     * dropped. Copies `prompt`. [any] */
    void(ACH_CALL* read)(const ach_host_t* h, const struct ach_line_editor* self,
                         ach_str prompt) ACH_NOEXCEPT;

    /* Lets go of standard input; a terminal is as it was. When it returns, nothing of the user is
     * called any more. Not from the user's functions. [any] */
    void(ACH_CALL* close)(const ach_host_t* h, const struct ach_line_editor* self) ACH_NOEXCEPT;

    /* Like read(), for a line that goes on with the one before: in the history both are one, which
     * comes back with all its lines. [any] */
    void(ACH_CALL* read_more)(const ach_host_t* h, const struct ach_line_editor* self,
                              ach_str prompt) ACH_NOEXCEPT;
} ach_line_editor_t;

#ifdef __cplusplus
}
#endif

#endif
