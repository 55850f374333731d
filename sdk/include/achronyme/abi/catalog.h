/* achronyme/abi/catalog.h
 *
 * What the plugins contribute, known from their manifests before any of them is mapped.
 *
 * The VM resolves names here at compile time and has the packs that a unit names activated before
 * its first statement. Definitions made by started plugins (natives, methods, preludes) are listed
 * here in order, so that a VM that starts later gets all of them.
 */
#ifndef ACHRONYME_ABI_CATALOG_H
#define ACHRONYME_ABI_CATALOG_H

#include "achronyme/abi/base.h"

#ifdef __cplusplus
extern "C" {
#endif

#define ACH_IF_CATALOG "ach.catalog/1"

/* Kinds of contribution, as keys of a manifest's `contributes`. */
#define ACH_CONTRIBUTES_NATIVES "natives"   /* function names scripts may use */
#define ACH_CONTRIBUTES_METHODS "methods"   /* method names, without receiver type */
#define ACH_CONTRIBUTES_MODULES "modules"   /* builtin module names; members by module_export() */
#define ACH_CONTRIBUTES_COMMANDS "commands" /* subcommands of the executable */

/* A definition made through ach.native/1 or ach.resource/1. */
enum { ACH_DEF_NATIVE = 0, ACH_DEF_METHOD = 1, ACH_DEF_PRELUDE = 2, ACH_DEF_RESOURCE = 3 };
typedef struct ach_definition {
    uint32_t struct_size;
    uint32_t kind;           /* ACH_DEF_… */
    const ach_host_t* owner; /* the plugin that made it */
    const void* def;         /* ach_native_def, ach_method_def, ach_prelude_def, ach_resource_def */
    void* user;              /* what define() was given, for natives; otherwise null */
} ach_definition;

typedef struct ach_catalog {
    uint32_t struct_size;
    uint32_t reserved;

    /* The plugin that contributes `name`; {NULL, 0} when none does. When several do (overloads),
     * the `index`-th of them in a fixed order. Valid until this plugin's destroy(). [any] */
    ach_str(ACH_CALL* provider)(const ach_host_t* h, ach_str kind, ach_str name,
                                uint32_t index) ACH_NOEXCEPT;

    /* The contributed name of that kind that looks most like `name`; {NULL, 0} when none is near.
     * [any] */
    ach_str(ACH_CALL* nearest)(const ach_host_t* h, ach_str kind, ach_str name) ACH_NOEXCEPT;

    /* Whether builtin module `module` exports `name`: ACH_OK, ACH_E_ABSENT (no such name in it) or
     * ACH_E_GONE (no such module).
     * [any] */
    ach_status(ACH_CALL* module_export)(const ach_host_t* h, ach_str module,
                                        ach_str name) ACH_NOEXCEPT;

    /* Maps and starts plugin `id` and what it requires; at once when it runs already. May take
     * long. ACH_E_ABSENT unknown   ACH_E_FAILED with the reason [any] */
    ach_status(ACH_CALL* activate)(const ach_host_t* h, ach_str id,
                                   ACH_FILL ach_error* err) ACH_NOEXCEPT;

    /* Copies up to `max` definitions from position `first` of the list of all made so far and
     * returns how many there are beyond `first`. A definition stays valid until its owner's
     * destroy(), which a user of the list has to be stopped before.
     * [any] */
    uint32_t(ACH_CALL* definitions)(const ach_host_t* h, uint32_t first,
                                    ACH_FILL ach_definition* out, uint32_t max) ACH_NOEXCEPT;

    /* Copies up to `max` contributed names of that kind, sorted, from position `first` on, and
     * returns how many there are beyond `first`; a name that several contribute may come several
     * times. They are valid until this plugin's destroy(). [any] */
    uint32_t(ACH_CALL* names)(const ach_host_t* h, ach_str kind, uint32_t first,
                              ACH_FILL ach_str* out, uint32_t max) ACH_NOEXCEPT;
} ach_catalog_t;

#ifdef __cplusplus
}
#endif

#endif
