#include "host/shell/library_loader.hpp"

#include <boost/dll/shared_library.hpp>

#include <dlfcn.h>

namespace ach::host {
namespace {

constexpr const char* kEntry = "ach_module_v1";

std::string last_loader_error(const std::error_code& code) {
    const char* text = ::dlerror();
    return text == nullptr ? code.message() : std::string(text);
}

class SystemLibraryLoader final : public LibraryLoader {
public:
    Result<Library> open(const std::string& file) override {
        using boost::dll::load_mode::rtld_local;
        using boost::dll::load_mode::rtld_now;
        std::error_code failed;
        auto library = std::make_shared<boost::dll::shared_library>();
        library->load(file, rtld_now | rtld_local, failed);
        if (failed) return Problem{"cannot be mapped: " + last_loader_error(failed)};
        if (!library->has(kEntry)) {
            return Problem{"exports no " + std::string(kEntry) +
                           ": it is not a plugin for this major version of the ABI"};
        }
        return Library{&library->get<const ach_module_t*()>(kEntry), std::move(library)};
    }
};

}  // namespace

std::unique_ptr<LibraryLoader> system_library_loader() {
    return std::make_unique<SystemLibraryLoader>();
}

}  // namespace ach::host
