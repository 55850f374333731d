#include "host/shell/crash_guard.hpp"

#include "host/shell/plugin_index.hpp"
#include "host/shell/version.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/uio.h>
#include <ucontext.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <optional>

namespace ach::host {
namespace {

constexpr std::string_view kNotePrefix = "crash-";
constexpr std::size_t kHandlerStack = 64 * 1024;
constexpr std::size_t kMostProven = 200;  // lines kept in the file of proven plugins
constexpr std::size_t kStackToSearch = 64 * 1024;
constexpr int kExitPluginCrashed = 70;

struct FatalSignal {
    int number;
    const char* name;
};
constexpr std::array<FatalSignal, 5> kFatal = {{{SIGSEGV, "SIGSEGV (a wrong address)"},
                                                {SIGBUS, "SIGBUS (a wrong address)"},
                                                {SIGILL, "SIGILL (an invalid instruction)"},
                                                {SIGFPE, "SIGFPE (a wrong calculation)"},
                                                {SIGABRT, "SIGABRT (it gave up)"}}};

const char* name_of(int signal) {
    for (const FatalSignal& fatal : kFatal) {
        if (fatal.number == signal) return fatal.name;
    }
    return "a signal";
}

std::string stamp_line(std::string_view file, const FileStamp& stamp) {
    char numbers[128];
    std::snprintf(numbers, sizeof numbers, "%llx %llx %llx %llx ",
                  static_cast<unsigned long long>(stamp.device),
                  static_cast<unsigned long long>(stamp.inode),
                  static_cast<unsigned long long>(stamp.size),
                  static_cast<unsigned long long>(stamp.modified_ns));
    return numbers + std::string(file);
}

// When process `pid` started, in clock ticks since boot; 0 when it is not there.
unsigned long long start_of_process(long pid) {
    const auto text = read_file("/proc/" + std::to_string(pid) + "/stat");
    if (!text) return 0;
    const auto name_end = text->rfind(')');  // the name may hold anything
    if (name_end == text->npos) return 0;
    unsigned long long start = 0;
    const char* rest = text->c_str() + name_end + 1;
    std::sscanf(rest,
                " %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %llu",
                &start);
    return start;
}

// One line each: id, file with stamp, host, process and its start, depth, what it did; the handler
// adds the signal.
struct Note {
    std::string id, subject, host, doing, signal;
    long pid = 0;
    unsigned long long started = 0;
    unsigned depth = 0;
};

std::optional<Note> read_note(const std::string& path) {
    const auto text = read_file(path);
    if (!text) return std::nullopt;
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < text->size();) {
        const auto end = std::min(text->find('\n', at), text->size());
        lines.push_back(text->substr(at, end - at));
        at = end + 1;
    }
    if (lines.size() < 5) return std::nullopt;
    Note note{lines[0], lines[1], lines[2], lines[4], lines.size() > 5 ? lines[5] : "", 0, 0, 0};
    if (std::sscanf(lines[3].c_str(), "%ld %llu %u", &note.pid, &note.started, &note.depth) != 3) {
        return std::nullopt;
    }
    return note;
}

bool is_still_running(const Note& note) {
    return note.signal.empty() && note.started != 0 && start_of_process(note.pid) == note.started;
}

std::vector<std::string> note_paths(const std::string& folder) {
    std::vector<std::string> paths;
    if (folder.empty()) return paths;
    const std::unique_ptr<DIR, int (*)(DIR*)> open(::opendir(folder.c_str()), ::closedir);
    if (!open) return paths;
    while (const dirent* entry = ::readdir(open.get())) {
        if (std::string_view(entry->d_name).starts_with(kNotePrefix)) {
            paths.push_back(folder + "/" + entry->d_name);
        }
    }
    std::sort(paths.begin(), paths.end());
    return paths;
}

std::string reason_of(const Note& note) {
    const std::string how =
        note.signal.empty() ? "the process ended" : "it crashed with " + note.signal;
    return how + " while it was being " + note.doing +
           " in an earlier run; `achronyme plugins retry " + note.id + "` tries it again";
}

}  // namespace

