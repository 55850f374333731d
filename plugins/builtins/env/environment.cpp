#include "plugins/builtins/env/environment.hpp"

#include "plugins/builtins/support/whitespace.hpp"

namespace ach::builtins {

namespace {

std::string_view without_quotes(std::string_view value) {
    const bool is_quoted = value.size() >= 2 && value.front() == value.back() &&
                           (value.front() == '"' || value.front() == '\'');
    return is_quoted ? value.substr(1, value.size() - 2) : value;
}

std::string_view without_export(std::string_view key) {
    constexpr std::string_view kExport = "export";
    if (!key.starts_with(kExport)) return key;
    const std::string_view rest = key.substr(kExport.size());
    const std::string_view name = trimmed_start(rest);
    return name.size() < rest.size() ? name : key;
}

}  // namespace

Environment::Variables& Environment::variables() const {
    if (variables_) return *variables_;
    Variables& taken = variables_.emplace();
    for (const char* const* at = initial_; at != nullptr && *at != nullptr; ++at) {
        const std::string_view entry = *at;
        const auto equals = entry.find('=');
        if (equals == entry.npos || equals == 0) continue;
        taken.try_emplace(std::string(entry.substr(0, equals)), entry.substr(equals + 1));
    }
    return taken;
}

std::optional<std::string> Environment::get(std::string_view key) const {
    const std::lock_guard lock(mutex_);
    const Variables& all = variables();
    const auto found = all.find(key);
    if (found == all.end()) return std::nullopt;
    return found->second;
}

void Environment::set(std::string_view key, std::string_view value) {
    const std::lock_guard lock(mutex_);
    variables().insert_or_assign(std::string(key), std::string(value));
}

bool Environment::remove(std::string_view key) {
    const std::lock_guard lock(mutex_);
    Variables& all = variables();
    const auto found = all.find(key);
    if (found == all.end()) return false;
    all.erase(found);
    return true;
}

Environment::Variables Environment::all() const {
    const std::lock_guard lock(mutex_);
    return variables();
}

std::vector<std::pair<std::string, std::string>> parse_dotenv(std::string_view text) {
    std::vector<std::pair<std::string, std::string>> settings;
    while (!text.empty()) {
        const auto end = text.find('\n');
        const std::string_view line = trimmed(text.substr(0, end));
        text.remove_prefix(end == text.npos ? text.size() : end + 1);
        const auto equals = line.find('=');
        if (line.empty() || line.front() == '#' || equals == line.npos) continue;
        const std::string_view key = without_export(trimmed_end(line.substr(0, equals)));
        if (key.empty()) continue;
        settings.emplace_back(key, without_quotes(trimmed_start(line.substr(equals + 1))));
    }
    return settings;
}

}  // namespace ach::builtins
