#include "host/shell/plugin_config.hpp"

#include "host/shell/shell.hpp"

#include <nlohmann/json.hpp>

#include <map>
#include <mutex>

namespace ach::host {
namespace {

using Json = nlohmann::json;

}  // namespace

// Documents and texts never move and are never changed, so what was handed out needs no lock.
struct PluginConfig::Documents {
    struct Document {
        Json whole;
        std::map<std::string, std::string, std::less<>> texts;  // pointer to JSON text
    };

    Document& of(const Plugin& plugin) {
        auto [found, fresh] = all.try_emplace(plugin.number);
        if (fresh) {
            const auto& configured = plugin.shell->settings.plugin_config;
            const auto part = configured.find(plugin.id);
            const PluginIndex& index = plugin.shell->index;
            std::string_view text;
            if (part != configured.end()) {
                text = part->second.json;
            } else if (plugin.number != kNoPlugin) {
                text = index.text(index.plugins()[plugin.number].config_defaults);
            }
            found->second.whole = text.empty() ? Json::object() : Json::parse(text);
        }
        return found->second;
    }

    // Null when there is nothing at `pointer`, or it is no pointer at all.
    const Json* find(const Plugin& plugin, std::string_view pointer) {
        const Json& whole = of(plugin).whole;
        try {
            const Json::json_pointer where{std::string(pointer)};
            return whole.contains(where) ? &whole.at(where) : nullptr;
        } catch (const Json::exception&) {
            return nullptr;
        }
    }

    std::mutex mutex;
    std::map<PluginNumber, Document> all;  // guarded by mutex
};

PluginConfig::PluginConfig() : documents_(std::make_unique<Documents>()) {}
PluginConfig::~PluginConfig() = default;

ach_str PluginConfig::json(const Plugin& plugin, std::string_view pointer) {
    const std::lock_guard lock(documents_->mutex);
    const auto* value = documents_->find(plugin, pointer);
    if (value == nullptr) return {nullptr, 0};
    auto [text, fresh] = documents_->of(plugin).texts.try_emplace(std::string(pointer));
    if (fresh) text->second = value->dump();
    return {text->second.data(), text->second.size()};
}

ach_status PluginConfig::string(const Plugin& plugin, std::string_view pointer, ach_str* out) {
    const std::lock_guard lock(documents_->mutex);
    const auto* value = documents_->find(plugin, pointer);
    if (value == nullptr) return ACH_E_ABSENT;
    if (!value->is_string()) return ACH_E_TYPE;
    const auto& text = value->get_ref<const std::string&>();
    *out = {text.data(), text.size()};
    return ACH_OK;
}

ach_status PluginConfig::number(const Plugin& plugin, std::string_view pointer, double* out) {
    const std::lock_guard lock(documents_->mutex);
    const auto* value = documents_->find(plugin, pointer);
    if (value == nullptr) return ACH_E_ABSENT;
    if (!value->is_number()) return ACH_E_TYPE;
    *out = value->get<double>();
    return ACH_OK;
}

ach_status PluginConfig::boolean(const Plugin& plugin, std::string_view pointer, bool* out) {
    const std::lock_guard lock(documents_->mutex);
    const auto* value = documents_->find(plugin, pointer);
    if (value == nullptr) return ACH_E_ABSENT;
    if (!value->is_boolean()) return ACH_E_TYPE;
    *out = value->get<bool>();
    return ACH_OK;
}

}  // namespace ach::host
