// Which plugins can be used, in which order they start, and why the others cannot.
//
// Works on the index alone: nothing is mapped to find out that something is missing. A plugin is
// usable when each interface it requires comes from the host or from a usable plugin. The order is
// deterministic: plugins by id, each behind the providers it needs.
#pragma once

#include "host/shell/plugin_index.hpp"

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ach::host {

// What is decided outside the manifests.
struct ResolverInput {
    // True for interfaces the host serves itself.
    std::function<bool(std::string_view)> host_serves;
    std::vector<std::string> disabled;
    // Interface id to plugin id, where the configuration chooses.
    std::map<std::string, std::string, std::less<>> chosen;
    // Interface id to the reason why nobody serves it, whoever provides it.
    std::map<std::string, std::string, std::less<>> withheld;
    // Plugin id to the reason it must not be touched.
    std::map<std::string, std::string, std::less<>> quarantined;
};

class Resolution {
public:
    static Resolution of(const PluginIndex& index, const ResolverInput& input);

    bool is_usable(PluginNumber plugin) const { return reasons_[plugin].empty(); }

    // Why `plugin` cannot be used, without its name in front. Empty: it can.
    const std::string& reason(PluginNumber plugin) const { return reasons_[plugin]; }

    // The usable plugin that serves `interface`, or kNoPlugin.
    PluginNumber provider(std::string_view interface) const;

    // A sentence on why nobody serves `interface`.
    std::string why_absent(std::string_view interface) const;

    // All usable plugins, providers before those who need them.
    const std::vector<PluginNumber>& order() const { return order_; }

    // The plugins that must have started before `plugin`, nearest requirement first.
    const std::vector<PluginNumber>& needs(PluginNumber plugin) const { return needs_[plugin]; }

private:
    enum class Mark : char { New, Visiting, Settled };

    Resolution(const PluginIndex& index, const ResolverInput& input);

    void settle(PluginNumber plugin);
    std::string judge(PluginNumber plugin);
    std::string refuse_from_outside(PluginNumber plugin) const;
    std::string refuse_need(PluginNumber plugin, std::string_view interface);
    PluginNumber choose(std::string_view interface);
    std::string_view id(PluginNumber plugin) const;

    const PluginIndex* index_;
    const ResolverInput* input_;  // null once the work is done
    std::map<std::string, std::string, std::less<>> chosen_;
    std::map<std::string, std::string, std::less<>> withheld_;
    std::vector<Mark> marks_;
    std::vector<std::string> reasons_;
    std::vector<std::vector<PluginNumber>> needs_;
    std::vector<PluginNumber> order_;
};

}  // namespace ach::host
