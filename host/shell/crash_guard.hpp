// When a plugin takes the process down while it is being mapped, created or started, somebody has
// to say who it was, and the next start has to leave it out.
//
// Around each such stage the guard knows the plugin's name. A fatal signal inside prints it, writes
// a note into the state folder and exits 70. A handler cannot run when the process is killed or the
// machine loses power, so a file that has never been seen to start gets its note durably *before*
// it is mapped, and loses it afterwards; a file that started once is trusted to leave the note to
// the handler, which spares everyday starts the fsync. Notes name the file by its stamp and the
// process by its number and start time: a rebuilt file is tried again, and a note whose process is
// alive means that the plugin is starting right now somewhere else.
//
// Outside of stages the guard still names the plugin whose code was running, found by its addresses
// on the stack; that is no reason to leave the plugin out next time.
//
// Stages nest (a plugin's start may activate another one), the innermost is to blame. They are
// entered by one thread at a time. The handler needs a process-wide pointer: one guard at a time is
// active.
#pragma once

#include "host/shell/files.hpp"

#include <array>
#include <atomic>
#include <csignal>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace ach::host {

class PluginIndex;

class CrashGuard {
public:
    struct Subject {
        std::string_view id;
        std::string_view file;
        FileStamp stamp;
    };

    // `state_folder` empty: nothing outlives the process.
    explicit CrashGuard(const std::string& state_folder);
    ~CrashGuard();
    CrashGuard(const CrashGuard&) = delete;
    CrashGuard& operator=(const CrashGuard&) = delete;

    // Plugins that took an earlier process down, with the reason and the remedy. Notes about files
    // that have changed since are thrown away. Usually one look at an empty folder.
    std::map<std::string, std::string, std::less<>> quarantined(const PluginIndex& index) const;

    // Forgets every note about plugin `id`. False when there was none.
    bool forgive(std::string_view id);

    // Code between these addresses is `subject`'s, from now on.
    void remember_code(const Subject& subject, std::uintptr_t begin, std::uintptr_t end);

    // While it lives, `subject` is to blame.
    class Stage {
    public:
        Stage(CrashGuard& guard, const Subject& subject, std::string_view doing);
        ~Stage();
        Stage(const Stage&) = delete;
        Stage& operator=(const Stage&) = delete;

        // What the plugin is doing from here on: "mapped", "created", "started".
        void advance(std::string_view doing);

        // It came through alive: next time no note is written beforehand.
        void prove();

    private:
        CrashGuard& guard_;
        Subject subject_;
        bool entered_;
    };

private:
    friend struct CrashHandler;

    static constexpr std::size_t kDeepest = 16;  // deeper stages are not told apart

    // All the handler needs, written out beforehand. Immutable once it is visible to the handler.
    struct Record {
        std::string note_path;  // empty: there is no state folder
        std::string note;
        std::string message;  // up to the name of the signal
        std::string remedy;   // behind it
        bool is_on_disk = false;
    };

    // Whose code lies where. Immutable once it is counted.
    struct Code {
        std::uintptr_t begin = 0, end = 0;
        std::string message;  // up to the name of the signal
        std::string remedy;
    };

    bool enter(const Subject& subject, std::string_view doing);
    void arm();
    void describe(Record& record, const Subject& subject, std::string_view doing) const;
    void leave();
    bool is_proven(const Subject& subject);
    void remember_proven(const Subject& subject);
    void load_proven();
    std::string proven_file() const { return folder_ + "/proven"; }

    std::string folder_;  // empty: none
    bool proven_loaded_ = false;
    std::string proven_;  // one line per file that started
    std::array<Record, kDeepest> records_;
    std::atomic<std::uint32_t> depth_{0};
    static constexpr std::size_t kMostCode = 128;  // beyond it nobody is named
    std::array<std::unique_ptr<const Code>, kMostCode> code_;
    std::atomic<std::size_t> code_count_{0};
    std::unique_ptr<char[]> stack_;  // for the handler: the crash may be a stack overflow
    stack_t previous_stack_{};
    bool installed_ = false;
};

}  // namespace ach::host
