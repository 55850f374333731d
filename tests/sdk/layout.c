/* Compiled as C11 and never run; made by tools/abi/abi.py from sdk/abi/v1.json.
 *
 * Each line pins a size, an offset or a signature. If one fails, the headers have moved away from what
 * built plugins rely on.
 */
#include "achronyme/achronyme.h"

#define SIZE(type, size) _Static_assert(sizeof(type) == (size), #type " has another size")
#define MEMBER(type, member, offset, size)                                             \
    _Static_assert(offsetof(type, member) == (offset), #type "." #member " has moved"); \
    _Static_assert(sizeof(((type*)0)->member) == (size), #type "." #member " has another size")
#define SIGNATURE(type, member, ...)                                    \
    _Static_assert(_Generic(((type*)0)->member, __VA_ARGS__: 1, default: 0), \
                   #type "." #member " has another signature")
#define FUNCTION(type, ...) \
    _Static_assert(_Generic((type)0, __VA_ARGS__: 1, default: 0), #type " has another signature")
#define VALUE(constant, value) _Static_assert((constant) == (value), #constant " has another value")

VALUE(ACH_OK, 0);
VALUE(ACH_SUSPENDED, 1);
VALUE(ACH_CALLING, 2);
VALUE(ACH_E_ARG, -1);
VALUE(ACH_E_TYPE, -2);
VALUE(ACH_E_UNSUPPORTED, -3);
VALUE(ACH_E_DENIED, -4);
VALUE(ACH_E_GONE, -5);
VALUE(ACH_E_CANCELLED, -6);
VALUE(ACH_E_TIMEOUT, -7);
VALUE(ACH_E_FULL, -8);
VALUE(ACH_E_NOMEM, -9);
VALUE(ACH_E_WRONG_CONTEXT, -10);
VALUE(ACH_E_RAISED, -11);
VALUE(ACH_E_INTERNAL, -12);
VALUE(ACH_E_ABSENT, -13);
VALUE(ACH_E_FAILED, -14);
VALUE(ACH_BUF_HEAP, 0);
VALUE(ACH_BUF_SHARED, 1);
VALUE(ACH_MSG_EVENT, 0);
VALUE(ACH_MSG_SIGNAL, 1);
VALUE(ACH_MSG_REQUEST, 2);
VALUE(ACH_MSG_REPLY, 3);
VALUE(ACH_MSG_CANCEL, 4);
VALUE(ACH_FULL_REFUSE, 0);
VALUE(ACH_FULL_DROP_OLDEST, 1);
VALUE(ACH_FULL_COALESCE, 2);
VALUE(ACH_PORT_MAX_CAPACITY, 65534);
VALUE(ACH_DEF_NATIVE, 0);
VALUE(ACH_DEF_METHOD, 1);
VALUE(ACH_DEF_PRELUDE, 2);
VALUE(ACH_DEF_RESOURCE, 3);
VALUE(ACH_T_NULL, 0);
VALUE(ACH_T_BOOLEAN, 1);
VALUE(ACH_T_NUMBER, 2);
VALUE(ACH_T_STRING, 3);
VALUE(ACH_T_COMPLEX, 4);
VALUE(ACH_T_VECTOR, 5);
VALUE(ACH_T_RECORD, 6);
VALUE(ACH_T_TENSOR, 7);
VALUE(ACH_T_COMPLEX_TENSOR, 8);
VALUE(ACH_T_FUNCTION, 9);
VALUE(ACH_T_GENERATOR, 10);
VALUE(ACH_T_ERROR, 11);
VALUE(ACH_T_RESOURCE, 12);
VALUE(ACH_TEXT_DISPLAY, 0);
VALUE(ACH_TEXT_QUOTED, 1);
VALUE(ACH_BIN_ADD, 0);
VALUE(ACH_BIN_SUB, 1);
VALUE(ACH_BIN_MUL, 2);
VALUE(ACH_BIN_DIV, 3);
VALUE(ACH_BIN_MOD, 4);
VALUE(ACH_BIN_POW, 5);
VALUE(ACH_BIN_LT, 6);
VALUE(ACH_BIN_LE, 7);
VALUE(ACH_BIN_GT, 8);
VALUE(ACH_BIN_GE, 9);
VALUE(ACH_INHERIT_NONE, 0);
VALUE(ACH_INHERIT_ASYNC, 1);
VALUE(ACH_INHERIT_ALL, 2);
VALUE(ACH_CLASS_URGENT, 0);
VALUE(ACH_CLASS_MAIN, 1);
VALUE(ACH_CLASS_SPAWNED, 2);
VALUE(ACH_CLASS_PARALLEL, 3);
VALUE(ACH_CLASS_BACKGROUND, 4);
VALUE(ACH_RUN_DONE, 0);
VALUE(ACH_RUN_PARKED, 1);
VALUE(ACH_RUN_MORE, 2);
VALUE(ACH_LOG_TRACE, 0);
VALUE(ACH_LOG_DEBUG, 1);
VALUE(ACH_LOG_INFO, 2);
VALUE(ACH_LOG_WARN, 3);
VALUE(ACH_LOG_ERROR, 4);
VALUE(ACH_FN_PURE, 1);
VALUE(ACH_FN_BLOCKING_IO, 2);
VALUE(ACH_FN_BLOCKING_CPU, 4);
VALUE(ACH_FN_MAY_SUSPEND, 8);
VALUE(ACH_FN_SERIAL, 16);
VALUE(ACH_ANY_COUNT, 4294967295u);
VALUE(ACH_ANY_TYPE, 0);
VALUE(ACH_RECEIVER_FIRST, 0);
VALUE(ACH_RECEIVER_LAST, 1);
VALUE(ACH_PRELUDE_SOURCE, 0);
VALUE(ACH_PRELUDE_BYTECODE, 1);
VALUE(ACH_OP_OUTSIDE, 1);
VALUE(ACH_PERM_FILE_READ, 0);
VALUE(ACH_PERM_FILE_WRITE, 1);
VALUE(ACH_PERM_NET, 2);
VALUE(ACH_PERM_ENV_READ, 3);
VALUE(ACH_PERM_ENV_WRITE, 4);
VALUE(ACH_PERM_SPAWN, 5);
VALUE(ACH_BIND_TEXT, 1);
VALUE(ACH_REACTIVE_NONE, 0);
VALUE(ACH_REACTIVE_SIGNAL, 1);
VALUE(ACH_REACTIVE_COMPUTED, 2);
VALUE(ACH_MACHINE_GC_STRESS, 1);
VALUE(ACH_SOURCE_FILE, 0);
VALUE(ACH_SOURCE_TEXT, 1);

FUNCTION(ach_free_fn, void (*)(void*));
FUNCTION(ach_offer_fn, void (*)(void*, ach_str));
FUNCTION(ach_native_fn, ach_status (*)(ach_call_t*, void*, const ach_value*, uint32_t, ach_value*));
FUNCTION(ach_resume_fn, ach_status (*)(ach_call_t*, void*, ach_status, ach_buf, ach_value*));
FUNCTION(ach_called_fn, ach_status (*)(ach_call_t*, void*, ach_value, ach_value*));

SIZE(ach_str, 16);
MEMBER(ach_str, ptr, 0, 8);
MEMBER(ach_str, len, 8, 8);

SIZE(ach_value, 8);
MEMBER(ach_value, bits, 0, 8);

SIZE(ach_ref, 8);
MEMBER(ach_ref, bits, 0, 8);

SIZE(ach_op, 8);
MEMBER(ach_op, bits, 0, 8);

SIZE(ach_buf, 8);
MEMBER(ach_buf, bits, 0, 8);

SIZE(ach_port, 8);
MEMBER(ach_port, bits, 0, 8);

SIZE(ach_error, 256);
MEMBER(ach_error, struct_size, 0, 4);
MEMBER(ach_error, status, 4, 4);
MEMBER(ach_error, domain, 8, 4);
MEMBER(ach_error, native_code, 12, 4);
MEMBER(ach_error, message, 16, 240);

SIZE(ach_host_t, 24);
MEMBER(ach_host_t, struct_size, 0, 4);
MEMBER(ach_host_t, abi_major, 4, 2);
MEMBER(ach_host_t, abi_minor, 6, 2);
MEMBER(ach_host_t, ctx, 8, 8);
MEMBER(ach_host_t, get_interface, 16, 8);
SIGNATURE(ach_host_t, get_interface, const void* (*)(const struct ach_host*, const char*, ach_error*));

SIZE(ach_plugin_t, 56);
MEMBER(ach_plugin_t, struct_size, 0, 4);
MEMBER(ach_plugin_t, flags, 4, 4);
MEMBER(ach_plugin_t, self, 8, 8);
MEMBER(ach_plugin_t, start, 16, 8);
SIGNATURE(ach_plugin_t, start, ach_status (*)(const struct ach_plugin*, ach_error*));
MEMBER(ach_plugin_t, quiesce, 24, 8);
SIGNATURE(ach_plugin_t, quiesce, ach_status (*)(const struct ach_plugin*, ach_op, ach_error*));
MEMBER(ach_plugin_t, stop, 32, 8);
SIGNATURE(ach_plugin_t, stop, ach_status (*)(const struct ach_plugin*, ach_error*));
MEMBER(ach_plugin_t, get_interface, 40, 8);
SIGNATURE(ach_plugin_t, get_interface, const void* (*)(const struct ach_plugin*, const char*));
MEMBER(ach_plugin_t, thread_detach, 48, 8);
SIGNATURE(ach_plugin_t, thread_detach, void (*)(const struct ach_plugin*));

SIZE(ach_module_t, 56);
MEMBER(ach_module_t, struct_size, 0, 4);
MEMBER(ach_module_t, abi_major, 4, 2);
MEMBER(ach_module_t, abi_minor_built, 6, 2);
MEMBER(ach_module_t, abi_minor_required, 8, 2);
MEMBER(ach_module_t, reserved, 10, 2);
MEMBER(ach_module_t, flags, 12, 4);
MEMBER(ach_module_t, id, 16, 8);
MEMBER(ach_module_t, version, 24, 8);
MEMBER(ach_module_t, build_id, 32, 8);
MEMBER(ach_module_t, create, 40, 8);
SIGNATURE(ach_module_t, create, ach_status (*)(const ach_host_t*, const ach_plugin_t**, ach_error*));
MEMBER(ach_module_t, destroy, 48, 8);
SIGNATURE(ach_module_t, destroy, void (*)(const ach_plugin_t*));

SIZE(ach_buffer_t, 56);
MEMBER(ach_buffer_t, struct_size, 0, 4);
MEMBER(ach_buffer_t, reserved, 4, 4);
MEMBER(ach_buffer_t, alloc, 8, 8);
SIGNATURE(ach_buffer_t, alloc, ach_status (*)(const ach_host_t*, uint32_t, size_t, ach_buf*, uint8_t**));
MEMBER(ach_buffer_t, wrap, 16, 8);
SIGNATURE(ach_buffer_t, wrap, ach_status (*)(const ach_host_t*, const void*, size_t, ach_free_fn, void*, ach_buf*));
MEMBER(ach_buffer_t, freeze, 24, 8);
SIGNATURE(ach_buffer_t, freeze, ach_status (*)(const ach_host_t*, ach_buf));
MEMBER(ach_buffer_t, view, 32, 8);
SIGNATURE(ach_buffer_t, view, const uint8_t* (*)(const ach_host_t*, ach_buf, size_t*));
MEMBER(ach_buffer_t, retain, 40, 8);
SIGNATURE(ach_buffer_t, retain, ach_status (*)(const ach_host_t*, ach_buf));
MEMBER(ach_buffer_t, release, 48, 8);
SIGNATURE(ach_buffer_t, release, ach_status (*)(const ach_host_t*, ach_buf));

SIZE(ach_msg, 64);
MEMBER(ach_msg, size, 0, 4);
MEMBER(ach_msg, topic, 4, 4);
MEMBER(ach_msg, kind, 8, 2);
MEMBER(ach_msg, flags, 10, 2);
MEMBER(ach_msg, sender, 12, 4);
MEMBER(ach_msg, seq, 16, 8);
MEMBER(ach_msg, key, 24, 8);
MEMBER(ach_msg, time_ns, 32, 8);
MEMBER(ach_msg, payload, 40, 8);
MEMBER(ach_msg, inline_data, 48, 16);

SIZE(ach_port_desc, 32);
MEMBER(ach_port_desc, struct_size, 0, 4);
MEMBER(ach_port_desc, capacity, 4, 4);
MEMBER(ach_port_desc, full_policy, 8, 4);
MEMBER(ach_port_desc, priority_class, 12, 2);
MEMBER(ach_port_desc, flags, 14, 2);
MEMBER(ach_port_desc, user, 16, 8);
MEMBER(ach_port_desc, on_ready, 24, 8);
SIGNATURE(ach_port_desc, on_ready, void (*)(void*, ach_port));

SIZE(ach_port_stats, 48);
MEMBER(ach_port_stats, struct_size, 0, 4);
MEMBER(ach_port_stats, queued, 4, 4);
MEMBER(ach_port_stats, accepted, 8, 8);
MEMBER(ach_port_stats, received, 16, 8);
MEMBER(ach_port_stats, refused, 24, 8);
MEMBER(ach_port_stats, dropped, 32, 8);
MEMBER(ach_port_stats, coalesced, 40, 8);

SIZE(ach_bus_t, 88);
MEMBER(ach_bus_t, struct_size, 0, 4);
MEMBER(ach_bus_t, reserved, 4, 4);
MEMBER(ach_bus_t, intern, 8, 8);
SIGNATURE(ach_bus_t, intern, ach_topic (*)(const ach_host_t*, ach_str));
MEMBER(ach_bus_t, open, 16, 8);
SIGNATURE(ach_bus_t, open, ach_status (*)(const ach_host_t*, const ach_port_desc*, ach_port*, ach_error*));
MEMBER(ach_bus_t, subscribe, 24, 8);
SIGNATURE(ach_bus_t, subscribe, ach_status (*)(const ach_host_t*, ach_port, ach_topic));
MEMBER(ach_bus_t, unsubscribe, 32, 8);
SIGNATURE(ach_bus_t, unsubscribe, ach_status (*)(const ach_host_t*, ach_port, ach_topic));
MEMBER(ach_bus_t, send, 40, 8);
SIGNATURE(ach_bus_t, send, ach_status (*)(const ach_host_t*, ach_port, const ach_msg*));
MEMBER(ach_bus_t, send_to, 48, 8);
SIGNATURE(ach_bus_t, send_to, ach_status (*)(const ach_host_t*, ach_port, ach_port, const ach_msg*));
MEMBER(ach_bus_t, recv, 56, 8);
SIGNATURE(ach_bus_t, recv, uint32_t (*)(const ach_host_t*, ach_port, ach_msg*, uint32_t));
MEMBER(ach_bus_t, wait_fd, 64, 8);
SIGNATURE(ach_bus_t, wait_fd, int32_t (*)(const ach_host_t*, ach_port));
MEMBER(ach_bus_t, stats, 72, 8);
SIGNATURE(ach_bus_t, stats, ach_status (*)(const ach_host_t*, ach_port, ach_port_stats*));
MEMBER(ach_bus_t, close, 80, 8);
SIGNATURE(ach_bus_t, close, ach_status (*)(const ach_host_t*, ach_port));

SIZE(ach_definition, 32);
MEMBER(ach_definition, struct_size, 0, 4);
MEMBER(ach_definition, kind, 4, 4);
MEMBER(ach_definition, owner, 8, 8);
MEMBER(ach_definition, def, 16, 8);
MEMBER(ach_definition, user, 24, 8);

SIZE(ach_catalog_t, 56);
MEMBER(ach_catalog_t, struct_size, 0, 4);
MEMBER(ach_catalog_t, reserved, 4, 4);
MEMBER(ach_catalog_t, provider, 8, 8);
SIGNATURE(ach_catalog_t, provider, ach_str (*)(const ach_host_t*, ach_str, ach_str, uint32_t));
MEMBER(ach_catalog_t, nearest, 16, 8);
SIGNATURE(ach_catalog_t, nearest, ach_str (*)(const ach_host_t*, ach_str, ach_str));
MEMBER(ach_catalog_t, module_export, 24, 8);
SIGNATURE(ach_catalog_t, module_export, ach_status (*)(const ach_host_t*, ach_str, ach_str));
MEMBER(ach_catalog_t, activate, 32, 8);
SIGNATURE(ach_catalog_t, activate, ach_status (*)(const ach_host_t*, ach_str, ach_error*));
MEMBER(ach_catalog_t, definitions, 40, 8);
SIGNATURE(ach_catalog_t, definitions, uint32_t (*)(const ach_host_t*, uint32_t, ach_definition*, uint32_t));
MEMBER(ach_catalog_t, names, 48, 8);
SIGNATURE(ach_catalog_t, names, uint32_t (*)(const ach_host_t*, ach_str, uint32_t, ach_str*, uint32_t));

SIZE(ach_command_t, 40);
MEMBER(ach_command_t, struct_size, 0, 4);
MEMBER(ach_command_t, reserved, 4, 4);
MEMBER(ach_command_t, run, 8, 8);
SIGNATURE(ach_command_t, run, ach_status (*)(const struct ach_command*, const ach_host_t*, ach_str, const ach_str*, uint32_t, ach_op, ach_error*));
MEMBER(ach_command_t, interrupt, 16, 8);
SIGNATURE(ach_command_t, interrupt, void (*)(const struct ach_command*, const ach_host_t*));
MEMBER(ach_command_t, end, 24, 8);
SIGNATURE(ach_command_t, end, void (*)(const struct ach_command*, const ach_host_t*, uint32_t));
MEMBER(ach_command_t, interrupted, 32, 8);
SIGNATURE(ach_command_t, interrupted, ach_status (*)(const struct ach_command*, const ach_host_t*));

SIZE(ach_config_t, 40);
MEMBER(ach_config_t, struct_size, 0, 4);
MEMBER(ach_config_t, reserved, 4, 4);
MEMBER(ach_config_t, json, 8, 8);
SIGNATURE(ach_config_t, json, ach_str (*)(const ach_host_t*, ach_str));
MEMBER(ach_config_t, string, 16, 8);
SIGNATURE(ach_config_t, string, ach_status (*)(const ach_host_t*, ach_str, ach_str*));
MEMBER(ach_config_t, number, 24, 8);
SIGNATURE(ach_config_t, number, ach_status (*)(const ach_host_t*, ach_str, double*));
MEMBER(ach_config_t, boolean, 32, 8);
SIGNATURE(ach_config_t, boolean, ach_status (*)(const ach_host_t*, ach_str, bool*));

SIZE(ach_complex, 16);
MEMBER(ach_complex, re, 0, 8);
MEMBER(ach_complex, im, 8, 8);

SIZE(ach_tensor_view, 40);
MEMBER(ach_tensor_view, struct_size, 0, 4);
MEMBER(ach_tensor_view, rank, 4, 4);
MEMBER(ach_tensor_view, shape, 8, 8);
MEMBER(ach_tensor_view, count, 16, 8);
MEMBER(ach_tensor_view, data, 24, 8);
MEMBER(ach_tensor_view, complexes, 32, 8);

SIZE(ach_value_table_t, 392);
MEMBER(ach_value_table_t, struct_size, 0, 4);
MEMBER(ach_value_table_t, reserved, 4, 4);
MEMBER(ach_value_table_t, type, 8, 8);
SIGNATURE(ach_value_table_t, type, int32_t (*)(ach_call_t*, ach_value));
MEMBER(ach_value_table_t, type_name, 16, 8);
SIGNATURE(ach_value_table_t, type_name, ach_str (*)(ach_call_t*, ach_value));
MEMBER(ach_value_table_t, truthy, 24, 8);
SIGNATURE(ach_value_table_t, truthy, bool (*)(ach_call_t*, ach_value));
MEMBER(ach_value_table_t, null, 32, 8);
SIGNATURE(ach_value_table_t, null, ach_value (*)(ach_call_t*));
MEMBER(ach_value_table_t, boolean, 40, 8);
SIGNATURE(ach_value_table_t, boolean, ach_value (*)(ach_call_t*, bool));
MEMBER(ach_value_table_t, number, 48, 8);
SIGNATURE(ach_value_table_t, number, ach_value (*)(ach_call_t*, double));
MEMBER(ach_value_table_t, get_number, 56, 8);
SIGNATURE(ach_value_table_t, get_number, ach_status (*)(ach_call_t*, ach_value, double*));
MEMBER(ach_value_table_t, get_boolean, 64, 8);
SIGNATURE(ach_value_table_t, get_boolean, ach_status (*)(ach_call_t*, ach_value, bool*));
MEMBER(ach_value_table_t, get_string, 72, 8);
SIGNATURE(ach_value_table_t, get_string, ach_status (*)(ach_call_t*, ach_value, ach_str*));
MEMBER(ach_value_table_t, get_complex, 80, 8);
SIGNATURE(ach_value_table_t, get_complex, ach_status (*)(ach_call_t*, ach_value, ach_complex*));
MEMBER(ach_value_table_t, string, 88, 8);
SIGNATURE(ach_value_table_t, string, ach_status (*)(ach_call_t*, ach_str, ach_value*));
MEMBER(ach_value_table_t, complex, 96, 8);
SIGNATURE(ach_value_table_t, complex, ach_status (*)(ach_call_t*, ach_complex, ach_value*));
MEMBER(ach_value_table_t, vector, 104, 8);
SIGNATURE(ach_value_table_t, vector, ach_status (*)(ach_call_t*, size_t, ach_value*));
MEMBER(ach_value_table_t, vector_from_f64, 112, 8);
SIGNATURE(ach_value_table_t, vector_from_f64, ach_status (*)(ach_call_t*, const double*, size_t, ach_value*));
MEMBER(ach_value_table_t, vector_len, 120, 8);
SIGNATURE(ach_value_table_t, vector_len, size_t (*)(ach_call_t*, ach_value));
MEMBER(ach_value_table_t, vector_get, 128, 8);
SIGNATURE(ach_value_table_t, vector_get, ach_status (*)(ach_call_t*, ach_value, size_t, ach_value*));
MEMBER(ach_value_table_t, vector_set, 136, 8);
SIGNATURE(ach_value_table_t, vector_set, ach_status (*)(ach_call_t*, ach_value, size_t, ach_value));
MEMBER(ach_value_table_t, vector_push, 144, 8);
SIGNATURE(ach_value_table_t, vector_push, ach_status (*)(ach_call_t*, ach_value, ach_value));
MEMBER(ach_value_table_t, vector_splice, 152, 8);
SIGNATURE(ach_value_table_t, vector_splice, ach_status (*)(ach_call_t*, ach_value, size_t, size_t, const ach_value*, size_t));
MEMBER(ach_value_table_t, vector_slice, 160, 8);
SIGNATURE(ach_value_table_t, vector_slice, ach_status (*)(ach_call_t*, ach_value, size_t, size_t, ach_value*));
MEMBER(ach_value_table_t, vector_items, 168, 8);
SIGNATURE(ach_value_table_t, vector_items, size_t (*)(ach_call_t*, ach_value, size_t, ach_value*, size_t));
MEMBER(ach_value_table_t, numbers, 176, 8);
SIGNATURE(ach_value_table_t, numbers, ach_status (*)(ach_call_t*, ach_value, const double**, size_t*));
MEMBER(ach_value_table_t, record, 184, 8);
SIGNATURE(ach_value_table_t, record, ach_status (*)(ach_call_t*, ach_value*));
MEMBER(ach_value_table_t, record_len, 192, 8);
SIGNATURE(ach_value_table_t, record_len, size_t (*)(ach_call_t*, ach_value));
MEMBER(ach_value_table_t, record_at, 200, 8);
SIGNATURE(ach_value_table_t, record_at, ach_status (*)(ach_call_t*, ach_value, size_t, ach_value*, ach_value*));
MEMBER(ach_value_table_t, record_get, 208, 8);
SIGNATURE(ach_value_table_t, record_get, ach_status (*)(ach_call_t*, ach_value, ach_str, ach_value*));
MEMBER(ach_value_table_t, record_set, 216, 8);
SIGNATURE(ach_value_table_t, record_set, ach_status (*)(ach_call_t*, ach_value, ach_str, ach_value));
MEMBER(ach_value_table_t, record_remove, 224, 8);
SIGNATURE(ach_value_table_t, record_remove, ach_status (*)(ach_call_t*, ach_value, ach_str));
MEMBER(ach_value_table_t, tensor, 232, 8);
SIGNATURE(ach_value_table_t, tensor, ach_status (*)(ach_call_t*, const uint64_t*, uint32_t, bool, double**, ach_complex**, ach_value*));
MEMBER(ach_value_table_t, tensor_view, 240, 8);
SIGNATURE(ach_value_table_t, tensor_view, ach_status (*)(ach_call_t*, ach_value, ach_tensor_view*));
MEMBER(ach_value_table_t, promote, 248, 8);
SIGNATURE(ach_value_table_t, promote, ach_status (*)(ach_call_t*, ach_value, ach_value*));
MEMBER(ach_value_table_t, error, 256, 8);
SIGNATURE(ach_value_table_t, error, ach_status (*)(ach_call_t*, ach_value, ach_str, ach_value, ach_value*));
MEMBER(ach_value_table_t, arity, 264, 8);
SIGNATURE(ach_value_table_t, arity, ach_status (*)(ach_call_t*, ach_value, uint32_t*, uint32_t*));
MEMBER(ach_value_table_t, equals, 272, 8);
SIGNATURE(ach_value_table_t, equals, ach_status (*)(ach_call_t*, ach_value, ach_value, bool*));
MEMBER(ach_value_table_t, binary, 280, 8);
SIGNATURE(ach_value_table_t, binary, ach_status (*)(ach_call_t*, int32_t, ach_value, ach_value, ach_value*));
MEMBER(ach_value_table_t, text, 288, 8);
SIGNATURE(ach_value_table_t, text, ach_status (*)(ach_call_t*, ach_value, int32_t, ach_value*));
MEMBER(ach_value_table_t, push_scope, 296, 8);
SIGNATURE(ach_value_table_t, push_scope, uint64_t (*)(ach_call_t*));
MEMBER(ach_value_table_t, pop_scope, 304, 8);
SIGNATURE(ach_value_table_t, pop_scope, ach_value (*)(ach_call_t*, uint64_t, ach_value));
MEMBER(ach_value_table_t, ref, 312, 8);
SIGNATURE(ach_value_table_t, ref, ach_status (*)(ach_call_t*, ach_value, bool, ach_ref*));
MEMBER(ach_value_table_t, deref, 320, 8);
SIGNATURE(ach_value_table_t, deref, ach_status (*)(ach_call_t*, ach_ref, ach_value*));
MEMBER(ach_value_table_t, ref_release, 328, 8);
SIGNATURE(ach_value_table_t, ref_release, ach_status (*)(const ach_host_t*, const struct ach_value_table*, ach_ref));
MEMBER(ach_value_table_t, to_buffer, 336, 8);
SIGNATURE(ach_value_table_t, to_buffer, ach_status (*)(ach_call_t*, ach_value, ach_buf*));
MEMBER(ach_value_table_t, from_buffer, 344, 8);
SIGNATURE(ach_value_table_t, from_buffer, ach_status (*)(ach_call_t*, ach_buf, ach_value*));
MEMBER(ach_value_table_t, vector_take, 352, 8);
SIGNATURE(ach_value_table_t, vector_take, ach_status (*)(ach_call_t*, ach_value, int64_t, ach_value*));
MEMBER(ach_value_table_t, vector_insert, 360, 8);
SIGNATURE(ach_value_table_t, vector_insert, ach_status (*)(ach_call_t*, ach_value, int64_t, ach_value));
MEMBER(ach_value_table_t, vector_reverse, 368, 8);
SIGNATURE(ach_value_table_t, vector_reverse, ach_status (*)(ach_call_t*, ach_value));
MEMBER(ach_value_table_t, string_length, 376, 8);
SIGNATURE(ach_value_table_t, string_length, ach_status (*)(ach_call_t*, ach_value, size_t*));
MEMBER(ach_value_table_t, string_place, 384, 8);
SIGNATURE(ach_value_table_t, string_place, ach_status (*)(ach_call_t*, ach_value, size_t, size_t*));

SIZE(ach_context_t, 40);
MEMBER(ach_context_t, struct_size, 0, 4);
MEMBER(ach_context_t, reserved, 4, 4);
MEMBER(ach_context_t, slot, 8, 8);
SIGNATURE(ach_context_t, slot, ach_status (*)(const ach_host_t*, const struct ach_context*, ach_str, int32_t, uint32_t*));
MEMBER(ach_context_t, get, 16, 8);
SIGNATURE(ach_context_t, get, void* (*)(ach_call_t*, uint32_t));
MEMBER(ach_context_t, set, 24, 8);
SIGNATURE(ach_context_t, set, ach_status (*)(ach_call_t*, uint32_t, void*));
MEMBER(ach_context_t, is_no_suspend, 32, 8);
SIGNATURE(ach_context_t, is_no_suspend, bool (*)(ach_call_t*));

SIZE(ach_slice, 32);
MEMBER(ach_slice, struct_size, 0, 4);
MEMBER(ach_slice, executor, 4, 4);
MEMBER(ach_slice, preempt, 8, 8);
MEMBER(ach_slice, started_ns, 16, 8);
MEMBER(ach_slice, polls, 24, 4);
MEMBER(ach_slice, reserved, 28, 4);

SIZE(ach_runnable, 32);
MEMBER(ach_runnable, next, 0, 8);
MEMBER(ach_runnable, state, 8, 4);
MEMBER(ach_runnable, priority_class, 12, 2);
MEMBER(ach_runnable, flags, 14, 2);
MEMBER(ach_runnable, run, 16, 8);
SIGNATURE(ach_runnable, run, int32_t (*)(struct ach_runnable*, const ach_slice*));
MEMBER(ach_runnable, user, 24, 8);

SIZE(ach_executor_t, 32);
MEMBER(ach_executor_t, struct_size, 0, 4);
MEMBER(ach_executor_t, reserved, 4, 4);
MEMBER(ach_executor_t, post, 8, 8);
SIGNATURE(ach_executor_t, post, ach_status (*)(const ach_host_t*, ach_runnable*));
MEMBER(ach_executor_t, count, 16, 8);
SIGNATURE(ach_executor_t, count, uint32_t (*)(const ach_host_t*));
MEMBER(ach_executor_t, post_blocking, 24, 8);
SIGNATURE(ach_executor_t, post_blocking, ach_status (*)(const ach_host_t*, bool, void (*)(void*), void*));

SIZE(ach_event, 8);
MEMBER(ach_event, bits, 0, 8);

SIZE(ach_fiber_mutex, 8);
MEMBER(ach_fiber_mutex, bits, 0, 8);

SIZE(ach_fiber_t, 96);
MEMBER(ach_fiber_t, struct_size, 0, 4);
MEMBER(ach_fiber_t, reserved, 4, 4);
MEMBER(ach_fiber_t, spawn, 8, 8);
SIGNATURE(ach_fiber_t, spawn, ach_status (*)(const ach_host_t*, void (*)(void*), void*));
MEMBER(ach_fiber_t, yield, 16, 8);
SIGNATURE(ach_fiber_t, yield, ach_status (*)(const ach_host_t*));
MEMBER(ach_fiber_t, sleep_until, 24, 8);
SIGNATURE(ach_fiber_t, sleep_until, ach_status (*)(const ach_host_t*, uint64_t));
MEMBER(ach_fiber_t, event_create, 32, 8);
SIGNATURE(ach_fiber_t, event_create, ach_status (*)(const ach_host_t*, ach_event*));
MEMBER(ach_fiber_t, event_notify, 40, 8);
SIGNATURE(ach_fiber_t, event_notify, ach_status (*)(const ach_host_t*, ach_event));
MEMBER(ach_fiber_t, event_wait, 48, 8);
SIGNATURE(ach_fiber_t, event_wait, ach_status (*)(const ach_host_t*, ach_event, uint64_t));
MEMBER(ach_fiber_t, event_destroy, 56, 8);
SIGNATURE(ach_fiber_t, event_destroy, ach_status (*)(const ach_host_t*, ach_event));
MEMBER(ach_fiber_t, mutex_create, 64, 8);
SIGNATURE(ach_fiber_t, mutex_create, ach_status (*)(const ach_host_t*, ach_fiber_mutex*));
MEMBER(ach_fiber_t, mutex_lock, 72, 8);
SIGNATURE(ach_fiber_t, mutex_lock, ach_status (*)(const ach_host_t*, ach_fiber_mutex));
MEMBER(ach_fiber_t, mutex_unlock, 80, 8);
SIGNATURE(ach_fiber_t, mutex_unlock, ach_status (*)(const ach_host_t*, ach_fiber_mutex));
MEMBER(ach_fiber_t, mutex_destroy, 88, 8);
SIGNATURE(ach_fiber_t, mutex_destroy, ach_status (*)(const ach_host_t*, ach_fiber_mutex));

SIZE(ach_line_user, 40);
MEMBER(ach_line_user, struct_size, 0, 4);
MEMBER(ach_line_user, reserved, 4, 4);
MEMBER(ach_line_user, user, 8, 8);
MEMBER(ach_line_user, line, 16, 8);
SIGNATURE(ach_line_user, line, void (*)(void*, ach_str));
MEMBER(ach_line_user, ended, 24, 8);
SIGNATURE(ach_line_user, ended, void (*)(void*));
MEMBER(ach_line_user, complete, 32, 8);
SIGNATURE(ach_line_user, complete, size_t (*)(void*, ach_str, ach_offer_fn, void*));

SIZE(ach_line_editor_t, 40);
MEMBER(ach_line_editor_t, struct_size, 0, 4);
MEMBER(ach_line_editor_t, reserved, 4, 4);
MEMBER(ach_line_editor_t, open, 8, 8);
SIGNATURE(ach_line_editor_t, open, ach_status (*)(const ach_host_t*, const struct ach_line_editor*, const ach_line_user*, ach_error*));
MEMBER(ach_line_editor_t, read, 16, 8);
SIGNATURE(ach_line_editor_t, read, void (*)(const ach_host_t*, const struct ach_line_editor*, ach_str));
MEMBER(ach_line_editor_t, close, 24, 8);
SIGNATURE(ach_line_editor_t, close, void (*)(const ach_host_t*, const struct ach_line_editor*));
MEMBER(ach_line_editor_t, read_more, 32, 8);
SIGNATURE(ach_line_editor_t, read_more, void (*)(const ach_host_t*, const struct ach_line_editor*, ach_str));

SIZE(ach_log_t, 24);
MEMBER(ach_log_t, struct_size, 0, 4);
MEMBER(ach_log_t, reserved, 4, 4);
MEMBER(ach_log_t, enabled, 8, 8);
SIGNATURE(ach_log_t, enabled, bool (*)(const ach_host_t*, int32_t));
MEMBER(ach_log_t, write, 16, 8);
SIGNATURE(ach_log_t, write, void (*)(const ach_host_t*, int32_t, ach_str));

SIZE(ach_main_item, 24);
MEMBER(ach_main_item, next, 0, 8);
MEMBER(ach_main_item, run, 8, 8);
SIGNATURE(ach_main_item, run, void (*)(struct ach_main_item*));
MEMBER(ach_main_item, user, 16, 8);

SIZE(ach_main_loan, 40);
MEMBER(ach_main_loan, struct_size, 0, 4);
MEMBER(ach_main_loan, reserved, 4, 4);
MEMBER(ach_main_loan, user, 8, 8);
MEMBER(ach_main_loan, run, 16, 8);
SIGNATURE(ach_main_loan, run, void (*)(void*));
MEMBER(ach_main_loan, wake, 24, 8);
SIGNATURE(ach_main_loan, wake, void (*)(void*));
MEMBER(ach_main_loan, release, 32, 8);
SIGNATURE(ach_main_loan, release, void (*)(void*));

SIZE(ach_main_thread_t, 40);
MEMBER(ach_main_thread_t, struct_size, 0, 4);
MEMBER(ach_main_thread_t, reserved, 4, 4);
MEMBER(ach_main_thread_t, post, 8, 8);
SIGNATURE(ach_main_thread_t, post, ach_status (*)(const ach_host_t*, ach_main_item*));
MEMBER(ach_main_thread_t, claim, 16, 8);
SIGNATURE(ach_main_thread_t, claim, ach_status (*)(const ach_host_t*, const ach_main_loan*, ach_error*));
MEMBER(ach_main_thread_t, serve, 24, 8);
SIGNATURE(ach_main_thread_t, serve, void (*)(const ach_host_t*));
MEMBER(ach_main_thread_t, is_main, 32, 8);
SIGNATURE(ach_main_thread_t, is_main, bool (*)(const ach_host_t*));

SIZE(ach_native_def, 48);
MEMBER(ach_native_def, struct_size, 0, 4);
MEMBER(ach_native_def, flags, 4, 4);
MEMBER(ach_native_def, name, 8, 8);
MEMBER(ach_native_def, min_arguments, 16, 4);
MEMBER(ach_native_def, max_arguments, 20, 4);
MEMBER(ach_native_def, first_types, 24, 4);
MEMBER(ach_native_def, reserved, 28, 4);
MEMBER(ach_native_def, fn, 32, 8);
MEMBER(ach_native_def, doc, 40, 8);

SIZE(ach_method_def, 40);
MEMBER(ach_method_def, struct_size, 0, 4);
MEMBER(ach_method_def, receiver_type, 4, 4);
MEMBER(ach_method_def, resource_type, 8, 8);
MEMBER(ach_method_def, name, 16, 8);
MEMBER(ach_method_def, function, 24, 8);
MEMBER(ach_method_def, position, 32, 4);
MEMBER(ach_method_def, reserved, 36, 4);

SIZE(ach_prelude_def, 40);
MEMBER(ach_prelude_def, struct_size, 0, 4);
MEMBER(ach_prelude_def, form, 4, 4);
MEMBER(ach_prelude_def, name, 8, 8);
MEMBER(ach_prelude_def, bytes, 16, 8);
MEMBER(ach_prelude_def, len, 24, 8);
MEMBER(ach_prelude_def, docs, 32, 8);

SIZE(ach_suspend_desc, 48);
MEMBER(ach_suspend_desc, struct_size, 0, 4);
MEMBER(ach_suspend_desc, timeout_ms, 4, 4);
MEMBER(ach_suspend_desc, state, 8, 8);
MEMBER(ach_suspend_desc, resume, 16, 8);
MEMBER(ach_suspend_desc, cancel, 24, 8);
SIGNATURE(ach_suspend_desc, cancel, void (*)(void*, ach_op));
MEMBER(ach_suspend_desc, free_state, 32, 8);
MEMBER(ach_suspend_desc, flags, 40, 4);
MEMBER(ach_suspend_desc, reserved, 44, 4);

SIZE(ach_call_desc, 48);
MEMBER(ach_call_desc, struct_size, 0, 4);
MEMBER(ach_call_desc, argc, 4, 4);
MEMBER(ach_call_desc, fn, 8, 8);
MEMBER(ach_call_desc, args, 16, 8);
MEMBER(ach_call_desc, state, 24, 8);
MEMBER(ach_call_desc, then, 32, 8);
MEMBER(ach_call_desc, free_state, 40, 8);

SIZE(ach_native_t, 32);
MEMBER(ach_native_t, struct_size, 0, 4);
MEMBER(ach_native_t, reserved, 4, 4);
MEMBER(ach_native_t, define, 8, 8);
SIGNATURE(ach_native_t, define, ach_status (*)(const ach_host_t*, const ach_native_def*, uint32_t, void*, ach_error*));
MEMBER(ach_native_t, define_methods, 16, 8);
SIGNATURE(ach_native_t, define_methods, ach_status (*)(const ach_host_t*, const ach_method_def*, uint32_t, ach_error*));
MEMBER(ach_native_t, define_prelude, 24, 8);
SIGNATURE(ach_native_t, define_prelude, ach_status (*)(const ach_host_t*, const ach_prelude_def*, ach_error*));

SIZE(ach_call_table_t, 88);
MEMBER(ach_call_table_t, struct_size, 0, 4);
MEMBER(ach_call_table_t, reserved, 4, 4);
MEMBER(ach_call_table_t, host, 8, 8);
SIGNATURE(ach_call_table_t, host, const ach_host_t* (*)(ach_call_t*));
MEMBER(ach_call_table_t, name, 16, 8);
SIGNATURE(ach_call_table_t, name, ach_str (*)(ach_call_t*));
MEMBER(ach_call_table_t, raise, 24, 8);
SIGNATURE(ach_call_table_t, raise, ach_status (*)(ach_call_t*, ach_str, ach_str, ach_value));
MEMBER(ach_call_table_t, raise_type, 32, 8);
SIGNATURE(ach_call_table_t, raise_type, ach_status (*)(ach_call_t*, ach_str, ach_value, int64_t));
MEMBER(ach_call_table_t, throw_value, 40, 8);
SIGNATURE(ach_call_table_t, throw_value, ach_status (*)(ach_call_t*, ach_value));
MEMBER(ach_call_table_t, poll, 48, 8);
SIGNATURE(ach_call_table_t, poll, ach_status (*)(ach_call_t*));
MEMBER(ach_call_table_t, suspend, 56, 8);
SIGNATURE(ach_call_table_t, suspend, ach_status (*)(ach_call_t*, const ach_suspend_desc*, ach_op*));
MEMBER(ach_call_table_t, future, 64, 8);
SIGNATURE(ach_call_table_t, future, ach_status (*)(ach_call_t*, const ach_suspend_desc*, ach_op*, ach_value*));
MEMBER(ach_call_table_t, call_then, 72, 8);
SIGNATURE(ach_call_table_t, call_then, ach_status (*)(ach_call_t*, const ach_call_desc*));
MEMBER(ach_call_table_t, call_sync, 80, 8);
SIGNATURE(ach_call_table_t, call_sync, ach_status (*)(ach_call_t*, ach_value, const ach_value*, uint32_t, ach_value*));

SIZE(ach_op_desc, 40);
MEMBER(ach_op_desc, struct_size, 0, 4);
MEMBER(ach_op_desc, timeout_ms, 4, 4);
MEMBER(ach_op_desc, user, 8, 8);
MEMBER(ach_op_desc, ended, 16, 8);
SIGNATURE(ach_op_desc, ended, void (*)(void*, ach_op, ach_status, ach_buf));
MEMBER(ach_op_desc, cancel, 24, 8);
SIGNATURE(ach_op_desc, cancel, void (*)(void*, ach_op));
MEMBER(ach_op_desc, flags, 32, 4);
MEMBER(ach_op_desc, reserved, 36, 4);

SIZE(ach_op_t, 40);
MEMBER(ach_op_t, struct_size, 0, 4);
MEMBER(ach_op_t, reserved, 4, 4);
MEMBER(ach_op_t, create, 8, 8);
SIGNATURE(ach_op_t, create, ach_status (*)(const ach_host_t*, const ach_op_desc*, ach_op*));
MEMBER(ach_op_t, complete, 16, 8);
SIGNATURE(ach_op_t, complete, ach_status (*)(const ach_host_t*, ach_op, ach_status, ach_buf));
MEMBER(ach_op_t, cancel, 24, 8);
SIGNATURE(ach_op_t, cancel, ach_status (*)(const ach_host_t*, ach_op));
MEMBER(ach_op_t, is_over, 32, 8);
SIGNATURE(ach_op_t, is_over, bool (*)(const ach_host_t*, ach_op));

SIZE(ach_permission_t, 16);
MEMBER(ach_permission_t, struct_size, 0, 4);
MEMBER(ach_permission_t, reserved, 4, 4);
MEMBER(ach_permission_t, check, 8, 8);
SIGNATURE(ach_permission_t, check, ach_status (*)(const ach_host_t*, int32_t, ach_str, ach_error*));

SIZE(ach_observer, 8);
MEMBER(ach_observer, bits, 0, 8);

SIZE(ach_binding, 8);
MEMBER(ach_binding, bits, 0, 8);

SIZE(ach_observer_desc, 24);
MEMBER(ach_observer_desc, struct_size, 0, 4);
MEMBER(ach_observer_desc, reserved, 4, 4);
MEMBER(ach_observer_desc, user, 8, 8);
MEMBER(ach_observer_desc, on_dirty, 16, 8);
SIGNATURE(ach_observer_desc, on_dirty, void (*)(void*, ach_observer));

SIZE(ach_reactive_t, 80);
MEMBER(ach_reactive_t, struct_size, 0, 4);
MEMBER(ach_reactive_t, reserved, 4, 4);
MEMBER(ach_reactive_t, observe, 8, 8);
SIGNATURE(ach_reactive_t, observe, ach_status (*)(ach_call_t*, const ach_observer_desc*, ach_observer*));
MEMBER(ach_reactive_t, run, 16, 8);
SIGNATURE(ach_reactive_t, run, ach_status (*)(ach_call_t*, ach_observer));
MEMBER(ach_reactive_t, dispose, 24, 8);
SIGNATURE(ach_reactive_t, dispose, ach_status (*)(const ach_host_t*, const struct ach_reactive*, ach_observer));
MEMBER(ach_reactive_t, source_kind, 32, 8);
SIGNATURE(ach_reactive_t, source_kind, int32_t (*)(ach_call_t*, ach_value));
MEMBER(ach_reactive_t, peek, 40, 8);
SIGNATURE(ach_reactive_t, peek, ach_status (*)(ach_call_t*, ach_value, ach_value*, uint64_t*));
MEMBER(ach_reactive_t, bind, 48, 8);
SIGNATURE(ach_reactive_t, bind, ach_status (*)(ach_call_t*, ach_value, ach_port, ach_topic, uint64_t, uint32_t, ach_binding*));
MEMBER(ach_reactive_t, credit, 56, 8);
SIGNATURE(ach_reactive_t, credit, ach_status (*)(const ach_host_t*, const struct ach_reactive*, ach_binding));
MEMBER(ach_reactive_t, unbind, 64, 8);
SIGNATURE(ach_reactive_t, unbind, ach_status (*)(const ach_host_t*, const struct ach_reactive*, ach_binding));
MEMBER(ach_reactive_t, set, 72, 8);
SIGNATURE(ach_reactive_t, set, ach_status (*)(const ach_host_t*, const struct ach_reactive*, ach_ref, const uint8_t*, size_t, uint64_t*));

SIZE(ach_resource_def, 40);
MEMBER(ach_resource_def, struct_size, 0, 4);
MEMBER(ach_resource_def, layout, 4, 4);
MEMBER(ach_resource_def, type_name, 8, 8);
MEMBER(ach_resource_def, finalize, 16, 8);
SIGNATURE(ach_resource_def, finalize, void (*)(ach_gc_t*, void*));
MEMBER(ach_resource_def, trace, 24, 8);
SIGNATURE(ach_resource_def, trace, void (*)(ach_gc_t*, void*));
MEMBER(ach_resource_def, text, 32, 8);
SIGNATURE(ach_resource_def, text, size_t (*)(const void*, char*, size_t));

SIZE(ach_resource_t, 16);
MEMBER(ach_resource_t, struct_size, 0, 4);
MEMBER(ach_resource_t, reserved, 4, 4);
MEMBER(ach_resource_t, define, 8, 8);
SIGNATURE(ach_resource_t, define, ach_status (*)(const ach_host_t*, const ach_resource_def*, ach_error*));

SIZE(ach_object_table_t, 48);
MEMBER(ach_object_table_t, struct_size, 0, 4);
MEMBER(ach_object_table_t, reserved, 4, 4);
MEMBER(ach_object_table_t, wrap, 8, 8);
SIGNATURE(ach_object_table_t, wrap, ach_status (*)(ach_call_t*, const ach_resource_def*, void*, size_t, ach_value*));
MEMBER(ach_object_table_t, unwrap, 16, 8);
SIGNATURE(ach_object_table_t, unwrap, void* (*)(ach_call_t*, const ach_resource_def*, ach_value));
MEMBER(ach_object_table_t, keep, 24, 8);
SIGNATURE(ach_object_table_t, keep, void (*)(ach_gc_t*, const uint64_t*));
MEMBER(ach_object_table_t, set_slot, 32, 8);
SIGNATURE(ach_object_table_t, set_slot, void (*)(ach_call_t*, ach_value, uint64_t*, ach_value));
MEMBER(ach_object_table_t, get_slot, 40, 8);
SIGNATURE(ach_object_table_t, get_slot, ach_value (*)(ach_call_t*, const uint64_t*));

SIZE(ach_service_t, 40);
MEMBER(ach_service_t, struct_size, 0, 4);
MEMBER(ach_service_t, reserved, 4, 4);
MEMBER(ach_service_t, find, 8, 8);
SIGNATURE(ach_service_t, find, const void* (*)(const ach_host_t*, ach_str, ach_error*));
MEMBER(ach_service_t, provide, 16, 8);
SIGNATURE(ach_service_t, provide, ach_status (*)(const ach_host_t*, ach_str, const void*));
MEMBER(ach_service_t, withdraw, 24, 8);
SIGNATURE(ach_service_t, withdraw, ach_status (*)(const ach_host_t*, ach_str));
MEMBER(ach_service_t, identify, 32, 8);
SIGNATURE(ach_service_t, identify, ach_str (*)(const ach_host_t*, const ach_host_t*));

SIZE(ach_strand_id, 8);
MEMBER(ach_strand_id, bits, 0, 8);

SIZE(ach_strand_item, 24);
MEMBER(ach_strand_item, next, 0, 8);
MEMBER(ach_strand_item, run, 8, 8);
SIGNATURE(ach_strand_item, run, int32_t (*)(struct ach_strand_item*, ach_strand_id, const ach_slice*));
MEMBER(ach_strand_item, user, 16, 8);

SIZE(ach_strand_t, 40);
MEMBER(ach_strand_t, struct_size, 0, 4);
MEMBER(ach_strand_t, reserved, 4, 4);
MEMBER(ach_strand_t, create, 8, 8);
SIGNATURE(ach_strand_t, create, ach_status (*)(const ach_host_t*, uint16_t, ach_strand_id*));
MEMBER(ach_strand_t, post, 16, 8);
SIGNATURE(ach_strand_t, post, ach_status (*)(const ach_host_t*, ach_strand_id, ach_strand_item*));
MEMBER(ach_strand_t, wake, 24, 8);
SIGNATURE(ach_strand_t, wake, ach_status (*)(const ach_host_t*, ach_strand_id));
MEMBER(ach_strand_t, close, 32, 8);
SIGNATURE(ach_strand_t, close, ach_status (*)(const ach_host_t*, ach_strand_id));

SIZE(ach_thread_t, 24);
MEMBER(ach_thread_t, struct_size, 0, 4);
MEMBER(ach_thread_t, reserved, 4, 4);
MEMBER(ach_thread_t, adopt, 8, 8);
SIGNATURE(ach_thread_t, adopt, ach_status (*)(const ach_host_t*, ach_str));
MEMBER(ach_thread_t, leave, 16, 8);
SIGNATURE(ach_thread_t, leave, ach_status (*)(const ach_host_t*));

SIZE(ach_timer_entry, 72);
MEMBER(ach_timer_entry, link, 0, 32);
MEMBER(ach_timer_entry, deadline_ns, 32, 8);
MEMBER(ach_timer_entry, seq, 40, 8);
MEMBER(ach_timer_entry, state, 48, 4);
MEMBER(ach_timer_entry, reserved, 52, 4);
MEMBER(ach_timer_entry, fire, 56, 8);
SIGNATURE(ach_timer_entry, fire, void (*)(struct ach_timer_entry*));
MEMBER(ach_timer_entry, user, 64, 8);

SIZE(ach_timer_t, 48);
MEMBER(ach_timer_t, struct_size, 0, 4);
MEMBER(ach_timer_t, reserved, 4, 4);
MEMBER(ach_timer_t, now_ns, 8, 8);
SIGNATURE(ach_timer_t, now_ns, uint64_t (*)(const ach_host_t*));
MEMBER(ach_timer_t, wall_ns, 16, 8);
SIGNATURE(ach_timer_t, wall_ns, int64_t (*)(const ach_host_t*));
MEMBER(ach_timer_t, start, 24, 8);
SIGNATURE(ach_timer_t, start, ach_status (*)(const ach_host_t*, ach_timer_entry*, uint64_t));
MEMBER(ach_timer_t, cancel, 32, 8);
SIGNATURE(ach_timer_t, cancel, ach_status (*)(const ach_host_t*, ach_timer_entry*));
MEMBER(ach_timer_t, cancel_wait, 40, 8);
SIGNATURE(ach_timer_t, cancel_wait, ach_status (*)(const ach_host_t*, ach_timer_entry*));

SIZE(ach_ui_ports, 24);
MEMBER(ach_ui_ports, struct_size, 0, 4);
MEMBER(ach_ui_ports, reserved, 4, 4);
MEMBER(ach_ui_ports, commands, 8, 8);
MEMBER(ach_ui_ports, values, 16, 8);

SIZE(ach_ui_backend_t, 32);
MEMBER(ach_ui_backend_t, struct_size, 0, 4);
MEMBER(ach_ui_backend_t, reserved, 4, 4);
MEMBER(ach_ui_backend_t, name, 8, 8);
SIGNATURE(ach_ui_backend_t, name, ach_str (*)(const ach_host_t*, const struct ach_ui_backend*));
MEMBER(ach_ui_backend_t, attach, 16, 8);
SIGNATURE(ach_ui_backend_t, attach, ach_status (*)(const ach_host_t*, const struct ach_ui_backend*, ach_port, ach_op, ach_ui_ports*));
MEMBER(ach_ui_backend_t, detach, 24, 8);
SIGNATURE(ach_ui_backend_t, detach, ach_status (*)(const ach_host_t*, const struct ach_ui_backend*, ach_op));

SIZE(ach_machine, 8);
MEMBER(ach_machine, bits, 0, 8);

SIZE(ach_machine_desc, 32);
MEMBER(ach_machine_desc, struct_size, 0, 4);
MEMBER(ach_machine_desc, reserved, 4, 4);
MEMBER(ach_machine_desc, max_heap_bytes, 8, 8);
MEMBER(ach_machine_desc, args, 16, 8);
MEMBER(ach_machine_desc, argc, 24, 4);
MEMBER(ach_machine_desc, flags, 28, 4);

SIZE(ach_vm_t, 64);
MEMBER(ach_vm_t, struct_size, 0, 4);
MEMBER(ach_vm_t, reserved, 4, 4);
MEMBER(ach_vm_t, create, 8, 8);
SIGNATURE(ach_vm_t, create, ach_status (*)(const ach_host_t*, const struct ach_vm*, const ach_machine_desc*, ach_machine*, ach_error*));
MEMBER(ach_vm_t, destroy, 16, 8);
SIGNATURE(ach_vm_t, destroy, ach_status (*)(const ach_host_t*, const struct ach_vm*, ach_machine, ach_op));
MEMBER(ach_vm_t, execute, 24, 8);
SIGNATURE(ach_vm_t, execute, ach_status (*)(const ach_host_t*, const struct ach_vm*, ach_machine, int32_t, ach_str, ach_op));
MEMBER(ach_vm_t, call, 32, 8);
SIGNATURE(ach_vm_t, call, ach_status (*)(const ach_host_t*, const struct ach_vm*, ach_machine, ach_ref, ach_buf, ach_op));
MEMBER(ach_vm_t, set_global, 40, 8);
SIGNATURE(ach_vm_t, set_global, ach_status (*)(const ach_host_t*, const struct ach_vm*, ach_machine, ach_str, ach_buf));
MEMBER(ach_vm_t, enter, 48, 8);
SIGNATURE(ach_vm_t, enter, ach_status (*)(const ach_host_t*, const struct ach_vm*, ach_machine, ach_status (*)(ach_call_t*, void*), void*));
MEMBER(ach_vm_t, machine_of, 56, 8);
SIGNATURE(ach_vm_t, machine_of, ach_machine (*)(ach_call_t*));
