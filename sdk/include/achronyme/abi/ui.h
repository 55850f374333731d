/* achronyme/abi/ui.h
 *
 * What a UI backend gives to the UI core: a terminal, a browser, a desktop toolkit.
 *
 * The core runs the script's render functions and keeps the tree of widgets; a backend shows it.
 * They speak through three ports, in messages of plain data (docs/ui-protocol.md has every one):
 *
 *   commands  core -> backend, ACH_UI_TOPIC_COMMAND, CBOR payload, `key` the window
 *   events    backend -> core, ACH_UI_TOPIC_EVENT, CBOR payload, `key` the window
 *   values    whoever sets a signal -> backend, ACH_UI_TOPIC_VALUE, as ach.reactive/1 sends them,
 *             `key` the bound property; a coalescing port, so only the newest of a key waits
 *
 * The configuration chooses the one provider: `ui.backend`, or `--ui NAME`. A backend may be
 * detached and another one attached while windows are open: all that matters lives in the core.
 */
#ifndef ACHRONYME_ABI_UI_H
#define ACHRONYME_ABI_UI_H

#include "achronyme/abi/base.h"

#ifdef __cplusplus
extern "C" {
#endif

#define ACH_IF_UI_BACKEND "ach.ui_backend/1"

#define ACH_UI_TOPIC_COMMAND "ach.ui.command/1"
#define ACH_UI_TOPIC_EVENT "ach.ui.event/1"
#define ACH_UI_TOPIC_VALUE "ach.ui.value/1"

typedef struct ach_ui_ports {
    uint32_t struct_size;
    uint32_t reserved;
    ach_port commands; /* the backend's; the core sends there */
    ach_port values;   /* the backend's; signals are bound to it */
} ach_ui_ports;

typedef struct ach_ui_backend {
    uint32_t struct_size;
    uint32_t reserved;

    /* The name by which the configuration calls it: "wx". Valid as long as the table.
     * [any] */
    ach_str(ACH_CALL* name)(const ach_host_t* h, const struct ach_ui_backend* self) ACH_NOEXCEPT;

    /* Starts the backend and connects it: `*ports` are open on return and may be sent to, its first
     * event will be Hello. Completes `done` once it can show windows: ACH_OK, or ACH_E_FAILED with
     * a CBOR map {kind, message} that says why not and what to do ("no display: …; use --ui
     * headless"). ACH_E_FULL  another core is attached; `done` is not completed [any] */
    ach_status(ACH_CALL* attach)(const ach_host_t* h, const struct ach_ui_backend* self,
                                 ach_port events, ach_op done,
                                 ACH_FILL ach_ui_ports* ports) ACH_NOEXCEPT;

    /* Closes every window without an event, then both ports, then completes `done`.
     *   ACH_E_GONE  nobody is attached; `done` is not completed
     * [any] */
    ach_status(ACH_CALL* detach)(const ach_host_t* h, const struct ach_ui_backend* self,
                                 ach_op done) ACH_NOEXCEPT;
} ach_ui_backend_t;

#ifdef __cplusplus
}
#endif

#endif
