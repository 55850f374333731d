/* tests/plugins/toy_peer/peer.h
 *
 * What the peer serves: a table for other plugins, and an echo on the bus.
 */
#ifndef ACHRONYME_TESTS_TOY_PEER_H
#define ACHRONYME_TESTS_TOY_PEER_H

#include "achronyme/abi/base.h"

#ifdef __cplusplus
extern "C" {
#endif

#define PEER_IF "test.peer/1"

/* Requests of this topic are answered with the same bytes, key and payload, to the port whose bits
 * are the first eight bytes. */
#define PEER_ECHO_TOPIC "test.peer.echo/1"

typedef struct peer_table {
    uint32_t struct_size;
    uint32_t reserved;

    /* The length of the id of the plugin that calls, as ach.service/1 knows it.
     * [any] */
    uint64_t(ACH_CALL* who_calls)(const ach_host_t* h, const struct peer_table* self) ACH_NOEXCEPT;
} peer_table_t;

#ifdef __cplusplus
}
#endif

#endif
