// ach.reactive/1: observers and bindings of plugins.
#pragma once

#include "vm/plugin/programs.hpp"

#include <achronyme/abi/reactive.h>

namespace ach::vm {

struct ReactiveTable {
    ach_reactive_t table;
    Programs* programs;
};

void fill_reactive(ach_reactive_t& table);

}  // namespace ach::vm
