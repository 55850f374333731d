/* A plugin in plain C that serves others: a table, an echo on the bus, and one native.
 *
 * The probe calls the table and the echo from its own threads, so everything here is [any]-safe:
 * the instance is constant after start().
 */
#include "tests/plugins/toy_peer/peer.h"

#include <achronyme/achronyme.h>

#include <stdlib.h>
#include <string.h>

typedef struct peer {
    ach_plugin_t plugin;
    peer_table_t table;
    const ach_host_t* host;
    const ach_bus_t* bus;
    const ach_op_t* op;
    const ach_service_t* service;
    const ach_call_table_t* call;
    const ach_value_table_t* value;
    ach_port port;
} peer;

/* Echoes what has arrived until nothing is left, so that the next message rings again. */
static void echo(void* user, ach_port port) {
    const peer* self = user;
    ach_msg batch[8];
    uint32_t count;
    do {
        count = self->bus->recv(self->host, port, batch, 8);
        for (uint32_t i = 0; i < count; ++i) {
            ach_port back;
            memcpy(&back.bits, batch[i].inline_data, sizeof back.bits);
            batch[i].kind = ACH_MSG_REPLY;
            self->bus->send_to(self->host, port, back, &batch[i]);
        }
    } while (count == 8);
}

static uint64_t who_calls(const ach_host_t* h, const peer_table_t* table) {
    const peer* self = (const peer*)((const char*)table - offsetof(peer, table));
    return self->service->identify(self->host, h).len;
}

static ach_status vector_norm(ach_call_t* c, void* user, const ach_value* args, uint32_t argc,
                              ach_value* result) {
    const peer* self = user;
    const double* items = NULL;
    size_t count = 0;
    double sum = 0;
    (void)argc;
    if (self->value->numbers(c, args[0], &items, &count) != ACH_OK)
        return self->call->raise_type(c, ACH_STR("Vector of Numbers"), args[0], -1);
    for (size_t i = 0; i < count; ++i) sum += items[i] * items[i];
    *result = self->value->number(c, sum);
    return ACH_OK;
}

static const ach_native_def natives[] = {{.struct_size = sizeof(ach_native_def),
                                          .flags = ACH_FN_PURE,
                                          .name = "peer_squares",
                                          .min_arguments = 1,
                                          .max_arguments = 1,
                                          .fn = vector_norm}};

static ach_status open_echo(peer* self, ach_error* err) {
    const ach_port_desc desc = {.struct_size = sizeof desc,
                                .capacity = 256,
                                .full_policy = ACH_FULL_REFUSE,
                                .priority_class = ACH_CLASS_SPAWNED,
                                .user = self,
                                .on_ready = echo};
    const ach_status status = self->bus->open(self->host, &desc, &self->port, err);
    if (status != ACH_OK) return status;
    return self->bus->subscribe(self->host, self->port,
                                self->bus->intern(self->host, ACH_STR(PEER_ECHO_TOPIC)));
}

static ach_status start(const ach_plugin_t* p, ach_error* err) {
    peer* self = p->self;
    const ach_host_t* h = self->host;
    const ach_native_t* native = h->get_interface(h, ACH_IF_NATIVE, err);
    self->bus = h->get_interface(h, ACH_IF_BUS, err);
    self->op = h->get_interface(h, ACH_IF_OP, err);
    self->service = h->get_interface(h, ACH_IF_SERVICE, err);
    self->call = h->get_interface(h, ACH_IF_CALL, err);
    self->value = h->get_interface(h, ACH_IF_VALUE, err);
    if (!native || !self->bus || !self->op || !self->service || !self->call || !self->value)
        return ACH_E_ABSENT;
    const ach_status status = open_echo(self, err);
    if (status != ACH_OK) return status;
    return native->define(h, natives, 1, self, err);
}

static ach_status quiesce(const ach_plugin_t* p, ach_op done, ach_error* err) {
    peer* self = p->self;
    (void)err;
    self->bus->close(self->host, self->port);
    return self->op->complete(self->host, done, ACH_OK, (ach_buf){0});
}

static const void* get_interface(const ach_plugin_t* p, const char* id) {
    const peer* self = p->self;
    return strcmp(id, PEER_IF) == 0 ? &self->table : NULL;
}

static ach_status create(const ach_host_t* h, const ach_plugin_t** out, ach_error* err) {
    peer* self = calloc(1, sizeof *self);
    (void)err;
    if (self == NULL) return ACH_E_NOMEM;
    self->host = h;
    self->table = (peer_table_t){sizeof(peer_table_t), 0, who_calls};
    self->plugin = (ach_plugin_t){.struct_size = sizeof(ach_plugin_t),
                                  .self = self,
                                  .start = start,
                                  .quiesce = quiesce,
                                  .get_interface = get_interface};
    *out = &self->plugin;
    return ACH_OK;
}

static void destroy(const ach_plugin_t* p) { free(p->self); }

ACH_MODULE("test.toy_peer", "1.0.0", create, destroy)
