/* achronyme/abi/resource.h
 *
 * Native objects behind script values: files, windows, connections.
 *
 * A resource belongs to a type, named by its plugin and a layout revision. Scripts see a value
 * whose typeof is the type's name, compared by identity, with the methods that ach.native/1 defines
 * for it.
 */
#ifndef ACHRONYME_ABI_RESOURCE_H
#define ACHRONYME_ABI_RESOURCE_H

#include "achronyme/abi/base.h"
#include "achronyme/abi/value.h"

#ifdef __cplusplus
extern "C" {
#endif

#define ACH_IF_RESOURCE "ach.resource/1"

/* A kind of native object. */
typedef struct ach_resource_def {
    uint32_t struct_size;
    uint32_t layout; /* revision of the object's layout */
    const char* type_name;

    /* Frees the object's memory. Nothing else: no waiting, no locks that script code may hold.
     * [gc] */
    void(ACH_CALL* finalize)(ach_gc_t* gc, ACH_TAKE void* object) ACH_NOEXCEPT;

    /* Reports every value the object holds through keep(). May be null when it holds none.
     * [gc] */
    void(ACH_CALL* trace)(ach_gc_t* gc, ACH_BORROW void* object) ACH_NOEXCEPT;

    /* Writes what str() says of the object, up to `room` bytes of UTF-8, and returns how many. May
     * be null: the type's name then, as "<name>".
     * [vm] */
    size_t(ACH_CALL* text)(ACH_BORROW const void* object, ACH_FILL char* out,
                           size_t room) ACH_NOEXCEPT;
} ach_resource_def;

typedef struct ach_resource {
    uint32_t struct_size;
    uint32_t reserved;

    /* Registers a type with the host, for every VM. ACH_E_ARG when the name is taken.
     * [loader] */
    ach_status(ACH_CALL* define)(const ach_host_t* h, ACH_KEEP const ach_resource_def* def,
                                 ACH_FILL ach_error* err) ACH_NOEXCEPT;
} ach_resource_t;

#define ACH_IF_OBJECT "ach.object/1"

/* Making and reading resource values. Provided by the VM. */
typedef struct ach_object_table {
    uint32_t struct_size;
    uint32_t reserved;

    /* Makes a value around `object`, which finalize() frees. `external_bytes` tells the collector
     * what it holds outside the heap. ACH_E_ABSENT when the type was not defined: the object stays
     * the caller's.
     * [vm] */
    ach_status(ACH_CALL* wrap)(ach_call_t* c, ACH_BORROW const ach_resource_def* type,
                               ACH_TAKE void* object, size_t external_bytes,
                               ACH_FILL ach_value* out) ACH_NOEXCEPT;

    /* The object of a value of exactly that type; null for any other value. [vm] */
    void*(ACH_CALL* unwrap)(ach_call_t* c, ACH_BORROW const ach_resource_def* type,
                            ach_value v)ACH_NOEXCEPT;

    /* Keeps the value behind `slot` alive in this collection. Slots are written by set_slot.
     * [gc] */
    void(ACH_CALL* keep)(ach_gc_t* gc, ACH_BORROW const uint64_t* slot) ACH_NOEXCEPT;

    /* Stores a value into memory of a resource, through the collector's barrier. [vm] */
    void(ACH_CALL* set_slot)(ach_call_t* c, ach_value owner, ACH_FILL uint64_t* slot,
                             ach_value v) ACH_NOEXCEPT;

    /* Reads such a slot. [vm] */
    ach_value(ACH_CALL* get_slot)(ach_call_t* c, ACH_BORROW const uint64_t* slot) ACH_NOEXCEPT;
} ach_object_table_t;

#ifdef __cplusplus
}
#endif

#endif
