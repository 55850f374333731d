#include "host/shell/manifest.hpp"

#include "host/shell/embedded.hpp"
#include "host/shell/json_text.hpp"
#include "host/shell/schema_check.hpp"

#include <nlohmann/json.hpp>

#include <iterator>

namespace ach::host {
namespace {

using nlohmann::json;

// Drops what a plugin built with newer headers says beyond what we know.
void forget_unknown(const json& schema, json& document) {
    const auto properties = schema.find("properties");
    if (properties == schema.end() || !document.is_object()) return;
    for (auto member = document.begin(); member != document.end();) {
        if (const auto known = properties->find(member.key()); known != properties->end()) {
            forget_unknown(*known, *member);
            ++member;
        } else if (schema.value("additionalProperties", json(true)) == false) {
            member = document.erase(member);
        } else {
            ++member;
        }
    }
}

bool is_from_the_future(const json& document) {
    const auto abi = document.find("abi");
    return document.is_object() && abi != document.end() && abi->is_object() &&
           abi->contains("built") && (*abi)["built"].is_number_unsigned() &&
           (*abi)["built"].get<std::uint64_t>() > ACH_ABI_MINOR;
}

std::vector<std::string> strings(const json& object, const char* key) {
    return object.value(key, std::vector<std::string>{});
}

void read_contributions(const json& contributes, Manifest& manifest) {
    for (const json& native : contributes.value("natives", json::array())) {
        if (native.is_string()) {
            manifest.natives.push_back({native.get<std::string>(), {}});
        } else {
            manifest.natives.push_back(
                {native["name"].get<std::string>(), native.value("overload", "")});
        }
    }
    manifest.methods = strings(contributes, "methods");
    const json modules = contributes.value("modules", json::object());
    for (const auto& [name, exports] : modules.items()) {
        manifest.modules.push_back({name, exports.get<std::vector<std::string>>()});
    }
    const json topics = contributes.value("topics", json::object());
    for (const auto& [name, content] : topics.items()) manifest.topics.push_back(name);
    for (const json& command : contributes.value("commands", json::array())) {
        manifest.commands.push_back({command["name"].get<std::string>(),
                                     command["summary"].get<std::string>(),
                                     command.value("usage", "")});
    }
}

std::uint32_t permission_bits(const json& document) {
    std::uint32_t bits = 0;
    for (const std::string& wanted : strings(document, "permissions")) {
        for (std::size_t i = 0; i < std::size(kPermissionNames); ++i) {
            if (wanted == kPermissionNames[i]) bits |= 1u << i;
        }
    }
    return bits;
}

void read_config(const json& document, Manifest& manifest) {
    const auto schema = document.find("config");
    if (schema == document.end()) return;
    json defaults = json::object();
    fill_defaults(*schema, defaults);
    manifest.config_schema = schema->dump();
    manifest.config_defaults = defaults.dump();
}

Manifest read_manifest(const json& document) {
    Manifest manifest;
    manifest.id = document["id"].get<std::string>();
    manifest.version = document["version"].get<std::string>();
    manifest.summary = document.value("summary", "");
    const json& abi = document["abi"];
    manifest.abi_major = abi["major"].get<std::uint16_t>();
    manifest.abi_built = abi.value("built", std::uint16_t{0});
    manifest.abi_required = abi.value("required", std::uint16_t{0});
    manifest.provides = strings(document, "provides");
    for (const json& need : document.value("requires", json::array())) {
        if (need.is_string()) {
            manifest.requires_.push_back({need.get<std::string>(), false});
        } else {
            manifest.requires_.push_back(
                {need["interface"].get<std::string>(), need.value("optional", false)});
        }
    }
    read_contributions(document.value("contributes", json::object()), manifest);
    manifest.activation = strings(document, "activation");
    manifest.permissions = permission_bits(document);
    manifest.resident = document.value("resident", true);
    read_config(document, manifest);
    return manifest;
}

}  // namespace

Result<Manifest> parse_manifest(std::string_view text, std::string_view name) {
    Result<json> document = parse_json(text, name);
    if (!document) return document.problem();
    const json schema = json::parse(embedded::manifest_schema());
    if (is_from_the_future(*document)) forget_unknown(schema, *document);
    if (const auto complaints = check_against(schema, *document); !complaints.empty()) {
        return Problem{describe(complaints, text, name)};
    }
    return read_manifest(*document);
}

}  // namespace ach::host
