// How values get into the toy machine and out of it again.
#include "tests/plugins/toy_vm/toy.hpp"

#include <nlohmann/json.hpp>

namespace ach::toy {
namespace {

using Json = nlohmann::ordered_json;

Ref value_of(const Json& json) {
    Ref made = std::make_shared<Object>();
    if (json.is_boolean()) {
        made->type = ACH_T_BOOLEAN;
        made->truth = json.get<bool>();
    } else if (json.is_number()) {
        return make_number(json.get<double>());
    } else if (json.is_string()) {
        return make_text(json.get<std::string>());
    } else if (json.is_array()) {
        made->type = ACH_T_VECTOR;
        for (const Json& item : json) made->items.push_back(value_of(item));
    } else if (json.is_object()) {
        made->type = ACH_T_RECORD;
        for (const auto& [key, item] : json.items()) made->fields.emplace_back(key, value_of(item));
    }
    return made;
}

Json json_of(const Object& object) {
    switch (object.type) {
        case ACH_T_NULL: return nullptr;
        case ACH_T_BOOLEAN: return object.truth;
        case ACH_T_NUMBER: return object.number;
        case ACH_T_STRING: return object.text;
        case ACH_T_COMPLEX: return Json{{"re", object.z.re}, {"im", object.z.im}};
        case ACH_T_TENSOR: return Json{{"shape", object.shape}, {"data", object.data}};
        case ACH_T_ERROR: return Json{{"kind", object.kind}, {"message", object.text}};
        case ACH_T_RESOURCE: return Json{{"resource", object.text}};
        default: break;
    }
    if (object.type == ACH_T_VECTOR) {
        Json items = Json::array();
        for (const Ref& item : object.items) items.push_back(json_of(*item));
        return items;
    }
    Json fields = Json::object();
    for (const auto& [key, item] : object.fields) fields[key] = json_of(*item);
    return fields;
}

}  // namespace

Ref from_json(std::string_view text) {
    const Json json = Json::parse(text, nullptr, false);
    return json.is_discarded() ? nullptr : value_of(json);
}

std::string to_json(const Object& object) {
    return json_of(object).dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace ach::toy
