/* achronyme/abi/buffer.h
 *
 * Bytes that travel between plugins without being copied.
 *
 * A buffer is written by one owner, frozen once, and from then on immutable and shared by
 * reference. Structured payloads are CBOR (RFC 8949, deterministic encoding); numeric arrays use
 * its typed arrays. A release callback of wrapped memory runs on an executor, never on the thread
 * that dropped the last reference.
 */
#ifndef ACHRONYME_ABI_BUFFER_H
#define ACHRONYME_ABI_BUFFER_H

#include "achronyme/abi/base.h"

#ifdef __cplusplus
extern "C" {
#endif

#define ACH_IF_BUFFER "ach.buffer/1"

enum { ACH_BUF_HEAP = 0, ACH_BUF_SHARED = 1 };

typedef struct ach_buffer {
    uint32_t struct_size;
    uint32_t reserved;

    /* Makes a writable buffer of `len` bytes with one reference; `bytes` may be written until
     * freeze(). ACH_BUF_SHARED can be handed to another process and may be unsupported.
     *   ACH_E_ARG unknown kind   ACH_E_NOMEM   ACH_E_UNSUPPORTED
     * [any] */
    ach_status(ACH_CALL* alloc)(const ach_host_t* h, uint32_t kind, size_t len,
                                ACH_GIVE ach_buf* out, ACH_FILL uint8_t** bytes) ACH_NOEXCEPT;

    /* Makes a frozen buffer around memory of the caller, which must not change until
     * `release(user)` is called. ACH_E_UNSUPPORTED: copy instead, the host does not share foreign
     * memory here. [any] */
    ach_status(ACH_CALL* wrap)(const ach_host_t* h, ACH_KEEP const void* bytes, size_t len,
                               ach_free_fn release, ACH_KEEP void* user,
                               ACH_GIVE ach_buf* out) ACH_NOEXCEPT;

    /* Makes it immutable for ever. ACH_E_GONE for a dead token; freezing twice is fine.
     * [any] */
    ach_status(ACH_CALL* freeze)(const ach_host_t* h, ach_buf b) ACH_NOEXCEPT;

    /* The bytes, valid while the caller holds a reference; null for a dead token. Of an unfrozen
     * buffer only its writer may ask.
     * [any, wait-free] */
    const uint8_t*(ACH_CALL* view)(const ach_host_t* h, ach_buf b,
                                   ACH_FILL size_t* len)ACH_NOEXCEPT;

    /* One more reference. ACH_E_GONE for a dead token.
     * [any, lock-free] */
    ach_status(ACH_CALL* retain)(const ach_host_t* h, ach_buf b) ACH_NOEXCEPT;

    /* One reference less; the last one ends the buffer. ACH_E_GONE for a dead token.
     * [any, lock-free] */
    ach_status(ACH_CALL* release)(const ach_host_t* h, ach_buf b) ACH_NOEXCEPT;
} ach_buffer_t;

#ifdef __cplusplus
}
#endif

#endif
