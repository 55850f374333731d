// A loadable plugin made of packs. Each pack's natives see the pack's own state as their plugin.
#pragma once

#include "plugins/builtins/support/pack.hpp"

#include <achronyme/cpp/plugin.hpp>

#include <list>
#include <utility>
#include <vector>

namespace ach::builtins {

// What a pack is at work. Its address is the `user` of its natives.
class Part {
public:
    explicit Part(Pack pack) : pack_(std::move(pack)) {}
    Part(const Part&) = delete;
    Part& operator=(const Part&) = delete;

    // [loader] Makes the pack's state and hands its natives to the host.
    void start(const NativeContext& tables);
    // [loader] What is made of natives, in this order: preludes may use natives of every pack of
    // the module, methods name functions of either.
    void define_preludes();
    void define_methods();

private:
    const ach_native_t& definer() const { return Host(context_.host).get<ach_native_t>(); }

    Pack pack_;
    NativeContext context_;
    std::unique_ptr<PackState> state_;
    std::list<ach_prelude_def> preludes_;  // the host keeps looking at them
};

// Derived says `id`, `version` and `std::vector<Pack> packs()`.
template <class Derived>
class Module : public ach::plugin<Derived> {
public:
    static constexpr bool uses_values = true;

    void start() {
        for (Pack& pack : Derived::packs()) parts_.emplace_back(std::move(pack));
        for (Part& part : parts_) part.start(this->context());
        for (Part& part : parts_) part.define_preludes();
        for (Part& part : parts_) part.define_methods();
    }

    // Natives run inside the machine's calls only, and those have ended.
    void stop() { parts_.clear(); }

private:
    std::list<Part> parts_;
};

}  // namespace ach::builtins
