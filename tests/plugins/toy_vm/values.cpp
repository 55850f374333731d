// Script values of the toy machine: ach.value/1 and ach.object/1.
#include "tests/plugins/toy_vm/toy.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>

namespace ach::toy {
namespace {

const Ref& null_object() {
    static const Ref object = std::make_shared<Object>();
    return object;
}

const char* type_name_of(const Object& object) {
    static constexpr const char* kNames[] = {
        "Null",   "Boolean",       "Number",   "String",    "Complex", "Vector",  "Record",
        "Tensor", "ComplexTensor", "Function", "Generator", "Error",   "Resource"};
    return object.type == ACH_T_RESOURCE ? object.text.c_str() : kNames[object.type];
}

Ref of_type(std::int32_t type) {
    Ref made = std::make_shared<Object>();
    made->type = type;
    return made;
}

ach_status give(ach_call_t* c, Ref ref, ach_value* out) {
    *out = c->add(std::move(ref));
    return ACH_OK;
}

std::string_view in(ach_str text) { return {text.ptr, text.len}; }

bool is_truthy(const Object& object) {
    switch (object.type) {
        case ACH_T_NULL: return false;
        case ACH_T_BOOLEAN: return object.truth;
        case ACH_T_NUMBER: return object.number != 0 && !std::isnan(object.number);
        case ACH_T_STRING: return !object.text.empty();
        default: return true;
    }
}

bool are_equal(const Object& a, const Object& b) {
    if (a.type != b.type) return false;
    switch (a.type) {
        case ACH_T_NULL: return true;
        case ACH_T_BOOLEAN: return a.truth == b.truth;
        case ACH_T_NUMBER: return a.number == b.number;
        case ACH_T_STRING: return a.text == b.text;
        case ACH_T_VECTOR:
            return std::equal(a.items.begin(), a.items.end(), b.items.begin(), b.items.end(),
                              [](const Ref& x, const Ref& y) { return are_equal(*x, *y); });
        default: return &a == &b;
    }
}

double combine(std::int32_t op, double a, double b) {
    switch (op) {
        case ACH_BIN_ADD: return a + b;
        case ACH_BIN_SUB: return a - b;
        case ACH_BIN_MUL: return a * b;
        case ACH_BIN_DIV: return a / b;
        case ACH_BIN_MOD: return std::fmod(a, b);
        default: return std::pow(a, b);
    }
}

Object* vector_at(ach_call_t* c, ach_value v) {
    Object& object = c->at(v);
    return object.type == ACH_T_VECTOR ? &object : nullptr;
}
Object* record_at(ach_call_t* c, ach_value v) {
    Object& object = c->at(v);
    return object.type == ACH_T_RECORD ? &object : nullptr;
}

ach_status numbers(ach_call_t* c, ach_value v, const double** items, std::size_t* count) noexcept {
    Object& object = c->at(v);
    const std::vector<double>* look = &object.data;
    if (object.type == ACH_T_VECTOR) {
        std::vector<double>& copy = c->looks.emplace_back();
        for (const Ref& item : object.items) {
            if (item->type != ACH_T_NUMBER) return ACH_E_TYPE;
            copy.push_back(item->number);
        }
        look = &copy;
    } else if (object.type != ACH_T_TENSOR) {
        return ACH_E_TYPE;
    }
    *items = look->data();
    *count = look->size();
    return ACH_OK;
}

ach_status splice(ach_call_t* c, ach_value v, std::size_t at, std::size_t remove,
                  const ach_value* items, std::size_t count) noexcept {
    Object* vector = vector_at(c, v);
    if (vector == nullptr) return ACH_E_TYPE;
    if (at > vector->items.size() || remove > vector->items.size() - at) return ACH_E_ABSENT;
    std::vector<Ref> fresh;
    for (std::size_t i = 0; i < count; ++i) fresh.push_back(c->ref_at(items[i]));
    const auto begin = vector->items.begin() + static_cast<std::ptrdiff_t>(at);
    const auto place = vector->items.erase(begin, begin + static_cast<std::ptrdiff_t>(remove));
    vector->items.insert(place, fresh.begin(), fresh.end());
    return ACH_OK;
}

std::ptrdiff_t place_of(const Object& vector, std::int64_t i) {
    const auto length = static_cast<std::ptrdiff_t>(vector.items.size());
    const auto at = static_cast<std::ptrdiff_t>(i < 0 ? i + length : i);
    return at < 0 || at > length ? -1 : at;
}

ach_status take(ach_call_t* c, ach_value v, std::int64_t i, ach_value* out) noexcept {
    Object* vector = vector_at(c, v);
    if (vector == nullptr) return ACH_E_TYPE;
    const std::ptrdiff_t at = place_of(*vector, i);
    if (at < 0 || vector->items.begin() + at == vector->items.end()) return ACH_E_ABSENT;
    Ref item = vector->items[static_cast<std::size_t>(at)];
    vector->items.erase(vector->items.begin() + at);
    return give(c, std::move(item), out);
}

ach_status insert(ach_call_t* c, ach_value v, std::int64_t i, ach_value item) noexcept {
    Object* vector = vector_at(c, v);
    if (vector == nullptr) return ACH_E_TYPE;
    const std::ptrdiff_t at = place_of(*vector, i);
    if (at < 0) return ACH_E_ABSENT;
    vector->items.insert(vector->items.begin() + at, c->ref_at(item));
    return ACH_OK;
}

ach_status reverse(ach_call_t* c, ach_value v) noexcept {
    Object* vector = vector_at(c, v);
    if (vector == nullptr) return ACH_E_TYPE;
    std::ranges::reverse(vector->items);
    return ACH_OK;
}

ach_status tensor(ach_call_t* c, const std::uint64_t* shape, std::uint32_t rank, bool is_complex,
                  double** data, ach_complex** complexes, ach_value* out) noexcept {
    Ref made = of_type(is_complex ? ACH_T_COMPLEX_TENSOR : ACH_T_TENSOR);
    made->shape.assign(shape, shape + rank);
    std::size_t count = 1;
    for (const std::uint64_t size : made->shape) count *= size;
    if (is_complex) {
        made->complexes.resize(count);
        *complexes = made->complexes.data();
    } else {
        made->data.resize(count);
        *data = made->data.data();
    }
    return give(c, made, out);
}

ach_status tensor_view(ach_call_t* c, ach_value v, ach_tensor_view* out) noexcept {
    const Object& object = c->at(v);
    if (object.type != ACH_T_TENSOR && object.type != ACH_T_COMPLEX_TENSOR) return ACH_E_TYPE;
    const bool is_complex = object.type == ACH_T_COMPLEX_TENSOR;
    out->rank = static_cast<std::uint32_t>(object.shape.size());
    out->shape = object.shape.data();
    out->count = is_complex ? object.complexes.size() : object.data.size();
    out->data = is_complex ? nullptr : object.data.data();
    out->complexes = is_complex ? object.complexes.data() : nullptr;
    return ACH_OK;
}

ach_status promote(ach_call_t* c, ach_value v, ach_value* out) noexcept {
    const Object& object = c->at(v);
    if (object.type == ACH_T_TENSOR || object.type == ACH_T_COMPLEX_TENSOR) {
        *out = v;
        return ACH_OK;
    }
    const double* items = nullptr;
    std::size_t count = 0;
    if (numbers(c, v, &items, &count) != ACH_OK) return ACH_E_TYPE;
    const std::uint64_t shape[] = {count};
    double* data = nullptr;
    const ach_status status = tensor(c, shape, 1, false, &data, nullptr, out);
    std::copy_n(items, count, data);
    return status;
}

ach_status record_get(ach_call_t* c, ach_value v, ach_str name, ach_value* out) noexcept {
    Object* record = record_at(c, v);
    if (record == nullptr) return ACH_E_TYPE;
    for (const auto& [key, item] : record->fields) {
        if (key == in(name)) return give(c, item, out);
    }
    return ACH_E_ABSENT;
}

ach_status record_set(ach_call_t* c, ach_value v, ach_str name, ach_value item) noexcept {
    Object* record = record_at(c, v);
    if (record == nullptr) return ACH_E_TYPE;
    for (auto& [key, old] : record->fields) {
        if (key == in(name)) return old = c->ref_at(item), ACH_OK;
    }
    record->fields.emplace_back(in(name), c->ref_at(item));
    return ACH_OK;
}

ach_status record_remove(ach_call_t* c, ach_value v, ach_str name) noexcept {
    Object* record = record_at(c, v);
    if (record == nullptr) return ACH_E_TYPE;
    const auto gone =
        std::erase_if(record->fields, [&](const auto& field) { return field.first == in(name); });
    return gone == 0 ? ACH_E_ABSENT : ACH_OK;
}

ach_status take_ref(ach_call_t* c, ach_value v, bool weak, ach_ref* out) noexcept {
    Machine& machine = *c->machine;
    const std::lock_guard lock(machine.mutex);
    const Ref& ref = c->ref_at(v);
    machine.refs[machine.next_ref] = {weak ? nullptr : ref, ref};
    *out = {machine.next_ref++};
    return ACH_OK;
}

ach_status deref(ach_call_t* c, ach_ref r, ach_value* out) noexcept {
    Machine& machine = *c->machine;
    const std::lock_guard lock(machine.mutex);
    const auto found = machine.refs.find(r.bits);
    if (found == machine.refs.end()) return ACH_E_GONE;
    Ref alive = found->second.second.lock();
    return alive == nullptr ? ACH_E_GONE : give(c, std::move(alive), out);
}

ach_status release_ref(const ach_host_t*, const ach_value_table_t* self, ach_ref r) noexcept {
    Machine& machine = *static_cast<const ValueTable*>(self)->machine;
    const std::lock_guard lock(machine.mutex);
    return machine.refs.erase(r.bits) == 0 ? ACH_E_GONE : ACH_OK;
}

// The toy's buffers hold JSON text instead of CBOR: what is in them is the machine's business.
ach_status to_buffer(ach_call_t* c, ach_value v, ach_buf* out) noexcept {
    const std::string text = to_json(c->at(v));
    std::uint8_t* bytes = nullptr;
    const ach_buffer_t& table = *c->machine->buffers;
    const ach_status status = table.alloc(c->host, ACH_BUF_HEAP, text.size(), out, &bytes);
    if (status != ACH_OK) return status;
    std::memcpy(bytes, text.data(), text.size());
    return table.freeze(c->host, *out);
}

ach_status from_buffer(ach_call_t* c, ach_buf b, ach_value* out) noexcept {
    std::size_t size = 0;
    const std::uint8_t* bytes = c->machine->buffers->view(c->host, b, &size);
    if (bytes == nullptr) return ACH_E_GONE;
    Ref made = from_json({reinterpret_cast<const char*>(bytes), size});
    if (made == nullptr) {
        return call_table().raise(c, ACH_STR("ValueError"), ACH_STR("the payload is no value"), {});
    }
    return give(c, std::move(made), out);
}

template <class T>
ach_status read(const Object& object, std::int32_t type, const T& from, T* out) {
    if (object.type != type) return ACH_E_TYPE;
    *out = from;
    return ACH_OK;
}

// The bytes at which the code points of a text start, and its end.
std::vector<std::size_t> starts_of(std::string_view text) {
    std::vector<std::size_t> starts;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if ((static_cast<unsigned char>(text[i]) & 0xC0u) != 0x80u) starts.push_back(i);
    }
    starts.push_back(text.size());
    return starts;
}

void fill_scalars(ach_value_table_t& t) {
    t.type = [](ach_call_t* c, ach_value v) noexcept { return c->at(v).type; };
    t.type_name = [](ach_call_t* c, ach_value v) noexcept -> ach_str {
        const char* name = type_name_of(c->at(v));
        return {name, std::strlen(name)};
    };
    t.truthy = [](ach_call_t* c, ach_value v) noexcept { return is_truthy(c->at(v)); };
    t.null = [](ach_call_t*) noexcept { return ach_value{}; };
    t.boolean = [](ach_call_t* c, bool b) noexcept {
        Ref made = of_type(ACH_T_BOOLEAN);
        made->truth = b;
        return c->add(std::move(made));
    };
    t.number = [](ach_call_t* c, double n) noexcept { return c->add(make_number(n)); };
    t.get_number = [](ach_call_t* c, ach_value v, double* out) noexcept {
        return read(c->at(v), ACH_T_NUMBER, c->at(v).number, out);
    };
    t.get_boolean = [](ach_call_t* c, ach_value v, bool* out) noexcept {
        return read(c->at(v), ACH_T_BOOLEAN, c->at(v).truth, out);
    };
    t.get_string = [](ach_call_t* c, ach_value v, ach_str* out) noexcept {
        const std::string& text = c->at(v).text;
        return read(c->at(v), ACH_T_STRING, ach_str{text.data(), text.size()}, out);
    };
    t.string_length = [](ach_call_t* c, ach_value v, std::size_t* out) noexcept {
        return read(c->at(v), ACH_T_STRING, starts_of(c->at(v).text).size() - 1, out);
    };
    t.string_place = [](ach_call_t* c, ach_value v, std::size_t i,
                        std::size_t* out) noexcept -> ach_status {
        if (c->at(v).type != ACH_T_STRING) return ACH_E_TYPE;
        const std::vector<std::size_t> starts = starts_of(c->at(v).text);
        if (i >= starts.size()) return ACH_E_ABSENT;
        return *out = starts[i], ACH_OK;
    };
    t.get_complex = [](ach_call_t* c, ach_value v, ach_complex* out) noexcept -> ach_status {
        const Object& object = c->at(v);
        if (object.type == ACH_T_NUMBER) return *out = {object.number, 0}, ACH_OK;
        return read(object, ACH_T_COMPLEX, object.z, out);
    };
    t.string = [](ach_call_t* c, ach_str text, ach_value* out) noexcept {
        return give(c, make_text(std::string(in(text))), out);
    };
    t.complex = [](ach_call_t* c, ach_complex z, ach_value* out) noexcept {
        Ref made = of_type(ACH_T_COMPLEX);
        made->z = z;
        return give(c, std::move(made), out);
    };
}

void fill_vectors(ach_value_table_t& t) {
    t.vector = [](ach_call_t* c, std::size_t capacity, ach_value* out) noexcept {
        Ref made = of_type(ACH_T_VECTOR);
        made->items.reserve(capacity);
        return give(c, std::move(made), out);
    };
    t.vector_from_f64 = [](ach_call_t* c, const double* items, std::size_t count,
                           ach_value* out) noexcept {
        Ref made = of_type(ACH_T_VECTOR);
        for (std::size_t i = 0; i < count; ++i) made->items.push_back(make_number(items[i]));
        return give(c, std::move(made), out);
    };
    t.vector_len = [](ach_call_t* c, ach_value v) noexcept -> std::size_t {
        const Object* vector = vector_at(c, v);
        return vector == nullptr ? 0 : vector->items.size();
    };
    t.vector_get = [](ach_call_t* c, ach_value v, std::size_t i, ach_value* out) noexcept {
        const Object* vector = vector_at(c, v);
        if (vector == nullptr) return ach_status{ACH_E_TYPE};
        return i < vector->items.size() ? give(c, vector->items[i], out) : ach_status{ACH_E_ABSENT};
    };
    t.vector_set = [](ach_call_t* c, ach_value v, std::size_t i,
                      ach_value item) noexcept -> ach_status {
        Object* vector = vector_at(c, v);
        if (vector == nullptr) return ACH_E_TYPE;
        if (i >= vector->items.size()) return ACH_E_ABSENT;
        vector->items[i] = c->ref_at(item);
        return ACH_OK;
    };
    t.vector_push = [](ach_call_t* c, ach_value v, ach_value item) noexcept -> ach_status {
        Object* vector = vector_at(c, v);
        if (vector == nullptr) return ACH_E_TYPE;
        vector->items.push_back(c->ref_at(item));
        return ACH_OK;
    };
    t.vector_splice = splice;
    t.vector_take = take;
    t.vector_insert = insert;
    t.vector_reverse = reverse;
    t.vector_slice = [](ach_call_t* c, ach_value v, std::size_t from, std::size_t to,
                        ach_value* out) noexcept -> ach_status {
        const Object* vector = vector_at(c, v);
        if (vector == nullptr) return ACH_E_TYPE;
        if (from > to || to > vector->items.size()) return ACH_E_ABSENT;
        Ref made = of_type(ACH_T_VECTOR);
        for (std::size_t i = from; i < to; ++i) made->items.push_back(vector->items[i]);
        return give(c, std::move(made), out);
    };
    t.vector_items = [](ach_call_t* c, ach_value v, std::size_t first, ach_value* out,
                        std::size_t max) noexcept -> std::size_t {
        const Object* vector = vector_at(c, v);
        std::size_t count = 0;
        if (vector == nullptr) return 0;
        while (count < max && first + count < vector->items.size()) {
            out[count] = c->add(vector->items[first + count]);
            ++count;
        }
        return count;
    };
    t.numbers = numbers;
    t.tensor = tensor;
    t.tensor_view = tensor_view;
    t.promote = promote;
}

void fill_records(ach_value_table_t& t) {
    t.record = [](ach_call_t* c, ach_value* out) noexcept {
        return give(c, of_type(ACH_T_RECORD), out);
    };
    t.record_len = [](ach_call_t* c, ach_value v) noexcept -> std::size_t {
        const Object* record = record_at(c, v);
        return record == nullptr ? 0 : record->fields.size();
    };
    t.record_at = [](ach_call_t* c, ach_value v, std::size_t i, ach_value* name,
                     ach_value* item) noexcept -> ach_status {
        const Object* record = record_at(c, v);
        if (record == nullptr) return ACH_E_TYPE;
        if (i >= record->fields.size()) return ACH_E_ABSENT;
        give(c, make_text(record->fields[i].first), name);
        return give(c, record->fields[i].second, item);
    };
    t.record_get = record_get;
    t.record_set = record_set;
    t.record_remove = record_remove;
}

void fill_rest(ach_value_table_t& t) {
    t.error = [](ach_call_t* c, ach_value message, ach_str kind, ach_value,
                 ach_value* out) noexcept {
        return give(c, make_error(std::string(in(kind)), c->at(message).text), out);
    };
    t.arity = [](ach_call_t* c, ach_value f, std::uint32_t* min,
                 std::uint32_t* max) noexcept -> ach_status {
        if (c->at(f).type != ACH_T_FUNCTION) return ACH_E_TYPE;
        *min = 0;
        *max = ACH_ANY_COUNT;
        return ACH_OK;
    };
    t.equals = [](ach_call_t* c, ach_value a, ach_value b, bool* out) noexcept -> ach_status {
        *out = are_equal(c->at(a), c->at(b));
        return ACH_OK;
    };
    t.binary = [](ach_call_t* c, std::int32_t op, ach_value a, ach_value b,
                  ach_value* out) noexcept -> ach_status {
        if (c->at(a).type != ACH_T_NUMBER)
            return call_table().raise_type(c, ACH_STR("Number"), a, -1);
        if (c->at(b).type != ACH_T_NUMBER)
            return call_table().raise_type(c, ACH_STR("Number"), b, -1);
        return give(c, make_number(combine(op, c->at(a).number, c->at(b).number)), out);
    };
    t.text = [](ach_call_t* c, ach_value v, std::int32_t form, ach_value* out) noexcept {
        return give(c, make_text(display(c->at(v), form == ACH_TEXT_QUOTED)), out);
    };
    t.push_scope = [](ach_call_t* c) noexcept -> std::uint64_t { return c->values.size(); };
    t.pop_scope = [](ach_call_t* c, std::uint64_t scope, ach_value keep) noexcept {
        Ref kept = c->ref_at(keep);
        c->values.resize(scope);
        return c->add(std::move(kept));
    };
    t.ref = take_ref;
    t.deref = deref;
    t.ref_release = release_ref;
    t.to_buffer = to_buffer;
    t.from_buffer = from_buffer;
}

}  // namespace

