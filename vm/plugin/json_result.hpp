// The value of a program as one JSON object, for tools: `run --json-result`.
//
//   {"type":"Number","value":5}                 "NaN", "Infinity", "-Infinity" as strings
//   {"type":"Boolean","value":true}             {"type":"String","value":"…"}
//   {"type":"Null"}                             {"type":"Complex","re":0,"im":1}
//   {"type":"Vector","items":[…]}               {"type":"Record","fields":{"name":…}}, in order
//   {"type":"Tensor","shape":[2],"data":[1,2]}  {"type":"ComplexTensor",…,"data":[[re,im],…]}
//   {"type":"Error","message":"…","kind":…}     kind a string or null
//   {"type":"Function"}, {"type":"Generator"}, … everything else by its typeof name
//   {"type":"Cycle"}                            a container met inside itself
#pragma once

#include "vm/runtime/value.hpp"

#include <string>

namespace ach::vm {

// Appends the object, without a line feed. Allocates nothing on the heap, whatever the nesting.
void append_json_result(std::string& out, Value v);

}  // namespace ach::vm