// The part that runs after a fatal signal. Only async-signal-safe calls from here on.
struct CrashHandler {
    static std::atomic<CrashGuard*> active;
    static std::array<struct sigaction, kFatal.size()> previous;

    static void write_text(int fd, std::string_view text) {
        [[maybe_unused]] const ssize_t put = ::write(fd, text.data(), text.size());
    }

    static void leave_note(const CrashGuard::Record& record, int signal) {
        if (record.note_path.empty()) return;
        const int fd =
            ::open(record.note_path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        if (fd < 0) return;
        write_text(fd, record.note);
        write_text(fd, name_of(signal));
        write_text(fd, "\n");
        ::fsync(fd);
    }

    static const CrashGuard::Code* owner_of(const CrashGuard& guard, std::uintptr_t address) {
        const std::size_t count = guard.code_count_.load(std::memory_order_acquire);
        for (std::size_t i = 0; i < count; ++i) {
            const CrashGuard::Code& code = *guard.code_[i];
            if (address >= code.begin && address < code.end) return &code;
        }
        return nullptr;
    }

    // The plugin whose code runs, or was called last: the innermost address on the stack that is
    // somebody's. The stack is read through the kernel, which refuses where reading would fault.
    static const CrashGuard::Code* culprit(const CrashGuard& guard, const ucontext_t& context) {
#if defined(__x86_64__)
        const auto& registers = context.uc_mcontext.gregs;
        const auto running = static_cast<std::uintptr_t>(registers[REG_RIP]);
        const auto stack = static_cast<std::uintptr_t>(registers[REG_RSP]);
#else
        const auto running = static_cast<std::uintptr_t>(context.uc_mcontext.pc);
        const auto stack = static_cast<std::uintptr_t>(context.uc_mcontext.sp);
#endif
        if (const auto* code = owner_of(guard, running)) return code;
        std::array<std::uintptr_t, 64> words;
        for (std::uintptr_t at = stack; at < stack + kStackToSearch; at += sizeof words) {
            iovec here{words.data(), sizeof words};
            iovec there{reinterpret_cast<void*>(at), sizeof words};
            const ssize_t got = ::process_vm_readv(::getpid(), &here, 1, &there, 1, 0);
            if (got != static_cast<ssize_t>(sizeof words)) break;
            for (const std::uintptr_t word : words) {
                if (const auto* code = owner_of(guard, word)) return code;
            }
        }
        return nullptr;
    }

    // True for what the process did to itself, and when nobody (a sanitizer, say) listened before
    // us.
    static bool is_ours_to_explain(int signal, const siginfo_t& info) {
        if (info.si_code <= 0 && signal != SIGABRT) return false;
        for (std::size_t i = 0; i < kFatal.size(); ++i) {
            if (kFatal[i].number == signal) return previous[i].sa_handler == SIG_DFL;
        }
        return false;
    }

    static void explain(const CrashGuard& guard, int signal, const void* context) {
        const auto* code = culprit(guard, *static_cast<const ucontext_t*>(context));
        if (code == nullptr) return;
        write_text(2, code->message);
        write_text(2, name_of(signal));
        write_text(2, code->remedy);
        ::_exit(kExitPluginCrashed);
    }

    static void handle(int signal, siginfo_t* info, void* context) {
        CrashGuard* guard = active.load(std::memory_order_acquire);
        const std::uint32_t depth =
            guard == nullptr ? 0 : guard->depth_.exchange(0, std::memory_order_acq_rel);
        if (depth == 0) {
            if (guard != nullptr && is_ours_to_explain(signal, *info))
                explain(*guard, signal, context);
            // Nobody's: as if we had never been here.
            for (std::size_t i = 0; i < kFatal.size(); ++i) {
                if (kFatal[i].number == signal) ::sigaction(signal, &previous[i], nullptr);
            }
            if (info->si_code <= 0) ::raise(signal);  // a fault happens again by itself
            return;
        }
        for (std::uint32_t outer = 0; outer + 1 < depth; ++outer) {
            ::unlink(guard->records_[outer].note_path.c_str());
        }
        const CrashGuard::Record& guilty = guard->records_[depth - 1];
        write_text(2, guilty.message);
        write_text(2, name_of(signal));
        write_text(2, guilty.remedy);
        leave_note(guilty, signal);
        ::_exit(kExitPluginCrashed);
    }

    static void install() {
        struct sigaction action {};
        action.sa_sigaction = handle;
        action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
        for (std::size_t i = 0; i < kFatal.size(); ++i) {
            ::sigaction(kFatal[i].number, &action, &previous[i]);
        }
    }

    static void uninstall() {
        for (std::size_t i = 0; i < kFatal.size(); ++i) {
            ::sigaction(kFatal[i].number, &previous[i], nullptr);
        }
    }
};

std::atomic<CrashGuard*> CrashHandler::active{nullptr};
std::array<struct sigaction, kFatal.size()> CrashHandler::previous{};

CrashGuard::CrashGuard(const std::string& state_folder)
    : folder_(state_folder.empty() ? std::string() : state_folder + "/plugins") {}

CrashGuard::~CrashGuard() {
    if (!installed_) return;
    CrashHandler::uninstall();
    CrashHandler::active.store(nullptr, std::memory_order_release);
}

std::map<std::string, std::string, std::less<>> CrashGuard::quarantined(
    const PluginIndex& index) const {
    const auto applies = [&index](const Note& note) {
        const PluginNumber plugin = index.find(note.id);
        return plugin != kNoPlugin && note.host == kVersionAndAbi &&
               note.subject.starts_with(stamp_line("", index.plugins()[plugin].library_stamp));
    };
    std::map<long, Note> guilty;  // of one process only the innermost stage is to blame
    for (const std::string& path : note_paths(folder_)) {
        const auto note = read_note(path);
        if (note && is_still_running(*note)) continue;
        if (!note || !applies(*note)) {
            ::unlink(path.c_str());
            continue;
        }
        auto [known, first] = guilty.try_emplace(note->pid, *note);
        if (!first && known->second.depth < note->depth) known->second = *note;
    }
    std::map<std::string, std::string, std::less<>> reasons;
    for (const auto& [pid, note] : guilty) reasons[note.id] = reason_of(note);
    return reasons;
}

bool CrashGuard::forgive(std::string_view id) {
    bool found = false;
    for (const std::string& path : note_paths(folder_)) {
        const auto note = read_note(path);
        if (note && note->id == id && ::unlink(path.c_str()) == 0) found = true;
    }
    return found;
}

void CrashGuard::load_proven() {
    if (std::exchange(proven_loaded_, true) || folder_.empty()) return;
    proven_ = read_file(proven_file()).value_or(std::string());
    proven_.resize(proven_.rfind('\n') + 1);  // npos + 1: none
}

bool CrashGuard::is_proven(const Subject& subject) {
    load_proven();
    const std::string line = stamp_line(subject.file, subject.stamp) + '\n';
    for (std::size_t at = 0; at < proven_.size(); at = proven_.find('\n', at) + 1) {
        if (proven_.compare(at, line.size(), line) == 0) return true;
    }
    return false;
}

void CrashGuard::remember_proven(const Subject& subject) {
    if (folder_.empty() || is_proven(subject)) return;
    (proven_ += stamp_line(subject.file, subject.stamp)) += '\n';
    auto lines = static_cast<std::size_t>(std::ranges::count(proven_, '\n'));
    for (; lines > kMostProven; --lines) proven_.erase(0, proven_.find('\n') + 1);
    if (make_folders(folder_)) replace_file(proven_file(), proven_);
}

void CrashGuard::describe(Record& record, const Subject& subject, std::string_view doing) const {
    const std::string id(subject.id);
    const long process = ::getpid();
    std::string file_name = id;
    std::replace(file_name.begin(), file_name.end(), '/', '_');
    record.note_path.clear();
    if (!folder_.empty()) {
        record.note_path =
            folder_ + "/" + std::string(kNotePrefix) + file_name + "-" + std::to_string(process);
    }
    const auto depth = depth_.load(std::memory_order_relaxed);
    const unsigned long long started = record.is_on_disk ? start_of_process(process) : 0;
    record.note = id + "\n" + stamp_line(subject.file, subject.stamp) + "\n" +
                  std::string(kVersionAndAbi) + "\n" + std::to_string(process) + " " +
                  std::to_string(started) + " " + std::to_string(depth) + "\n" +
                  std::string(doing) + "\n";
    record.message = "achronyme: plugin '" + id + "' (" + std::string(subject.file) +
                     ") crashed while it was being " + std::string(doing) + ": ";
    record.remedy =
        "\n  The next start leaves it out; `achronyme plugins retry " + id + "` tries it again.\n";
}

void CrashGuard::remember_code(const Subject& subject, std::uintptr_t begin, std::uintptr_t end) {
    const std::size_t count = code_count_.load(std::memory_order_relaxed);
    if (begin == end || count == kMostCode) return;
    const std::string id(subject.id);
    code_[count] = std::make_unique<const Code>(Code{
        begin, end, "achronyme: plugin '" + id + "' (" + std::string(subject.file) + ") crashed: ",
        "\n  Tell its author; `achronyme --set 'plugins.disabled=[\"" + id +
            "\"]' ...` runs without it.\n"});
    code_count_.store(count + 1, std::memory_order_release);
}

// Takes the signals, and gives this thread a stack on which a stack overflow can be reported.
void CrashGuard::arm() {
    if (!std::exchange(installed_, true)) {
        CrashHandler::active.store(this, std::memory_order_release);
        CrashHandler::install();
        stack_ = std::make_unique_for_overwrite<char[]>(kHandlerStack);
    }
    stack_t stack{};
    stack.ss_sp = stack_.get();
    stack.ss_size = kHandlerStack;
    ::sigaltstack(&stack, &previous_stack_);
}

bool CrashGuard::enter(const Subject& subject, std::string_view doing) {
    const std::uint32_t depth = depth_.load(std::memory_order_relaxed);
    if (depth == kDeepest) return false;
    if (depth == 0) arm();
    Record& record = records_[depth];
    record.is_on_disk = !folder_.empty() && !is_proven(subject) && make_folders(folder_);
    if (record.is_on_disk) {
        describe(record, subject, "loaded");
        replace_file(record.note_path, record.note, true);
    }
    describe(record, subject, doing);
    depth_.store(depth + 1, std::memory_order_release);
    return true;
}

void CrashGuard::leave() {
    const std::uint32_t depth = depth_.load(std::memory_order_relaxed) - 1;
    depth_.store(depth, std::memory_order_release);
    if (records_[depth].is_on_disk) ::unlink(records_[depth].note_path.c_str());
    if (depth == 0) ::sigaltstack(&previous_stack_, nullptr);
}

CrashGuard::Stage::Stage(CrashGuard& guard, const Subject& subject, std::string_view doing)
    : guard_(guard), subject_(subject), entered_(guard.enter(subject, doing)) {}

CrashGuard::Stage::~Stage() {
    if (entered_) guard_.leave();
}

void CrashGuard::Stage::advance(std::string_view doing) {
    if (!entered_) return;
    const std::uint32_t depth = guard_.depth_.load(std::memory_order_relaxed) - 1;
    guard_.depth_.store(depth, std::memory_order_release);
    guard_.describe(guard_.records_[depth], subject_, doing);
    guard_.depth_.store(depth + 1, std::memory_order_release);
}

void CrashGuard::Stage::prove() { guard_.remember_proven(subject_); }

}  // namespace ach::host
