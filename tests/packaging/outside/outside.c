/* The least that a module can be: a description and nothing to make. */
#include <achronyme/abi/base.h>

static ach_status create(const ach_host_t* host, const ach_plugin_t** out, ach_error* error) {
    (void)host, (void)error;
    *out = NULL;
    return ACH_E_UNSUPPORTED;
}

static void destroy(const ach_plugin_t* plugin) { (void)plugin; }

static const ach_module_t module = {
    .struct_size = sizeof(ach_module_t),
    .abi_major = ACH_ABI_MAJOR,
    .id = "test.outside",
    .version = "1.0.0",
    .create = create,
    .destroy = destroy,
};

const ach_module_t* ach_module_v1(void) { return &module; }
