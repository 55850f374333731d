#include "plugins/line_editor/history_file.hpp"

#include <cstdlib>
#include <filesystem>
#include <string_view>

namespace ach::line_editor {

std::string history_file() {
    const auto variable = [](const char* name) {
        const char* value = std::getenv(name);
        return std::string(value == nullptr ? "" : value);
    };
    std::string folder = variable("XDG_STATE_HOME");
    if (!folder.starts_with('/')) {
        const std::string home = variable("HOME");
        if (!home.starts_with('/')) return {};
        folder = home + "/.local/state";
    }
    folder += "/achronyme";
    std::error_code failed;
    std::filesystem::create_directories(folder, failed);
    return failed ? std::string() : folder + "/history";
}

}  // namespace ach::line_editor
