// Shapes, their tables, and the tree of them.
#include "vm/runtime/record.hpp"

#include <bit>
#include <functional>

namespace ach::vm {

namespace {

constexpr std::uint32_t kScannedFields = 8;  // up to so many keys, a scan beats a hash

}  // namespace

std::uint32_t Shape::find(const String& symbol) const {
    const Table& t = *table();
    if (t.index == nullptr) {
        for (std::uint32_t place = 0; place < count_; ++place) {
            if (t.keys[place] == &symbol) return place;
        }
        return kNotFound;
    }
    for (std::uint32_t i = symbol.hash() & t.index_mask;; i = (i + 1) & t.index_mask) {
        if (t.index[i] == 0) return kNotFound;
        const std::uint32_t place = t.index[i] - 1u;
        if (t.keys[place] == &symbol) return place;
    }
}

// Several threads may make one at the same time; the first to publish wins.
const Shape::Table* Shape::make_table() const {
    auto fresh = std::make_unique<Table>();
    fresh->keys = std::make_unique<String*[]>(count_);
    const Shape* shape = this;
    for (std::uint32_t place = count_; place-- > 0; shape = shape->parent_) {
        fresh->keys[place] = shape->key_;
    }
    fresh->index_mask = 0;
    if (count_ > kScannedFields) {
        const std::uint32_t size = std::bit_ceil(count_ * 2);
        fresh->index_mask = size - 1;
        fresh->index = std::make_unique<std::uint8_t[]>(size);
        for (std::uint32_t place = 0; place < count_; ++place) {
            std::uint32_t i = fresh->keys[place]->hash() & fresh->index_mask;
            while (fresh->index[i] != 0) i = (i + 1) & fresh->index_mask;
            fresh->index[i] = static_cast<std::uint8_t>(place + 1);
        }
    }
    const Table* published = nullptr;
    if (table_.compare_exchange_strong(published, fresh.get(), std::memory_order_acq_rel)) {
        return fresh.release();
    }
    return published;
}

void Shape::trace(Object& object, Tracer& tracer) {
    auto& shape = static_cast<Shape&>(object);
    tracer.visit(shape.parent_);
    tracer.visit(shape.key_);
}

void Shape::finalize(Object& object, Heap&) {
    delete static_cast<Shape&>(object).table_.load(std::memory_order_relaxed);
}

// --- the tree

Shapes::Shapes(Mutator& mutator) {
    empty_ = mutator.create<Shape>(sizeof(Shape), nullptr, nullptr, 0u, false);
    dictionary_ = mutator.create<Shape>(sizeof(Shape), nullptr, nullptr, 0u, true);
    mutator.heap().watch(*empty_);
    mutator.heap().watch(*dictionary_);
}

std::size_t Shapes::EdgeHash::operator()(const Edge& edge) const {
    const std::hash<const void*> hash;
    return hash(edge.from) * 0x9E37'79B9'7F4A'7C15 ^ edge.key->hash();
}

Shape* Shapes::extended(Mutator& mutator, Shape& shape, String& key) {
    assert(key.is_symbol() && "fields are named by symbols");
    const Edge edge{&shape, &key};
    {
        std::lock_guard lock(mutex_);
        if (auto known = edges_.find(edge); known != edges_.end()) return known->second;
    }
    auto* fresh = mutator.create<Shape>(sizeof(Shape), &shape, &key, shape.count() + 1, false);
    if (fresh == nullptr) return nullptr;
    mutator.heap().watch(*fresh);
    std::lock_guard lock(mutex_);
    return edges_.emplace(edge, fresh).first->second;
}

void Shapes::trace(Tracer& tracer) const {
    tracer.visit(empty_);
    tracer.visit(dictionary_);
}

void Shapes::drop_dead(const Tracer& tracer) {
    std::erase_if(edges_, [&](const auto& edge) { return !tracer.is_marked(*edge.second); });
}

}  // namespace ach::vm
