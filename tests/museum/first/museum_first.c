/* A plugin that knows some structures in an earlier, shorter length.
 *
 * What the host writes must end where these structures end, and what it reads must too; canaries
 * stand behind them.
 */
#include <achronyme/achronyme.h>

#include <stdlib.h>
#include <string.h>

/* Before `doc`. */
typedef struct old_native_def {
    uint32_t struct_size;
    uint32_t flags;
    const char* name;
    uint32_t min_arguments;
    uint32_t max_arguments;
    uint32_t first_types;
    uint32_t reserved;
    ach_native_fn fn;
} old_native_def;

/* Before `thread_detach`. */
typedef struct old_plugin {
    uint32_t struct_size;
    uint32_t flags;
    void* self;
    ach_status (*start)(const struct ach_plugin* p, ach_error* err);
    ach_status (*quiesce)(const struct ach_plugin* p, ach_op done, ach_error* err);
    ach_status (*stop)(const struct ach_plugin* p, ach_error* err);
    const void* (*get_interface)(const struct ach_plugin* p, const char* id);
} old_plugin;

/* With 48 bytes of text instead of 240. */
typedef struct old_error {
    uint32_t struct_size;
    ach_status status;
    uint32_t domain;
    int32_t native_code;
    char message[48];
} old_error;

/* Before `dropped` and `coalesced`. */
typedef struct old_port_stats {
    uint32_t struct_size;
    uint32_t queued;
    uint64_t accepted;
    uint64_t received;
    uint64_t refused;
} old_port_stats;

typedef struct first {
    old_plugin plugin;
    const ach_host_t* host;
    const ach_call_table_t* call;
    const ach_value_table_t* value;
    const ach_bus_t* bus;
    bool error_was_cut;
} first;

static ach_status museum_double(ach_call_t* c, void* user, const ach_value* args, uint32_t argc,
                                ach_value* result) {
    const first* self = user;
    double x = 0;
    (void)argc;
    if (self->value->get_number(c, args[0], &x) != ACH_OK)
        return self->call->raise_type(c, ACH_STR("Number"), args[0], -1);
    *result = self->value->number(c, 2 * x);
    return ACH_OK;
}

static ach_status museum_sum(ach_call_t* c, void* user, const ach_value* args, uint32_t argc,
                             ach_value* result) {
    const first* self = user;
    double sum = 0;
    for (uint32_t i = 0; i < argc; ++i) {
        double x = 0;
        if (self->value->get_number(c, args[i], &x) != ACH_OK)
            return self->call->raise_type(c, ACH_STR("Number"), args[i], -1);
        sum += x;
    }
    *result = self->value->number(c, sum);
    return ACH_OK;
}

/* True when the statistics of a port end where this plugin thinks they end. */
static ach_status museum_stats(ach_call_t* c, void* user, const ach_value* args, uint32_t argc,
                               ach_value* result) {
    const first* self = user;
    ach_port_desc desc;
    ach_port port = {0};
    struct {
        old_port_stats stats;
        uint64_t canaries[4];
    } room;
    (void)args, (void)argc;
    memset(&desc, 0, sizeof desc);
    desc.struct_size = sizeof desc;
    desc.capacity = 4;
    desc.priority_class = ACH_CLASS_SPAWNED;
    if (self->bus->open(self->host, &desc, &port, NULL) != ACH_OK)
        return self->call->raise(c, ACH_STR("RuntimeError"), ACH_STR("no port"),
                                 self->value->null(c));
    memset(&room, 0xA5, sizeof room);
    room.stats.struct_size = sizeof room.stats;
    const ach_status status =
        self->bus->stats(self->host, port, (ach_port_stats*)(void*)&room.stats);
    self->bus->close(self->host, port);
    bool whole = status == ACH_OK && room.stats.struct_size == sizeof room.stats &&
                 room.stats.accepted == 0 && room.stats.queued == 0;
    for (int i = 0; i < 4; ++i) whole = whole && room.canaries[i] == 0xA5A5A5A5A5A5A5A5u;
    *result = self->value->boolean(c, whole);
    return ACH_OK;
}

/* True when a long message was cut to fit the record that this plugin knows. */
static ach_status museum_error(ach_call_t* c, void* user, const ach_value* args, uint32_t argc,
                               ach_value* result) {
    const first* self = user;
    (void)args, (void)argc;
    *result = self->value->boolean(c, self->error_was_cut);
    return ACH_OK;
}

/* Asks for what is not there, with a short record for the reason. [loader] */
static bool is_error_cut(const ach_host_t* h) {
    struct {
        old_error error;
        char canaries[256];
    } room;
    memset(&room, 0x5A, sizeof room);
    room.error.struct_size = sizeof room.error;
    const char* nobody = "org.example.an_interface_with_a_rather_long_name_that_nobody_provides/1";
    bool whole = h->get_interface(h, nobody, (ach_error*)(void*)&room.error) == NULL;
    whole = whole && memchr(room.error.message, 0, sizeof room.error.message) != NULL;
    for (size_t i = 0; i < sizeof room.canaries; ++i) whole = whole && room.canaries[i] == 0x5A;
    return whole;
}

#define NATIVE(name, least, most) \
    { sizeof(old_native_def), 0, #name, least, most, ACH_ANY_TYPE, 0, name }
static const old_native_def natives[] = {
    NATIVE(museum_double, 1, 1),
    NATIVE(museum_sum, 0, ACH_ANY_COUNT),
    NATIVE(museum_stats, 0, 0),
    NATIVE(museum_error, 0, 0),
};

static ach_status start(const ach_plugin_t* p, ach_error* err) {
    first* self = p->self;
    const ach_host_t* h = self->host;
    const ach_native_t* native = h->get_interface(h, ACH_IF_NATIVE, err);
    self->call = h->get_interface(h, ACH_IF_CALL, err);
    self->value = h->get_interface(h, ACH_IF_VALUE, err);
    self->bus = h->get_interface(h, ACH_IF_BUS, err);
    if (!native || !self->call || !self->value || !self->bus) return ACH_E_ABSENT;
    self->error_was_cut = is_error_cut(h);
    return native->define(h, (const ach_native_def*)(const void*)natives,
                          sizeof natives / sizeof natives[0], self, err);
}

static ach_status create(const ach_host_t* h, const ach_plugin_t** out, ach_error* err) {
    first* self = calloc(1, sizeof *self);
    (void)err;
    if (self == NULL) return ACH_E_NOMEM;
    self->plugin.struct_size = sizeof self->plugin;
    self->plugin.self = self;
    self->plugin.start = start;
    self->host = h;
    *out = (const ach_plugin_t*)(const void*)&self->plugin;
    return ACH_OK;
}

static void destroy(const ach_plugin_t* p) { free(p->self); }

ACH_MODULE("test.museum_first", "1.0.0", create, destroy)
