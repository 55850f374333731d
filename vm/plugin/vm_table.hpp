// ach.vm/1: machines for others, and the way into running ones.
#pragma once

#include "vm/plugin/host_tables.hpp"
#include "vm/plugin/programs.hpp"

#include <achronyme/abi/vm.h>

namespace ach::vm {

// The table, and what is behind it.
struct VmTable {
    ach_vm_t table;
    const HostTables* host;
    Programs* programs;
};

void fill_vm(ach_vm_t& table);

}  // namespace ach::vm
