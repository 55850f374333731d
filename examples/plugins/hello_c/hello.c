/* A whole plugin in C: scripts can call celsius(fahrenheit). */
#include <achronyme/achronyme.h>
#include <stdlib.h>

typedef struct hello {
    ach_plugin_t plugin;
    const ach_host_t* host;
    const ach_call_table_t* call;
    const ach_value_table_t* value;
} hello;
static ach_status celsius(ach_call_t* c, void* user, const ach_value* args, uint32_t argc,
                          ach_value* result) {
    const hello* self = user;
    double fahrenheit = 0;
    if (self->value->get_number(c, args[0], &fahrenheit) != ACH_OK)
        return self->call->raise_type(c, ACH_STR("Number"), args[0], -1);
    (void)argc;
    *result = self->value->number(c, (fahrenheit - 32) / 1.8);
    return ACH_OK;
}
static const ach_native_def def = {sizeof def, ACH_FN_PURE, "celsius", 1, 1, 0, 0, celsius, NULL};
static ach_status start(const ach_plugin_t* p, ach_error* err) {
    hello* self = p->self;
    const ach_native_t* native = self->host->get_interface(self->host, ACH_IF_NATIVE, err);
    self->call = self->host->get_interface(self->host, ACH_IF_CALL, err);
    self->value = self->host->get_interface(self->host, ACH_IF_VALUE, err);
    if (!native || !self->call || !self->value) return ACH_E_ABSENT;
    return native->define(self->host, &def, 1, self, err);
}
static ach_status create(const ach_host_t* h, const ach_plugin_t** out, ach_error* err) {
    hello* self = calloc(1, sizeof *self);
    (void)err;
    if (self == NULL) return ACH_E_NOMEM;
    *self = (hello){{sizeof self->plugin, 0, self, start, NULL, NULL, NULL, NULL}, h, NULL, NULL};
    *out = &self->plugin;
    return ACH_OK;
}
static void destroy(const ach_plugin_t* p) { free(p->self); }
ACH_MODULE("org.example.hello_c", "1.0.0", create, destroy)
