#include "host/shell/library_loader.hpp"

#include "host/kernel/executor/exception_state.hpp"

#include <boost/dll/shared_library.hpp>

#include <dlfcn.h>
#include <link.h>

#include <algorithm>

namespace ach::host {
namespace {

constexpr const char* kEntry = "ach_module_v1";

std::string last_loader_error(const std::error_code& code) {
    const char* text = ::dlerror();
    return text == nullptr ? code.message() : std::string(text);
}

void find_addresses(Library& library) {
    const auto visit = [](dl_phdr_info* info, std::size_t, void* data) {
        auto& wanted = *static_cast<Library*>(data);
        std::uintptr_t begin = ~std::uintptr_t{0}, end = 0;
        for (int i = 0; i < info->dlpi_phnum; ++i) {
            const ElfW(Phdr)& segment = info->dlpi_phdr[i];
            if (segment.p_type != PT_LOAD) continue;
            begin = std::min<std::uintptr_t>(begin, info->dlpi_addr + segment.p_vaddr);
            end =
                std::max<std::uintptr_t>(end, info->dlpi_addr + segment.p_vaddr + segment.p_memsz);
        }
        const auto entry = reinterpret_cast<std::uintptr_t>(wanted.entry);
        if (entry < begin || entry >= end) return 0;
        wanted.begin = begin;
        wanted.end = end;
        return 1;
    };
    ::dl_iterate_phdr(visit, &library);
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
        find_shared_exceptions();
        if (!library->has(kEntry)) {
            return Problem{"exports no " + std::string(kEntry) +
                           ": it is not a plugin for this major version of the ABI"};
        }
        Library opened{&library->get<const ach_module_t*()>(kEntry), std::move(library)};
        find_addresses(opened);
        return opened;
    }

    void keep(const std::string& file) override {
        void* mapped = ::dlopen(file.c_str(), RTLD_NOW | RTLD_NOLOAD | RTLD_NODELETE);
        if (mapped != nullptr) ::dlclose(mapped);
    }
};

}  // namespace

std::unique_ptr<LibraryLoader> system_library_loader() {
    return std::make_unique<SystemLibraryLoader>();
}

}  // namespace ach::host
