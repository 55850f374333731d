#include "host/shell/resolver.hpp"

#include "host/shell/nearest.hpp"

#include <algorithm>

namespace ach::host {
namespace {

std::string quoted(std::string_view text) { return "'" + std::string(text) + "'"; }

}  // namespace

Resolution Resolution::of(const PluginIndex& index, const ResolverInput& input) {
    Resolution resolution(index, input);
    const auto count = static_cast<PluginNumber>(index.plugins().size());
    for (PluginNumber plugin = 0; plugin < count; ++plugin) resolution.settle(plugin);
    resolution.input_ = nullptr;
    return resolution;
}

Resolution::Resolution(const PluginIndex& index, const ResolverInput& input)
    : index_(&index),
      input_(&input),
      chosen_(input.chosen),
      withheld_(input.withheld),
      marks_(index.plugins().size(), Mark::New),
      reasons_(index.plugins().size()),
      needs_(index.plugins().size()) {}

void Resolution::settle(PluginNumber plugin) {
    if (marks_[plugin] != Mark::New) return;
    marks_[plugin] = Mark::Visiting;
    reasons_[plugin] = judge(plugin);
    marks_[plugin] = Mark::Settled;
    if (reasons_[plugin].empty()) {
        order_.push_back(plugin);
    } else {
        needs_[plugin].clear();
    }
}

std::string Resolution::judge(PluginNumber plugin) {
    if (std::string reason = refuse_from_outside(plugin); !reason.empty()) return reason;
    for (const index::Need& need : index_->needs(index_->plugins()[plugin])) {
        const std::string_view interface = index_->text(need.interface);
        if (need.optional != 0 || input_->host_serves(interface)) continue;
        const PluginNumber provider = choose(interface);
        if (provider == kNoPlugin) return refuse_need(plugin, interface);
        needs_[plugin].push_back(provider);
    }
    return {};
}

std::string Resolution::refuse_from_outside(PluginNumber plugin) const {
    const index::Plugin& record = index_->plugins()[plugin];
    if (record.refusal.size != 0) return std::string(index_->text(record.refusal));
    const auto& disabled = input_->disabled;
    if (std::find(disabled.begin(), disabled.end(), id(plugin)) != disabled.end()) {
        return "the configuration disables it (plugins.disabled)";
    }
    const auto quarantined = input_->quarantined.find(id(plugin));
    return quarantined == input_->quarantined.end() ? std::string() : quarantined->second;
}

std::string Resolution::refuse_need(PluginNumber plugin, std::string_view interface) {
    for (const index::Provider& provider : index_->providers(interface)) {
        if (marks_[provider.plugin] != Mark::Visiting) continue;
        if (provider.plugin == plugin) {
            return "it requires " + std::string(interface) + ", which it provides itself";
        }
        return "it needs " + std::string(interface) + " from " + quoted(id(provider.plugin)) +
               ", which in turn needs it: neither can start first; make one of the two optional";
    }
    return "it needs " + why_absent(interface);
}

PluginNumber Resolution::choose(std::string_view interface) {
    for (const index::Provider& provider : index_->providers(interface)) settle(provider.plugin);
    return provider(interface);
}

PluginNumber Resolution::provider(std::string_view interface) const {
    if (withheld_.find(interface) != withheld_.end()) return kNoPlugin;
    const auto choice = chosen_.find(interface);
    for (const index::Provider& provider : index_->providers(interface)) {
        if (choice != chosen_.end() && id(provider.plugin) != choice->second) continue;
        if (marks_[provider.plugin] == Mark::Settled && is_usable(provider.plugin)) {
            return provider.plugin;
        }
    }
    return kNoPlugin;
}

std::string Resolution::why_absent(std::string_view interface) const {
    const std::string name(interface);
    if (const auto held = withheld_.find(interface); held != withheld_.end()) {
        return name + ": " + held->second;
    }
    const auto providers = index_->providers(interface);
    if (const auto choice = chosen_.find(interface); choice != chosen_.end()) {
        for (const index::Provider& provider : providers) {
            if (id(provider.plugin) != choice->second) continue;
            return name + " from " + quoted(choice->second) +
                   ", which the configuration chooses and which cannot be used: " +
                   reasons_[provider.plugin];
        }
        return name + " from " + quoted(choice->second) +
               ", which the configuration chooses and which does not provide it";
    }
    if (providers.empty()) {
        Nearest near(interface);
        for (const index::Provider& other : index_->all_providers()) {
            near.offer(index_->text(other.interface));
        }
        std::string text = name + ", which nobody provides";
        if (!near.best().empty()) text += "; provided here: " + std::string(near.best());
        return text;
    }
    std::string text = name;
    const char* join = " from ";
    for (const index::Provider& provider : providers) {
        text += join + quoted(id(provider.plugin)) +
                ", which cannot be used: " + reasons_[provider.plugin];
        join = "; or from ";
    }
    return text;
}

std::string_view Resolution::id(PluginNumber plugin) const {
    return index_->text(index_->plugins()[plugin].id);
}

}  // namespace ach::host
