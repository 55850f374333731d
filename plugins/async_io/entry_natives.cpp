#include "plugins/async_io/arguments.hpp"
#include "plugins/async_io/entries.hpp"
#include "plugins/async_io/natives.hpp"
#include "plugins/async_io/plugin.hpp"

#include <utility>

namespace ach::async_io {

namespace {

Outcome begin_here(Call& call, Job job) {
    return begin(call, *files_of(call).jobs, std::move(job));
}

Outcome exists_native(Call& call, std::string_view path) {
    const std::string name = path_argument(call, path);
    return begin_here(call, {{{ACH_PERM_FILE_READ, name}},
                             false,
                             [name](const IsAbandoned&) -> Reply { return exists(name); }});
}

Outcome file_info_native(Call& call, std::string_view path) {
    const Deed deed{"look at file", path_argument(call, path)};
    return begin_here(call, {{{ACH_PERM_FILE_READ, deed.path}},
                             false,
                             [deed](const IsAbandoned&) -> Reply { return info_of(deed); }});
}

Outcome delete_file_native(Call& call, std::string_view path) {
    const Deed deed{"delete file", path_argument(call, path)};
    return begin_here(
        call,
        {{{ACH_PERM_FILE_WRITE, deed.path, false}}, true, [deed](const IsAbandoned&) -> Reply {
             delete_file(deed);
             return true;
         }});
}

Outcome copy_file_native(Call& call, std::string_view from, std::string_view to) {
    const Deed deed{"copy file", path_argument(call, from), path_argument(call, to)};
    return begin_here(call, {{{ACH_PERM_FILE_READ, deed.path}, {ACH_PERM_FILE_WRITE, deed.to}},
                             true,
                             [deed](const IsAbandoned& is_abandoned) -> Reply {
                                 copy_file(deed, is_abandoned);
                                 return Nothing{};
                             }});
}

// What was unreadable where it was must not become readable by being moved.
Outcome rename_file_native(Call& call, std::string_view from, std::string_view to) {
    const Deed deed{"rename file", path_argument(call, from), path_argument(call, to)};
    return begin_here(call, {{{ACH_PERM_FILE_READ, deed.path, false},
                              {ACH_PERM_FILE_WRITE, deed.path, false},
                              {ACH_PERM_FILE_WRITE, deed.to, false}},
                             true,
                             [deed](const IsAbandoned&) -> Reply {
                                 rename_file(deed);
                                 return Nothing{};
                             }});
}

Outcome list_dir_native(Call& call, std::optional<std::string_view> path,
                        std::optional<Value> options) {
    const Deed deed{"list directory", path_argument(call, path.value_or("."))};
    bool is_recursive = false;
    bool with_details = false;
    read_switches(call, options, {{"details", &with_details}, {"recursive", &is_recursive}});
    return begin_here(
        call,
        {{{ACH_PERM_FILE_READ, deed.path}},
         false,
         [deed, is_recursive, with_details](const IsAbandoned& is_abandoned) -> Reply {
             return Listing{list_dir(deed, is_recursive, with_details, is_abandoned), with_details};
         }});
}

Outcome make_dir_native(Call& call, std::string_view path) {
    const Deed deed{"make directory", path_argument(call, path)};
    return begin_here(call, {{{ACH_PERM_FILE_WRITE, deed.path}},
                             true,
                             [deed](const IsAbandoned&) -> Reply { return make_dir(deed); }});
}

Outcome remove_dir_native(Call& call, std::string_view path, std::optional<Value> options) {
    const Deed deed{"remove directory", path_argument(call, path)};
    bool is_recursive = false;
    read_switches(call, options, {{"recursive", &is_recursive}});
    return begin_here(call, {{{ACH_PERM_FILE_WRITE, deed.path, false}},
                             true,
                             [deed, is_recursive](const IsAbandoned&) -> Reply {
                                 remove_dir(deed, is_recursive);
                                 return true;
                             }});
}

Outcome temp_dir_native(Call& call) {
    Files& files = files_of(call);
    return begin_here(
        call, {{{ACH_PERM_FILE_WRITE, temporary_root()}},
               true,
               [&files](const IsAbandoned&) -> Reply { return Text{files.temporary.make()}; }});
}

constexpr ach_native_def kNatives[] = {
    native<&exists_native>("exists").doc(
        "exists(path) -> Future<Boolean>\nWhether a file or directory is there."),
    native<&file_info_native>("file_info")
        .doc("file_info(path) -> Future<Record>\n{size, is_file, is_dir, modified_ms, readonly}"),
    native<&delete_file_native>("delete_file")
        .doc("delete_file(path) -> Future<Boolean>\nDeletes a file or link; true."),
    native<&copy_file_native>("copy_file")
        .doc("copy_file(from, to) -> Future<null>\nCopies a file; one of the new name is "
             "replaced."),
    native<&rename_file_native>("rename_file")
        .doc("rename_file(from, to) -> Future<null>\nRenames or moves; a file of the new name is "
             "replaced."),
    native<&list_dir_native>("list_dir")
        .doc("list_dir(path = \".\", opts?) -> Future<Vector>\nThe names in a directory, sorted. "
             "{details: true}: Records {name, is_dir, size}; {recursive: true}: paths of all that "
             "lies below."),
    native<&make_dir_native>("make_dir")
        .doc("make_dir(path) -> Future<Boolean>\nCreates a directory and its parents; false when "
             "it was there."),
    native<&remove_dir_native>("remove_dir")
        .doc("remove_dir(path, opts?) -> Future<Boolean>\nRemoves an empty directory. {recursive: "
             "true}: with all that lies below."),
    native<&temp_dir_native>("temp_dir")
        .doc("temp_dir() -> Future<String>\nA new private directory, removed when the program "
             "ends."),
};

}  // namespace

std::span<const ach_native_def> entry_natives() { return kNatives; }

}  // namespace ach::async_io
