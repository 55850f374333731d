// Modules of a program: files, found from the file that imports them, compiled once each.
//
// The compiler asks while it compiles a unit (it needs the types that modules export); the machine
// asks when the import statement runs. Both get the same unit.
#pragma once

#include "vm/language/compile.hpp"
#include "vm/plugin/host_tables.hpp"
#include "vm/plugin/packs.hpp"
#include "vm/runtime/machine.hpp"

#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ach::vm {

class Modules final : public ModuleFinder {
public:
    // Once `is_over`, which outlives it, nothing is read or compiled any more.
    Modules(const HostTables& host, Packs& packs, const std::atomic<bool>& is_over)
        : host_(host), packs_(packs), is_over_(is_over) {}

    // Compiles a unit whose imports are looked for in the folder of `file`, or for text in the
    // working directory.
    // No unit and no messages: the program is over.
    // `repl` is the scope that entries of a session share.
    language::Compilation compile(std::shared_ptr<const SourceFile> file, UnitKind kind,
                                  language::ReplScope* repl = nullptr);

    FoundModule find(Mutator& mutator, const Unit& importer, const std::string& path) override;
    bool exports(const std::string& module, const std::string& name) override;
    std::string hint_for(const std::string& module, const std::string& name) override;

private:
    class From;  // what one unit's imports mean

    struct Module {
        std::shared_ptr<const Unit> unit;  // null: `failure` says why
        std::string failure;
    };

    bool is_builtin(std::string_view path) const;
    // Null with `failure` set when the file cannot be read.
    Module* module_at(const std::string& folder, const std::string& path, std::string& key,
                      std::string& failure);

    const HostTables& host_;
    Packs& packs_;
    const std::atomic<bool>& is_over_;
    std::map<std::string, Module> modules_;  // by canonical path
};

// The text of a source file, or of standard input for kStandardInput. Empty with `problem` set ("no
// such file or directory") otherwise, and once `is_over`: a pipe or a terminal may be waited for.
std::string read_source(const std::string& path, const std::atomic<bool>& is_over,
                        std::string& problem);

// "", or the part of a path before its last slash.
std::string folder_of(std::string_view path);

// What a file is known by, however it is spelled; `path` itself when there is none.
std::string canonical(const std::string& path);

}  // namespace ach::vm
