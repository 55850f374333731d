#include "vm/plugin/modules.hpp"

#include "vm/plugin/tables.hpp"
#include "vm/runtime/error.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <span>
#include <system_error>

namespace ach::vm {

std::string read_source(const std::string& path, std::string& problem) {
    const auto failed = [&] {
        problem = std::generic_category().message(errno);
        if (!problem.empty()) problem.front() = static_cast<char>(std::tolower(problem.front()));
        return std::string();
    };
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return failed();
    const std::unique_ptr<const int, void (*)(const int*)> closer(
        &fd, [](const int* open) { ::close(*open); });
    struct stat about {};
    if (::fstat(fd, &about) != 0) return failed();
    if (S_ISDIR(about.st_mode)) {
        errno = EISDIR;
        return failed();
    }
    std::string text;
    std::size_t used = 0;
    for (;;) {
        if (used > SourceFile::kMaxSize) {
            errno = EFBIG;
            return failed();
        }
        text.resize(used +
                    std::max<std::size_t>(4096, static_cast<std::size_t>(about.st_size) + 1));
        const ssize_t got = ::read(fd, text.data() + used, text.size() - used);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return failed();
        if (got == 0) break;
        used += static_cast<std::size_t>(got);
    }
    text.resize(used);
    return text;
}

std::string folder_of(std::string_view path) {
    const auto slash = path.rfind('/');
    return std::string(path.substr(0, slash == path.npos ? 0 : slash));
}

namespace {

std::string joined(const std::string& folder, const std::string& path) {
    std::string whole = path.starts_with('/') || folder.empty() ? path : folder + '/' + path;
    if (!whole.ends_with(".soc") && !whole.ends_with(".ach")) whole += ".soc";
    return whole;
}

std::string canonical(const std::string& path) {
    const std::unique_ptr<char, void (*)(void*)> real(::realpath(path.c_str(), nullptr), std::free);
    return real == nullptr ? path : real.get();
}

std::string first_error(const SourceFile& file, const std::vector<Diagnostic>& diagnostics) {
    for (const Diagnostic& d : diagnostics) {
        if (d.is_error()) return render(file, d);
    }
    return {};
}

// For whoever took a file's name for a module's, or misspelt one.
std::string names_of_builtin(const HostTables& host) {
    constexpr std::string_view kModules = ACH_CONTRIBUTES_MODULES;
    std::array<ach_str, 64> page;
    const std::uint32_t all =
        host.catalog->names(host.host, to_str(kModules), 0, page.data(), page.size());
    std::string names;
    for (const ach_str name : std::span(page).first(std::min<std::size_t>(all, page.size()))) {
        names.append(names.empty() ? "" : ", ").append(view(name));
    }
    return names;
}

}  // namespace

// The imports of one unit, for the compiler.
class Modules::From final : public language::ModuleSource {
public:
    From(Modules& modules, std::string folder) : modules_(modules), folder_(std::move(folder)) {}

    const Unit* find(std::string_view path) override {
        if (modules_.is_builtin(path)) return nullptr;
        std::string key;
        std::string failure;
        const Module* module = modules_.module_at(folder_, std::string(path), key, failure);
        return module == nullptr ? nullptr : module->unit.get();
    }

private:
    Modules& modules_;
    std::string folder_;
};

language::Compilation Modules::compile(std::shared_ptr<const SourceFile> file, UnitKind kind,
                                       language::ReplScope* repl) {
    From from(*this, kind == UnitKind::File ? folder_of(file->name()) : std::string());
    return language::compile(std::move(file),
                             {.kind = kind, .names = &packs_, .modules = &from, .repl = repl});
}

bool Modules::is_builtin(std::string_view path) const {
    return packs_.module_export(path, "") != ACH_E_GONE;
}

bool Modules::exports(const std::string& module, const std::string& name) {
    return packs_.module_export(module, name) == ACH_OK;
}

Modules::Module* Modules::module_at(const std::string& folder, const std::string& path,
                                    std::string& key, std::string& failure) {
    const std::string spelled = joined(folder, path);
    key = canonical(spelled);
    if (const auto known = modules_.find(key); known != modules_.end()) return &known->second;

    ach_error denied{};
    denied.struct_size = sizeof denied;
    if (host_.permission->check(host_.host, ACH_PERM_FILE_READ, to_str(key), &denied) < ACH_OK) {
        failure = "Failed to read module '" + path + "': " + denied.message;
        return nullptr;
    }
    std::string problem;
    std::string text = read_source(key, problem);
    if (!problem.empty()) {
        failure = "Failed to read module '" + path + "': " + problem;
        if (path.find_first_of("./") == path.npos) {
            failure += "; built-in ones are " + names_of_builtin(host_);
        }
        return nullptr;
    }
    // It stands in the table while it is compiled: a cycle of imports finds it without its types.
    Module& module = modules_[key];
    const auto file = std::make_shared<const SourceFile>(spelled, std::move(text));
    auto compiled = compile(file, UnitKind::File);
    module.unit = std::move(compiled.unit);
    if (module.unit == nullptr) module.failure = first_error(*file, compiled.diagnostics);
    return &module;
}

FoundModule Modules::find(Mutator& mutator, const Unit& importer, const std::string& path) {
    FoundModule found;
    if (is_builtin(path)) {
        found.form = FoundModule::Form::Builtin;
        return found;
    }
    const std::string folder =
        importer.kind == UnitKind::File ? folder_of(importer.path) : std::string();
    const Module* module = module_at(folder, path, found.key, found.failure);
    if (module == nullptr) return found;
    if (module->unit == nullptr) {
        found.failure = "Failed to compile module '" + path + "': " + module->failure;
        while (found.failure.ends_with('\n')) found.failure.pop_back();
        return found;
    }
    if (!packs_.provide(mutator, *module->unit)) {
        const Value error = mutator.take_error();
        found.failure = as<Error>(error)->message().view();
        return found;
    }
    found.form = FoundModule::Form::Script;
    found.unit = module->unit;
    return found;
}

}  // namespace ach::vm
