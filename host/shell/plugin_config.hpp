// Each plugin's part of the configuration, read on first question. [any]
//
// Answers stay valid as long as this object: texts that are handed out are kept.
#pragma once

#include "host/shell/result.hpp"

#include <achronyme/abi/base.h>

#include <memory>
#include <string_view>

namespace ach::host {

struct Plugin;

class PluginConfig {
public:
    PluginConfig();
    ~PluginConfig();

    // The contracts of ach_config_t.
    ach_str json(const Plugin& plugin, std::string_view pointer);
    ach_status string(const Plugin& plugin, std::string_view pointer, ach_str* out);
    ach_status number(const Plugin& plugin, std::string_view pointer, double* out);
    ach_status boolean(const Plugin& plugin, std::string_view pointer, bool* out);

private:
    struct Documents;
    std::unique_ptr<Documents> documents_;
};

}  // namespace ach::host
