#include "host/shell/paths.hpp"

#include <sys/auxv.h>
#include <sys/stat.h>
#include <unistd.h>

#include <climits>
#include <cstdlib>
#include <string_view>

namespace ach::host {
namespace {

std::string environment(const char* name) {
    if (::getauxval(AT_SECURE) != 0) return {};
    const char* value = std::getenv(name);
    return value == nullptr ? std::string() : std::string(value);
}

// $name/achronyme, or ~/<fallback>/achronyme. A relative $name counts as unset, as XDG asks.
std::string xdg_folder(const char* name, const char* fallback) {
    std::string base = environment(name);
    if (base.empty() || base.front() != '/') {
        base = environment("HOME");
        if (base.empty() || base.front() != '/') return {};
        (base += '/') += fallback;
    }
    return base + "/achronyme";
}

std::string link_target(const std::string& path) {
    char target[PATH_MAX];
    const ssize_t size = ::readlink(path.c_str(), target, sizeof target);
    return size <= 0 ? std::string() : std::string(target, static_cast<std::size_t>(size));
}

// In the build tree plugins/ is beside bin/, in an installation it is lib/achronyme/plugins.
void add_own_folders(std::vector<std::string>& folders) {
    const std::string prefix = folder_of(folder_of(link_target("/proc/self/exe")));
    for (const char* inside : {"/plugins", "/lib/achronyme/plugins"}) {
        struct stat info {};
        const std::string folder = prefix + inside;
        if (::stat(folder.c_str(), &info) == 0 && S_ISDIR(info.st_mode)) folders.push_back(folder);
    }
}

}  // namespace

Paths Paths::of_this_process() {
    Paths paths;
    if (const std::string folder = xdg_folder("XDG_CONFIG_HOME", ".config"); !folder.empty()) {
        paths.config_file = folder + "/config.json";
    }
    paths.cache_folder = xdg_folder("XDG_CACHE_HOME", ".cache");
    paths.state_folder = xdg_folder("XDG_STATE_HOME", ".local/state");
    if (const std::string folder = xdg_folder("XDG_DATA_HOME", ".local/share"); !folder.empty()) {
        paths.plugin_folders.push_back(folder + "/plugins");
    }
    add_own_folders(paths.plugin_folders);
    return paths;
}

std::string current_folder() {
    char buffer[PATH_MAX];
    return ::getcwd(buffer, sizeof buffer) == nullptr ? std::string("/") : std::string(buffer);
}

std::string absolute_path(const std::string& path, const std::string& folder) {
    if (path == "~" || path.rfind("~/", 0) == 0) return environment("HOME") + path.substr(1);
    if (!path.empty() && path.front() == '/') return path;
    return folder + "/" + path;
}

std::string folder_of(const std::string& path) {
    const auto slash = path.rfind('/');
    if (slash == path.npos) return ".";
    return slash == 0 ? "/" : path.substr(0, slash);
}

std::string resolve_path(const std::string& path) {
    constexpr int kMostLinks = 40;  // as the kernel
    std::string left = absolute_path(path, current_folder());
    std::string done;
    for (int links = 0; !left.empty();) {
        const auto slash = left.find('/');
        const std::string step = left.substr(0, slash);
        left = slash == left.npos ? std::string() : left.substr(slash + 1);
        if (step.empty() || step == ".") continue;
        if (step == "..") {
            done.resize(done.empty() ? 0 : done.rfind('/'));
            continue;
        }
        const std::string here = done + "/" + step;
        const std::string target = link_target(here);
        if (target.empty()) {
            done = here;
            continue;
        }
        if (++links > kMostLinks) return {};
        if (target.front() == '/') done.clear();
        left = left.empty() ? target : target + "/" + left;
    }
    return done.empty() ? "/" : done;
}

}  // namespace ach::host