Object::~Object() {
    if (native == nullptr) return;
    ach_gc gc;
    def->finalize(&gc, native);
}

Ref make_null() { return null_object(); }
Ref make_number(double number) {
    Ref made = of_type(ACH_T_NUMBER);
    made->number = number;
    return made;
}
Ref make_text(std::string text) {
    Ref made = of_type(ACH_T_STRING);
    made->text = std::move(text);
    return made;
}
Ref make_error(std::string kind, std::string message) {
    Ref made = of_type(ACH_T_ERROR);
    made->kind = std::move(kind);
    made->text = std::move(message);
    return made;
}

std::string display(const Object& object, bool quoted) {
    if (object.type == ACH_T_STRING && !quoted) return object.text;
    if (object.type == ACH_T_ERROR) return object.kind + ": " + object.text;
    return to_json(object);
}

ach_value_table_t value_table() {
    ach_value_table_t t{};
    t.struct_size = sizeof t;
    fill_scalars(t);
    fill_vectors(t);
    fill_records(t);
    fill_rest(t);
    return t;
}

const ach_object_table_t& object_table() {
    static const ach_object_table_t table = [] {
        ach_object_table_t t{};
        t.struct_size = sizeof t;
        t.wrap = [](ach_call_t* c, const ach_resource_def* def, void* object, std::size_t,
                    ach_value* out) noexcept {
            Ref made = of_type(ACH_T_RESOURCE);
            made->text = def->type_name;
            made->def = def;
            made->native = object;
            return give(c, std::move(made), out);
        };
        t.unwrap = [](ach_call_t* c, const ach_resource_def* def, ach_value v) noexcept -> void* {
            const Object& object = c->at(v);
            return object.def == def ? object.native : nullptr;
        };
        t.keep = [](ach_gc_t* gc, const std::uint64_t*) noexcept { ++gc->kept; };
        t.set_slot = [](ach_call_t* c, ach_value, std::uint64_t* slot, ach_value v) noexcept {
            ach_ref root{};
            take_ref(c, v, false, &root);
            *slot = root.bits;
        };
        t.get_slot = [](ach_call_t* c, const std::uint64_t* slot) noexcept {
            ach_value v{};
            deref(c, ach_ref{*slot}, &v);
            return v;
        };
        return t;
    }();
    return table;
}

}  // namespace ach::toy

ach_value ach_call::add(ach::toy::Ref ref) {
    if (ref == nullptr || ref->type == ACH_T_NULL) return {};
    values.push_back(std::move(ref));
    return {values.size()};
}

const ach::toy::Ref& ach_call::ref_at(ach_value v) const {
    return v.bits == 0 ? ach::toy::null_object() : values.at(v.bits - 1);
}

ach::toy::Object& ach_call::at(ach_value v) const { return *ref_at(v); }
