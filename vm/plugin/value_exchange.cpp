// ach.value/1: values that leave a call, as references or as buffers.

#include "vm/plugin/cbor.hpp"
#include "vm/plugin/program.hpp"
#include "vm/plugin/programs.hpp"
#include "vm/plugin/table_support.hpp"
#include "vm/plugin/tables.hpp"

#include <cstring>
#include <vector>

namespace ach::vm {

namespace {

ach_status ref(ach_call_t* c, ach_value v, bool weak, ach_ref* out) noexcept {
    *out = Program::of(c->machine).refs().add(from_abi(v), weak);
    if (out->bits != 0) return ACH_OK;
    return c->raise("RuntimeError", "a plugin holds too many references to values");
}

ach_status deref(ach_call_t* c, ach_ref r, ach_value* out) noexcept {
    const Value v = Program::of(c->machine).refs().get(r);
    return v.is_absent() ? ACH_E_GONE : give(c, v, out);
}

ach_status ref_release(const ach_host_t*, const ach_value_table_t* self, ach_ref r) noexcept {
    const auto program = programs_of(self).find(Refs::program_of(r));
    return program != nullptr && program->refs().release(r) ? ACH_OK : ACH_E_GONE;
}

ach_status to_buffer(ach_call_t* c, ach_value v, ach_buf* out) noexcept {
    std::vector<std::uint8_t> bytes;
    if (!encode_cbor(c->mutator, from_abi(v), bytes)) return ACH_E_RAISED;
    const HostTables& host = Program::of(c->machine).host();
    std::uint8_t* room = nullptr;
    if (host.buffer->alloc(host.host, ACH_BUF_HEAP, bytes.size(), out, &room) != ACH_OK) {
        return c->raise("OutOfMemory", "Out of memory");
    }
    std::memcpy(room, bytes.data(), bytes.size());
    host.buffer->freeze(host.host, *out);
    return ACH_OK;
}

ach_status from_buffer(ach_call_t* c, ach_buf b, ach_value* out) noexcept {
    const HostTables& host = Program::of(c->machine).host();
    std::size_t size = 0;
    const std::uint8_t* bytes = host.buffer->view(host.host, b, &size);
    if (bytes == nullptr) return c->raise("ValueError", "the buffer is gone");
    return give(c, decode_cbor(c->mutator, {bytes, size}), out);
}

}  // namespace

void fill_value_exchange(ach_value_table_t& table) {
    table.ref = entering<ref>;
    table.deref = entering<deref>;
    table.ref_release = ref_release;
    table.to_buffer = entering<to_buffer>;
    table.from_buffer = entering<from_buffer>;
}

}  // namespace ach::vm
