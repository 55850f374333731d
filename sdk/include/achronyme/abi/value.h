/* achronyme/abi/value.h
 *
 * Script values, as native code sees them.
 *
 * An `ach_value` is 64 opaque bits. Arguments and everything made or read through these functions
 * stay valid until the native returns (or its scope closes, see push_scope); nothing needs to be
 * released. To keep a value longer, hold an `ach_ref`. Values never cross threads or plugins: what
 * crosses is a buffer (to_buffer, from_buffer).
 *
 * Functions that fail leave a script error pending on the call and answer ACH_E_RAISED: return that
 * status from the native. Only those documented with ACH_E_TYPE or ACH_E_ABSENT leave nothing
 * pending.
 */
#ifndef ACHRONYME_ABI_VALUE_H
#define ACHRONYME_ABI_VALUE_H

#include "achronyme/abi/base.h"

#ifdef __cplusplus
extern "C" {
#endif

#define ACH_IF_VALUE "ach.value/1"

/* What typeof tells apart. Host types (Future, Signal, a plugin's own …) are ACH_T_RESOURCE. */
enum {
    ACH_T_NULL = 0,
    ACH_T_BOOLEAN = 1,
    ACH_T_NUMBER = 2,
    ACH_T_STRING = 3,
    ACH_T_COMPLEX = 4,
    ACH_T_VECTOR = 5,
    ACH_T_RECORD = 6,
    ACH_T_TENSOR = 7,
    ACH_T_COMPLEX_TENSOR = 8,
    ACH_T_FUNCTION = 9,
    ACH_T_GENERATOR = 10,
    ACH_T_ERROR = 11,
    ACH_T_RESOURCE = 12
};

enum { ACH_TEXT_DISPLAY = 0, ACH_TEXT_QUOTED = 1 };

/* Operators for binary(): the language's own, broadcasting included. */
enum {
    ACH_BIN_ADD = 0,
    ACH_BIN_SUB = 1,
    ACH_BIN_MUL = 2,
    ACH_BIN_DIV = 3,
    ACH_BIN_MOD = 4,
    ACH_BIN_POW = 5,
    ACH_BIN_LT = 6,
    ACH_BIN_LE = 7,
    ACH_BIN_GT = 8,
    ACH_BIN_GE = 9
};

typedef struct ach_complex {
    double re, im;
} ach_complex;

/* A look into a tensor: row-major, immutable, valid while the value is. */
typedef struct ach_tensor_view {
    uint32_t struct_size;
    uint32_t rank;
    const uint64_t* shape;        /* rank sizes */
    size_t count;                 /* elements; 1 for rank 0 */
    const double* data;           /* real tensors: count doubles; otherwise null */
    const ach_complex* complexes; /* complex tensors: count pairs; otherwise null */
} ach_tensor_view;

typedef struct ach_value_table {
    uint32_t struct_size;
    uint32_t reserved;

    /* One of ACH_T_…. [vm] */
    int32_t(ACH_CALL* type)(ach_call_t* c, ach_value v) ACH_NOEXCEPT;

    /* What typeof says, valid for ever. [vm] */
    ach_str(ACH_CALL* type_name)(ach_call_t* c, ach_value v) ACH_NOEXCEPT;

    /* [vm] */
    bool(ACH_CALL* truthy)(ach_call_t* c, ach_value v) ACH_NOEXCEPT;

    /* [vm] */
    ach_value(ACH_CALL* null)(ach_call_t* c) ACH_NOEXCEPT;
    /* [vm] */
    ach_value(ACH_CALL* boolean)(ach_call_t* c, bool b) ACH_NOEXCEPT;
    /* NaNs are made canonical. [vm] */
    ach_value(ACH_CALL* number)(ach_call_t* c, double n) ACH_NOEXCEPT;

    /* ACH_E_TYPE when it is no Number. [vm] */
    ach_status(ACH_CALL* get_number)(ach_call_t* c, ach_value v, ACH_FILL double* out) ACH_NOEXCEPT;
    /* ACH_E_TYPE when it is no Boolean. [vm] */
    ach_status(ACH_CALL* get_boolean)(ach_call_t* c, ach_value v, ACH_FILL bool* out) ACH_NOEXCEPT;
    /* The characters, valid while the value is. ACH_E_TYPE when it is no String. [vm] */
    ach_status(ACH_CALL* get_string)(ach_call_t* c, ach_value v,
                                     ACH_FILL ach_str* out) ACH_NOEXCEPT;
    /* ACH_E_TYPE when it is neither Complex nor Number. [vm] */
    ach_status(ACH_CALL* get_complex)(ach_call_t* c, ach_value v,
                                      ACH_FILL ach_complex* out) ACH_NOEXCEPT;

    /* Copies `text`, which must be UTF-8 (ValueError otherwise). [vm] */
    ach_status(ACH_CALL* string)(ach_call_t* c, ach_str text, ACH_FILL ach_value* out) ACH_NOEXCEPT;
    /* [vm] */
    ach_status(ACH_CALL* complex)(ach_call_t* c, ach_complex z,
                                  ACH_FILL ach_value* out) ACH_NOEXCEPT;

    /* An empty Vector with room for `capacity` items. [vm] */
    ach_status(ACH_CALL* vector)(ach_call_t* c, size_t capacity,
                                 ACH_FILL ach_value* out) ACH_NOEXCEPT;
    /* A Vector of Numbers, copied. [vm] */
    ach_status(ACH_CALL* vector_from_f64)(ach_call_t* c, ACH_BORROW const double* items,
                                          size_t count, ACH_FILL ach_value* out) ACH_NOEXCEPT;
    /* 0 for anything but a Vector. [vm] */
    size_t(ACH_CALL* vector_len)(ach_call_t* c, ach_value v) ACH_NOEXCEPT;
    /* ACH_E_TYPE no Vector; ACH_E_ABSENT out of range. [vm] */
    ach_status(ACH_CALL* vector_get)(ach_call_t* c, ach_value v, size_t i,
                                     ACH_FILL ach_value* out) ACH_NOEXCEPT;
    /* ACH_E_TYPE no Vector; ACH_E_ABSENT out of range. [vm] */
    ach_status(ACH_CALL* vector_set)(ach_call_t* c, ach_value v, size_t i,
                                     ach_value item) ACH_NOEXCEPT;
    /* ACH_E_TYPE no Vector. [vm] */
    ach_status(ACH_CALL* vector_push)(ach_call_t* c, ach_value v, ach_value item) ACH_NOEXCEPT;
    /* Removes `remove` items at `at` and puts `count` others there, as one step. ACH_E_TYPE no
     * Vector; ACH_E_ABSENT out of range. [vm] */
    ach_status(ACH_CALL* vector_splice)(ach_call_t* c, ach_value v, size_t at, size_t remove,
                                        ACH_BORROW const ach_value* items,
                                        size_t count) ACH_NOEXCEPT;
    /* A new Vector of items [from, to) of a Vector; bounds must lie inside. [vm] */
    ach_status(ACH_CALL* vector_slice)(ach_call_t* c, ach_value v, size_t from, size_t to,
                                       ACH_FILL ach_value* out) ACH_NOEXCEPT;
    /* Copies up to `max` items from `first` on, as they are at one moment, and returns how many
     * there were; the copies are rooted like arguments. [vm] */
    size_t(ACH_CALL* vector_items)(ach_call_t* c, ach_value v, size_t first,
                                   ACH_FILL ach_value* out, size_t max) ACH_NOEXCEPT;
    /* A look at the items of a Vector that holds only Numbers, or at a real tensor's elements:
     * valid until the native returns, whatever happens to the Vector meanwhile. NaNs in it may
     * carry any payload. ACH_E_TYPE when there is anything else in it. [vm] */
    ach_status(ACH_CALL* numbers)(ach_call_t* c, ach_value v, ACH_FILL const double** items,
                                  ACH_FILL size_t* count) ACH_NOEXCEPT;

    /* An empty Record. [vm] */
    ach_status(ACH_CALL* record)(ach_call_t* c, ACH_FILL ach_value* out) ACH_NOEXCEPT;
    /* 0 for anything but a Record. [vm] */
    size_t(ACH_CALL* record_len)(ach_call_t* c, ach_value v) ACH_NOEXCEPT;
    /* The i-th field in insertion order. ACH_E_TYPE no Record; ACH_E_ABSENT out of range. [vm] */
    ach_status(ACH_CALL* record_at)(ach_call_t* c, ach_value v, size_t i, ACH_FILL ach_value* name,
                                    ACH_FILL ach_value* item) ACH_NOEXCEPT;
    /* Errors have fields, too. ACH_E_TYPE neither; ACH_E_ABSENT no such field. [vm] */
    ach_status(ACH_CALL* record_get)(ach_call_t* c, ach_value v, ach_str name,
                                     ACH_FILL ach_value* out) ACH_NOEXCEPT;
    /* Sets or adds. ACH_E_TYPE no Record. [vm] */
    ach_status(ACH_CALL* record_set)(ach_call_t* c, ach_value v, ach_str name,
                                     ach_value item) ACH_NOEXCEPT;
    /* ACH_E_TYPE no Record; ACH_E_ABSENT no such field. [vm] */
    ach_status(ACH_CALL* record_remove)(ach_call_t* c, ach_value v, ach_str name) ACH_NOEXCEPT;

    /* A tensor whose elements (`complexes` when is_complex, otherwise `data`) the native fills in
     * before it returns or gives the value to anybody. [vm] */
    ach_status(ACH_CALL* tensor)(ach_call_t* c, ACH_BORROW const uint64_t* shape, uint32_t rank,
                                 bool is_complex, ACH_FILL double** data,
                                 ACH_FILL ach_complex** complexes,
                                 ACH_FILL ach_value* out) ACH_NOEXCEPT;
    /* ACH_E_TYPE when it is no Tensor or ComplexTensor. [vm] */
    ach_status(ACH_CALL* tensor_view)(ach_call_t* c, ach_value v,
                                      ACH_FILL ach_tensor_view* out) ACH_NOEXCEPT;
    /* The Tensor that a rectangular numeric Vector stands for; tensors come back as they are.
     * ACH_E_TYPE when it cannot be promoted. [vm] */
    ach_status(ACH_CALL* promote)(ach_call_t* c, ach_value v, ACH_FILL ach_value* out) ACH_NOEXCEPT;

    /* An Error that is not thrown. `kind` may be {NULL, 0}; `source` may be null(). [vm] */
    ach_status(ACH_CALL* error)(ach_call_t* c, ach_value message, ach_str kind, ach_value source,
                                ACH_FILL ach_value* out) ACH_NOEXCEPT;

    /* Fewest and most arguments a callable takes (most: UINT32_MAX for any number). ACH_E_TYPE when
     * it is not callable. [vm] */
    ach_status(ACH_CALL* arity)(ach_call_t* c, ach_value f, ACH_FILL uint32_t* min,
                                ACH_FILL uint32_t* max) ACH_NOEXCEPT;

    /* The language's ==. [vm] */
    ach_status(ACH_CALL* equals)(ach_call_t* c, ach_value a, ach_value b,
                                 ACH_FILL bool* out) ACH_NOEXCEPT;
    /* [vm] */
    ach_status(ACH_CALL* binary)(ach_call_t* c, int32_t op, ach_value a, ach_value b,
                                 ACH_FILL ach_value* out) ACH_NOEXCEPT;
    /* The display or quoted form as a String. [vm] */
    ach_status(ACH_CALL* text)(ach_call_t* c, ach_value v, int32_t form,
                               ACH_FILL ach_value* out) ACH_NOEXCEPT;

    /* Marks a place; pop_scope() drops every value made since but one, which it returns rooted. For
     * loops that make many values. [vm] */
    uint64_t(ACH_CALL* push_scope)(ach_call_t* c) ACH_NOEXCEPT;
    /* [vm] */
    ach_value(ACH_CALL* pop_scope)(ach_call_t* c, uint64_t scope, ach_value keep) ACH_NOEXCEPT;

    /* Roots `v` beyond the call (`weak`: without keeping it alive). Release it with ref_release.
     * [vm] */
    ach_status(ACH_CALL* ref)(ach_call_t* c, ach_value v, bool weak,
                              ACH_GIVE ach_ref* out) ACH_NOEXCEPT;
    /* ACH_E_GONE for a released ref or a dead weak one. [vm] */
    ach_status(ACH_CALL* deref)(ach_call_t* c, ach_ref r, ACH_FILL ach_value* out) ACH_NOEXCEPT;
    /* ACH_E_GONE when it was released before.
     * [any] */
    ach_status(ACH_CALL* ref_release)(const ach_host_t* h, const struct ach_value_table* self,
                                      ACH_TAKE ach_ref r) ACH_NOEXCEPT;

    /* The value as deterministic CBOR in a frozen buffer; functions and resources raise TypeError.
     * [vm] */
    ach_status(ACH_CALL* to_buffer)(ach_call_t* c, ach_value v, ACH_GIVE ach_buf* out) ACH_NOEXCEPT;
    /* [vm] */
    ach_status(ACH_CALL* from_buffer)(ach_call_t* c, ach_buf b,
                                      ACH_FILL ach_value* out) ACH_NOEXCEPT;

    /* Removes item `i` of a Vector and gives it, as one step: nobody else gets the same one. A
     * negative `i` counts from the end, -1 being the last item. ACH_E_TYPE no Vector; ACH_E_ABSENT
     * out of range. [vm] */
    ach_status(ACH_CALL* vector_take)(ach_call_t* c, ach_value v, int64_t i,
                                      ACH_FILL ach_value* out) ACH_NOEXCEPT;
    /* Puts `item` in front of item `i`, or at the end when `i` is the length, as one step; a
     * negative `i` counts from the end. ACH_E_TYPE no Vector; ACH_E_ABSENT out of range. [vm] */
    ach_status(ACH_CALL* vector_insert)(ach_call_t* c, ach_value v, int64_t i,
                                        ach_value item) ACH_NOEXCEPT;
    /* Turns the items of a Vector around, as one step. ACH_E_TYPE no Vector. [vm] */
    ach_status(ACH_CALL* vector_reverse)(ach_call_t* c, ach_value v) ACH_NOEXCEPT;

    /* How many code points a String has, at once. ACH_E_TYPE no String. [vm] */
    ach_status(ACH_CALL* string_length)(ach_call_t* c, ach_value v,
                                        ACH_FILL size_t* out) ACH_NOEXCEPT;
    /* The byte at which code point `i` of a String starts; for the length, where it ends. Near
     * constant time. ACH_E_TYPE no String; ACH_E_ABSENT out of range. [vm] */
    ach_status(ACH_CALL* string_place)(ach_call_t* c, ach_value v, size_t i,
                                       ACH_FILL size_t* out) ACH_NOEXCEPT;
} ach_value_table_t;

#ifdef __cplusplus
}
#endif

#endif
