// What every native of a plugin is handed as its `user`: the tables it works with.
//
// One per plugin instance, filled in before start() runs and constant from then on, so any thread
// may read it. Nothing of a plugin is global.
#pragma once

#include "achronyme/achronyme.h"

namespace ach {
inline namespace sdk1 {

struct NativeContext {
    const ach_host_t* host = nullptr;
    void* self = nullptr;  // the plugin's Derived
    const ach_op_t* op = nullptr;
    const ach_buffer_t* buffer = nullptr;
    const ach_call_table_t* call = nullptr;      // null in a plugin without natives
    const ach_value_table_t* value = nullptr;    // likewise
    const ach_object_table_t* object = nullptr;  // null in a plugin without resources
};

}  // namespace sdk1
}  // namespace ach
