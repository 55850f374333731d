// Native objects of plugins behind script values (ach.object/1).
#pragma once

#include "vm/runtime/cells.hpp"

#include <achronyme/abi/resource.h>

#include <map>
#include <memory>
#include <mutex>

namespace ach::vm {

// What one program's heap knows of the plugins' resource types. Outlives the heap, because the last
// objects die with it.
class ResourceTypes {
public:
    // [vm] The definition has been listed by the catalog.
    void add(const ach_resource_def& def);
    // [vm] Null when it was not.
    const ResourceType* find(const ach_resource_def& def) const;

private:
    mutable std::mutex mutex_;
    std::map<const ach_resource_def*, std::unique_ptr<ResourceType>> types_;
};

void fill_objects(ach_object_table_t& table);

}  // namespace ach::vm
