#include "vm/plugin/modules.hpp"

#include "vm/plugin/options.hpp"
#include "vm/plugin/tables.hpp"
#include "vm/runtime/error.hpp"
#include "vm/support/nearest_name.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <span>
#include <system_error>
#include <utility>

namespace ach::vm {

namespace {

std::string error_text(int number) {
    std::string text = std::generic_category().message(number);
    if (!text.empty()) text.front() = static_cast<char>(std::tolower(text.front()));
    return text;
}

// Returns when a read will not wait. False: nobody wants the text any more.
bool await_bytes(int fd, const std::atomic<bool>& is_over) {
    constexpr int kLook = 50;  // ms
    while (!is_over.load(std::memory_order_relaxed)) {
        pollfd source{fd, POLLIN, 0};
        if (::poll(&source, 1, kLook) != 0) return true;
    }
    return false;
}

// All bytes of `fd`; what is wrong otherwise, as an errno.
int read_all(int fd, const std::atomic<bool>& is_over, std::string& text) {
    struct stat about {};
    if (::fstat(fd, &about) != 0) return errno;
    if (S_ISDIR(about.st_mode)) return EISDIR;
    const bool may_wait = !S_ISREG(about.st_mode);
    const std::size_t step =
        std::max<std::size_t>(4096, static_cast<std::size_t>(about.st_size) + 1);
    std::size_t used = 0;
    for (;;) {
        if (used > SourceFile::kMaxSize) return EFBIG;
        if (may_wait && !await_bytes(fd, is_over)) return ECANCELED;
        text.resize(used + step);
        const ssize_t got = ::read(fd, text.data() + used, text.size() - used);
        if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
        if (got < 0) return errno;
        if (got == 0) break;
        used += static_cast<std::size_t>(got);
    }
    text.resize(used);
    return 0;
}

}  // namespace

std::string read_source(const std::string& path, const std::atomic<bool>& is_over,
                        std::string& problem) {
    const bool is_input = path == kStandardInput;
    // Opening a pipe without O_NONBLOCK waits for somebody to write.
    const int fd =
        is_input ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    std::string text;
    const int failed = fd < 0 ? errno : read_all(fd, is_over, text);
    if (fd >= 0 && !is_input) ::close(fd);
    if (failed == 0) return text;
    problem = error_text(failed);
    return {};
}

std::string folder_of(std::string_view path) {
    const auto slash = path.rfind('/');
    return std::string(path.substr(0, slash == path.npos ? 0 : slash));
}

std::string canonical(const std::string& path) {
    const std::unique_ptr<char, void (*)(void*)> real(::realpath(path.c_str(), nullptr), std::free);
    return real == nullptr ? path : real.get();
}

namespace {

std::string joined(const std::string& folder, const std::string& path) {
    std::string whole = path.starts_with('/') || folder.empty() ? path : folder + '/' + path;
    if (!whole.ends_with(".soc") && !whole.ends_with(".ach")) whole += ".soc";
    return whole;
}

std::string first_error(const SourceFile& file, const std::vector<Diagnostic>& diagnostics) {
    for (const Diagnostic& d : diagnostics) {
        if (d.is_error()) return render(file, d);
    }
    return {};
}

// Of a longer name so many letters say which module was meant.
constexpr std::size_t kTellingLetters = 4;

// For whoever took a file's name for a module's, or misspelt one.
std::string hint_of_builtin(const HostTables& host, std::string_view wanted) {
    NearestName near(wanted);
    std::string akin;
    constexpr std::string_view kModules = ACH_CONTRIBUTES_MODULES;
    std::array<ach_str, 64> page;
    const std::uint32_t all =
        host.catalog->names(host.host, to_str(kModules), 0, page.data(), page.size());
    std::string names;
    std::string_view last;
    for (const ach_str name : std::span(page).first(std::min<std::size_t>(all, page.size()))) {
        if (view(name) == std::exchange(last, view(name))) continue;  // several plugins serve it
        names.append(names.empty() ? "" : ", ").append(view(name));
        near.offer(view(name));
        const bool is_akin = wanted.size() >= kTellingLetters &&
                             view(name).starts_with(wanted.substr(0, kTellingLetters));
        if (is_akin && akin.empty()) akin = view(name);
    }
    const std::string& meant = near.best().empty() ? akin : near.best();
    return (meant.empty() ? "" : "; did you mean '" + meant + "'?") + "; built-in ones are " +
           names;
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
    return language::compile(
        std::move(file),
        {.kind = kind, .names = &packs_, .modules = &from, .repl = repl, .stop = &is_over_});
}

bool Modules::is_builtin(std::string_view path) const {
    return packs_.module_export(path, "") != ACH_E_GONE;
}

bool Modules::exports(const std::string& module, const std::string& name) {
    return packs_.module_export(module, name) == ACH_OK;
}

std::string Modules::hint_for(const std::string& module, const std::string& name) {
    return packs_.hint_for(module, name);
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
    std::string text = read_source(key, is_over_, problem);
    if (!problem.empty()) {
        failure = "Failed to read module '" + path + "': " + problem;
        if (path.find_first_of("./") == path.npos) {
            failure += hint_of_builtin(host_, path);
        }
        return nullptr;
    }
    // As short as it can be said; `a/../b` is not always `b`.
    const std::string normal = std::filesystem::path(spelled).lexically_normal().string();
    const std::string& shown = canonical(normal) == key ? normal : spelled;
    // It stands in the table while it is compiled: a cycle of imports finds it without its types.
    Module& module = modules_[key];
    const auto file = std::make_shared<const SourceFile>(shown, std::move(text));
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
